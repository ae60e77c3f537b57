/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pgp-packet.c - OpenPGP packets, one after the other.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/pgp-packet.h"

#include <string.h>

#include "containers/type.h"

typedef struct Length {
	gsize size;
	gboolean partial;	/* another length follows the body */
} Length;

static gboolean number_read(Packets *in, guint octets, gsize *ret)
{
	gsize number = 0;

	if ((gsize)(in->end - in->at) < octets)
		return FALSE;
	for (guint i = 0; i < octets; i++)
		number = number << 8 | *in->at++;
	*ret = number;
	return TRUE;
}

/* RFC 9580 4.2.1. */
static gboolean length_new(Packets *in, Length *length)
{
	gsize first, second;

	*length = (Length){ 0, FALSE };
	if (!number_read(in, 1, &first))
		return FALSE;
	if (first < 192) {
		length->size = first;
	} else if (first < 224) {
		if (!number_read(in, 1, &second))
			return FALSE;
		length->size = ((first - 192) << 8) + second + 192;
	} else if (first < 255) {
		length->size = (gsize)1 << (first & 0x1f);
		length->partial = TRUE;
	} else {
		return number_read(in, 4, &length->size);
	}
	return TRUE;
}

/* RFC 9580 4.2.2: the old format; type 3 reaches to the end of the file. */
static gboolean length_old(Packets *in, guint type, Length *length)
{
	*length = (Length){ 0, FALSE };
	if (type == 3) {
		length->size = (gsize)(in->end - in->at);
		return TRUE;
	}
	return number_read(in, 1U << type, &length->size);
}

#define NEW_FORMAT_BIT 0x40

guint packet_tag(guint8 first)
{
	return first & NEW_FORMAT_BIT ? first & 0x3f : first >> 2 & 0x0f;
}

static gboolean header_read(Packets *in, guint *ret_tag, Length *length)
{
	guint8 first;

	if (in->at == in->end)
		return FALSE;
	first = *in->at++;
	if (!(first & PGP_PACKET_BIT))
		return FALSE;
	*ret_tag = packet_tag(first);
	return first & NEW_FORMAT_BIT ? length_new(in, length) :
					length_old(in, first & 3, length);
}

/* Joins the parts of a body that came in parts. */
static gboolean parts_join(Packets *in, Length length, GByteArray *out)
{
	for (;;) {
		if (length.size > (gsize)(in->end - in->at) ||
		    length.size > (gsize)G_MAXINT32 - out->len)
			return FALSE;
		g_byte_array_append(out, in->at, (guint)length.size);
		in->at += length.size;
		if (!length.partial)
			return TRUE;
		if (!length_new(in, &length))
			return FALSE;
	}
}

static gboolean body_read(Packets *in, Length length, Packet *packet)
{
	if (!length.partial) {
		if (length.size > (gsize)(in->end - in->at))
			return FALSE;
		packet->body = in->at;
		packet->size = length.size;
		in->at += length.size;
		return TRUE;
	}
	packet->joined = g_byte_array_new();
	if (!parts_join(in, length, packet->joined)) {
		packet_clear(packet);
		return FALSE;
	}
	packet->body = packet->joined->data;
	packet->size = packet->joined->len;
	return TRUE;
}

gboolean packets_next(Packets *in, Packet *ret_packet)
{
	Packet packet = { 0 };
	Length length;

	if (in->malformed || in->at == in->end)
		return FALSE;
	if (!header_read(in, &packet.tag, &length) ||
	    !body_read(in, length, &packet)) {
		in->malformed = TRUE;
		return FALSE;
	}
	*ret_packet = packet;
	return TRUE;
}

void packet_clear(Packet *packet)
{
	g_clear_pointer(&packet->joined, g_byte_array_unref);
}

/* The first octet of a body, as a range for each tag that may come first. */
static const struct {
	guint8 least, most;
} firsts[] = {
	[PGP_PKESK] = { 2, 6 },
	[PGP_SIGNATURE] = { 2, 6 },
	[PGP_SKESK] = { 4, 6 },
	[PGP_ONE_PASS] = { 3, 6 },
	[PGP_SECRET_KEY] = { 2, 6 },
	[PGP_PUBLIC_KEY] = { 2, 6 },
	[PGP_COMPRESSED] = { 0, 3 },
	[PGP_MARKER] = { 'P', 'P' },
	[PGP_LITERAL] = { '1', 'u' },
	[PGP_SEIPD] = { 1, 2 },
	[PGP_AEAD] = { 1, 1 },
};

static gboolean literal_begins(const Packets *in)
{
	return in->end - in->at >= 6 && strchr("btul1m", *in->at) != NULL;
}

gboolean packets_begin(const guint8 *bytes, gsize size)
{
	Packets in = { bytes, bytes + size, FALSE };
	Length length;
	guint tag;

	if (size < 3 || !header_read(&in, &tag, &length) ||
	    in.at == in.end || length.size == 0)
		return FALSE;
	if (length.size > (gsize)(in.end - in.at))
		return FALSE;
	/* Bare SED has no mark of its own; EUC-JP, too, begins like this. */
	if (tag == PGP_SED)
		return length.size == (gsize)(in.end - in.at) &&
		       !type_is_plain(in.at, length.size);
	if (tag >= G_N_ELEMENTS(firsts) || firsts[tag].most == 0)
		return FALSE;
	if (tag == PGP_LITERAL)
		return literal_begins(&in);
	return *in.at >= firsts[tag].least && *in.at <= firsts[tag].most;
}
