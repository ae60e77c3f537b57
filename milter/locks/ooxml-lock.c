/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-lock.c - words tried on encrypted OOXML ([MS-OFFCRYPTO] 2.3.4).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * A word opens a package when its verifier says so (a hash of 16 bytes at
 * least), or when the package begins as a ZIP does with the key that the word
 * gives: verifiers can be forged, and not all programs look at them. 45 bits
 * are compared there; by chance that is once in 10^13.
 */
#include "locks/ooxml-lock.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "locks/kinds.h"
#include "locks/ooxml-primitives.h"
#include "locks/word.h"

#define LAYOUT 0x4f4f5831u	/* of OoxmlSeal */

static const guint8 verifier_block[8] =
	{ 0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79 };
static const guint8 verifier_hash_block[8] =
	{ 0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e };
static const guint8 key_block[8] =
	{ 0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6 };

static gboolean field_fits(const OoxmlField *field)
{
	return field->size <= OOXML_FIELD_MAX;
}

static gboolean seal_fits(const OoxmlSeal *seal)
{
	return seal->layout == LAYOUT && field_fits(&seal->salt) &&
	       field_fits(&seal->verifier) &&
	       field_fits(&seal->verifier_hash) && field_fits(&seal->key) &&
	       field_fits(&seal->data_salt) && field_fits(&seal->start) &&
	       ooxml_cipher_is_known(&seal->word) &&
	       ooxml_cipher_is_known(&seal->data);
}

Lock *ooxml_lock_new(const OoxmlSeal *seal)
{
	OoxmlSeal copy = *seal;

	G_STATIC_ASSERT(sizeof(OoxmlSeal) <= LOCK_MAX_BYTES);
	copy.layout = LAYOUT;
	if (!seal_fits(&copy))
		return NULL;
	return lock_new(LOCK_OOXML, (const guint8 *)&copy, sizeof(copy));
}

/* ---- from a word to a key ------------------------------------------------- */

/* Salt and word, hashed again and again; then once more with @block. */
typedef struct Spun {
	guint size;
	guint8 bytes[EVP_MAX_MD_SIZE];
} Spun;

static gboolean spin(OoxmlHasher *hasher, const OoxmlSeal *seal,
		     const guint8 *word, gsize size, Spun *spun)
{
	guint8 number[4];
	gboolean ok = ooxml_hash2(hasher, seal->salt.bytes, seal->salt.size,
				  word, size, spun->bytes);

	spun->size = ooxml_hash_size(hasher);
	for (guint32 i = 0; ok && i < seal->rounds; i++) {
		for (guint j = 0; j < 4; j++)
			number[j] = (guint8)(i >> (8 * j));
		ok = ooxml_hash2(hasher, number, 4, spun->bytes, spun->size,
				 spun->bytes);
	}
	return ok;
}

/* [MS-OFFCRYPTO] 2.3.4.11: cut, or made longer with 0x36. */
static gboolean agile_key(OoxmlHasher *hasher, const Spun *spun,
			  const guint8 *block, const OoxmlCipher *cipher,
			  OoxmlKey *ret)
{
	guint8 hash[EVP_MAX_MD_SIZE];

	if (!ooxml_hash2(hasher, spun->bytes, spun->size, block, 8, hash))
		return FALSE;
	ret->size = ooxml_key_size(cipher);
	memset(ret->bytes, 0x36, sizeof(ret->bytes));
	memcpy(ret->bytes, hash, MIN(ret->size, ooxml_hash_size(hasher)));
	return TRUE;
}

static gboolean key_take(const OoxmlCipher *cipher, const guint8 *bytes,
			 guint size, OoxmlKey *ret)
{
	ret->size = ooxml_key_size(cipher);
	if (ret->size > size || ret->size > sizeof(ret->bytes))
		return FALSE;
	memcpy(ret->bytes, bytes, ret->size);
	return TRUE;
}

