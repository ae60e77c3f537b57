/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cp932.c - UTF-8 to what Japanese Windows writes.
 *
 * Runs in:  worker (warm-up in its keeper).
 * Trusts:   nothing.
 * Effects:  none but the table, which is made once and then only read.
 */
#include "text/cp932.h"

#include <string.h>

#include "base/utf8.h"
#include "text/jis.h"

/* Pairs by character, of the plane that CP932 has; 0: none. */
static guint16 pairs[0x10000];

static gunichar character_of(guint lead, guint trail)
{
	guint8 pair[2] = { (guint8)lead, (guint8)trail };
	g_autoptr(GString) text = g_string_sized_new(8);

	if (decode_cp932(pair, sizeof(pair), text) > 0)
		return 0;
	return g_utf8_get_char(text->str);
}

/* The first pair for a character stays. */
static void fill(guint lead_first, guint lead_last)
{
	for (guint lead = lead_first; lead <= lead_last; lead++) {
		for (guint trail = 0x40; trail <= 0xfc; trail++) {
			gunichar c = trail == 0x7f
				? 0 : character_of(lead, trail);

			if (c >= 0x80 && c < G_N_ELEMENTS(pairs) &&
			    pairs[c] == 0)
				pairs[c] = (guint16)(lead << 8 | trail);
		}
	}
}

void cp932_warm_up(void)
{
	static gsize ready;

	if (!g_once_init_enter(&ready))
		return;
	/* Characters that are there twice: JIS and NEC's row 13 go before
	 * IBM's, and IBM's before the copies that NEC made of them. */
	fill(0x81, 0x9f);
	fill(0xe0, 0xec);
	fill(0xf0, 0xfc);
	fill(0xed, 0xef);
	pairs[0x301c] = 0x8160;	/* wave dash */
	pairs[0x2212] = 0x817c;	/* minus sign */
	g_once_init_leave(&ready, 1);
}

gboolean cp932_encode(const char *text, GString *out)
{
	const char *at = text, *end = text + strlen(text);

	cp932_warm_up();
	while (at < end) {
		gunichar c = g_utf8_get_char_validated(at, end - at);
		guint16 pair;

		if (c >= G_N_ELEMENTS(pairs))
			return FALSE;
		at = utf8_next(at);
		pair = pairs[c];
		if (c < 0x80)
			g_string_append_c(out, (char)c);
		else if (c >= 0xff61 && c <= 0xff9f)
			g_string_append_c(out, (char)(c - 0xff61 + 0xa1));
		else if (pair == 0)
			return FALSE;
		else {
			g_string_append_c(out, (char)(pair >> 8));
			g_string_append_c(out, (char)(pair & 0xff));
		}
	}
	return TRUE;
}
