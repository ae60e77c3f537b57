/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * odf-lock.c - how OpenDocument members are closed (ODF 1.3 part 2, 3.4).
 *
 * A checksum of 160 or 256 bits tells whether a word opens a member: none
 * does by chance.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none. Blowfish is in OpenSSL's legacy provider.
 * Limits:   Argon2, GCM and OpenPGP are not tried.
 */
#include "locks/odf-lock.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "locks/kinds.h"

#define KEY_MAX 56
#define BLOCK 16		/* of AES */
#define SHA1_BYTES 20
#define SHA256_BYTES 32

static void take_head(OdfLock *lock, const guint8 *bytes, gsize size)
{
	lock->head_size = (guint32)MIN(size, ODF_HEAD_MAX);
	lock->is_whole = size <= ODF_HEAD_MAX;
	memset(lock->head, 0, sizeof lock->head);
	if (lock->head_size > 0)
		memcpy(lock->head, bytes, lock->head_size);
}

Lock *odf_lock_new(const OdfLock *parameters, const guint8 *bytes, gsize size)
{
	OdfLock lock = *parameters;

	take_head(&lock, bytes, size);
	return lock_new(LOCK_ODF, (const guint8 *)&lock, sizeof lock);
}

/* ---- what a file says ------------------------------------------------- */

static gboolean is_sound_cipher(const OdfLock *lock)
{
	if (lock->cipher == ODF_AES_CBC)
		return (lock->key_size == 16 || lock->key_size == 24 ||
			lock->key_size == 32) && lock->iv_size == BLOCK &&
		       lock->head_size % BLOCK == 0;
	return lock->cipher == ODF_BLOWFISH && lock->key_size >= 5 &&
	       lock->key_size <= KEY_MAX && lock->iv_size == 8;
}

static gboolean is_sound(const OdfLock *lock)
{
	return is_sound_cipher(lock) && lock->rounds > 0 &&
	       lock->salt_size > 0 && lock->salt_size <= ODF_SALT_MAX &&
	       (lock->checksum_size == SHA1_BYTES ||
		lock->checksum_size == SHA256_BYTES) &&
	       lock->head_size > 0 && lock->head_size <= ODF_HEAD_MAX &&
	       (lock->is_whole || lock->head_size == ODF_HEAD_MAX);
}

/* Each block of SHA-1 in the key costs all rounds again. */
static gboolean is_costly(const OdfLock *lock)
{
	guint64 blocks = (lock->key_size + SHA1_BYTES - 1) / SHA1_BYTES;

	return lock->rounds * blocks > LOCK_MAX_ROUNDS;
}

/* ---- opening ---------------------------------------------------------- */

static gboolean key_of(const OdfLock *lock, const char *word,
		       guint8 ret[KEY_MAX])
{
	guint8 start[EVP_MAX_MD_SIZE];
	guint size = 0;
	gboolean done = EVP_Digest(word, strlen(word), start, &size,
				   lock->starts_sha256 ? EVP_sha256()
						       : EVP_sha1(),
				   NULL) == 1 &&
		PKCS5_PBKDF2_HMAC((const char *)start, (int)size, lock->salt,
				  (int)lock->salt_size, (int)lock->rounds,
				  EVP_sha1(), (int)lock->key_size, ret) == 1;

	OPENSSL_cleanse(start, sizeof start);
	return done;
}

static EVP_CIPHER *cipher_of(const OdfLock *lock)
{
	if (lock->cipher == ODF_BLOWFISH)
		return EVP_CIPHER_fetch(NULL, "BF-CFB", NULL);
	return EVP_CIPHER_fetch(NULL, lock->key_size == 16 ? "AES-128-CBC" :
				lock->key_size == 24 ? "AES-192-CBC"
						     : "AES-256-CBC", NULL);
}

static gboolean run(EVP_CIPHER_CTX *context, const EVP_CIPHER *cipher,
		    const OdfLock *lock, const guint8 *key,
		    const guint8 *bytes, int size, guint8 *out)
{
	int done = 0;

	return EVP_DecryptInit_ex(context, cipher, NULL, NULL, NULL) == 1 &&
	       EVP_CIPHER_CTX_set_key_length(context,
					     (int)lock->key_size) == 1 &&
	       EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
	       EVP_DecryptInit_ex(context, NULL, NULL, key, lock->iv) == 1 &&
	       EVP_DecryptUpdate(context, out, &done, bytes, size) == 1 &&
	       done == size;
}

