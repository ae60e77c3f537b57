/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pgp-session.c - from a passphrase to the session key of an OpenPGP message.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   Argon2, which OpenSSL 3.0 does not have, is not tried.
 */
#include "locks/pgp-session.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER, EVP_CIPHER_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD, EVP_MD_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD_CTX, EVP_MD_CTX_free)

/*
 * GnuPG hashes 65 MB, and twice that where a key is longer than the hash:
 * about as long as LOCK_MAX_ROUNDS rounds of other formats.
 */
#define HASHED_MOST ((guint64)LOCK_MAX_ROUNDS * 128)
#define HASH_BUFFER ((gsize)16384)

enum { S2K_SIMPLE = 0, S2K_SALTED = 1, S2K_ITERATED = 3 };

typedef struct S2k {
	const char *hash;
	const guint8 *salt;	/* eight bytes; NULL without */
	guint64 count;		/* bytes to hash; 0: once */
} S2k;

static gboolean take(PgpBytes *in, gsize size, const guint8 **ret_at)
{
	if (in->left < size)
		return FALSE;
	*ret_at = in->at;
	in->at += size;
	in->left -= size;
	return TRUE;
}

static const char *hash_name(guint id)
{
	static const char *const names[] = {
		[1] = "MD5", [2] = "SHA1", [3] = "RIPEMD160", [8] = "SHA256",
		[9] = "SHA384", [10] = "SHA512", [11] = "SHA224",
		[12] = "SHA3-256", [14] = "SHA3-512",
	};

	return id < G_N_ELEMENTS(names) ? names[id] : NULL;
}

/* RFC 9580 3.7.1. */
static gboolean s2k_read(PgpBytes *in, S2k *s2k)
{
	const guint8 *head, *count;

	*s2k = (S2k){ 0 };
	if (!take(in, 2, &head))
		return FALSE;
	s2k->hash = hash_name(head[1]);
	if (!s2k->hash || (head[0] != S2K_SIMPLE && head[0] != S2K_SALTED &&
			   head[0] != S2K_ITERATED))
		return FALSE;
	if (head[0] != S2K_SIMPLE && !take(in, 8, &s2k->salt))
		return FALSE;
	if (head[0] != S2K_ITERATED)
		return TRUE;
	if (!take(in, 1, &count))
		return FALSE;
	s2k->count = (guint64)(16 + (*count & 15)) << ((*count >> 4) + 6);
	return TRUE;
}

/* One repetition of what is hashed after the other, many at once. */
static GByteArray *repeated(const S2k *s2k, const char *word, gsize length)
{
	GByteArray *out = g_byte_array_new();

	do {
		if (s2k->salt)
			g_byte_array_append(out, s2k->salt, 8);
		g_byte_array_append(out, (const guint8 *)word, (guint)length);
	} while (s2k->count > 0 && out->len > 0 && out->len < HASH_BUFFER);
	return out;
}

static gboolean hash_one(EVP_MD_CTX *context, const EVP_MD *hash,
			 guint zeros, guint64 count, const GByteArray *what,
			 guint8 *out)
{
	static const guint8 zero[PGP_KEY_MAX];

	if (EVP_DigestInit_ex2(context, hash, NULL) <= 0 ||
	    EVP_DigestUpdate(context, zero, zeros) <= 0)
		return FALSE;
	while (count > 0 && what->len > 0) {
		gsize now = (gsize)MIN(count, what->len);

		if (EVP_DigestUpdate(context, what->data, now) <= 0)
			return FALSE;
		count -= now;
	}
	return EVP_DigestFinal_ex(context, out, NULL) > 0;
}

/* A key longer than the hash takes several, each behind more zeros. */
static LockAnswer s2k_derive(const S2k *s2k, const char *word, gsize length,
			     guint8 *out, gsize size)
{
	g_autoptr(EVP_MD) hash = EVP_MD_fetch(NULL, s2k->hash, NULL);
	g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
	g_autoptr(GByteArray) what = NULL;
	guint8 digest[EVP_MAX_MD_SIZE];
	guint64 count = MAX(s2k->count, (s2k->salt ? 8 : 0) + (guint64)length);
	gsize step;

	if (!hash || !context)
		return LOCK_UNKNOWN;
	step = (gsize)EVP_MD_get_size(hash);
	if (count * ((size + step - 1) / step) > HASHED_MOST)
		return LOCK_COSTLY;
	what = repeated(s2k, word, length);
	for (guint i = 0; i * step < size; i++) {
		if (!hash_one(context, hash, i, count, what, digest))
			return LOCK_UNKNOWN;
		memcpy(out + i * step, digest, MIN(step, size - i * step));
	}
	OPENSSL_cleanse(digest, sizeof digest);
	OPENSSL_cleanse(what->data, what->len);
	return LOCK_OPENS;
}

