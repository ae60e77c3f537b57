/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * unfold.c - a folded header value as one line.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "text/unfold.h"

GString *unfold(const char *raw, gsize size)
{
	GString *out = g_string_sized_new(size + 1);

	while (size > 0 && (raw[size - 1] == '\n' || raw[size - 1] == '\r'))
		size--;
	for (gsize i = 0; i < size;) {
		gsize from = i;

		while (i < size && raw[i] != '\r' && raw[i] != '\n')
			i++;
		g_string_append_len(out, raw + from, (gssize)(i - from));
		if (i == size)
			break;
		while (i < size && (raw[i] == '\r' || raw[i] == '\n'))
			i++;
		if (raw[i] != ' ' && raw[i] != '\t')
			g_string_append_c(out, ' ');
	}
	return out;
}
