/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rar-lock.h - locks of RAR 3 to 5.
 *
 * RAR 5 (PBKDF2-HMAC-SHA256, AES-256-CBC) stores a value that tells a right
 * password. RAR 3 and 4 (2^18 rounds of SHA-1, AES-128-CBC) do not: encrypted
 * headers have a checksum, and so has stored content.
 */
#ifndef LOCKS_RAR_LOCK_H
#define LOCKS_RAR_LOCK_H

#include "locks/lock.h"

#define RAR_BLOCK 16
#define RAR_CHECK 12		/* 8 bytes, and 4 of their own checksum */

typedef enum {
	RAR5_CHECKED,	/* .check is there */
	RAR5_HEADER,	/* .bytes: an encrypted header */
	RAR5_STORED,	/* .bytes: encrypted content, .crc and .size are its */
	RAR4_HEADER,
	RAR4_STORED,
	RAR_UNTRIED,	/* packed, or larger than a lock: nothing tells */
	RAR_LOCKS
} RarLockKind;

typedef struct RarCipher {
	guint8 rounds_power;	/* RAR 5 */
	gboolean is_rar4;
	gboolean has_salt;	/* RAR 4: the salt is 8 bytes */
	guint8 salt[16];
	guint8 iv[RAR_BLOCK];	/* RAR 5; RAR 4 derives it */
} RarCipher;

typedef struct RarChain {
	RarCipher cipher;
	RarLockKind kind;
	guint8 check[RAR_CHECK];
	guint32 crc;
	guint64 size;
	const guint8 *bytes;	/* borrowed */
	gsize bytes_size;
} RarChain;

/* Returns: (transfer full). */
Lock *rar_lock_new(const RarChain *chain);

/* Key, and for RAR 4 the IV. To be wiped. */
typedef struct RarKey {
	guint8 key[32];
	guint8 iv[RAR_BLOCK];
	gboolean is_rar4;
} RarKey;

/* FALSE where that costs too much. */
gboolean rar_lock_key(const RarCipher *cipher, const char *word,
		      RarKey *ret_key);

/* @size: whole blocks; @out as large. */
gboolean rar_decrypt(const RarKey *key, const guint8 *bytes, gsize size,
		     guint8 *out);

#endif
