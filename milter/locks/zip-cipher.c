/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-cipher.c - the two ciphers of ZIP that passwords open.
 *
 * Runs in:  worker.
 * Trusts:   sizes given by its callers.
 * Effects:  none.
 *
 * PBKDF2 is made here, not asked of EVP: what it derives comes in blocks
 * that do not need one another, the verifier is in the last, and by the
 * plain SHA-1 a block takes a tenth of the time that all of them take there.
 */
#define OPENSSL_SUPPRESS_DEPRECATED	/* SHA1_Update() and the like */
#include "locks/zip-cipher.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <zlib.h>

#define ROUNDS 1000
#define SHA1_SIZE ((gsize)SHA_DIGEST_LENGTH)
#define SHA1_BLOCK ((gsize)64)
#define AES_BLOCK ((gsize)16)
#define CHUNK ((gsize)4096)

/* ---- PKWARE's ------------------------------------------------------------ */

static guint32 crc_step(const z_crc_t *table, guint32 crc, guint8 byte)
{
	return (guint32)table[(crc ^ byte) & 0xff] ^ crc >> 8;
}

static void crypto_update(ZipCrypto *state, const z_crc_t *table, guint8 byte)
{
	guint32 *key = state->key;

	key[0] = crc_step(table, key[0], byte);
	key[1] = (key[1] + (key[0] & 0xff)) * 134775813u + 1;
	key[2] = crc_step(table, key[2], (guint8)(key[1] >> 24));
}

void zip_crypto_init(ZipCrypto *state, const char *password)
{
	const z_crc_t *table = get_crc_table();

	*state = (ZipCrypto){ { 0x12345678, 0x23456789, 0x34567890 } };
	for (; *password; password++)
		crypto_update(state, table, (guint8)*password);
}

void zip_crypto_decrypt(ZipCrypto *state, const guint8 *bytes, gsize size,
			guint8 *out)
{
	const z_crc_t *table = get_crc_table();

	for (gsize i = 0; i < size; i++) {
		guint32 mask = (state->key[2] | 2) & 0xffff;

		out[i] = bytes[i] ^ (guint8)(mask * (mask ^ 1) >> 8);
		crypto_update(state, table, out[i]);
	}
}

/* ---- HMAC-SHA1 and PBKDF2 (RFC 8018 5.2) --------------------------------- */

typedef struct Hmac {
	SHA_CTX inner;
	SHA_CTX outer;
} Hmac;

