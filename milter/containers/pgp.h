/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pgp.h - OpenPGP messages (RFC 4880, RFC 9580) by their packets.
 */
#ifndef CONTAINERS_PGP_H
#define CONTAINERS_PGP_H

#include "containers/judgement.h"

/* Whether @bytes are an OpenPGP message: armour, or a packet that may begin
 * one. Text around armour does not count as part of it. */
gboolean pgp_is(const guint8 *bytes, gsize size);

/* Whether the very first of @bytes are one, rather than text in which one
 * may follow; a cleartext signature is such text. */
gboolean pgp_begins(const guint8 *bytes, gsize size);

/*
 * Judges an OpenPGP message by its packet sequence: PKESK/SKESK followed by
 * an encrypted-data packet that reaches to the end is PROTECTION_SECRET;
 * literal, compressed and signed data, keys and detached signatures are
 * none; readable text before, between or after armour makes it none, with a
 * note, and goes to .inside. Compressed and literal content goes to .inside
 * where it can be had (ZIP, ZLIB, BZip2), and so does what a passphrase
 * opens that @keyring has. Partial lengths, old and new packet formats. Never
 * fails.
 * Returns: (transfer full) (nullable): NULL where this is no OpenPGP.
 */
Judgement *pgp_judge(const guint8 *bytes, gsize size, gsize max_bytes,
		     Keyring *keyring);

#endif