/* Padding is left on. @out has room for a block more. */
static gboolean decrypt(const OdfLock *lock, const guint8 *key,
			const guint8 *bytes, gsize size, guint8 *out)
{
	EVP_CIPHER *cipher = cipher_of(lock);
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	gboolean done = cipher && context && size <= G_MAXINT32 &&
			run(context, cipher, lock, key, bytes, (int)size,
			    out);

	EVP_CIPHER_CTX_free(context);
	EVP_CIPHER_free(cipher);
	return done;
}

/* Of padding the last byte says how much of it there is. */
static gsize unpadded(const OdfLock *lock, const guint8 *bytes, gsize size)
{
	guint8 last = size > 0 ? bytes[size - 1] : 0;

	if (lock->cipher != ODF_AES_CBC || last == 0 || last > BLOCK ||
	    last > size)
		return size;
	return size - last;
}

static gboolean head_opens(const OdfLock *lock, const guint8 *key)
{
	guint8 out[ODF_HEAD_MAX + BLOCK];
	guint8 hash[EVP_MAX_MD_SIZE];
	gsize size = lock->head_size;
	gboolean opens;

	if (!decrypt(lock, key, lock->head, size, out))
		return FALSE;
	if (lock->is_whole)
		size = unpadded(lock, out, size);
	opens = EVP_Digest(out, MIN(size, ODF_CHECKED), hash, NULL,
			   lock->checksum_size == SHA1_BYTES ? EVP_sha1()
							     : EVP_sha256(),
			   NULL) == 1 &&
		CRYPTO_memcmp(hash, lock->checksum, lock->checksum_size) == 0;
	OPENSSL_cleanse(out, sizeof out);
	return opens;
}

/* As it was written in the mail, then composed, as people type it. */
static gboolean find_key(const OdfLock *lock, const char *word,
			 guint8 ret[KEY_MAX])
{
	g_autofree char *composed = NULL;

	if (key_of(lock, word, ret) && head_opens(lock, ret))
		return TRUE;
	if (g_str_is_ascii(word))
		return FALSE;
	composed = g_utf8_normalize(word, -1, G_NORMALIZE_NFC);
	return composed && strcmp(composed, word) != 0 &&
	       key_of(lock, composed, ret) && head_opens(lock, ret);
}

GByteArray *odf_lock_decrypt(const OdfLock *parameters, const char *word,
			     const guint8 *bytes, gsize size)
{
	g_autoptr(GByteArray) out = NULL;
	OdfLock lock = *parameters;
	guint8 key[KEY_MAX];
	gboolean opens;

	take_head(&lock, bytes, size);
	if (size > G_MAXINT32 - BLOCK || !is_sound(&lock) ||
	    is_costly(&lock))
		return NULL;
	opens = find_key(&lock, word, key);
	if (opens) {
		out = g_byte_array_new();
		g_byte_array_set_size(out, (guint)size + BLOCK);
		opens = decrypt(&lock, key, bytes, size, out->data);
		g_byte_array_set_size(out, (guint)unpadded(&lock, out->data,
							   size));
	}
	OPENSSL_cleanse(key, sizeof key);
	return opens ? g_steal_pointer(&out) : NULL;
}

LockAnswer odf_lock_try(const guint8 *data, gsize size, const char *word)
{
	OdfLock lock;
	guint8 key[KEY_MAX];
	gboolean opens;

	if (size != sizeof lock)
		return LOCK_UNKNOWN;
	memcpy(&lock, data, sizeof lock);
	if (!is_sound(&lock))
		return LOCK_UNKNOWN;
	if (is_costly(&lock))
		return LOCK_COSTLY;
	opens = find_key(&lock, word, key);
	OPENSSL_cleanse(key, sizeof key);
	return opens ? LOCK_OPENS : LOCK_STAYS;
}
