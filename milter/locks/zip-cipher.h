/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-cipher.h - the two ciphers of ZIP that passwords open: PKWARE's
 * traditional one (APPNOTE.TXT 6.1) and WinZip's AES (AE-1 and AE-2).
 */
#ifndef LOCKS_ZIP_CIPHER_H
#define LOCKS_ZIP_CIPHER_H

#include <glib.h>

/* Random bytes before the data; the last is a check. */
#define ZIP_CRYPTO_HEADER ((gsize)12)

typedef struct ZipCrypto {
	guint32 key[3];
} ZipCrypto;

void zip_crypto_init(ZipCrypto *state, const char *password);
void zip_crypto_decrypt(ZipCrypto *state, const guint8 *bytes, gsize size,
			guint8 *out);

/* AES: salt, verifier, data, authentication code. */
#define ZIP_AES_VERIFIER ((gsize)2)
#define ZIP_AES_CODE ((gsize)10)
#define ZIP_AES_STRENGTHS 3	/* 128, 192 and 256 bits: 1, 2 and 3 */

typedef struct ZipAes {
	guint strength;
	guint8 keys[80];	/* cipher, authentication, verifier */
} ZipAes;

gsize zip_aes_salt_size(guint strength);

/*
 * Whether the verifier is that of @password: one in 65536 others has it too.
 * @head: salt and verifier.
 */
gboolean zip_aes_fits(guint strength, const guint8 *head,
		      const char *password);

void zip_aes_init(ZipAes *state, guint strength, const guint8 *salt,
		  const char *password);
gboolean zip_aes_is_authentic(const ZipAes *state, const guint8 *bytes,
			      gsize size, const guint8 *code);
/* From the beginning of the data. FALSE: the library failed. */
gboolean zip_aes_decrypt(const ZipAes *state, const guint8 *bytes, gsize size,
			 guint8 *out);

#endif
