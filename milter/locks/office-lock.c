/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * office-lock.c - how binary Office files are closed ([MS-OFFCRYPTO] 2.3.5
 * to 2.3.7).
 *
 * A verifier under RC4 is 16 bytes with a hash of them: no word opens it by
 * chance. XOR has 15 bits of verifier and 16 of key, by different ways from
 * the word: below one in a thousand million.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none. RC4 is in OpenSSL's legacy provider (locks_warm_up()).
 * Limits:   XOR of Word is another method and is not tried.
 */
#include "locks/office-lock.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "locks/kinds.h"
#include "locks/office-xor.h"
#include "locks/word.h"

#define WORD_MAX_UNITS 255
#define KEY_BYTES 16
#define HASH_TURNS 16		/* of five bytes and the salt */
#define SHORT_HASH 5

/* ---- what a file says ------------------------------------------------- */

static guint u16_at(const guint8 *bytes)
{
	return (guint)bytes[0] | (guint)bytes[1] << 8;
}

static guint32 u32_at(const guint8 *bytes)
{
	return u16_at(bytes) | (guint32)u16_at(bytes + 2) << 16;
}

static gboolean read_rc4(const guint8 *bytes, gsize size, OfficeLock *ret,
			 gsize *ret_size)
{
	if (size < 52)
		return FALSE;
	ret->method = OFFICE_RC4;
	ret->bits = 40;
	memcpy(ret->salt, bytes + 4, OFFICE_SALT);
	memcpy(ret->verifier, bytes + 20, OFFICE_VERIFIER);
	memcpy(ret->hash, bytes + 36, 16);
	*ret_size = 52;
	return TRUE;
}

/* Version, flags, size of the header, header, verifier (2.3.5.1). */
static gboolean read_cryptoapi(const guint8 *bytes, gsize size,
			       OfficeLock *ret, gsize *ret_size)
{
	const guint8 *verifier;
	guint32 header, bits;

	if (size < 12 || (header = u32_at(bytes + 8)) < 32 ||
	    header > size - 12 || size - 12 - header < 60)
		return FALSE;
	verifier = bytes + 12 + header;
	bits = u32_at(bytes + 12 + 16);
	bits = bits == 0 ? 40 : bits;
	if (u32_at(bytes + 12 + 8) != 0x6801 || bits < 40 || bits > 128 ||
	    bits % 8 != 0 || u32_at(verifier) != OFFICE_SALT ||
	    u32_at(verifier + 36) != OFFICE_HASH)
		return FALSE;
	ret->method = OFFICE_CRYPTOAPI;
	ret->bits = bits;
	memcpy(ret->salt, verifier + 4, OFFICE_SALT);
	memcpy(ret->verifier, verifier + 20, OFFICE_VERIFIER);
	memcpy(ret->hash, verifier + 40, OFFICE_HASH);
	*ret_size = 12 + (gsize)header + 60;
	return TRUE;
}

gboolean office_lock_read(const guint8 *bytes, gsize size, OfficeLock *ret,
			  gsize *ret_size)
{
	gsize used = 0;
	guint major, minor;
	gboolean known;

	memset(ret, 0, sizeof *ret);
	if (size < 4)
		return FALSE;
	major = u16_at(bytes);
	minor = u16_at(bytes + 2);
	if (major == 1 && minor == 1)
		known = read_rc4(bytes, size, ret, &used);
	else
		known = major >= 2 && major <= 4 && minor == 2 &&
			read_cryptoapi(bytes, size, ret, &used);
	if (known && ret_size)
		*ret_size = used;
	return known;
}

Lock *office_lock_new(const OfficeLock *lock)
{
	return lock_new(LOCK_OFFICE, (const guint8 *)lock, sizeof *lock);
}

/* ---- keys ------------------------------------------------------------- */

static gboolean digest(const EVP_MD *kind, const guint8 *first, gsize size,
		       const guint8 *then, gsize then_size, guint8 *out)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	gboolean done = context &&
		EVP_DigestInit_ex(context, kind, NULL) == 1 &&
		EVP_DigestUpdate(context, first, size) == 1 &&
		EVP_DigestUpdate(context, then, then_size) == 1 &&
		EVP_DigestFinal_ex(context, out, NULL) == 1;

	EVP_MD_CTX_free(context);
	return done;
}

