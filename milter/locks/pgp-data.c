/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pgp-data.c - the packets within OpenPGP's encrypted data.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "locks/pgp-session.h"

#include <string.h>

#include <openssl/evp.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER, EVP_CIPHER_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

#define TAG_SED 9
#define TAG_SEIPD 18
#define TAG_AEAD 20

/* A modification detection code: its header and SHA-1 (RFC 9580 5.14). */
#define MDC_SIZE ((guint)22)

/* 2^(16+6) bytes is the most that programs write (RFC 9580 5.13.2). */
#define CHUNK_MOST 24

static gboolean feedback(const PgpSession *session, const guint8 *start,
			 PgpBytes in, guint8 *out)
{
	g_autoptr(EVP_CIPHER) cipher =
		EVP_CIPHER_fetch(NULL, session->cipher->feedback, NULL);
	g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new();
	int length;

	return cipher && context && in.left <= G_MAXINT32 / 2 &&
	       EVP_DecryptInit_ex2(context, cipher, session->key, start,
				   NULL) > 0 &&
	       EVP_DecryptUpdate(context, out, &length, in.at,
				 (int)in.left) > 0;
}

/* A random block whose last two bytes come twice. */
static gboolean repeats(const GByteArray *plain, gsize block)
{
	return memcmp(plain->data + block - 2, plain->data + block, 2) == 0;
}

static gboolean mdc_fits(const GByteArray *plain)
{
	guint8 digest[EVP_MAX_MD_SIZE];
	const guint8 *mdc;
	gsize size = 0;

	if (plain->len < MDC_SIZE)
		return FALSE;
	mdc = plain->data + plain->len - MDC_SIZE;
	return mdc[0] == 0xd3 && mdc[1] == 0x14 &&
	       EVP_Q_digest(NULL, "SHA1", NULL, plain->data, plain->len - 20,
			    digest, &size) > 0 &&
	       memcmp(digest, mdc + 2, 20) == 0;
}

static PgpAnswer data_seipd(const PgpSession *session, PgpBytes in,
			    gboolean is_cut, GByteArray *out)
{
	static const guint8 start[16];
	gsize block = session->cipher->block;
	gboolean sure;

	if (in.left < block + 2)
		return PGP_DATA_WRONG;
	g_byte_array_set_size(out, (guint)in.left);
	if (!feedback(session, start, in, out->data) || !repeats(out, block))
		return PGP_DATA_WRONG;
	sure = !is_cut && mdc_fits(out);
	if (sure)
		g_byte_array_set_size(out, out->len - MDC_SIZE);
	g_byte_array_remove_range(out, 0, (guint)block + 2);
	return sure ? PGP_DATA_SURE : PGP_DATA_MAYBE;
}

/* RFC 4880 13.9: after the repetition the cipher starts anew. */
static PgpAnswer data_sed(const PgpSession *session, PgpBytes in,
			  GByteArray *out)
{
	static const guint8 start[16];
	gsize block = session->cipher->block;
	PgpBytes head = { in.at, block + 2 };

	if (in.left < block + 2)
		return PGP_DATA_WRONG;
	g_byte_array_set_size(out, (guint)in.left);
	if (!feedback(session, start, head, out->data) ||
	    !repeats(out, block) ||
	    !feedback(session, in.at + 2,
		      (PgpBytes){ in.at + block + 2, in.left - block - 2 },
		      out->data + block + 2))
		return PGP_DATA_WRONG;
	g_byte_array_remove_range(out, 0, (guint)block + 2);
	return PGP_DATA_MAYBE;
}

/* What stands before the chunks, and what each chunk's nonce is made of. */
typedef struct Chunks {
	PgpSealed how;
	guint8 key[PGP_KEY_MAX];
	guint8 nonce[16];	/* of the chunk at hand */
	guint8 base[16];	/* of all of them */
	guint8 beside[13];
	gsize size;		/* of a chunk */
	gboolean numbered;	/* .beside ends in the chunk's number */
} Chunks;

