/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-opener.c - an encrypted OOXML package, decrypted with its key.
 *
 * Runs in:  worker.
 * Trusts:   the seal, which made a lock.
 * Effects:  none.
 */
#include <string.h>

#include <openssl/evp.h>

#include "locks/ooxml-lock.h"
#include "locks/ooxml-primitives.h"

static const guint8 hmac_key_block[8] =
	{ 0x5f, 0xb2, 0xad, 0x01, 0x0c, 0xb9, 0xe1, 0xf6 };
static const guint8 hmac_value_block[8] =
	{ 0xa0, 0x67, 0x7f, 0x02, 0xb2, 0x2c, 0x84, 0x33 };

struct OoxmlOpener {
	const OoxmlSeal *seal;
	const OoxmlKey *key;
	OoxmlHasher *hasher;
};

OoxmlOpener *ooxml_opener_new(const OoxmlSeal *seal, const OoxmlKey *key)
{
	OoxmlHasher *hasher = ooxml_hasher_new(seal->data.hash);
	OoxmlOpener *opener;

	if (!hasher)
		return NULL;
	opener = g_new0(OoxmlOpener, 1);
	opener->seal = seal;
	opener->key = key;
	opener->hasher = hasher;
	return opener;
}

void ooxml_opener_free(OoxmlOpener *opener)
{
	if (!opener)
		return;
	ooxml_hasher_free(opener->hasher);
	g_free(opener);
}

/* The salt of the package, hashed with @block. */
static gboolean iv_of(OoxmlOpener *opener, const guint8 *block, gsize size,
		      guint8 *iv)
{
	const OoxmlField *salt = &opener->seal->data_salt;
	guint8 hash[EVP_MAX_MD_SIZE];

	if (!ooxml_hash2(opener->hasher, salt->bytes, salt->size, block, size,
			 hash))
		return FALSE;
	ooxml_fit(hash, ooxml_hash_size(opener->hasher), iv, OOXML_IV_MAX);
	return TRUE;
}

gboolean ooxml_open_segment(OoxmlOpener *opener, guint32 number,
			    const guint8 *bytes, gsize size, GByteArray *out)
{
	guint8 iv[OOXML_IV_MAX] = { 0 };
	guint8 block[4];

	for (guint i = 0; i < 4; i++)
		block[i] = (guint8)(number >> (8 * i));
	if (opener->seal->is_agile && !iv_of(opener, block, 4, iv))
		return FALSE;
	return ooxml_decrypt(&opener->seal->data, opener->key, iv, bytes, size,
			     out);
}

static gboolean open_hmac(OoxmlOpener *opener, const guint8 *block,
			  const OoxmlField *field, GByteArray *out)
{
	guint8 iv[OOXML_IV_MAX];
	guint size = ooxml_hash_size(opener->hasher);

	if (field->size > OOXML_FIELD_MAX || !iv_of(opener, block, 8, iv) ||
	    !ooxml_decrypt(&opener->seal->data, opener->key, iv, field->bytes,
			   field->size, out) || out->len < size)
		return FALSE;
	g_byte_array_set_size(out, size);
	return TRUE;
}

gboolean ooxml_is_intact(const OoxmlSeal *seal, const OoxmlKey *key,
			 const OoxmlField *hmac_key,
			 const OoxmlField *hmac_value,
			 const guint8 *bytes, gsize size)
{
	g_autoptr(OoxmlOpener) opener = ooxml_opener_new(seal, key);
	g_autoptr(GByteArray) secret = g_byte_array_new();
	g_autoptr(GByteArray) said = g_byte_array_new();
	guint8 own[EVP_MAX_MD_SIZE];
	gsize own_size = 0;

	return opener &&
	       open_hmac(opener, hmac_key_block, hmac_key, secret) &&
	       open_hmac(opener, hmac_value_block, hmac_value, said) &&
	       EVP_Q_mac(NULL, "HMAC", NULL,
			 ooxml_hash_name(seal->data.hash), NULL, secret->data,
			 secret->len, bytes, size, own, sizeof(own),
			 &own_size) != NULL &&
	       own_size == said->len && memcmp(own, said->data, own_size) == 0;
}
