/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-primitives.c - hashes and ciphers as [MS-OFFCRYPTO] uses them.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   cipher feedback only where OpenSSL has it with 8 bits: AES, DES
 *           and 3DES. RC2 with as many effective bits as its key has.
 */
#include "locks/ooxml-primitives.h"

#include <string.h>

#include <openssl/evp.h>

static const char *const hash_names[] = {
	[OOXML_SHA1]      = "SHA1",
	[OOXML_SHA256]    = "SHA256",
	[OOXML_SHA384]    = "SHA384",
	[OOXML_SHA512]    = "SHA512",
	[OOXML_MD5]       = "MD5",
	[OOXML_MD4]       = "MD4",
	[OOXML_RIPEMD160] = "RIPEMD160",
	[OOXML_WHIRLPOOL] = "WHIRLPOOL",
};
G_STATIC_ASSERT(G_N_ELEMENTS(hash_names) == OOXML_HASHES);

static const struct {
	OoxmlCipherKind kind;
	guint32 key_bits;	/* as the file says; 0: any */
	guint32 key_size;
	guint32 block_size;
	const char *names[OOXML_CHAININGS];
} ciphers[] = {
	{ OOXML_AES, 128, 16, 16,
	  { "AES-128-CBC", "AES-128-CFB8", "AES-128-ECB" } },
	{ OOXML_AES, 192, 24, 16,
	  { "AES-192-CBC", "AES-192-CFB8", "AES-192-ECB" } },
	{ OOXML_AES, 256, 32, 16,
	  { "AES-256-CBC", "AES-256-CFB8", "AES-256-ECB" } },
	{ OOXML_DES, 56, 8, 8, { "DES-CBC", "DES-CFB8", NULL } },
	{ OOXML_DES, 64, 8, 8, { "DES-CBC", "DES-CFB8", NULL } },
	{ OOXML_DESX, 128, 24, 8, { "DESX-CBC", NULL, NULL } },
	{ OOXML_DESX, 184, 24, 8, { "DESX-CBC", NULL, NULL } },
	{ OOXML_DESX, 192, 24, 8, { "DESX-CBC", NULL, NULL } },
	{ OOXML_3DES, 168, 24, 8, { "DES-EDE3-CBC", "DES-EDE3-CFB8", NULL } },
	{ OOXML_3DES, 192, 24, 8, { "DES-EDE3-CBC", "DES-EDE3-CFB8", NULL } },
	{ OOXML_3DES_112, 112, 16, 8, { "DES-EDE-CBC", NULL, NULL } },
	{ OOXML_3DES_112, 128, 16, 8, { "DES-EDE-CBC", NULL, NULL } },
	{ OOXML_RC2, 0, 0, 8, { "RC2-CBC", NULL, NULL } },
	{ OOXML_RC4, 0, 0, 0, { NULL, NULL, "RC4" } },
};

static gint row_of(const OoxmlCipher *cipher)
{
	for (guint i = 0; i < G_N_ELEMENTS(ciphers); i++) {
		if (cipher->kind == ciphers[i].kind &&
		    (ciphers[i].key_bits == cipher->key_bits ||
		     ciphers[i].key_bits == 0) &&
		    (ciphers[i].block_size == cipher->block_size ||
		     ciphers[i].block_size == 0))
			return (gint)i;
	}
	return -1;
}

guint ooxml_key_size(const OoxmlCipher *cipher)
{
	gint row = row_of(cipher);

	if (row >= 0 && ciphers[row].key_size > 0)
		return ciphers[row].key_size;
	return (cipher->key_bits + 7) / 8;
}

static EVP_CIPHER *fetch(const OoxmlCipher *cipher)
{
	gint row = row_of(cipher);
	const char *name = NULL;

	if (row >= 0 && cipher->chaining < OOXML_CHAININGS)
		name = ciphers[row].names[cipher->chaining];
	return name ? EVP_CIPHER_fetch(NULL, name, NULL) : NULL;
}

gboolean ooxml_cipher_is_known(const OoxmlCipher *cipher)
{
	EVP_CIPHER *known = fetch(cipher);
	EVP_MD *hash = cipher->hash < OOXML_HASHES ?
		EVP_MD_fetch(NULL, hash_names[cipher->hash], NULL) : NULL;
	gboolean ok = known && hash && cipher->key_bits >= 40 &&
		      cipher->key_bits <= 256 && cipher->key_bits % 8 == 0;

	EVP_CIPHER_free(known);
	EVP_MD_free(hash);
	return ok;
}

