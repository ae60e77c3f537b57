/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * office-lock.h - how binary Office files are closed ([MS-OFFCRYPTO] 2.3.5 to
 * 2.3.7): what tests a word, and what opens the bytes.
 */
#ifndef LOCKS_OFFICE_LOCK_H
#define LOCKS_OFFICE_LOCK_H

#include "locks/lock.h"

typedef enum {
	OFFICE_RC4,		/* 40 bits of MD5; Office 97 and 2000 */
	OFFICE_CRYPTOAPI,	/* RC4, 40 to 128 bits of SHA-1 */
	OFFICE_XOR,		/* of Excel: "method 1" */
	OFFICE_METHODS
} OfficeMethod;

#define OFFICE_SALT 16
#define OFFICE_VERIFIER 16
#define OFFICE_HASH 20		/* of MD5 the first 16 */

/* What a file says of its key. */
typedef struct OfficeLock {
	OfficeMethod method;
	guint bits;		/* OFFICE_CRYPTOAPI: of the key */
	guint8 salt[OFFICE_SALT];
	guint8 verifier[OFFICE_VERIFIER];
	guint8 hash[OFFICE_HASH];
	guint16 xor_key;	/* OFFICE_XOR */
	guint16 xor_verifier;
} OfficeLock;

/* What a word makes of it. Wipe it with OPENSSL_cleanse(). */
typedef struct OfficeKey {
	OfficeMethod method;
	guint bits;
	guint8 base[OFFICE_HASH];	/* hash to which blocks are added */
	guint8 pattern[16];		/* OFFICE_XOR */
} OfficeKey;

/*
 * Reads the header of RC4 or of CryptoAPI, version first, as it stands in
 * FilePass, at the head of a table stream, and in a CryptSession. FALSE: it
 * is of another kind, or cut. *ret_size: bytes it takes up; nullable.
 */
gboolean office_lock_read(const guint8 *bytes, gsize size, OfficeLock *ret,
			  gsize *ret_size);

/* Returns: (transfer full). */
Lock *office_lock_new(const OfficeLock *lock);

/* Whether @word opens it; *ret_key then. */
gboolean office_lock_key(const OfficeLock *lock, const char *word,
			 OfficeKey *ret_key);

/*
 * Decrypts @size bytes that stand @at bytes into a stream which gets a new
 * key each @block bytes.
 */
gboolean office_key_decrypt(const OfficeKey *key, guint8 *bytes, gsize size,
			    guint64 at, gsize block);

/* The same for a piece that has one key of its own, and begins at 0. */
gboolean office_key_decrypt_object(const OfficeKey *key, guint32 number,
				   guint8 *bytes, gsize size);

/* OFFICE_XOR; @index is that of the first byte in the pattern, which goes on
 * and on: for a record of Excel, where it stands and its size together. */
void office_key_xor(const OfficeKey *key, guint8 *bytes, gsize size,
		    guint64 index);

#endif
