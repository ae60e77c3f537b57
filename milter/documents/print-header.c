/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * print-header.c - what the header or footer of a printed sheet says.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   a code that nobody knows shows its letter, for fear of losing
 *           text; spreadsheets differ in what they show there.
 */
#include "documents/print-header.h"

#include <string.h>

/* Stand for something, or change how text looks: nothing to read. */
#define SILENT "PNDTAFZGBIUESXYOHpndtafzgbiuesxyoh"
#define SECTIONS "LCRlcr"
#define FONT_SIZE_DIGITS 3

static gboolean is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static gsize count_digits(const char *at, const char *end, gsize max)
{
	gsize count = 0;

	while (count < max && at + count < end && g_ascii_isdigit(at[count]))
		count++;
	return count;
}

/* "name,style": after the quote that closes it. Never closed: it is text. */
static const char *skip_font(const char *at, const char *end)
{
	const char *closing = memchr(at + 1, '"', (gsize)(end - at - 1));

	return closing ? closing + 1 : at;
}

/* K, then RRGGBB or a theme colour with its tint: 01+000. */
static const char *skip_colour(const char *at, const char *end)
{
	gsize hex = 0;

	at++;
	if (end - at >= 6 && count_digits(at, end, 2) == 2 &&
	    (at[2] == '+' || at[2] == '-') &&
	    count_digits(at + 3, end, 3) == 3)
		return at + 6;
	while (hex < 6 && at + hex < end && g_ascii_isxdigit(at[hex]))
		hex++;
	return hex == 6 ? at + 6 : at;
}

/* "&P+1" is the number of the page, and one. */
static const char *skip_field(const char *at, const char *end)
{
	gboolean is_page = *at == 'P' || *at == 'p';
	gsize digits;

	at++;
	if (!is_page || at == end || (*at != '+' && *at != '-'))
		return at;
	digits = count_digits(at + 1, end, FONT_SIZE_DIGITS);
	return digits > 0 ? at + 1 + digits : at;
}

/* @at stands behind the "&". Returns where text goes on. */
static const char *skip_code(const char *at, const char *end)
{
	if (*at == '"')
		return skip_font(at, end);
	if (*at == 'K' || *at == 'k')
		return skip_colour(at, end);
	if (g_ascii_isdigit(*at))
		return at + count_digits(at, end, FONT_SIZE_DIGITS);
	if (is_one_of(*at, SILENT))
		return skip_field(at, end);
	return at;
}

/* Ends the section that is begun, if anything stands in it. */
static void end_section(Flow *flow, gsize *from)
{
	gsize size = flow_size(flow);

	if (size > *from && flow_text(flow)[size - 1] != '\n')
		flow_line(flow);
	*from = flow_size(flow);
}

void print_header_put(Flow *flow, const char *text, gsize size)
{
	const char *at = text, *end = text + size;
	gsize from = flow_size(flow);

	while (at < end) {
		const char *code = memchr(at, '&', (gsize)(end - at));

		flow_put(flow, at, (gsize)((code ? code : end) - at));
		if (!code || code + 1 == end)
			break;
		at = code + 1;
		if (is_one_of(*at, SECTIONS)) {
			end_section(flow, &from);
			at++;
		} else if (*at == '&') {
			flow_put(flow, at, 1);
			at++;
		} else {
			at = skip_code(at, end);
		}
	}
	end_section(flow, &from);
}