static void hmac_init(Hmac *hmac, const guint8 *key, gsize size)
{
	guint8 pad[64] = { 0 };

	G_STATIC_ASSERT(sizeof(pad) == SHA1_BLOCK);
	if (size > sizeof(pad))
		(void)SHA1(key, size, pad);
	else if (size > 0)
		memcpy(pad, key, size);
	for (gsize i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36;
	(void)SHA1_Init(&hmac->inner);
	(void)SHA1_Update(&hmac->inner, pad, sizeof(pad));
	for (gsize i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36 ^ 0x5c;
	(void)SHA1_Init(&hmac->outer);
	(void)SHA1_Update(&hmac->outer, pad, sizeof(pad));
	OPENSSL_cleanse(pad, sizeof(pad));
}

static void hmac_end(const Hmac *hmac, SHA_CTX *inner,
		     guint8 digest[SHA_DIGEST_LENGTH])
{
	SHA_CTX outer = hmac->outer;

	(void)SHA1_Final(digest, inner);
	(void)SHA1_Update(&outer, digest, SHA1_SIZE);
	(void)SHA1_Final(digest, &outer);
}

/* Block @number, from 1, of what is derived. */
static void derive_block(const Hmac *hmac, const guint8 *salt, gsize salt_size,
			 guint number, guint8 out[SHA_DIGEST_LENGTH])
{
	guint8 step[SHA_DIGEST_LENGTH];
	guint8 index[4] = { 0, 0, 0, (guint8)number };
	SHA_CTX inner = hmac->inner;

	(void)SHA1_Update(&inner, salt, salt_size);
	(void)SHA1_Update(&inner, index, sizeof(index));
	hmac_end(hmac, &inner, step);
	memcpy(out, step, SHA1_SIZE);
	for (guint round = 1; round < ROUNDS; round++) {
		inner = hmac->inner;
		(void)SHA1_Update(&inner, step, SHA1_SIZE);
		hmac_end(hmac, &inner, step);
		for (gsize i = 0; i < SHA1_SIZE; i++)
			out[i] ^= step[i];
	}
}

/* ---- WinZip's ------------------------------------------------------------ */

static gsize key_size(guint strength)
{
	return 8 + 8 * (gsize)strength;
}

gsize zip_aes_salt_size(guint strength)
{
	return 4 + 4 * (gsize)strength;
}

gboolean zip_aes_fits(guint strength, const guint8 *head, const char *password)
{
	gsize salt = zip_aes_salt_size(strength);
	gsize at = 2 * key_size(strength);
	guint8 block[SHA_DIGEST_LENGTH];
	Hmac hmac;

	/* 32, 48 or 64: the verifier never stands across two blocks. */
	hmac_init(&hmac, (const guint8 *)password, strlen(password));
	derive_block(&hmac, head, salt, (guint)(at / SHA1_SIZE + 1), block);
	return memcmp(block + at % SHA1_SIZE, head + salt,
		      ZIP_AES_VERIFIER) == 0;
}

void zip_aes_init(ZipAes *state, guint strength, const guint8 *salt,
		  const char *password)
{
	gsize wanted = 2 * key_size(strength);
	Hmac hmac;

	state->strength = strength;
	hmac_init(&hmac, (const guint8 *)password, strlen(password));
	for (guint i = 0; i * SHA1_SIZE < wanted; i++)
		derive_block(&hmac, salt, zip_aes_salt_size(strength), i + 1,
			     state->keys + i * SHA1_SIZE);
}

gboolean zip_aes_is_authentic(const ZipAes *state, const guint8 *bytes,
			      gsize size, const guint8 *code)
{
	gsize key = key_size(state->strength);
	guint8 digest[SHA_DIGEST_LENGTH];
	SHA_CTX inner;
	Hmac hmac;

	hmac_init(&hmac, state->keys + key, key);
	inner = hmac.inner;
	(void)SHA1_Update(&inner, bytes, size);
	hmac_end(&hmac, &inner, digest);
	return CRYPTO_memcmp(digest, code, ZIP_AES_CODE) == 0;
}

/* The counter begins at 1, its first byte counts least. */
static void counters_fill(guint8 *blocks, gsize size, guint64 *counter)
{
	memset(blocks, 0, size);
	for (gsize at = 0; at < size; at += AES_BLOCK) {
		guint64 value = ++*counter;

		for (guint i = 0; i < 8; i++)
			blocks[at + i] = (guint8)(value >> (8 * i));
	}
}

static gboolean xor_stream(EVP_CIPHER_CTX *cipher, const guint8 *bytes,
			   gsize size, guint8 *out)
{
	guint8 counters[CHUNK], stream[CHUNK + AES_BLOCK];
	guint64 counter = 0;
	int came;

	for (gsize at = 0; at < size;) {
		gsize now = MIN(size - at, CHUNK);

		counters_fill(counters, CHUNK, &counter);
		if (EVP_EncryptUpdate(cipher, stream, &came, counters,
				      (int)CHUNK) != 1)
			return FALSE;
		for (gsize i = 0; i < now; i++)
			out[at + i] = bytes[at + i] ^ stream[i];
		at += now;
	}
	return TRUE;
}

gboolean zip_aes_decrypt(const ZipAes *state, const guint8 *bytes, gsize size,
			 guint8 *out)
{
	const EVP_CIPHER *const ciphers[ZIP_AES_STRENGTHS] = {
		EVP_aes_128_ecb(), EVP_aes_192_ecb(), EVP_aes_256_ecb(),
	};
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	gboolean works;

	works = cipher &&
		EVP_EncryptInit_ex(cipher, ciphers[state->strength - 1], NULL,
				   state->keys, NULL) == 1 &&
		EVP_CIPHER_CTX_set_padding(cipher, 0) == 1 &&
		xor_stream(cipher, bytes, size, out);
	EVP_CIPHER_CTX_free(cipher);
	return works;
}
