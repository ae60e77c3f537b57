/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * tlp.c - the Traffic Light Protocol (FIRST, version 2.0).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   in running text, and in the middle of a subject without
 *           brackets, a label is a mention and does not count.
 */
#include "labels/labels.h"

#include <string.h>

#include "base/utf8.h"

/* No line with a label of its own is longer. */
#define LINE_MAX_BYTES 120

/* The longest first, or AMBER would leave "+STRICT" over. */
static const char *const colours[] = {
	"AMBER+STRICT", "AMBER", "RED", "GREEN", "CLEAR", "WHITE",
};

/* One width; what is decoration, or stands between words, as a space. */
static char *simplify(const char *text, gsize size)
{
	g_autofree char *valid = g_utf8_make_valid(text, (gssize)size);

	return g_utf8_normalize(valid, -1, G_NORMALIZE_NFKC);
}

/*
 * "TLP:RED" at @at, spaces around the colon allowed. Returns: where it ends;
 * NULL where it is none. *ret_colour NULL: a word that is no colour.
 */
static const char *token(const char *at, const char **ret_colour)
{
	*ret_colour = NULL;
	if (g_ascii_strncasecmp(at, "TLP", 3) != 0)
		return NULL;
	at += 3;
	at += strspn(at, " ");
	if (*at != ':')
		return NULL;
	at++;
	at += strspn(at, " ");
	for (guint i = 0; i < G_N_ELEMENTS(colours); i++) {
		gsize size = strlen(colours[i]);

		if (g_ascii_strncasecmp(at, colours[i], size) == 0 &&
		    !g_ascii_isalnum(at[size]) && at[size] != '+' &&
		    at[size] != '-') {
			*ret_colour = colours[i];
			return at + size;
		}
	}
	while (g_ascii_isalpha(*at) || *at == '+' || *at == '-')
		at++;
	return at;
}

static void add(const char *colour, const char *shown, Labels *out)
{
	Label *label;

	if (!colour) {
		labels_defect(out, STANDARD_TLP, "no colour of TLP");
		return;
	}
	label = labels_add(out, STANDARD_TLP, shown);
	label_value(label, "TLP:%s", colour);
	label_value(label, "%s", colour);
}

static void add_token(const char *begin, const char *end, const char *colour,
		      Labels *out)
{
	g_autofree char *shown = g_strndup(begin, (gsize)(end - begin));

	add(colour, shown, out);
}

/* What may stand around a label that stands by itself. */
static gboolean is_decoration(gunichar c)
{
	return c != ':' && (g_unichar_isspace(c) || g_unichar_ispunct(c) ||
			    g_unichar_type(c) == G_UNICODE_MATH_SYMBOL ||
			    g_unichar_type(c) == G_UNICODE_OTHER_SYMBOL ||
			    g_unichar_type(c) == G_UNICODE_FORMAT ||
			    g_unichar_type(c) == G_UNICODE_CONTROL);
}

static const char *skip_decoration(const char *at)
{
	while (*at && is_decoration(g_utf8_get_char(at)))
		at = utf8_next(at);
	return at;
}

static void read_line(const char *line, gsize size, Labels *out)
{
	g_autofree char *plain = NULL;
	const char *begin, *end, *colour;

	if (size < strlen("TLP:RED") || size > LINE_MAX_BYTES)
		return;
	plain = simplify(line, size);
	begin = skip_decoration(plain);
	end = token(begin, &colour);
	if (end && *skip_decoration(end) == '\0')
		add_token(begin, end, colour, out);
}

void tlp_read_lines(const char *text, Labels *out)
{
	for (;;) {
		gsize size = strcspn(text, "\r\n\f\v");

		read_line(text, size, out);
		if (!text[size])
			return;
		text += size + 1;
	}
}

void tlp_read(const char *text, Labels *out)
{
	g_autofree char *plain = simplify(text, strlen(text));
	const char *begin = skip_decoration(plain);
	const char *end, *colour;
	g_autofree char *whole = NULL;

	if (*begin == '\0')
		return;
	if (g_ascii_strncasecmp(begin, "TLP", 3) != 0) {
		whole = g_strconcat("TLP:", begin, NULL);
		begin = whole;
	}
	end = token(begin, &colour);
	if (end && *skip_decoration(end) == '\0')
		add_token(begin, end, colour, out);
	else
		labels_defect(out, STANDARD_TLP, "no colour of TLP");
}

/* Behind "Re:", "Fwd[2]:" and the like, and decoration. */
static const char *skip_prefixes(const char *at)
{
	static const char *const prefixes[] = { "RE", "FW", "FWD", "AW", "WG" };
	gboolean again = TRUE;

	while (again) {
		again = FALSE;
		at = skip_decoration(at);
		for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++) {
			gsize size = strlen(prefixes[i]);

			if (g_ascii_strncasecmp(at, prefixes[i], size) != 0)
				continue;
			size += strspn(at + size, " []0123456789");
			if (at[size] != ':')
				continue;
			at += size + 1;
			again = TRUE;
			break;
		}
	}
	return at;
}

/* NFKC has made ASCII of most full-width ones. */
static gboolean is_bracket(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);

	return type == G_UNICODE_OPEN_PUNCTUATION ||
	       type == G_UNICODE_CLOSE_PUNCTUATION;
}

static gboolean is_enclosed(const char *plain, const char *begin,
			    const char *end)
{
	const char *before = begin;

	while (before > plain && before[-1] == ' ')
		before--;
	if (before == plain)
		return FALSE;
	before = g_utf8_prev_char(before);
	end += strspn(end, " ");
	return *end && is_bracket(g_utf8_get_char(before)) &&
	       is_bracket(g_utf8_get_char(end));
}

void tlp_read_subject(const char *subject, Labels *out)
{
	g_autofree char *plain = simplify(subject, strlen(subject));
	const char *first = skip_prefixes(plain);
	const char *at = plain;

	while (*at) {
		const char *colour;
		const char *end = NULL;

		if (at == plain || !g_ascii_isalnum(at[-1]))
			end = token(at, &colour);
		if (!end) {
			at++;
			continue;
		}
		if (is_enclosed(plain, at, end) ||
		    (colour && (at == first ||
				*skip_decoration(end) == '\0')))
			add_token(at, end, colour, out);
		at = end;
	}
}
