/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-lock.h - members of a ZIP that a password closes, and the lock of them.
 *
 * One lock stands for several members: as a rule they have one password,
 * and one try of a word tries it on all of them.
 */
#ifndef LOCKS_ZIP_LOCK_H
#define LOCKS_ZIP_LOCK_H

#include "locks/lock.h"
#include "locks/zip-cipher.h"

#define ZIP_STORED 0		/* method of what is not packed */

/* A closed member, as its headers tell. All pointers into the archive. */
typedef struct ZipClosed {
	guint strength;		/* of AES, 1 to 3; 0: PKWARE's cipher */
	guint method;		/* of compression, within */
	guint32 crc;		/* of what is within */
	gboolean has_crc;
	guint8 check[2];	/* PKWARE's: the check byte is one of them */
	guint64 size;		/* of what is within */
	const guint8 *data;	/* at least zip_closed_overhead() bytes */
	gsize packed;
} ZipClosed;

/* Bytes that encryption adds. */
gsize zip_closed_overhead(guint strength);

/* So many members one lock holds at most. */
#define ZIP_LOCK_MEMBERS 64
#define ZIP_LOCK_AES 8		/* with AES; a word costs 0.2 ms on each */

/* How many of @members go into one lock; 0 only where @count is. */
guint zip_lock_takes(const ZipClosed *members, guint count);

/*
 * The lock of the first zip_lock_takes() of @members. @is_checked: whoever
 * tries it has the whole file and checks what was opened; a word may open it
 * then that is wrong once in 256 times, where the beginning of the data
 * proves nothing. Otherwise a wrong word opens it less than once in a
 * million. Returns: (transfer full).
 */
Lock *zip_lock_new(const ZipClosed *members, guint count,
		   gboolean is_checked);

/* Every way in which programs turn @word into bytes. Returns: (transfer
 * full): char *, wiped when freed. */
GPtrArray *zip_spellings(const char *word);

/*
 * The check byte or verifier of @closed is that of @spelling; cheap, and
 * true of one in 256 or 65536 others.
 */
gboolean zip_closed_fits(const ZipClosed *closed, const char *spelling);

/*
 * Whether @spelling opens @closed, of which all is there, as far as can be
 * told without unpacking it: the verifier of AES, the checksum of what is
 * short or stored, the beginning of the rest. Where the method is one that
 * nothing is known of, once in 128 times wrongly.
 */
gboolean zip_closed_opens(const ZipClosed *closed, const char *spelling);

/*
 * What is within, still packed. AES: NULL where its authentication code is
 * another; PKWARE's has none. Returns: (transfer full) (nullable).
 */
GByteArray *zip_closed_decrypt(const ZipClosed *closed, const char *spelling);

#endif
