/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ber.c - ASN.1 BER and DER, item by item.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/ber.h"

/* OpenSSL collects strings in pieces to the same depth. */
#define STRING_DEPTH 5

typedef struct Header {
	guint8 tag;
	gboolean indefinite;
	gsize size;	/* 0 where indefinite */
} Header;

/* Only as many length octets as a gsize needs; leading zeros are BER. */
static gboolean length_read(Ber *in, guint octets, gsize *ret_size)
{
	gsize size = 0;

	if ((gsize)(in->end - in->at) < octets)
		return FALSE;
	for (guint i = 0; i < octets; i++) {
		if (size >> (8 * sizeof(size) - 8))
			return FALSE;
		size = size << 8 | *in->at++;
	}
	*ret_size = size;
	return TRUE;
}

/* Moves behind identifier and length; the body fits unless indefinite. */
static gboolean header_read(Ber *in, Header *header)
{
	guint8 first;

	if (in->end - in->at < 2)
		return FALSE;
	*header = (Header){ .tag = *in->at++ };
	/* Tags of several bytes do not exist in CMS. */
	if ((header->tag & 0x1f) == 0x1f)
		return FALSE;
	first = *in->at++;
	if (first == 0x80) {
		header->indefinite = TRUE;
		return (header->tag & BER_CONSTRUCTED) != 0;
	}
	if (first < 0x80)
		header->size = first;
	else if (!length_read(in, first & 0x7f, &header->size))
		return FALSE;
	return header->size <= (gsize)(in->end - in->at);
}

/* Moves to the end-of-contents of an indefinite body, without recursion. */
static gboolean indefinite_skip(Ber *in, const guint8 **ret_end)
{
	gsize open = 1;

	for (;;) {
		const guint8 *start = in->at;
		Header header;

		if (!header_read(in, &header))
			return FALSE;
		if (header.indefinite) {
			open++;
			continue;
		}
		in->at += header.size;
		if (header.tag != 0)
			continue;
		if (header.size != 0)
			return FALSE;
		if (--open == 0) {
			*ret_end = start;
			return TRUE;
		}
	}
}

gboolean ber_next(Ber *in, BerItem *ret_item)
{
	Ber ahead = *in;
	const guint8 *body, *end;
	Header header;

	if (!header_read(&ahead, &header))
		return FALSE;
	body = ahead.at;
	if (header.indefinite) {
		if (!indefinite_skip(&ahead, &end))
			return FALSE;
	} else {
		end = body + header.size;
		ahead.at = end;
	}
	*ret_item = (BerItem){ header.tag, body, (gsize)(end - body) };
	in->at = ahead.at;
	return TRUE;
}

gboolean ber_take(Ber *in, guint8 tag, BerItem *ret_item)
{
	return ber_peek(in) == tag && ber_next(in, ret_item);
}

guint8 ber_peek(const Ber *in)
{
	return in->at < in->end ? *in->at : 0;
}

Ber ber_enter(const BerItem *item)
{
	return (Ber){ item->body, item->body + item->size };
}

static gboolean octets_add(const BerItem *item, GByteArray *out, gsize max,
			   gsize *size, guint depth)
{
	Ber in = ber_enter(item);
	BerItem piece;

	if (!(item->tag & BER_CONSTRUCTED)) {
		gsize room = max - MIN(out->len, max);

		*size += item->size;
		g_byte_array_append(out, item->body,
				    (guint)MIN(item->size, room));
		return TRUE;
	}
	if (depth == 0)
		return FALSE;
	while (in.at < in.end) {
		if (!ber_next(&in, &piece) ||
		    (piece.tag & ~BER_CONSTRUCTED) != BER_OCTETS ||
		    !octets_add(&piece, out, max, size, depth - 1))
			return FALSE;
	}
	return TRUE;
}

gboolean ber_octets(const BerItem *item, GByteArray *out, gsize max,
		    gsize *ret_size)
{
	gsize size = 0;

	if (!octets_add(item, out, MIN(max, G_MAXINT32), &size, STRING_DEPTH))
		return FALSE;
	if (ret_size)
		*ret_size = size;
	return TRUE;
}