/* 40 bits of RC4 stand in a key of 128, the rest is zeros. */
static gboolean begin(EVP_CIPHER_CTX *context, const EVP_CIPHER *known,
		      const OoxmlCipher *cipher, const OoxmlKey *key,
		      const guint8 *iv)
{
	guint8 padded[64] = { 0 };
	guint size = ooxml_key_size(cipher);
	guint used = cipher->kind == OOXML_RC4 && size == 5 ? 16 : size;

	if (size > key->size || size > sizeof(padded) ||
	    EVP_DecryptInit_ex2(context, known, NULL, NULL, NULL) != 1)
		return FALSE;
	memcpy(padded, key->bytes, size);
	if ((cipher->kind == OOXML_RC2 || cipher->kind == OOXML_RC4) &&
	    EVP_CIPHER_CTX_set_key_length(context, (int)used) != 1)
		return FALSE;
	if (cipher->kind == OOXML_RC2 &&
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_SET_RC2_KEY_BITS,
				(int)cipher->key_bits, NULL) != 1)
		return FALSE;
	return EVP_DecryptInit_ex2(context, NULL, padded, iv, NULL) == 1 &&
	       EVP_CIPHER_CTX_set_padding(context, 0) == 1;
}

gboolean ooxml_decrypt(const OoxmlCipher *cipher, const OoxmlKey *key,
		       const guint8 *iv, const guint8 *bytes, gsize size,
		       GByteArray *out)
{
	EVP_CIPHER *known = fetch(cipher);
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	gsize whole = cipher->block_size > 0 ?
		      size - size % cipher->block_size : size;
	guint before = out->len;
	int made = 0;
	gboolean ok;

	ok = known && context && whole <= G_MAXINT32 - before &&
	     begin(context, known, cipher, key, iv);
	if (ok && whole > 0) {
		g_byte_array_set_size(out, before + (guint)whole);
		ok = EVP_DecryptUpdate(context, out->data + before, &made,
				       bytes, (int)whole) == 1 &&
		     made == (int)whole;
	}
	EVP_CIPHER_CTX_free(context);
	EVP_CIPHER_free(known);
	return ok;
}

void ooxml_fit(const guint8 *from, gsize from_size, guint8 *to, gsize size)
{
	memset(to, 0x36, size);
	memcpy(to, from, MIN(from_size, size));
}

/* ---- hashes --------------------------------------------------------------- */

struct OoxmlHasher {
	EVP_MD *hash;
	EVP_MD_CTX *context;
	guint size;
};

const char *ooxml_hash_name(guint32 hash)
{
	return hash < OOXML_HASHES ? hash_names[hash] : NULL;
}

OoxmlHasher *ooxml_hasher_new(guint32 hash)
{
	g_autoptr(OoxmlHasher) hasher = g_new0(OoxmlHasher, 1);
	const char *name = ooxml_hash_name(hash);

	hasher->hash = name ? EVP_MD_fetch(NULL, name, NULL) : NULL;
	hasher->context = EVP_MD_CTX_new();
	if (!hasher->hash || !hasher->context ||
	    EVP_DigestInit_ex2(hasher->context, hasher->hash, NULL) != 1)
		return NULL;
	hasher->size = (guint)EVP_MD_get_size(hasher->hash);
	return g_steal_pointer(&hasher);
}

void ooxml_hasher_free(OoxmlHasher *hasher)
{
	if (!hasher)
		return;
	EVP_MD_CTX_free(hasher->context);
	EVP_MD_free(hasher->hash);
	g_free(hasher);
}

guint ooxml_hash_size(const OoxmlHasher *hasher)
{
	return hasher->size;
}

gboolean ooxml_hash2(OoxmlHasher *hasher, const guint8 *a, gsize a_size,
		     const guint8 *b, gsize b_size, guint8 *out)
{
	return EVP_DigestInit_ex2(hasher->context, NULL, NULL) == 1 &&
	       EVP_DigestUpdate(hasher->context, a, a_size) == 1 &&
	       EVP_DigestUpdate(hasher->context, b, b_size) == 1 &&
	       EVP_DigestFinal_ex(hasher->context, out, NULL) == 1;
}
