/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-codes.c - what Excel's codes for headers and footers show.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/ooxml-codes.h"

#include <string.h>

/* "K" with a colour: "FF0000", or "01+000" of a theme. */
static gsize colour_size(const char *at, gsize left)
{
	gsize size = 0;

	if (left >= 6 && (at[2] == '+' || at[2] == '-'))
		return 6;
	while (size < 6 && size < left && g_ascii_isxdigit(at[size]))
		size++;
	return size;
}

static gsize digits_size(const char *at, gsize left)
{
	gsize size = 0;

	while (size < left && g_ascii_isdigit(at[size]))
		size++;
	return size;
}

/* The code at @at, behind '&': what it shows, and its length. */
static gsize code_put(Flow *flow, const char *at, gsize left)
{
	const char *quote;

	switch (*at) {
	case '&':
		flow_put(flow, "&", 1);
		return 1;
	case 'L':
	case 'C':
	case 'R':
		flow_line(flow);
		return 1;
	case '"':
		quote = memchr(at + 1, '"', left - 1);
		return quote ? (gsize)(quote - at) + 1 : 1;
	case 'K':
		return 1 + colour_size(at + 1, left - 1);
	default:
		if (g_ascii_isdigit(*at))
			return digits_size(at, left);
		/* Page, date, file, bold and the like show no text. */
		return g_ascii_isprint(*at) ? 1 : 0;
	}
}

void page_codes_put(Flow *flow, const char *codes, gsize size)
{
	while (size > 0) {
		const char *code = memchr(codes, '&', size);
		gsize plain = code ? (gsize)(code - codes) : size;

		flow_put(flow, codes, plain);
		codes += plain;
		size -= plain;
		if (size == 0)
			break;
		codes++;
		size--;
		if (size > 0) {
			gsize used = code_put(flow, codes, size);

			codes += used;
			size -= used;
		}
	}
	flow_line(flow);
}
