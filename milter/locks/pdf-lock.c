/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-lock.c - tries words on PDF's standard security handler: revisions 2
 * to 4 (ISO 32000-1 7.6.3), 5 (Adobe's extension level 3) and 6
 * (ISO 32000-2 7.6.4).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * What is compared is 16 bytes or more of RC4 or a hash: chance opens none.
 * Limits:   of SASLprep, which revisions 5 and 6 ask for, only the
 *           compatibility forms; no list of forbidden characters.
 */
#include "locks/pdf-lock.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "locks/kinds.h"

#define OLD_SIZE 32	/* of a padded password, of /O and /U to revision 4 */
#define HASH_SIZE 32
#define NEW_PASSWORD_MAX 127
#define REPEATS 64
/* Algorithm 2.B ends where the last byte is no more than the round less 32:
 * after 288 rounds at the latest. */
#define ROUNDS_MAX 288

typedef struct Primitives {
	EVP_MD *md5, *sha256, *sha384, *sha512;
	EVP_CIPHER *rc4, *aes;
	EVP_MD_CTX *digest;
	EVP_CIPHER_CTX *cipher;
} Primitives;

static const guint8 padding[OLD_SIZE] = {
	0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e,
	0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68,
	0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
};

static gboolean primitives_init(Primitives *with, gboolean is_old)
{
	*with = (Primitives){
		.digest = EVP_MD_CTX_new(), .cipher = EVP_CIPHER_CTX_new(),
	};
	if (is_old) {
		with->md5 = EVP_MD_fetch(NULL, "MD5", NULL);
		with->rc4 = EVP_CIPHER_fetch(NULL, "RC4", NULL);
		return with->digest && with->cipher && with->md5 && with->rc4;
	}
	with->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	with->sha384 = EVP_MD_fetch(NULL, "SHA384", NULL);
	with->sha512 = EVP_MD_fetch(NULL, "SHA512", NULL);
	with->aes = EVP_CIPHER_fetch(NULL, "AES-128-CBC", NULL);
	return with->digest && with->cipher && with->sha256 && with->sha384 &&
	       with->sha512 && with->aes;
}

static void primitives_clear(Primitives *with)
{
	EVP_MD_CTX_free(with->digest);
	EVP_CIPHER_CTX_free(with->cipher);
	EVP_MD_free(with->md5);
	EVP_MD_free(with->sha256);
	EVP_MD_free(with->sha384);
	EVP_MD_free(with->sha512);
	EVP_CIPHER_free(with->rc4);
	EVP_CIPHER_free(with->aes);
}

typedef struct Piece {
	const void *bytes;
	gsize size;
} Piece;

/* @ret holds what the digest gives: up to 64 bytes. Returns how many. */
static guint hash(Primitives *with, const EVP_MD *kind, const Piece *pieces,
		  guint count, guint8 *ret)
{
	unsigned int size = 0;

	if (EVP_DigestInit_ex2(with->digest, kind, NULL) != 1)
		return 0;
	for (guint i = 0; i < count; i++) {
		if (EVP_DigestUpdate(with->digest, pieces[i].bytes,
				     pieces[i].size) != 1)
			return 0;
	}
	return EVP_DigestFinal_ex(with->digest, ret, &size) == 1 ? size : 0;
}

static gboolean rc4(Primitives *with, const guint8 *key, guint key_size,
		    guint8 *bytes, guint size)
{
	int came = 0;

	return EVP_CIPHER_CTX_reset(with->cipher) == 1 &&
	       EVP_EncryptInit_ex2(with->cipher, with->rc4, NULL, NULL,
				   NULL) == 1 &&
	       EVP_CIPHER_CTX_set_key_length(with->cipher,
					     (int)key_size) == 1 &&
	       EVP_EncryptInit_ex2(with->cipher, NULL, key, NULL, NULL) == 1 &&
	       EVP_EncryptUpdate(with->cipher, bytes, &came, bytes,
				 (int)size) == 1;
}

/* Twenty times, from revision 3 on, with the key changed by the round. */
static gboolean rc4_rounds(Primitives *with, const guint8 *key,
			   guint key_size, gboolean backwards, guint8 *bytes,
			   guint size)
{
	guint8 changed[16];

	for (guint round = 0; round < 20; round++) {
		guint8 with_round = (guint8)(backwards ? 19 - round : round);

		for (guint i = 0; i < key_size; i++)
			changed[i] = key[i] ^ with_round;
		if (!rc4(with, changed, key_size, bytes, size))
			return FALSE;
	}
	return TRUE;
}

static gboolean md5_again(Primitives *with, guint8 *digest, guint size)
{
	for (guint i = 0; i < 50; i++) {
		Piece piece = { digest, size };

		if (hash(with, with->md5, &piece, 1, digest) != 16)
			return FALSE;
	}
	return TRUE;
}

/* Algorithm 2: the key of the file. @ret: 64 bytes, the first are the key. */
static gboolean old_key(Primitives *with, const PdfLock *lock, guint key_size,
			const guint8 *padded, guint8 *ret)
{
	static const guint8 mark[4] = { 0xff, 0xff, 0xff, 0xff };
	const Piece pieces[] = {
		{ padded, OLD_SIZE }, { lock->owner, OLD_SIZE },
		{ lock->permissions, 4 }, { lock->id, lock->id_size },
		{ mark, sizeof(mark) },
	};
	guint count = lock->revision >= 4 && lock->leaves_metadata ? 5 : 4;

	return hash(with, with->md5, pieces, count, ret) == 16 &&
	       (lock->revision == 2 || md5_again(with, ret, key_size));
}

/* Algorithms 4 to 6. */
static gboolean opens_as_user(Primitives *with, const PdfLock *lock,
			      guint key_size, const guint8 *padded)
{
	const Piece pieces[] = {
		{ padding, OLD_SIZE }, { lock->id, lock->id_size },
	};
	guint8 key[EVP_MAX_MD_SIZE], made[EVP_MAX_MD_SIZE];

	if (!old_key(with, lock, key_size, padded, key))
		return FALSE;
	if (lock->revision == 2) {
		memcpy(made, padding, OLD_SIZE);
		return rc4(with, key, key_size, made, OLD_SIZE) &&
		       memcmp(made, lock->user, OLD_SIZE) == 0;
	}
	return hash(with, with->md5, pieces, 2, made) == 16 &&
	       rc4_rounds(with, key, key_size, FALSE, made, 16) &&
	       memcmp(made, lock->user, 16) == 0;
}

/* Algorithm 7: the owner's password opens the user's. Of short keys some
 * programs hash so many bytes again, others all 16: @again. */
static gboolean opens_as_owner(Primitives *with, const PdfLock *lock,
			       guint key_size, guint again,
			       const guint8 *padded)
{
	Piece piece = { padded, OLD_SIZE };
	guint8 key[EVP_MAX_MD_SIZE], user[OLD_SIZE];

	memcpy(user, lock->owner, OLD_SIZE);
	if (hash(with, with->md5, &piece, 1, key) != 16)
		return FALSE;
	if (lock->revision == 2) {
		if (!rc4(with, key, key_size, user, OLD_SIZE))
			return FALSE;
	} else if (!md5_again(with, key, again) ||
		   !rc4_rounds(with, key, key_size, TRUE, user, OLD_SIZE)) {
		return FALSE;
	}
	return opens_as_user(with, lock, key_size, user);
}

static gboolean old_opens(Primitives *with, const PdfLock *lock,
			  const char *password)
{
	guint key_size = lock->revision == 2 ? 5 : lock->key_size;
	gsize size = MIN(strlen(password), OLD_SIZE);
	guint8 padded[OLD_SIZE];

	if (key_size < 5 || key_size > 16 || lock->id_size > PDF_LOCK_ID_MAX)
		return FALSE;
	memcpy(padded, password, size);
	memcpy(padded + size, padding, OLD_SIZE - size);
	return opens_as_user(with, lock, key_size, padded) ||
	       opens_as_owner(with, lock, key_size, 16, padded) ||
	       (key_size < 16 && lock->revision > 2 &&
		opens_as_owner(with, lock, key_size, key_size, padded));
}

/* One round of algorithm 2.B. Returns the last byte of what it encrypted,
 * -1 where that failed. @key: 64 bytes, of which @size are in use. */
static gint harden_once(Primitives *with, const Piece *password,
			const Piece *user, guint8 *key, guint *size)
{
	const EVP_MD *kinds[] = { with->sha256, with->sha384, with->sha512 };
	guint8 all[REPEATS * (NEW_PASSWORD_MAX + EVP_MAX_MD_SIZE + 48)];
	guint part = (guint)(password->size + *size + user->size);
	guint sum = 0, total = part * REPEATS;
	Piece made = { all, total };
	int came = 0;

	memcpy(all, password->bytes, password->size);
	memcpy(all + password->size, key, *size);
	if (user->size > 0)
		memcpy(all + password->size + *size, user->bytes, user->size);
	for (guint i = 1; i < REPEATS; i++)
		memcpy(all + (gsize)i * part, all, part);
	if (EVP_EncryptInit_ex2(with->cipher, with->aes, key, key + 16,
				NULL) != 1 ||
	    EVP_CIPHER_CTX_set_padding(with->cipher, 0) != 1 ||
	    EVP_EncryptUpdate(with->cipher, all, &came, all,
			      (int)total) != 1 || came != (int)total)
		return -1;
	/* 256 is 1 modulo 3: the sum of the bytes is the number's rest. */
	for (guint i = 0; i < 16; i++)
		sum += all[i];
	*size = hash(with, kinds[sum % 3], &made, 1, key);
	return *size >= HASH_SIZE ? all[total - 1] : -1;
}

/* The hash of revisions 5 and 6. @user: /U for the owner's, else empty. */
static gboolean new_hash(Primitives *with, guint revision,
			 const Piece *password, const guint8 *salt,
			 const Piece *user, guint8 *ret)
{
	const Piece pieces[] = { *password, { salt, 8 }, *user };
	guint size = hash(with, with->sha256, pieces, 3, ret);

	if (size != HASH_SIZE)
		return FALSE;
	if (revision == 5)
		return TRUE;
	for (gint round = 0; round < ROUNDS_MAX; round++) {
		gint last = harden_once(with, password, user, ret, &size);

		if (last < 0)
			return FALSE;
		if (round >= 63 && last <= round + 1 - 32)
			return TRUE;
	}
	return FALSE;
}

/* Algorithms 11 and 12: hash, salt to check, salt of the key. */
static gboolean new_opens(Primitives *with, const PdfLock *lock,
			  const char *text)
{
	const Piece none = { "", 0 }, user = { lock->user, 48 };
	Piece password = { text, MIN(strlen(text), NEW_PASSWORD_MAX) };
	guint8 made[EVP_MAX_MD_SIZE];

	return (new_hash(with, lock->revision, &password, lock->user + 32,
			 &none, made) &&
		memcmp(made, lock->user, HASH_SIZE) == 0) ||
	       (new_hash(with, lock->revision, &password, lock->owner + 32,
			 &user, made) &&
		memcmp(made, lock->owner, HASH_SIZE) == 0);
}

/* Takes @text over; leaves out what is there already. */
static void add_text(GPtrArray *texts, char *text)
{
	for (guint i = 0; text && i < texts->len; i++) {
		if (g_str_equal(texts->pdata[i], text))
			g_clear_pointer(&text, g_free);
	}
	if (text)
		g_ptr_array_add(texts, text);
}

static void wipe(gpointer text)
{
	OPENSSL_cleanse(text, strlen(text));
	g_free(text);
}

/* The encodings that programs use, the likelier first. */
static GPtrArray *encodings_of(const char *word, gboolean is_old)
{
	static const char *const charsets[] = { "ISO-8859-1", "CP932",
						"WINDOWS-1252" };
	g_autofree char *wide = g_utf8_normalize(word, -1, G_NORMALIZE_NFKC);
	g_autofree char *whole = g_utf8_normalize(word, -1, G_NORMALIZE_NFC);
	const char *forms[] = { word, whole, wide };
	GPtrArray *texts = g_ptr_array_new_with_free_func(wipe);

	for (guint i = 0; i < G_N_ELEMENTS(forms); i++)
		add_text(texts, g_strdup(forms[i]));
	for (guint i = 0; is_old && i < G_N_ELEMENTS(forms); i++) {
		for (guint k = 0; forms[i] && k < G_N_ELEMENTS(charsets); k++)
			add_text(texts, g_convert(forms[i], -1, charsets[k],
						  "UTF-8", NULL, NULL, NULL));
	}
	return texts;
}

/* The one of @texts that opens @lock; NULL: none. */
static const char *text_that_opens(const PdfLock *lock, const GPtrArray *texts)
{
	gboolean is_old = lock->revision <= 4;
	const char *found = NULL;
	Primitives with;

	if (primitives_init(&with, is_old)) {
		for (guint i = 0; !found && i < texts->len; i++) {
			const char *text = texts->pdata[i];

			if (is_old ? old_opens(&with, lock, text)
				   : new_opens(&with, lock, text))
				found = text;
		}
	}
	primitives_clear(&with);
	return found;
}

static gboolean is_known(const PdfLock *lock)
{
	return lock->revision >= 2 && lock->revision <= 6;
}

/* @ret_password: (transfer full). */
static LockAnswer try_all(const guint8 *data, gsize size, const char *word,
			  char **ret_password)
{
	LockAnswer answer = LOCK_UNKNOWN;
	PdfLock lock;

	if (size > PDF_LOCKS_MAX * sizeof(lock) ||
	    !g_utf8_validate(word, -1, NULL))
		return LOCK_UNKNOWN;
	for (; size >= sizeof(lock); data += sizeof(lock),
	     size -= sizeof(lock)) {
		g_autoptr(GPtrArray) texts = NULL;
		const char *text;

		memcpy(&lock, data, sizeof(lock));
		if (!is_known(&lock))
			continue;
		answer = LOCK_STAYS;
		texts = encodings_of(word, lock.revision <= 4);
		text = text_that_opens(&lock, texts);
		if (text) {
			*ret_password = g_strdup(text);
			return LOCK_OPENS;
		}
	}
	return answer;
}

Lock *pdf_lock_new(const PdfLock *locks, guint count)
{
	if (count == 0 || count > PDF_LOCKS_MAX)
		return NULL;
	return lock_new(LOCK_PDF, (const guint8 *)locks,
			count * sizeof(*locks));
}

char *pdf_lock_password(const Lock *lock, const char *word)
{
	char *password = NULL;

	(void)try_all(lock->data->data, lock->data->len, word, &password);
	return password;
}

LockAnswer pdf_lock_try(const guint8 *data, gsize size, const char *word)
{
	char *password = NULL;
	LockAnswer answer = try_all(data, size, word, &password);

	g_clear_pointer(&password, wipe);
	return answer;
}
