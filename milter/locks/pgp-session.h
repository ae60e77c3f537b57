/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pgp-session.h - from a passphrase to a session key, and from that to
 * packets. What the files of OpenPGP's locks share.
 */
#ifndef LOCKS_PGP_SESSION_H
#define LOCKS_PGP_SESSION_H

#include "locks/lock.h"

#define PGP_KEY_MAX 32

/* A symmetric cipher by its number (RFC 9580 9.3). */
typedef struct PgpCipher {
	guint id;
	const char *name;	/* OpenSSL's, without the mode */
	const char *feedback;	/* the mode that OpenPGP uses, likewise */
	gsize key;
	gsize block;
} PgpCipher;

/* NULL: unknown, or one that OpenSSL does not have. */
const PgpCipher *pgp_cipher(guint id);

typedef struct PgpSession {
	const PgpCipher *cipher;	/* NULL: the data packet names it */
	guint8 key[PGP_KEY_MAX];
	gboolean sure;		/* the key was authenticated */
} PgpSession;

/* Bytes one after the other; a read past the end is FALSE. */
typedef struct PgpBytes {
	const guint8 *at;
	gsize left;
} PgpBytes;

/*
 * LOCK_OPENS: *ret_session is a key that @word, of @length bytes, may have
 * made; without .sure it is not known to be the right one. @packet: body of
 * a symmetric-key encrypted session key packet.
 */
LockAnswer pgp_session(PgpBytes packet, const char *word, gsize length,
		       PgpSession *ret_session);

typedef enum {
	PGP_DATA_WRONG,		/* another key made this */
	PGP_DATA_MAYBE,		/* 16 bits say that it is the key */
	PGP_DATA_SURE
} PgpAnswer;

/*
 * Decrypts the body of a packet @tag into @out. @is_cut: it is only the
 * beginning of one. What follows where integrity fails is left out.
 */
PgpAnswer pgp_data(const PgpSession *session, guint tag, PgpBytes body,
		   gboolean is_cut, GByteArray *out);

/* Modes that authenticate (RFC 9580 9.6). */
enum { PGP_EAX = 1, PGP_OCB = 2, PGP_GCM = 3 };
#define PGP_TAG_SIZE ((gsize)16)

/* 0: unknown. */
gsize pgp_nonce_size(guint mode);

typedef struct PgpSealed {
	const PgpCipher *cipher;
	guint mode;
	const guint8 *key;
	const guint8 *nonce;
	PgpBytes beside;	/* authenticated, not encrypted */
} PgpSealed;

/* @sealed: ciphertext and tag. Appends to @out only what is authentic. */
gboolean pgp_unseal(const PgpSealed *how, PgpBytes sealed, GByteArray *out);

/* HKDF with SHA-256 (RFC 5869). */
gboolean pgp_expand(PgpBytes secret, PgpBytes salt, PgpBytes info,
		    guint8 *out, gsize size);

#endif
