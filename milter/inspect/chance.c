/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * chance.c - bytes that look like a format by chance alone.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "inspect/chance.h"

#include "containers/pgp-packet.h"

static gboolean is_called_pgp(const Piece *piece)
{
	static const char *const endings[] = { ".pgp", ".gpg", ".asc", ".sig" };
	const char *type = piece->declared_type;

	if (type && g_str_has_prefix(type, "application/pgp"))
		return TRUE;
	for (guint i = 0; piece->names && i < piece->names->len; i++) {
		g_autofree char *name =
			g_ascii_strdown(piece->names->pdata[i], -1);

		for (guint k = 0; k < G_N_ELEMENTS(endings); k++) {
			if (g_str_has_suffix(name, endings[k]))
				return TRUE;
		}
	}
	return FALSE;
}

gboolean chance_alone(const Judgement *judgement, const Piece *piece,
		      guint8 first)
{
	return (first & PGP_PACKET_BIT) && judgement->problem &&
	       judgement->problem_kind == PROBLEM_MALFORMED &&
	       (!judgement->inside || packet_tag(first) == PGP_LITERAL) &&
	       !judgement->note &&
	       !is_called_pgp(piece);
}
