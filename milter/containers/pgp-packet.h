/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pgp-packet.h - OpenPGP packets, one after the other (RFC 9580 section 4).
 */
#ifndef CONTAINERS_PGP_PACKET_H
#define CONTAINERS_PGP_PACKET_H

#include <glib.h>

/* The packets that a judgement rests on (RFC 9580 5, RFC 4880 4.3). */
enum {
	PGP_PKESK = 1,
	PGP_SIGNATURE = 2,
	PGP_SKESK = 3,
	PGP_ONE_PASS = 4,
	PGP_SECRET_KEY = 5,
	PGP_PUBLIC_KEY = 6,
	PGP_SECRET_SUBKEY = 7,
	PGP_COMPRESSED = 8,
	PGP_SED = 9,
	PGP_MARKER = 10,
	PGP_LITERAL = 11,
	PGP_TRUST = 12,
	PGP_USER_ID = 13,
	PGP_PUBLIC_SUBKEY = 14,
	PGP_USER_ATTRIBUTE = 17,
	PGP_SEIPD = 18,
	PGP_MDC = 19,
	PGP_AEAD = 20,
	PGP_PADDING = 21,
};

typedef struct Packet {
	guint tag;
	const guint8 *body;
	gsize size;
	GByteArray *joined;	/* owns .body where it came in parts */
} Packet;

typedef struct Packets {
	const guint8 *at;
	const guint8 *end;
	gboolean malformed;	/* sticky */
} Packets;

/* Of every first octet of a packet (RFC 9580 4.2); no armour has it. */
#define PGP_PACKET_BIT 0x80

/* What a packet is whose first octet this is, in the new format or the old. */
guint packet_tag(guint8 first);

/*
 * The next packet; FALSE at the end and where the bytes are no whole packet
 * (then .malformed is set). Clear each with packet_clear().
 */
gboolean packets_next(Packets *in, Packet *ret_packet);
void packet_clear(Packet *packet);

/* Whether a message may begin with these bytes: a whole header, and a body
 * that begins as its tag wants. */
gboolean packets_begin(const guint8 *bytes, gsize size);

#endif
