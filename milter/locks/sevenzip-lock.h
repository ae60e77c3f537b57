/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sevenzip-lock.h - locks of 7z: AES-256-CBC behind a slow SHA-256.
 *
 * 7z stores nothing that tells a right password: what comes out must unpack.
 */
#ifndef LOCKS_SEVENZIP_LOCK_H
#define LOCKS_SEVENZIP_LOCK_H

#include "locks/lock.h"

#define SEVENZIP_BLOCK 16
#define SEVENZIP_KEY 32

typedef struct SevenzipCipher {
	guint8 cycles_power;	/* 2^n rounds; 63: none */
	guint8 salt_size;
	guint8 salt[SEVENZIP_BLOCK];
	guint8 iv[SEVENZIP_BLOCK];
} SevenzipCipher;

/* What packed the data before it was encrypted. */
typedef enum {
	SEVENZIP_PACKED_STORED,
	SEVENZIP_PACKED_LZMA,
	SEVENZIP_PACKED_LZMA2,
	SEVENZIP_PACKED_DEFLATE,
	SEVENZIP_PACKED_BZIP2,
	SEVENZIP_PACKED_PPMD,
	SEVENZIP_PACKED_OTHER,
	SEVENZIP_PACKED_COUNT
} SevenzipPacked;

typedef struct SevenzipChain {
	SevenzipCipher cipher;
	SevenzipPacked packed;
	guint8 properties[5];	/* of the packer */
	guint64 size;		/* of what is encrypted, without padding */
	guint64 unpacked_size;	/* behind the packer */
	guint64 checked_size;	/* of that, what .crc covers; 0: nothing */
	guint32 crc;
	const guint8 *bytes;	/* the encrypted stream, borrowed */
	gsize bytes_size;
} SevenzipChain;

/* FALSE: @properties are not those of an AES coder. */
gboolean sevenzip_cipher_read(SevenzipCipher *ret_cipher,
			      const guint8 *properties, gsize size);

/* Returns: (transfer full). */
Lock *sevenzip_lock_new(const SevenzipChain *chain);

/* The key that @word makes; FALSE where that costs too much. To be wiped. */
gboolean sevenzip_lock_key(const SevenzipCipher *cipher, const char *word,
			   guint8 ret_key[SEVENZIP_KEY]);

/* @size: whole blocks; @out as large. */
gboolean sevenzip_decrypt(const guint8 key[SEVENZIP_KEY],
			  const guint8 iv[SEVENZIP_BLOCK],
			  const guint8 *bytes, gsize size, guint8 *out);

#endif
