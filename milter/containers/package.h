/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * package.h - a ZIP whose members make one document (OOXML, OpenDocument).
 *
 * Judged like any other ZIP (zip-walk.c); but large members come in blocks,
 * and members in the order that the reader needs.
 */
#ifndef CONTAINERS_PACKAGE_H
#define CONTAINERS_PACKAGE_H

#include "containers/archive.h"

typedef struct PackageReader {
	/* In which order members come: lower first, equals as they stand.
	 * NULL: as they stand. */
	guint (*order)(const char *name, gpointer data);

	/*
	 * Begins a member, by every reading of its names. TRUE: its content
	 * comes through @bytes, block by block, then @end. FALSE: it comes
	 * as a whole through @member.
	 */
	gboolean (*begin)(const GPtrArray *names, gpointer data);
	/* FALSE: no more of this member is wanted; @end comes all the same. */
	gboolean (*bytes)(const guint8 *bytes, gsize size, gpointer data);
	/* @problem NULL: all of it came. */
	void (*end)(const char *problem, ProblemKind kind, gpointer data);

	/* FALSE ends the walk. */
	MemberFunc member;
} PackageReader;

/*
 * As zip_walk(). Members that cannot be read, or that directory and local
 * header describe differently, come through @member in both views.
 * Returns: (transfer full).
 */
Judgement *package_walk(const guint8 *bytes, gsize size,
			const ArchiveLimits *limits,
			const PackageReader *reader, gpointer data);

#endif
