/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * doc-pieces.c - where the characters of a Word document stand in its file.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/doc-parts.h"

#define IS_NARROW 0x40000000U
#define PROPERTIES 1	/* of paragraphs, before the piece table */
#define PIECES 2

/* The piece table within @clx, NULL data where there is none. */
static Bytes find_table(Bytes clx)
{
	guint64 at = 0;

	while (bytes_u8(clx, at) == PROPERTIES)
		at += 3 + (guint64)bytes_u16(clx, at + 1);
	if (bytes_u8(clx, at) != PIECES)
		return (Bytes){ NULL, 0 };
	return bytes_part(clx, at + 5, bytes_u32(clx, at + 1));
}

static DocPiece piece_at(Bytes table, gsize index, gsize count,
			 gboolean has_flag)
{
	guint32 cp = bytes_u32(table, 4 * index);
	guint32 next = bytes_u32(table, 4 * (index + 1));
	guint32 fc = bytes_u32(table, 4 * (count + 1) + 8 * index + 2);
	DocPiece piece = {
		.cp = cp,
		.count = next > cp ? next - cp : 0,
		.fc = fc,
	};

	if (has_flag) {
		piece.is_wide = !(fc & IS_NARROW);
		piece.fc = piece.is_wide ? fc : (fc & ~IS_NARROW) / 2;
	}
	return piece;
}

GArray *doc_pieces(Bytes clx, gboolean has_flag, gboolean *ret_broken)
{
	Bytes table = find_table(clx);
	gsize count = table.size > 4 ? (table.size - 4) / 12 : 0;
	g_autoptr(GArray) pieces = NULL;
	guint32 end = 0;

	*ret_broken = FALSE;
	if (count == 0)
		return NULL;
	pieces = g_array_new(FALSE, FALSE, sizeof(DocPiece));
	for (gsize i = 0; i < count; i++) {
		DocPiece piece = piece_at(table, i, count, has_flag);

		if (piece.cp < end || piece.count == 0 ||
		    piece.count > G_MAXINT32) {
			*ret_broken = TRUE;
			continue;
		}
		end = piece.cp + piece.count;
		g_array_append_val(pieces, piece);
	}
	return pieces->len > 0 ? g_steal_pointer(&pieces) : NULL;
}
