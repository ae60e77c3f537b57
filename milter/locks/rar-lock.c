/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rar-lock.c - locks of RAR 3 to 5.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none. Keys are wiped.
 * Limits:   content that is packed cannot be told right from wrong without
 *           unpacking it: RAR 4 with readable names stays closed, unless it
 *           is stored and small. Chance hits: RAR 5 1 in 2^64 (2^32 where the
 *           value is not there); headers of RAR 4 1 in 2^16 of the checksum,
 *           2^8 of the type and 2^9 of the size, so about 1 in 10^9.
 */
#include "locks/rar-lock.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <zlib.h>

#include "locks/kinds.h"
#include "locks/word.h"

#define HELD ((gsize)2048)
#define POWER_MOST 20
#define ROUNDS4 (1 << 18)
#define WORD_UNITS 127	/* RAR cuts longer passwords */

typedef struct RarData {
	RarCipher cipher;
	guint32 kind;
	guint8 check[RAR_CHECK];
	guint32 crc;
	guint32 held;
	guint64 size;
} RarData;
G_STATIC_ASSERT(sizeof(RarData) + HELD <= LOCK_MAX_BYTES);

Lock *rar_lock_new(const RarChain *chain)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	RarData data;
	gsize all = chain->bytes_size / RAR_BLOCK * RAR_BLOCK;

	memset(&data, 0, sizeof(data));
	data.cipher = chain->cipher;
	data.kind = chain->kind;
	if ((chain->kind == RAR5_STORED || chain->kind == RAR4_STORED) &&
	    (all > HELD || chain->size > all))
		data.kind = RAR_UNTRIED;
	memcpy(data.check, chain->check, RAR_CHECK);
	data.crc = chain->crc;
	data.size = chain->size;
	data.held = (guint32)MIN(all, HELD);
	g_byte_array_append(bytes, (const guint8 *)&data, sizeof(data));
	g_byte_array_append(bytes, chain->bytes, data.held);
	return lock_new(LOCK_RAR, bytes->data, bytes->len);
}

static gboolean key5(const RarCipher *cipher, const char *word, int more,
		     guint8 out[32])
{
	g_autofree gunichar *wide = NULL;
	glong units = 0;
	gsize size = strlen(word);

	if (cipher->rounds_power > POWER_MOST)
		return FALSE;
	wide = g_utf8_to_ucs4(word, -1, NULL, &units, NULL);
	if (!wide)
		return FALSE;
	OPENSSL_cleanse(wide, (gsize)units * sizeof(*wide));
	if (units > WORD_UNITS)
		size = (gsize)(g_utf8_offset_to_pointer(word, WORD_UNITS) -
			       word);
	return PKCS5_PBKDF2_HMAC(word, (int)size, cipher->salt, 16,
				 (1 << cipher->rounds_power) + more,
				 EVP_sha256(), 32, out) == 1;
}

/* One byte of the state of the hash every 2^14 rounds makes the IV. */
static gboolean iv_byte(const EVP_MD_CTX *hash, guint8 *ret)
{
	EVP_MD_CTX *copy = EVP_MD_CTX_new();
	guint8 digest[20];
	gboolean fine;

	fine = copy && EVP_MD_CTX_copy_ex(copy, hash) == 1 &&
	       EVP_DigestFinal_ex(copy, digest, NULL) == 1;
	*ret = fine ? digest[19] : 0;
	EVP_MD_CTX_free(copy);
	OPENSSL_cleanse(digest, sizeof(digest));
	return fine;
}

/* @unit: password and salt, with room for three bytes of counter. */
static gboolean stretch4(EVP_MD_CTX *hash, guint8 *unit, gsize size,
			 guint8 iv[RAR_BLOCK])
{
	gboolean fine = TRUE;

	for (guint i = 0; fine && i < ROUNDS4; i++) {
		unit[size] = (guint8)(i & 255);
		unit[size + 1] = (guint8)(i >> 8 & 255);
		unit[size + 2] = (guint8)(i >> 16 & 255);
		fine = EVP_DigestUpdate(hash, unit, size + 3) == 1;
		if (fine && i % (ROUNDS4 / 16) == 0)
			fine = iv_byte(hash, &iv[i / (ROUNDS4 / 16)]);
	}
	return fine;
}

static gboolean key4(const RarCipher *cipher, const char *word, RarKey *key)
{
	guint8 unit[2 * WORD_UNITS + 8 + 3], digest[20];
	g_auto(WordUnits) units = { NULL, 0 };
	EVP_MD_CTX *hash = EVP_MD_CTX_new();
	gboolean fine = word_units(word, &units);
	gsize size = MIN(units.size, 2 * WORD_UNITS);

	if (fine)
		memcpy(unit, units.bytes, size);
	if (cipher->has_salt) {
		memcpy(unit + size, cipher->salt, 8);
		size += 8;
	}
	/* RAR hashes passwords of more than 28 units, salt and all, with a
	 * SHA-1 that changes its input: not tried here. */
	fine = fine && hash && size + 3 < 64 &&
	       EVP_DigestInit_ex(hash, EVP_sha1(), NULL) == 1 &&
	       stretch4(hash, unit, size, key->iv) &&
	       EVP_DigestFinal_ex(hash, digest, NULL) == 1;
	/* Words of the digest, each the other way round. */
	for (guint i = 0; fine && i < 16; i++)
		key->key[i] = digest[i / 4 * 4 + 3 - i % 4];
	EVP_MD_CTX_free(hash);
	OPENSSL_cleanse(unit, sizeof(unit));
	OPENSSL_cleanse(digest, sizeof(digest));
	return fine;
}

