/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * walk.h - what the walks of all archive formats have in common: limits,
 * names, and the sum of their members.
 */
#ifndef CONTAINERS_WALK_H
#define CONTAINERS_WALK_H

#include "containers/archive.h"
#include "containers/unpack.h"

typedef struct Walk {
	const ArchiveLimits *limits;
	MemberFunc member;
	gpointer data;
	Judgement *judgement;	/* (transfer full) to the caller of the walk */
	guint64 members;	/* handed out */
	guint64 bytes_left;
	guint with_content[PROTECTION_COUNT];
	gboolean stopped;	/* by the caller, or by a limit */
} Walk;

void walk_init(Walk *walk, const ArchiveLimits *limits, MemberFunc member,
	       gpointer data);

/* Keeps the first problem of the archive as a whole. */
void walk_complain(Walk *walk, ProblemKind kind, const char *what);

/*
 * Hands out @member and counts it; @has_content: it bears some. FALSE where
 * the walk is to end.
 */
gboolean walk_emit(Walk *walk, const Member *member, gboolean has_content);

/* Counts a member that was handed out in another way. */
void walk_count(Walk *walk, Protection protection, gboolean has_content);

/* Bytes that an archive may ask for to be unpacked. */
guint64 walk_dictionary(const Walk *walk);

/* FALSE, with a problem, where members or time are used up. */
gboolean walk_may_go_on(Walk *walk);

/* Puts what unpacking came to into @member; a limit ends the walk. */
void walk_unpacked(Walk *walk, Member *member, UnpackEnd end,
		   const GByteArray *bytes);

/*
 * The same where @size bytes came out and went elsewhere. Returns:
 * (nullable): what is wrong; *ret_kind then.
 */
const char *walk_unpacked_bytes(Walk *walk, UnpackEnd end, guint64 size,
				ProblemKind *ret_kind);

/* The judgement over all members. Returns: (transfer full). */
Judgement *walk_conclude(Walk *walk);

/* Adds every reading of a stored name that is not there yet. */
void walk_add_names(GPtrArray *names, const guint8 *bytes, gsize size,
		    const char *declared);

#endif
