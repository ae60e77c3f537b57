/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-lock.h - what [MS-OFFCRYPTO] says of an encrypted OOXML package, as
 * far as a word can be tried on it.
 */
#ifndef LOCKS_OOXML_LOCK_H
#define LOCKS_OOXML_LOCK_H

#include "locks/lock.h"

typedef enum {
	OOXML_AES,
	OOXML_RC2,
	OOXML_RC4,
	OOXML_DES,
	OOXML_DESX,
	OOXML_3DES,
	OOXML_3DES_112,
	OOXML_CIPHERS
} OoxmlCipherKind;

typedef enum {
	OOXML_CBC,
	OOXML_CFB,
	OOXML_ECB,	/* what standard encryption does */
	OOXML_CHAININGS
} OoxmlChaining;

/* Names as agile encryption writes them, and those of OpenSSL. */
typedef enum {
	OOXML_SHA1,
	OOXML_SHA256,
	OOXML_SHA384,
	OOXML_SHA512,
	OOXML_MD5,
	OOXML_MD4,
	OOXML_RIPEMD160,
	OOXML_WHIRLPOOL,
	OOXML_HASHES
} OoxmlHash;

/* How something is encrypted; the numbers are the file's. */
typedef struct OoxmlCipher {
	guint32 kind;
	guint32 chaining;
	guint32 hash;
	guint32 key_bits;
	guint32 block_size;
} OoxmlCipher;

#define OOXML_FIELD_MAX 256

typedef struct OoxmlField {
	guint32 size;
	guint8 bytes[OOXML_FIELD_MAX];
} OoxmlField;

/* Plain data; the lock is a copy of it. Numbers are the file's. */
typedef struct OoxmlSeal {
	guint32 layout;		/* set by ooxml_lock_new() */
	guint32 is_agile;
	OoxmlCipher word;	/* behind which the key is */
	OoxmlCipher data;	/* of the package; standard: the same */
	guint32 rounds;
	OoxmlField salt;
	OoxmlField verifier;
	OoxmlField verifier_hash;
	OoxmlField key;		/* agile: that of the package, encrypted */
	OoxmlField data_salt;	/* agile */
	OoxmlField start;	/* of the encrypted package */
} OoxmlSeal;

/* The key of the package. */
typedef struct OoxmlKey {
	guint32 size;
	guint8 bytes[64];
} OoxmlKey;

/* NULL where no word can be tried on it here: numbers that fit no cipher, or
 * ciphers that nobody has. (transfer full) (nullable) */
Lock *ooxml_lock_new(const OoxmlSeal *seal);

/* FALSE: @word does not open it after all. */
gboolean ooxml_lock_key(const OoxmlSeal *seal, const char *word,
			OoxmlKey *ret_key);

/*
 * Agile: segment @number of the package, at most OOXML_SEGMENT bytes;
 * standard: @number is 0 and @size any. What does not fill a block is left
 * out. The result is as long as what was decrypted. (transfer full)
 */
#define OOXML_SEGMENT ((gsize)4096)
typedef struct OoxmlOpener OoxmlOpener;
OoxmlOpener *ooxml_opener_new(const OoxmlSeal *seal, const OoxmlKey *key);
void ooxml_opener_free(OoxmlOpener *opener);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OoxmlOpener, ooxml_opener_free)
gboolean ooxml_open_segment(OoxmlOpener *opener, guint32 number,
			    const guint8 *bytes, gsize size, GByteArray *out);

/* Whether the HMAC of dataIntegrity, encrypted as in the file, is that of the
 * @size bytes at @bytes: the whole stream, its size prefix included. */
gboolean ooxml_is_intact(const OoxmlSeal *seal, const OoxmlKey *key,
			 const OoxmlField *hmac_key,
			 const OoxmlField *hmac_value,
			 const guint8 *bytes, gsize size);

#endif