gboolean rar_lock_key(const RarCipher *cipher, const char *word,
		      RarKey *ret_key)
{
	ret_key->is_rar4 = cipher->is_rar4;
	if (cipher->is_rar4)
		return key4(cipher, word, ret_key);
	memcpy(ret_key->iv, cipher->iv, RAR_BLOCK);
	return key5(cipher, word, 0, ret_key->key);
}

gboolean rar_decrypt(const RarKey *key, const guint8 *bytes, gsize size,
		     guint8 *out)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	gboolean fine;
	int came;

	fine = context && size <= G_MAXINT32 &&
	       EVP_DecryptInit_ex(context, key->is_rar4 ? EVP_aes_128_cbc()
							: EVP_aes_256_cbc(),
				  NULL, key->key, key->iv) == 1 &&
	       EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
	       EVP_DecryptUpdate(context, out, &came, bytes,
				 (int)size) == 1;
	EVP_CIPHER_CTX_free(context);
	return fine;
}

/* The value: 32 bytes of 32 more rounds, folded to 8. */
static LockAnswer checked_answer(const RarData *data, const char *word)
{
	guint8 value[32], fold[8] = { 0 };

	if (!key5(&data->cipher, word, 32, value))
		return LOCK_STAYS;
	for (guint i = 0; i < 32; i++)
		fold[i % 8] ^= value[i];
	OPENSSL_cleanse(value, sizeof(value));
	return CRYPTO_memcmp(fold, data->check, 8) == 0 ? LOCK_OPENS
							: LOCK_STAYS;
}

/* CRC-32 over the size field and what follows it. */
static gboolean is_header5(const guint8 *plain, gsize size)
{
	guint32 crc = plain[0] | plain[1] << 8 | plain[2] << 16 |
		      (guint32)plain[3] << 24;
	guint64 header = 0;
	guint at = 4;

	for (guint shift = 0; shift < 21; shift += 7, at++) {
		header |= (guint64)(plain[at] & 127) << shift;
		if (!(plain[at] & 128))
			break;
	}
	at++;
	return header >= 2 && header <= size - at &&
	       crc32_z(0, plain + 4, at - 4 + (gsize)header) == crc;
}

static gboolean is_header4(const guint8 *plain, gsize size)
{
	guint crc = plain[0] | plain[1] << 8, header = plain[5] | plain[6] << 8;

	return plain[2] >= 0x73 && plain[2] <= 0x7b && header >= 7 &&
	       header <= size &&
	       (crc32_z(0, plain + 2, header - 2) & 0xffff) == crc;
}

static LockAnswer plain_answer(const RarData *data, const guint8 *plain)
{
	gboolean fits = FALSE;

	switch ((RarLockKind)data->kind) {
	case RAR5_HEADER:
		fits = is_header5(plain, data->held);
		break;
	case RAR4_HEADER:
		fits = is_header4(plain, data->held);
		break;
	case RAR5_STORED:
	case RAR4_STORED:
		fits = data->size <= data->held &&
		       crc32_z(0, plain, (gsize)data->size) == data->crc;
		break;
	case RAR5_CHECKED:
	case RAR_UNTRIED:
	case RAR_LOCKS:
		return LOCK_UNKNOWN;
	}
	return fits ? LOCK_OPENS : LOCK_STAYS;
}

static LockAnswer rar_try(const RarData *data, const guint8 *bytes,
			  const char *word)
{
	guint8 plain[HELD];
	RarKey key;
	LockAnswer result = LOCK_STAYS;

	if (!rar_lock_key(&data->cipher, word, &key))
		return LOCK_STAYS;
	if (rar_decrypt(&key, bytes, data->held, plain))
		result = plain_answer(data, plain);
	OPENSSL_cleanse(plain, sizeof(plain));
	OPENSSL_cleanse(&key, sizeof(key));
	return result;
}

LockAnswer rar_lock_try(const guint8 *bytes, gsize size, const char *word)
{
	RarData data;

	if (size < sizeof(data))
		return LOCK_UNKNOWN;
	memcpy(&data, bytes, sizeof(data));
	size -= sizeof(data);
	if (data.held > HELD || size != data.held ||
	    data.kind >= RAR_LOCKS || data.kind == RAR_UNTRIED ||
	    data.held % RAR_BLOCK != 0 ||
	    (data.kind != RAR5_CHECKED && data.held == 0))
		return LOCK_UNKNOWN;
	if (!data.cipher.is_rar4 && data.cipher.rounds_power > POWER_MOST)
		return LOCK_COSTLY;
	if (data.kind == RAR5_CHECKED)
		return checked_answer(&data, word);
	return rar_try(&data, bytes + sizeof(data), word);
}