static gboolean base_of_rc4(const OfficeLock *lock, const guint8 *word,
			    gsize size, OfficeKey *key)
{
	guint8 hash[EVP_MAX_MD_SIZE];
	guint8 turns[HASH_TURNS * (SHORT_HASH + OFFICE_SALT)];

	if (!digest(EVP_md5(), word, size, word, 0, hash))
		return FALSE;
	for (guint i = 0; i < HASH_TURNS; i++) {
		guint8 *at = turns + i * (SHORT_HASH + OFFICE_SALT);

		memcpy(at, hash, SHORT_HASH);
		memcpy(at + SHORT_HASH, lock->salt, OFFICE_SALT);
	}
	return digest(EVP_md5(), turns, sizeof turns, turns, 0, key->base);
}

static gboolean rc4_key(const OfficeKey *key, guint32 number,
			guint8 ret[KEY_BYTES])
{
	guint8 hash[EVP_MAX_MD_SIZE];
	const guint8 block[] = { (guint8)number, (guint8)(number >> 8),
				 (guint8)(number >> 16),
				 (guint8)(number >> 24) };
	gboolean is_old = key->method == OFFICE_RC4;

	if (!digest(is_old ? EVP_md5() : EVP_sha1(), key->base,
		    is_old ? SHORT_HASH : OFFICE_HASH, block, sizeof block,
		    hash))
		return FALSE;
	memset(ret, 0, KEY_BYTES);
	/* A key of 40 bits is filled up with zeros. */
	memcpy(ret, hash, is_old ? KEY_BYTES : key->bits / 8);
	return TRUE;
}

/* RC4 with the key @key, @skip bytes of its stream left out. */
static gboolean rc4(EVP_CIPHER_CTX *context, const EVP_CIPHER *cipher,
		    const guint8 *key, gsize skip, gsize size_of_key,
		    guint8 *bytes, gsize size)
{
	guint8 waste[1024];
	int done;

	if (EVP_CipherInit_ex(context, cipher, NULL, NULL, NULL, 0) != 1 ||
	    EVP_CIPHER_CTX_set_key_length(context, (int)size_of_key) != 1 ||
	    EVP_CipherInit_ex(context, NULL, NULL, key, NULL, 0) != 1)
		return FALSE;
	memset(waste, 0, sizeof waste);
	if (skip > 0 && EVP_CipherUpdate(context, waste, &done, waste,
					 (int)skip) != 1)
		return FALSE;
	return EVP_CipherUpdate(context, bytes, &done, bytes,
				(int)size) == 1;
}

static gsize key_size(const OfficeKey *key)
{
	return key->method == OFFICE_RC4 || key->bits == 40 ? KEY_BYTES
							    : key->bits / 8;
}

typedef struct Rc4 {
	EVP_CIPHER *cipher;
	EVP_CIPHER_CTX *context;
} Rc4;

static void rc4_clear(Rc4 *rc4_)
{
	EVP_CIPHER_CTX_free(rc4_->context);
	EVP_CIPHER_free(rc4_->cipher);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rc4, rc4_clear)

static gboolean rc4_init(Rc4 *ret)
{
	*ret = (Rc4){ EVP_CIPHER_fetch(NULL, "RC4", NULL),
		      EVP_CIPHER_CTX_new() };
	return ret->cipher && ret->context;
}

static gboolean decrypt_one(const Rc4 *with, const OfficeKey *key,
			    guint32 number, gsize skip, guint8 *bytes,
			    gsize size)
{
	guint8 block[KEY_BYTES];
	gboolean done = rc4_key(key, number, block) &&
			rc4(with->context, with->cipher, block, skip,
			    key_size(key), bytes, size);

	OPENSSL_cleanse(block, sizeof block);
	return done;
}

gboolean office_key_decrypt(const OfficeKey *key, guint8 *bytes, gsize size,
			    guint64 at, gsize block)
{
	g_auto(Rc4) with = { NULL, NULL };

	if (!rc4_init(&with))
		return FALSE;
	while (size > 0) {
		gsize skip = (gsize)(at % block);
		gsize step = MIN(size, block - skip);

		if (!decrypt_one(&with, key, (guint32)(at / block), skip,
				 bytes, step))
			return FALSE;
		bytes += step;
		size -= step;
		at += step;
	}
	return TRUE;
}

