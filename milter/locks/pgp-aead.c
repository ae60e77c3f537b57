/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pgp-aead.c - ciphers and modes of OpenPGP that authenticate.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   OpenSSL has no Twofish, and Debian's has no IDEA.
 */
#include "locks/pgp-session.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER, EVP_CIPHER_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_KDF, EVP_KDF_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_KDF_CTX, EVP_KDF_CTX_free)

static const PgpCipher ciphers[] = {
	{ 2, "DES-EDE3", "DES-EDE3-CFB", 24, 8 },
	{ 3, "CAST5", "CAST5-CFB", 16, 8 },
	{ 4, "BF", "BF-CFB", 16, 8 },
	{ 7, "AES-128", "AES-128-CFB", 16, 16 },
	{ 8, "AES-192", "AES-192-CFB", 24, 16 },
	{ 9, "AES-256", "AES-256-CFB", 32, 16 },
	{ 11, "CAMELLIA-128", "CAMELLIA-128-CFB", 16, 16 },
	{ 12, "CAMELLIA-192", "CAMELLIA-192-CFB", 24, 16 },
	{ 13, "CAMELLIA-256", "CAMELLIA-256-CFB", 32, 16 },
};

const PgpCipher *pgp_cipher(guint id)
{
	for (guint i = 0; i < G_N_ELEMENTS(ciphers); i++) {
		if (ciphers[i].id == id)
			return &ciphers[i];
	}
	return NULL;
}

gsize pgp_nonce_size(guint mode)
{
	static const guint8 sizes[] = { 0, 16, 15, 12 };

	return mode < G_N_ELEMENTS(sizes) ? sizes[mode] : 0;
}

gboolean pgp_expand(PgpBytes secret, PgpBytes salt, PgpBytes info,
		    guint8 *out, gsize size)
{
	char digest[] = "SHA256";
	guint8 none = 0;
	g_autoptr(EVP_KDF) kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	g_autoptr(EVP_KDF_CTX) context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string("digest", digest, 0),
		OSSL_PARAM_construct_octet_string("key",
			(void *)(guintptr)secret.at, secret.left),
		OSSL_PARAM_construct_octet_string("salt",
			salt.left ? (void *)(guintptr)salt.at : &none,
			salt.left),
		OSSL_PARAM_construct_octet_string("info",
			(void *)(guintptr)info.at, info.left),
		OSSL_PARAM_construct_end(),
	};

	return context && EVP_KDF_derive(context, out, size, parameters) > 0;
}

/* OCB and GCM, which OpenSSL has. */
static gboolean unseal_known(const PgpSealed *how, PgpBytes in, guint8 *out)
{
	g_autofree char *name = g_strdup_printf("%s-%s", how->cipher->name,
		how->mode == PGP_OCB ? "OCB" : "GCM");
	g_autoptr(EVP_CIPHER) cipher = EVP_CIPHER_fetch(NULL, name, NULL);
	g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new();
	int size = (int)(in.left - PGP_TAG_SIZE), length, last;
	guint8 tag[PGP_TAG_SIZE];

	memcpy(tag, in.at + size, sizeof tag);
	return cipher && context &&
	       EVP_DecryptInit_ex2(context, cipher, NULL, NULL, NULL) > 0 &&
	       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN,
				   (int)pgp_nonce_size(how->mode), NULL) > 0 &&
	       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG,
				   (int)sizeof tag, tag) > 0 &&
	       EVP_DecryptInit_ex2(context, NULL, how->key, how->nonce,
				   NULL) > 0 &&
	       EVP_DecryptUpdate(context, NULL, &length, how->beside.at,
				 (int)how->beside.left) > 0 &&
	       EVP_DecryptUpdate(context, out, &length, in.at, size) > 0 &&
	       EVP_DecryptFinal_ex(context, out + length, &last) > 0;
}

/* CMAC over a block that holds @number, and @bytes. */
static gboolean mac_numbered(const PgpSealed *how, guint8 number,
			     PgpBytes bytes, guint8 out[PGP_TAG_SIZE])
{
	g_autofree char *name = g_strdup_printf("%s-CBC", how->cipher->name);
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string("cipher", name, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *context = mac ? EVP_MAC_CTX_new(mac) : NULL;
	guint8 block[PGP_TAG_SIZE] = { [PGP_TAG_SIZE - 1] = number };
	gsize size;
	gboolean done = context &&
		EVP_MAC_init(context, how->key, how->cipher->key,
			     parameters) > 0 &&
		EVP_MAC_update(context, block, sizeof block) > 0 &&
		EVP_MAC_update(context, bytes.at, bytes.left) > 0 &&
		EVP_MAC_final(context, out, &size, PGP_TAG_SIZE) > 0;

	EVP_MAC_CTX_free(context);
	EVP_MAC_free(mac);
	return done;
}

/* EAX: counter mode and three CMACs. */
static gboolean unseal_eax(const PgpSealed *how, PgpBytes in, guint8 *out)
{
	g_autofree char *name = g_strdup_printf("%s-CTR", how->cipher->name);
	g_autoptr(EVP_CIPHER) cipher = EVP_CIPHER_fetch(NULL, name, NULL);
	g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new();
	PgpBytes nonce = { how->nonce, pgp_nonce_size(PGP_EAX) };
	PgpBytes data = { in.at, in.left - PGP_TAG_SIZE };
	guint8 a[PGP_TAG_SIZE], b[PGP_TAG_SIZE], c[PGP_TAG_SIZE];
	int length;

	if (how->cipher->block != PGP_TAG_SIZE || !cipher || !context ||
	    !mac_numbered(how, 0, nonce, a) ||
	    !mac_numbered(how, 1, how->beside, b) ||
	    !mac_numbered(how, 2, data, c))
		return FALSE;
	for (gsize i = 0; i < sizeof b; i++)
		b[i] ^= a[i] ^ c[i];
	return CRYPTO_memcmp(b, data.at + data.left, sizeof b) == 0 &&
	       EVP_DecryptInit_ex2(context, cipher, how->key, a, NULL) > 0 &&
	       EVP_DecryptUpdate(context, out, &length, data.at,
				 (int)data.left) > 0;
}

gboolean pgp_unseal(const PgpSealed *how, PgpBytes sealed, GByteArray *out)
{
	guint before = out->len;
	gboolean done;
	gsize size;

	if (sealed.left < PGP_TAG_SIZE || sealed.left > G_MAXINT32 / 2 ||
	    before > G_MAXINT32 / 2)
		return FALSE;
	size = sealed.left - PGP_TAG_SIZE;
	/* OpenSSL may write whole blocks. */
	g_byte_array_set_size(out, before + (guint)size + 16);
	done = how->mode == PGP_EAX ?
	       unseal_eax(how, sealed, out->data + before) :
	       unseal_known(how, sealed, out->data + before);
	g_byte_array_set_size(out, before + (done ? (guint)size : 0));
	return done;
}
