/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * word.c - a word as programs of Windows hash it.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "locks/word.h"

#include <openssl/crypto.h>

gboolean word_units(const char *word, WordUnits *ret)
{
	glong count = 0;
	gunichar2 *wide = g_utf8_to_utf16(word, -1, NULL, &count, NULL);

	*ret = (WordUnits){ (guint8 *)wide, 2 * (gsize)count };
	for (glong i = 0; wide && i < count; i++)
		wide[i] = GUINT16_TO_LE(wide[i]);
	return wide != NULL;
}

void word_units_clear(WordUnits *units)
{
	if (units->bytes)
		OPENSSL_cleanse(units->bytes, units->size);
	g_clear_pointer(&units->bytes, g_free);
	units->size = 0;
}