gboolean office_key_decrypt_object(const OfficeKey *key, guint32 number,
				   guint8 *bytes, gsize size)
{
	g_auto(Rc4) with = { NULL, NULL };

	return size <= G_MAXINT32 && rc4_init(&with) &&
	       decrypt_one(&with, key, number, 0, bytes, size);
}

void office_key_xor(const OfficeKey *key, guint8 *bytes, gsize size,
		    guint64 index)
{
	for (gsize i = 0; i < size; i++) {
		guint value = bytes[i] ^
			      key->pattern[(index + i) % 16];

		bytes[i] = (guint8)(value >> 5 | value << 3);
	}
}

/* ---- trying ----------------------------------------------------------- */

/* As Excel of any country wrote them: one byte a character, where that can
 * be; others are left out. */
static gboolean opens_xor(const OfficeLock *lock, const char *word,
			  OfficeKey *ret)
{
	const guint8 *bytes = (const guint8 *)word;
	gsize size = strlen(word);
	guint16 key;

	if (size == 0 || size > OFFICE_XOR_MAX)
		return FALSE;
	key = office_xor_key(bytes, size);
	if (key != lock->xor_key ||
	    office_xor_verifier(bytes, size) != lock->xor_verifier)
		return FALSE;
	office_xor_pattern(bytes, size, key, ret->pattern);
	return TRUE;
}

static gboolean verifies(const OfficeLock *lock, const OfficeKey *key)
{
	guint8 both[OFFICE_VERIFIER + OFFICE_HASH];
	guint8 hash[EVP_MAX_MD_SIZE];
	gboolean is_old = lock->method == OFFICE_RC4;
	gsize size = is_old ? 16 : OFFICE_HASH;

	memcpy(both, lock->verifier, OFFICE_VERIFIER);
	memcpy(both + OFFICE_VERIFIER, lock->hash, OFFICE_HASH);
	return office_key_decrypt_object(key, 0, both, sizeof both) &&
	       digest(is_old ? EVP_md5() : EVP_sha1(), both, OFFICE_VERIFIER,
		      both, 0, hash) &&
	       CRYPTO_memcmp(hash, both + OFFICE_VERIFIER, size) == 0;
}

static gboolean opens_rc4(const OfficeLock *lock, const char *word,
			  OfficeKey *ret)
{
	g_auto(WordUnits) units = { NULL, 0 };

	if (!word_units(word, &units) || units.size > 2 * WORD_MAX_UNITS)
		return FALSE;
	return (lock->method == OFFICE_RC4 ?
		base_of_rc4(lock, units.bytes, units.size, ret) :
		digest(EVP_sha1(), lock->salt, OFFICE_SALT, units.bytes,
		       units.size, ret->base)) &&
	       verifies(lock, ret);
}

gboolean office_lock_key(const OfficeLock *lock, const char *word,
			 OfficeKey *ret_key)
{
	*ret_key = (OfficeKey){ .method = lock->method, .bits = lock->bits };
	return lock->method == OFFICE_XOR ? opens_xor(lock, word, ret_key)
					  : opens_rc4(lock, word, ret_key);
}

static gboolean is_sound(const OfficeLock *lock)
{
	return (guint)lock->method < OFFICE_METHODS &&
	       (lock->method != OFFICE_CRYPTOAPI ||
		(lock->bits >= 40 && lock->bits <= 128 &&
		 lock->bits % 8 == 0));
}

LockAnswer office_lock_try(const guint8 *data, gsize size, const char *word)
{
	OfficeLock lock;
	OfficeKey key;
	gboolean opens;

	if (size != sizeof lock)
		return LOCK_UNKNOWN;
	memcpy(&lock, data, sizeof lock);
	if (!is_sound(&lock))
		return LOCK_UNKNOWN;
	opens = office_lock_key(&lock, word, &key);
	OPENSSL_cleanse(&key, sizeof key);
	return opens ? LOCK_OPENS : LOCK_STAYS;
}
