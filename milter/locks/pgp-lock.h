/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pgp-lock.h - OpenPGP messages that a passphrase opens (RFC 4880, RFC 9580,
 * and what GnuPG 2.3 and RNP write between the two).
 */
#ifndef LOCKS_PGP_LOCK_H
#define LOCKS_PGP_LOCK_H

#include "locks/lock.h"

/* One encrypted message. All borrowed. */
typedef struct PgpMessage {
	const GPtrArray *words;	/* GByteArray: bodies of the packets that
				 * hold a session key behind a passphrase */
	guint tag;		/* 9, 18 or 20 */
	const guint8 *body;	/* of the packet with the encrypted data */
	gsize size;
} PgpMessage;

/* Returns: (transfer full) (nullable): NULL where no passphrase opens it. */
Lock *pgp_lock_new(const PgpMessage *message);

/*
 * The packets that @word, which opens the lock, gives. *ret_whole: their
 * integrity was checked, or they have none. Returns: (transfer full)
 * (nullable).
 */
GByteArray *pgp_lock_open(const PgpMessage *message, const char *word,
			  gboolean *ret_whole);

#endif
