/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip.h - what a ZIP says about itself, twice: in its central directory and
 * in the header before each member (APPNOTE.TXT 4.3).
 *
 * The two need not agree. Every member that either shows is an entry here.
 */
#ifndef CONTAINERS_ZIP_H
#define CONTAINERS_ZIP_H

#include "containers/archive.h"

enum {
	ZIP_ENCRYPTED = 1 << 0,
	ZIP_DESCRIPTOR = 1 << 3,	/* sizes follow the data */
	ZIP_STRONG = 1 << 6,
	ZIP_UTF8 = 1 << 11,
	ZIP_MASKED = 1 << 13,		/* local header hidden on purpose */
};

enum {
	ZIP_STORED = 0,
	ZIP_DEFLATED = 8,
	ZIP_BZIP2 = 12,
	ZIP_LZMA = 14,
	ZIP_ZSTD = 93,
	ZIP_XZ = 95,
	ZIP_AES = 99,			/* the real method is in the extra */
};

/* One header's view of a member; all pointers into the archive. */
typedef struct ZipHeader {
	gboolean is_there;
	guint flags;
	guint method;		/* never ZIP_AES where the extra tells more */
	guint8 time_high;	/* high byte of its time of day */
	gboolean is_aes;	/* said so by its method */
	guint aes_strength;	/* 1..3; 0: no sound extra field */
	gboolean aes_has_crc;	/* AE-1; AE-2 has none */
	guint strong_algorithm;	/* of extra field 0x0017; 0: none */
	guint32 crc;
	guint64 packed_size;
	guint64 size;
	const guint8 *name;
	gsize name_size;
	const guint8 *unicode_name;	/* extra 0x7075; nullable */
	gsize unicode_name_size;
	gsize comment_size;	/* of the directory's only */
} ZipHeader;

typedef struct ZipEntry {
	ZipHeader central;	/* not there: hidden from the directory */
	ZipHeader local;	/* not there: points nowhere */
	const guint8 *data;	/* NULL where the local header is not there */
	gsize room;		/* bytes from .data to what follows at most */
	gsize start;		/* of the local header */
	gsize end;		/* behind data and descriptor by .central */
} ZipEntry;

typedef struct Zip {
	GArray *entries;	/* ZipEntry: the directory's, then hidden */
	const char *problem;	/* nullable: what does not fit together */
	ProblemKind problem_kind;
	const char *note;	/* nullable */
	gboolean has_program;	/* a program stands before the archive */
	gboolean names_hidden;	/* the central directory is encrypted */
	gsize comment_size;
} Zip;

/* Whether a ZIP begins here, or ends here behind something else. */
gboolean zip_is(const guint8 *bytes, gsize size);

/*
 * Reads both views of at most @max members; more is a problem. Never fails.
 * Returns: (transfer full), with pointers into @bytes.
 */
Zip *zip_read(const guint8 *bytes, gsize size, guint64 max);
void zip_free(Zip *zip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Zip, zip_free)

/* As archive_walk(), for ZIP. */
Judgement *zip_walk(const guint8 *bytes, gsize size,
		    const ArchiveLimits *limits, MemberFunc member,
		    gpointer data);

/* Calls @found with the first @max names of the central directory; FALSE
 * ends it. Cheap: nothing else is read. */
typedef gboolean (*ZipNameFunc)(const guint8 *name, gsize size, gpointer data);
void zip_names(const guint8 *bytes, gsize size, guint max, ZipNameFunc found,
	       gpointer data);

#endif
