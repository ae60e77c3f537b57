/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms-lock.c - CMS enveloped for a password (RFC 5652 6.2.4, RFC 3211).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * A lock is: hash, cipher, iterations in four bytes, the salt's size, the
 * wrapped key's size; start of the cipher in 16 bytes, salt, wrapped key. A
 * key that is unwrapped shows its size and three of its bytes twice: of wrong
 * words fewer than one in 10^7 look right.
 */
#include "locks/cms-lock.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "locks/kinds.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER, EVP_CIPHER_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD, EVP_MD_free)

#define SIZES_MOST ((gsize)255)
#define START_SIZE ((gsize)16)
#define HEAD_SIZE (8 + START_SIZE)

static const char *const hashes[] = {
	"SHA1", "SHA224", "SHA256", "SHA384", "SHA512",
};

static const struct {
	const char *name;
	gsize key;
	gsize block;
} ciphers[] = {
	{ "AES-128-CBC", 16, 16 },
	{ "AES-192-CBC", 24, 16 },
	{ "AES-256-CBC", 32, 16 },
	{ "DES-EDE3-CBC", 24, 8 },
	{ "CAMELLIA-128-CBC", 16, 16 },
	{ "CAMELLIA-192-CBC", 24, 16 },
	{ "CAMELLIA-256-CBC", 32, 16 },
};

static guint hash_index(const char *name)
{
	guint i = 0;

	while (i < G_N_ELEMENTS(hashes) && strcmp(hashes[i], name) != 0)
		i++;
	return i;
}

static guint cipher_index(const char *name)
{
	guint i = 0;

	while (i < G_N_ELEMENTS(ciphers) && strcmp(ciphers[i].name, name) != 0)
		i++;
	return i;
}

Lock *cms_lock_new(const CmsPassword *password)
{
	guint hash = hash_index(password->hash);
	guint cipher = cipher_index(password->cipher);
	guint8 head[HEAD_SIZE] = { (guint8)hash, (guint8)cipher };
	guint64 iterations = MIN(password->iterations, G_MAXUINT32);
	g_autoptr(GByteArray) out = NULL;

	if (hash == G_N_ELEMENTS(hashes) ||
	    cipher == G_N_ELEMENTS(ciphers) ||
	    password->start_size != ciphers[cipher].block ||
	    password->salt_size > SIZES_MOST ||
	    password->key_size > SIZES_MOST)
		return NULL;
	for (guint i = 0; i < 4; i++)
		head[2 + i] = (guint8)(iterations >> (24 - 8 * i));
	head[6] = (guint8)password->salt_size;
	head[7] = (guint8)password->key_size;
	memcpy(head + 8, password->start, password->start_size);
	out = g_byte_array_new();
	g_byte_array_append(out, head, sizeof head);
	g_byte_array_append(out, password->salt, (guint)password->salt_size);
	g_byte_array_append(out, password->key, (guint)password->key_size);
	return lock_new(LOCK_CMS, out->data, out->len);
}

/* What lies in a lock's bytes. */
typedef struct Parsed {
	const char *hash;
	guint cipher;
	guint32 iterations;
	const guint8 *start, *salt, *wrapped;
	gsize salt_size, wrapped_size;
} Parsed;

static gboolean parse(const guint8 *data, gsize size, Parsed *parsed)
{
	if (size < HEAD_SIZE || data[0] >= G_N_ELEMENTS(hashes) ||
	    data[1] >= G_N_ELEMENTS(ciphers) ||
	    size != HEAD_SIZE + data[6] + data[7])
		return FALSE;
	*parsed = (Parsed){
		.hash = hashes[data[0]], .cipher = data[1],
		.iterations = (guint32)data[2] << 24 | (guint32)data[3] << 16 |
			      (guint32)data[4] << 8 | data[5],
		.start = data + 8, .salt = data + HEAD_SIZE,
		.wrapped = data + HEAD_SIZE + data[6],
		.salt_size = data[6], .wrapped_size = data[7],
	};
	return parsed->iterations > 0;
}

static gboolean decrypt(EVP_CIPHER_CTX *context, const EVP_CIPHER *cipher,
			const guint8 *key, const guint8 *start,
			const guint8 *in, gsize size, guint8 *out)
{
	int length;

	return EVP_DecryptInit_ex2(context, cipher, key, start, NULL) > 0 &&
	       EVP_CIPHER_CTX_set_padding(context, 0) > 0 &&
	       EVP_DecryptUpdate(context, out, &length, in, (int)size) > 0;
}

/* RFC 3211 2.3.2: the last block first, and then all of them twice. */
static gboolean unwraps(const Parsed *parsed, const guint8 *key)
{
	gsize block = ciphers[parsed->cipher].block;
	gsize size = parsed->wrapped_size;
	const guint8 *in = parsed->wrapped;
	g_autoptr(EVP_CIPHER) cipher =
		EVP_CIPHER_fetch(NULL, ciphers[parsed->cipher].name, NULL);
	g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new();
	guint8 once[SIZES_MOST + 1], twice[SIZES_MOST + 1];

	if (!cipher || !context || size < 2 * block || size % block != 0 ||
	    !decrypt(context, cipher, key, in + size - 2 * block,
		     in + size - block, block, once + size - block) ||
	    !decrypt(context, cipher, key, once + size - block, in,
		     size - block, once) ||
	    !decrypt(context, cipher, key, parsed->start, once, size, twice))
		return FALSE;
	OPENSSL_cleanse(once, sizeof once);
	return (twice[1] ^ twice[4]) == 0xff && (twice[2] ^ twice[5]) == 0xff &&
	       (twice[3] ^ twice[6]) == 0xff && twice[0] >= 4 &&
	       (gsize)twice[0] + 4 <= size;
}

LockAnswer cms_lock_try(const guint8 *data, gsize size, const char *word)
{
	g_autoptr(EVP_MD) hash = NULL;
	guint8 key[32];
	gsize rounds;
	Parsed parsed;

	if (!parse(data, size, &parsed) ||
	    !(hash = EVP_MD_fetch(NULL, parsed.hash, NULL)))
		return LOCK_UNKNOWN;
	rounds = (ciphers[parsed.cipher].key +
		  (gsize)EVP_MD_get_size(hash) - 1) /
		 (gsize)EVP_MD_get_size(hash);
	if (parsed.iterations > LOCK_MAX_ROUNDS / rounds)
		return LOCK_COSTLY;
	if (PKCS5_PBKDF2_HMAC(word, (int)strlen(word), parsed.salt,
			      (int)parsed.salt_size, (int)parsed.iterations,
			      hash, (int)ciphers[parsed.cipher].key, key) <= 0)
		return LOCK_UNKNOWN;
	return unwraps(&parsed, key) ? LOCK_OPENS : LOCK_STAYS;
}