/* [MS-OFFCRYPTO] 2.3.4.7: hashes of what is filled up with two bytes; of RC4
 * (2.3.5.2) the hash of the first block as it is. */
static gboolean standard_key(OoxmlHasher *hasher, const Spun *spun,
			     const OoxmlCipher *cipher, OoxmlKey *ret)
{
	static const guint8 fills[2] = { 0x36, 0x5c };
	static const guint8 block[4] = { 0 };
	guint8 hash[EVP_MAX_MD_SIZE], out[2 * EVP_MAX_MD_SIZE];
	guint size = ooxml_hash_size(hasher);

	if (!ooxml_hash2(hasher, spun->bytes, spun->size, block, 4, hash))
		return FALSE;
	if (cipher->kind == OOXML_RC4)
		return key_take(cipher, hash, size, ret);
	for (guint i = 0; i < 2; i++) {
		guint8 padded[64];

		memset(padded, fills[i], sizeof(padded));
		for (guint j = 0; j < MIN(size, 64u); j++)
			padded[j] ^= hash[j];
		if (!ooxml_hash2(hasher, padded, sizeof(padded), block, 0,
				 out + i * size))
			return FALSE;
	}
	return key_take(cipher, out, 2 * size, ret);
}

/* ---- whether it is the one ------------------------------------------------ */

/* "PK\003\004", a version below 64 and a low method. */
static gboolean begins_as_zip(const GByteArray *bytes)
{
	return bytes->len >= 10 && memcmp(bytes->data, "PK\003\004", 4) == 0 &&
	       bytes->data[4] < 64 && bytes->data[5] == 0 &&
	       (bytes->data[8] == 0 || bytes->data[8] == 8) &&
	       bytes->data[9] == 0;
}

static gboolean opens_start(const OoxmlSeal *seal, const OoxmlKey *key)
{
	g_autoptr(OoxmlOpener) opener = ooxml_opener_new(seal, key);
	g_autoptr(GByteArray) start = g_byte_array_new();

	return opener && ooxml_open_segment(opener, 0, seal->start.bytes,
					    seal->start.size, start) &&
	       begins_as_zip(start);
}

static gboolean hash_is(OoxmlHasher *hasher, const guint8 *bytes, gsize size,
			const GByteArray *hash)
{
	guint8 own[EVP_MAX_MD_SIZE];
	guint own_size = ooxml_hash_size(hasher);

	return size > 0 && hash->len >= own_size &&
	       ooxml_hash2(hasher, bytes, size, bytes, 0, own) &&
	       memcmp(own, hash->data, own_size) == 0;
}

/* Some hash all that was decrypted, some no more than the salt is long. */
static gboolean verifies(OoxmlHasher *hasher, const OoxmlSeal *seal,
			 const GByteArray *verifier, const GByteArray *hash)
{
	return hash_is(hasher, verifier->data, verifier->len, hash) ||
	       hash_is(hasher, verifier->data,
		       MIN(verifier->len, seal->salt.size), hash);
}

static gboolean open_field(const OoxmlSeal *seal, const OoxmlKey *key,
			   const OoxmlField *field, GByteArray *out)
{
	guint8 iv[OOXML_IV_MAX];

	ooxml_fit(seal->salt.bytes, seal->salt.size, iv, sizeof(iv));
	return ooxml_decrypt(&seal->word, key, iv, field->bytes, field->size,
			     out);
}

