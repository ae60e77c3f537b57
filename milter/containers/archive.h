/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * archive.h - archives, member by member.
 *
 * ZIP is judged by our own reading of the central directory against the
 * local headers (zip.c); contents come from libarchive, as do the other
 * formats.
 */
#ifndef CONTAINERS_ARCHIVE_H
#define CONTAINERS_ARCHIVE_H

#include "containers/judgement.h"

typedef struct Member {
	GPtrArray *names;	/* char *, every reading of the stored name,
				 * UTF-8, the likeliest first; not empty */
	const guint8 *bytes;	/* decoded content; NULL where unreadable */
	gsize size;		/* of .bytes; the stored size where NULL */
	gboolean is_folder;
	Protection protection;	/* none where .bytes are there */
	const char *scheme;	/* "zip-aes256", "zip-crypto"; nullable. Kept
				 * where .opened */
	Opened opened;		/* what opened it; .bytes are there then */
	const char *problem;	/* nullable: why .bytes are missing or cut */
	ProblemKind problem_kind;
} Member;

/* Borrowed for the time of the call. FALSE ends the walk. */
typedef gboolean (*MemberFunc)(const Member *member, gpointer data);

typedef struct ArchiveLimits {
	guint64 members;	/* members looked at */
	guint64 bytes;		/* decoded bytes of all members together */
	gint64 deadline_us;	/* g_get_monotonic_time() */
	Keyring *keyring;	/* tried on what is closed; NULL: nothing is */
	guint64 dictionary;	/* memory that one may ask for; 0: 256 MiB */
} ArchiveLimits;

/*
 * Opens what libarchive can read from memory, without threads, temporary
 * files or helper programs, once, so that nothing is loaded later.
 */
void archive_warm_up(void);

/* Media type by content where @bytes are an archive or a compressed single
 * file: "application/zip", "application/x-7z-compressed", "application/gzip".
 * Returns: (transfer none) (nullable). */
const char *archive_type(const guint8 *bytes, gsize size);

/*
 * Walks an archive; call only where archive_type() is not NULL. The
 * judgement is over the container as a whole: PROTECTION_SECRET only where
 * every member with content is; an archive without any content is none; one
 * that is damaged, over a limit, or contradicts itself is at best unknown,
 * with a problem. Every file that either the central directory or a local
 * header of a ZIP shows is a member. Walked again with other words in the
 * keyring, the same members come in the same order; before them may come
 * none, for an archive whose directory was closed had none.
 * Returns: (transfer full).
 */
Judgement *archive_walk(const guint8 *bytes, gsize size,
			const ArchiveLimits *limits, MemberFunc member,
			gpointer data);

#endif
