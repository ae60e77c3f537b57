/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * odf-lock.h - how OpenDocument members are closed (ODF 1.3 part 2, 3.4):
 * what tests a word, and what opens the bytes.
 */
#ifndef LOCKS_ODF_LOCK_H
#define LOCKS_ODF_LOCK_H

#include "locks/lock.h"

typedef enum {
	ODF_OTHER,		/* of a kind that nobody here tries */
	ODF_AES_CBC,
	ODF_BLOWFISH,
	ODF_CIPHERS
} OdfCipher;

#define ODF_SALT_MAX 64
#define ODF_IV_MAX 16
#define ODF_CHECKED 1024	/* bytes that the checksum is of */
#define ODF_HEAD_MAX (ODF_CHECKED + 16)

/* What a manifest says of one member, and the beginning of that member. */
typedef struct OdfLock {
	OdfCipher cipher;
	guint32 key_size;
	guint32 rounds;		/* of PBKDF2 with HMAC-SHA-1 */
	guint32 salt_size;
	guint32 iv_size;
	guint32 checksum_size;	/* 20: SHA-1, 32: SHA-256 */
	guint32 head_size;
	guint8 starts_sha256;	/* or the start key is SHA-1 of the word */
	guint8 is_whole;	/* the head is all there is */
	guint8 salt[ODF_SALT_MAX];
	guint8 iv[ODF_IV_MAX];
	guint8 checksum[32];
	guint8 head[ODF_HEAD_MAX];
} OdfLock;

/* Takes the head from @bytes. Returns: (transfer full). */
Lock *odf_lock_new(const OdfLock *parameters, const guint8 *bytes,
		   gsize size);

/* A member under @word, still deflated; NULL: it does not open it, or one try
 * would cost too much. (transfer full) (nullable) */
GByteArray *odf_lock_decrypt(const OdfLock *parameters, const char *word,
			     const guint8 *bytes, gsize size);

#endif