static gboolean agile_opens(OoxmlHasher *hasher, const OoxmlSeal *seal,
			    const Spun *spun, OoxmlKey *ret_key)
{
	g_autoptr(GByteArray) verifier = g_byte_array_new();
	g_autoptr(GByteArray) hash = g_byte_array_new();
	g_autoptr(GByteArray) package = g_byte_array_new();
	OoxmlKey key;

	if (!agile_key(hasher, spun, verifier_block, &seal->word, &key) ||
	    !open_field(seal, &key, &seal->verifier, verifier) ||
	    !agile_key(hasher, spun, verifier_hash_block, &seal->word,
		       &key) ||
	    !open_field(seal, &key, &seal->verifier_hash, hash) ||
	    !agile_key(hasher, spun, key_block, &seal->word, &key) ||
	    !open_field(seal, &key, &seal->key, package))
		return FALSE;
	memset(ret_key, 0, sizeof(*ret_key));
	ret_key->size = ooxml_key_size(&seal->data);
	if (package->len > 0)
		memcpy(ret_key->bytes, package->data,
		       MIN(ret_key->size, package->len));
	return verifies(hasher, seal, verifier, hash) ||
	       opens_start(seal, ret_key);
}

static gboolean standard_opens(OoxmlHasher *hasher, const OoxmlSeal *seal,
			       const Spun *spun, OoxmlKey *ret_key)
{
	static const guint8 no_iv[OOXML_IV_MAX] = { 0 };
	g_autoptr(GByteArray) both = g_byte_array_new();
	g_autoptr(GByteArray) in = g_byte_array_new();
	guint size = seal->verifier.size;
	GByteArray verifier, hash;

	if (!standard_key(hasher, spun, &seal->word, ret_key))
		return FALSE;
	/* One after the other: RC4 would not begin anew. */
	g_byte_array_append(in, seal->verifier.bytes, size);
	g_byte_array_append(in, seal->verifier_hash.bytes,
			    seal->verifier_hash.size);
	if (!ooxml_decrypt(&seal->word, ret_key, no_iv, in->data, in->len,
			   both) || both->len < size)
		return FALSE;
	verifier = (GByteArray){ both->data, size };
	hash = (GByteArray){ both->data + size, both->len - size };
	return verifies(hasher, seal, &verifier, &hash) ||
	       opens_start(seal, ret_key);
}

static gboolean try_form(const OoxmlSeal *seal, const char *word,
			 OoxmlKey *ret_key)
{
	g_auto(WordUnits) units = { NULL, 0 };
	g_autoptr(OoxmlHasher) hasher = ooxml_hasher_new(seal->word.hash);
	Spun spun;
	gboolean opens;

	if (!hasher || !word_units(word, &units))
		return FALSE;
	opens = spin(hasher, seal, units.bytes, units.size, &spun) &&
		(seal->is_agile ? agile_opens(hasher, seal, &spun, ret_key)
				: standard_opens(hasher, seal, &spun, ret_key));
	OPENSSL_cleanse(&spun, sizeof(spun));
	return opens;
}

gboolean ooxml_lock_key(const OoxmlSeal *seal, const char *word,
			OoxmlKey *ret_key)
{
	OoxmlSeal copy = *seal;
	g_autofree char *composed = NULL;

	copy.layout = LAYOUT;
	if (!seal_fits(&copy) || !g_utf8_validate(word, -1, NULL))
		return FALSE;
	if (try_form(&copy, word, ret_key))
		return TRUE;
	/* A Mac hands out names and texts in pieces; people type the whole. */
	composed = g_utf8_normalize(word, -1, G_NORMALIZE_NFC);
	return strcmp(composed, word) != 0 &&
	       try_form(&copy, composed, ret_key);
}

LockAnswer ooxml_lock_try(const guint8 *data, gsize size, const char *word)
{
	OoxmlSeal seal;
	OoxmlKey key;
	gboolean opens;

	if (size != sizeof(seal))
		return LOCK_UNKNOWN;
	memcpy(&seal, data, sizeof(seal));
	if (!seal_fits(&seal))
		return LOCK_UNKNOWN;
	if (seal.rounds > LOCK_MAX_ROUNDS)
		return LOCK_COSTLY;
	opens = ooxml_lock_key(&seal, word, &key);
	OPENSSL_cleanse(&key, sizeof(key));
	return opens ? LOCK_OPENS : LOCK_STAYS;
}
