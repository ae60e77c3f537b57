/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-lock.h - the standard security handler of PDF (ISO 32000-2 7.6.4):
 * what its dictionary says, and the password that fits.
 */
#ifndef LOCKS_PDF_LOCK_H
#define LOCKS_PDF_LOCK_H

#include "locks/lock.h"

#define PDF_LOCK_ID_MAX 128
#define PDF_LOCKS_MAX 12

/* One reading of the dictionary; bytes only, so that it packs by itself. */
typedef struct PdfLock {
	guint8 revision;		/* 2 to 6 */
	guint8 key_size;		/* bytes, 5 to 16; of revisions to 4 */
	guint8 leaves_metadata;		/* EncryptMetadata is false */
	guint8 id_size;
	guint8 permissions[4];		/* little-endian */
	guint8 owner[48], user[48];	/* 32 bytes of them to revision 4 */
	guint8 id[PDF_LOCK_ID_MAX];	/* the first of the file's */
} PdfLock;

/*
 * A file that says several things of itself has several readings: a word
 * opens it that opens one of them. Returns: (transfer full) (nullable): NULL
 * where @count is 0 or over PDF_LOCKS_MAX.
 */
Lock *pdf_lock_new(const PdfLock *locks, guint count);

/*
 * The bytes that @word is in the encoding in which it opens @lock, as user or
 * owner password; to be given to programs. Returns: (transfer full)
 * (nullable): NULL where it does not.
 */
char *pdf_lock_password(const Lock *lock, const char *word);

#endif