static gboolean chunks_begin(const PgpSession *session, guint tag,
			     PgpBytes *in, Chunks *chunks)
{
	const guint8 *head = in->at;
	gsize nonce, prefix;
	guint8 secret[PGP_KEY_MAX + 16];

	*chunks = (Chunks){ 0 };
	if (in->left < 4 || !(chunks->how.cipher = pgp_cipher(head[1])) ||
	    (session->cipher && session->cipher != chunks->how.cipher) ||
	    !(nonce = pgp_nonce_size(head[2])) || head[3] + 6 > CHUNK_MOST)
		return FALSE;
	prefix = tag == TAG_AEAD ? nonce : 32;
	if (in->left < 4 + prefix + PGP_TAG_SIZE)
		return FALSE;
	chunks->how.mode = head[2];
	chunks->size = (gsize)1 << (head[3] + 6);
	chunks->beside[0] = (guint8)(0xc0 | tag);
	memcpy(chunks->beside + 1, head, 4);
	chunks->numbered = tag == TAG_AEAD;
	if (tag == TAG_AEAD) {
		memcpy(chunks->key, session->key, sizeof chunks->key);
		memcpy(chunks->base, head + 4, nonce);
	} else {
		gsize key = chunks->how.cipher->key;

		if (!pgp_expand((PgpBytes){ session->key, key },
				(PgpBytes){ head + 4, 32 },
				(PgpBytes){ chunks->beside, 5 }, secret,
				key + nonce - 8))
			return FALSE;
		memcpy(chunks->key, secret, key);
		memcpy(chunks->base, secret + key, nonce - 8);
	}
	in->at += 4 + prefix;
	in->left -= 4 + prefix;
	return TRUE;
}

static void chunk_number(Chunks *chunks, guint64 number)
{
	gsize nonce = pgp_nonce_size(chunks->how.mode);

	memcpy(chunks->nonce, chunks->base, sizeof chunks->nonce);
	for (guint i = 0; i < 8; i++) {
		guint8 byte = (guint8)(number >> (8 * i));

		chunks->nonce[nonce - 1 - i] ^= byte;
		chunks->beside[12 - i] = byte;
	}
	chunks->how.key = chunks->key;
	chunks->how.nonce = chunks->nonce;
	chunks->how.beside = (PgpBytes){ chunks->beside,
					 chunks->numbered ? 13 : 5 };
}

/* Chunks with a tag each, and one more tag at the end. */
static PgpAnswer data_sealed(const PgpSession *session, guint tag,
			     PgpBytes in, GByteArray *out)
{
	Chunks chunks;

	if (!chunks_begin(session, tag, &in, &chunks))
		return PGP_DATA_WRONG;
	in.left -= PGP_TAG_SIZE;
	for (guint64 i = 0; in.left > 0; i++) {
		gsize now = MIN(in.left, chunks.size + PGP_TAG_SIZE);

		chunk_number(&chunks, i);
		if (!pgp_unseal(&chunks.how, (PgpBytes){ in.at, now }, out))
			return i == 0 ? PGP_DATA_WRONG : PGP_DATA_MAYBE;
		in.at += now;
		in.left -= now;
	}
	return PGP_DATA_SURE;
}

PgpAnswer pgp_data(const PgpSession *session, guint tag, PgpBytes body,
		   gboolean is_cut, GByteArray *out)
{
	guint version = body.left > 0 ? body.at[0] : 0;

	g_byte_array_set_size(out, 0);
	if (body.left > G_MAXINT32 / 2)
		return PGP_DATA_WRONG;
	if (tag == TAG_AEAD || (tag == TAG_SEIPD && version == 2))
		return data_sealed(session, tag, body, out);
	if (!session->cipher)
		return PGP_DATA_WRONG;
	if (tag == TAG_SED)
		return data_sed(session, body, out);
	if (tag != TAG_SEIPD || version != 1)
		return PGP_DATA_WRONG;
	return data_seipd(session, (PgpBytes){ body.at + 1, body.left - 1 },
			  is_cut, out);
}
