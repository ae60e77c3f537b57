/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * lines.c - a text line by line, and a cheap look at which lines matter.
 *
 * Runs in:  worker.
 * Trusts:   that its input is valid UTF-8.
 * Effects:  none.
 *
 * The look is a bit for each character whose normal form holds a character
 * that a level's name starts with or that every restriction has one of. So
 * no writing that normalise.c knows can slip past it, and a text without
 * such a character costs one pass over its bytes.
 */
#include "marks/lines.h"

#include "base/utf8.h"
#include "marks/handling.h"


#define PLANE_SIZE 0x10000
/* Compatibility forms beyond the first plane: styled letters and digits,
 * enclosed ones, and ideographs. */
#define STYLED_FIRST 0x1D400
#define STYLED_LAST 0x1FBFF
#define IDEOGRAPHS_FIRST 0x2F800
#define IDEOGRAPHS_LAST 0x2FA1F

struct Hints {
	guint8 plane[PLANE_SIZE / 8];
	gboolean cia;	/* 'c' and then a digit */
};

static gboolean is_hint(const Vocabulary *vocabulary, gunichar c)
{
	gunichar out[NORMALISE_MAX];
	gsize count = normalise_char(c, out);

	for (gsize i = 0; i < count; i++) {
		if (out[i] == ' ')
			continue;
		if (vocabulary_may_start(vocabulary, out[i]) ||
		    handling_hint(out[i]) ||
		    (out[i] == 'c' && c >= 0x80 &&
		     vocabulary_has_cia(vocabulary)))
			return TRUE;
	}
	return FALSE;
}

Hints *hints_new(const Vocabulary *vocabulary)
{
	Hints *hints = g_new0(Hints, 1);

	hints->cia = vocabulary_has_cia(vocabulary);
	for (gunichar c = 1; c < PLANE_SIZE; c++) {
		if (c >= 0xD800 && c < 0xE000)
			continue;
		if (is_hint(vocabulary, c))
			hints->plane[c / 8] |= (guint8)(1u << c % 8);
	}
	return hints;
}

void hints_free(Hints *hints)
{
	g_free(hints);
}

static inline gboolean hinted(const Hints *hints, gunichar c)
{
	if (c >= PLANE_SIZE)
		return (c >= STYLED_FIRST && c <= STYLED_LAST) ||
		       (c >= IDEOGRAPHS_FIRST && c <= IDEOGRAPHS_LAST);
	return (hints->plane[c / 8] >> c % 8) & 1;
}

/* C3I1A1 in ASCII; any other writing of it has a C beyond ASCII or a
 * character beyond ASCII after its C. */
static gboolean may_be_cia(const char *at, const char *end)
{
	return at + 1 < end && (g_ascii_isdigit(at[1]) || at[1] == ' ' ||
				(guint8)at[1] >= 0x80);
}

gboolean hints_in(const Hints *hints, const char *text)
{
	while (*text) {
		gunichar one = (guint8)*text;

		if (one < 0x80) {
			if (hinted(hints, one) ||
			    (hints->cia && (one | 0x20) == 'c' && text[1] &&
			     may_be_cia(text, text + 2)))
				return TRUE;
			text++;
			continue;
		}
		if (hinted(hints, g_utf8_get_char(text)))
			return TRUE;
		text = utf8_next(text);
	}
	return FALSE;
}

static const char *after_break(const char *at, const char *end, gunichar c)
{
	if (c == '\r' && at + 1 < end && at[1] == '\n')
		return at + 2;
	return utf8_next(at);
}

static gboolean is_break(gunichar c)
{
	return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 ||
	       c == 0x2029;
}

/* Spaces and '>' before a line; '|' too, as long as '>' is about. */
static void strip(Line *line)
{
	while (line->from < line->to) {
		gunichar c = g_utf8_get_char(line->from);
		gunichar out[NORMALISE_MAX];
		gsize count = normalise_char(c, out);

		if (count == 1 && out[0] == '>')
			line->quoted++;
		else if (count > 0 && out[0] != ' ')
			break;
		line->from = utf8_next(line->from);
	}
	while (line->from < line->to) {
		const char *last = g_utf8_prev_char(line->to);
		gunichar out[NORMALISE_MAX];
		gsize count = normalise_char(g_utf8_get_char(last), out);

		if (count > 0 && out[0] != ' ')
			break;
		line->to = last;
	}
}

gboolean line_next(const Hints *hints, const char **at, const char *end,
		   Line *ret_line)
{
	const char *c = *at;
	Line line = { .from = c, .exists = TRUE };

	if (c >= end)
		return FALSE;
	while (c < end) {
		gunichar one = (guint8)*c;

		if (one < 0x80) {
			if (one >= '\n' && one <= '\r')
				break;
			if (hinted(hints, one) ||
			    (hints->cia && (one | 0x20) == 'c' &&
			     may_be_cia(c, end)))
				line.candidate = TRUE;
			c++;
			continue;
		}
		one = g_utf8_get_char(c);
		if (is_break(one))
			break;
		if (!line.candidate && hinted(hints, one))
			line.candidate = TRUE;
		c = utf8_next(c);
	}
	line.to = c;
	*at = c < end ? after_break(c, end, g_utf8_get_char(c)) : c;
	strip(&line);
	*ret_line = line;
	return TRUE;
}
