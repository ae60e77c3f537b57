/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pgp-armour.h - OpenPGP in ASCII armour (RFC 9580 section 6).
 */
#ifndef CONTAINERS_PGP_ARMOUR_H
#define CONTAINERS_PGP_ARMOUR_H

#include <glib.h>

typedef struct ArmourBlock {
	GByteArray *packets;	/* decoded; NULL for a cleartext message */
	GByteArray *cleartext;	/* without dash escapes; else NULL */
	gsize from, to;		/* where it stands, in bytes */
	gboolean damaged;	/* no end, no base64 */
	gboolean wordy;		/* more header text than programs write */
	GByteArray *header;	/* that text; NULL unless .wordy */
} ArmourBlock;

typedef struct Armour {
	GPtrArray *blocks;	/* ArmourBlock, in order; may be empty */
	GByteArray *beside;	/* lines that are in no block; NULL: blank */
} Armour;

/* Whether a line begins a block. */
gboolean armour_is(const guint8 *bytes, gsize size);

/* Whether the first line that is not empty begins a block of packets. */
gboolean armour_begins(const guint8 *bytes, gsize size);

/* Every block, at most @max of them; more counts as text beside them. */
Armour *armour_read(const guint8 *bytes, gsize size, guint max);

/* Whether some block holds packets. */
gboolean armour_has_packets(const Armour *armour);

/*
 * The text that is left of what was read where blocks of packets are taken
 * out; NULL where that is blank. Returns: (transfer full) (nullable).
 */
GByteArray *armour_text(const Armour *armour, const guint8 *bytes,
			gsize size);
void armour_free(Armour *armour);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Armour, armour_free)

#endif