/* What is encrypted by the passphrase's key: a cipher and its key. */
static gboolean unwrap_feedback(const PgpCipher *by, const guint8 *key,
				PgpBytes wrapped, PgpSession *session)
{
	static const guint8 start[16];
	g_autoptr(EVP_CIPHER) cipher = EVP_CIPHER_fetch(NULL, by->feedback,
							NULL);
	g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new();
	guint8 plain[1 + PGP_KEY_MAX + 16];
	int length;

	if (!cipher || !context || wrapped.left > 1 + PGP_KEY_MAX ||
	    EVP_DecryptInit_ex2(context, cipher, key, start, NULL) <= 0 ||
	    EVP_DecryptUpdate(context, plain, &length, wrapped.at,
			      (int)wrapped.left) <= 0)
		return FALSE;
	session->cipher = pgp_cipher(plain[0]);
	if (!session->cipher || session->cipher->key + 1 != wrapped.left)
		return FALSE;
	memcpy(session->key, plain + 1, session->cipher->key);
	return TRUE;
}

static LockAnswer session_v4(PgpBytes in, const char *word, gsize length,
			     PgpSession *session)
{
	guint8 key[PGP_KEY_MAX];
	const PgpCipher *cipher;
	const guint8 *head;
	LockAnswer answer;
	S2k s2k;

	if (!take(&in, 2, &head) || !(cipher = pgp_cipher(head[1])) ||
	    !s2k_read(&in, &s2k))
		return LOCK_UNKNOWN;
	answer = s2k_derive(&s2k, word, length, key, cipher->key);
	if (answer != LOCK_OPENS)
		return answer;
	if (in.left == 0) {
		session->cipher = cipher;
		memcpy(session->key, key, cipher->key);
	} else if (!unwrap_feedback(cipher, key, in, session)) {
		answer = LOCK_STAYS;
	}
	OPENSSL_cleanse(key, sizeof key);
	return answer;
}

/* Version 5 is GnuPG's, before RFC 9580 made it 6; lengths in between. */
static LockAnswer session_sealed(PgpBytes in, const char *word, gsize length,
				 PgpSession *session)
{
	guint8 info[4] = { 0xc3, in.at[0] }, key[PGP_KEY_MAX];
	PgpSealed how = { .key = key, .beside = { info, sizeof info } };
	g_autoptr(GByteArray) plain = g_byte_array_new();
	const guint8 *skipped, *head;
	LockAnswer answer;
	S2k s2k;

	if (!take(&in, info[1] == 6 ? 2 : 1, &skipped) ||
	    !take(&in, 2, &head) || !(how.cipher = pgp_cipher(head[0])) ||
	    (info[1] == 6 && !take(&in, 1, &skipped)) || !s2k_read(&in, &s2k) ||
	    !take(&in, pgp_nonce_size(head[1]), &how.nonce) ||
	    pgp_nonce_size(head[1]) == 0 || in.left > 128)
		return LOCK_UNKNOWN;
	how.mode = head[1];
	info[2] = head[0];
	info[3] = head[1];
	answer = s2k_derive(&s2k, word, length, key, how.cipher->key);
	if (answer != LOCK_OPENS)
		return answer;
	if (info[1] == 6 &&
	    !pgp_expand((PgpBytes){ key, how.cipher->key },
			(PgpBytes){ NULL, 0 }, how.beside, key,
			how.cipher->key))
		return LOCK_UNKNOWN;
	if (!pgp_unseal(&how, in, plain) || plain->len > PGP_KEY_MAX)
		return LOCK_STAYS;
	/* The packet with the data says which cipher this is a key of. */
	session->cipher = NULL;
	memcpy(session->key, plain->data, plain->len);
	session->sure = TRUE;
	OPENSSL_cleanse(plain->data, plain->len);
	return LOCK_OPENS;
}

LockAnswer pgp_session(PgpBytes packet, const char *word, gsize length,
		       PgpSession *ret_session)
{
	PgpSession session = { 0 };
	LockAnswer answer = LOCK_UNKNOWN;

	if (packet.left > 0 && packet.at[0] == 4)
		answer = session_v4(packet, word, length, &session);
	else if (packet.left > 0 && (packet.at[0] == 5 || packet.at[0] == 6))
		answer = session_sealed(packet, word, length, &session);
	if (answer == LOCK_OPENS)
		*ret_session = session;
	OPENSSL_cleanse(&session, sizeof session);
	return answer;
}
