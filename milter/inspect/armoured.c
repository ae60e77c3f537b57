/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * armoured.c - texts in which armour stands, OpenPGP's or PEM.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  findings.
 * Limits:   armour that is quoted, indented or set in HTML is text.
 */
#include "inspect/armoured.h"

#include "containers/cms.h"
#include "containers/cms-wrapping.h"
#include "containers/pgp-armour.h"
#include "inspect/content.h"

/* More of them are text. */
#define BLOCKS 20

GByteArray *armoured_read(Inspection *inspection, const Part *part,
			  const Piece *piece, const guint8 *bytes,
			  gsize size)
{
	g_autoptr(Armour) armour = NULL;
	g_autoptr(GByteArray) text = NULL;
	g_autofree char *id = g_strdup_printf("%s/pgp", part->id);
	Piece block_piece = {
		.id = id, .role = ROLE_ATTACHMENT, .depth = piece->depth + 1,
	};

	if (!armour_is(bytes, size))
		return NULL;
	armour = armour_read(bytes, size, BLOCKS);
	if (!armour_has_packets(armour) ||
	    !(text = armour_text(armour, bytes, size)) ||
	    !inspection_may_enter(inspection, part->id, block_piece.depth))
		return NULL;
	for (guint i = 0; i < armour->blocks->len; i++) {
		const ArmourBlock *block = armour->blocks->pdata[i];

		if (block->packets)
			(void)content_inspect(inspection, &block_piece,
					      bytes + block->from,
					      block->to - block->from);
	}
	return g_steal_pointer(&text);
}

void armoured_read_pem(Inspection *inspection, const Part *part,
		       const Piece *piece, const guint8 *bytes, gsize size)
{
	g_autofree char *id = g_strdup_printf("%s/pem", part->id);
	Piece block = {
		.id = id, .role = ROLE_MEMBER, .depth = piece->depth + 1,
	};
	const guint8 *end = bytes + size;
	gsize length = 0;

	for (guint i = 0; i < BLOCKS && bytes < end; i++) {
		bytes = cms_pem_next(bytes, (gsize)(end - bytes), &length);
		if (!bytes ||
		    !inspection_may_enter(inspection, part->id, block.depth))
			return;
		if (cms_is(bytes, length))
			(void)content_inspect(inspection, &block, bytes,
					      length);
		bytes += length;
	}
}
