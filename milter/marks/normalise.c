/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * normalise.c - text as the eye reads it, with a way back to the source.
 *
 * Runs in:  worker.
 * Trusts:   that its input is valid UTF-8.
 * Effects:  none.
 *
 * NFKC character by character: what composes in Japanese is a voiced sound
 * mark with the kana before it, and that is done; every other combining mark
 * is dropped, since a mark with a dot under it is still that mark.
 */
#include "marks/normalise.h"

#include <string.h>

#include "base/utf8.h"

#define VOICED 0x3099
#define SEMI_VOICED 0x309A

/* Digits in shapes that Unicode does not decompose to them alone. */
static const struct {
	gunichar first;
	gunichar last;
	gunichar becomes;	/* what @first becomes; the rest count on */
} digit_shapes[] = {
	{ 0x2776, 0x277E, '1' },	/* ❶ */
	{ 0x2780, 0x2788, '1' },	/* ➀ */
	{ 0x278A, 0x2792, '1' },	/* ➊ */
	{ 0x24F5, 0x24FD, '1' },	/* ⓵ */
	{ 0x2488, 0x2490, '1' },	/* ⒈ is "1." to NFKC */
	{ 0x1F102, 0x1F10A, '1' },	/* 🄂 is "1," to NFKC */
	{ 0x1F101, 0x1F101, '0' },
};

/* Shapes that readers take for one another. */
static const gunichar alike[][2] = {
	{ 0x9AD9, 0x9AD8 },	/* 髙 高 */
	{ 0x3007, '0' },	/* 〇 */
	{ 0x301C, '~' }, { 0x223C, '~' }, { 0x3030, '~' },
	{ 0x2212, '-' }, { 0x2043, '-' }, { 0x02D7, '-' },
	{ 0x2236, ':' }, { 0xA789, ':' }, { 0xFE30, ':' },
	{ 0xFF65, 0x30FB }, { 0x00B7, 0x30FB }, { 0x2022, 0x30FB },
	{ 0x2219, 0x30FB }, { 0x22C5, 0x30FB }, { 0x2027, 0x30FB },
	{ 0x2502, '|' }, { 0x2503, '|' }, { 0x2551, '|' }, { 0x2223, '|' },
};

/* White space by looks, though not by Unicode's category. */
static gboolean is_blank(gunichar c)
{
	return c == ' ' || c == '\t' || c == 0x3000 || c == 0xA0 ||
	       g_unichar_isspace(c) || c == 0x2800 || c == 0x3164 ||
	       c == 0xFFA0 || c == 0x115F || c == 0x1160;
}

static gboolean is_shapeless(gunichar c)
{
	if (c == VOICED || c == SEMI_VOICED)
		return FALSE;
	if (c == 0xFFFC || c < 0x20 || c == 0x7F)
		return TRUE;
	switch (g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_NON_SPACING_MARK:
	case G_UNICODE_ENCLOSING_MARK:
	case G_UNICODE_SPACING_MARK:
		return TRUE;
	default:
		return FALSE;
	}
}

static gunichar shape_of(gunichar c)
{
	for (guint i = 0; i < G_N_ELEMENTS(digit_shapes); i++) {
		if (c >= digit_shapes[i].first && c <= digit_shapes[i].last)
			return digit_shapes[i].becomes +
			       (c - digit_shapes[i].first);
	}
	for (guint i = 0; i < G_N_ELEMENTS(alike); i++) {
		if (c == alike[i][0])
			return alike[i][1];
	}
	return c;
}

static gunichar fold_piece(gunichar c)
{
	c = shape_of(c);
	if (c < 0x80)
		return g_ascii_isupper((char)c) ? c + 0x20 : c;
	if (g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION)
		return c == 0x301C || c == 0x3030 ? '~' : '-';
	if (g_unichar_type(c) == G_UNICODE_DECIMAL_NUMBER)
		return (gunichar)('0' + g_unichar_digit_value(c));
	return g_unichar_tolower(c);
}

/* Nearly everything that Japanese mail is made of needs no table. */
static gboolean is_itself(gunichar c)
{
	return (c >= 0x4E00 && c <= 0x9FFF && c != 0x9AD9) ||
	       (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA) ||
	       (c > 0x20 && c < 0x7F && !(c >= 'A' && c <= 'Z'));
}

gsize normalise_char(gunichar c, gunichar out[NORMALISE_MAX])
{
	gunichar pieces[NORMALISE_MAX];
	gsize count;
	gsize kept = 0;

	out[0] = c;
	if (is_itself(c))
		return 1;
	if (is_blank(c)) {
		out[0] = ' ';
		return 1;
	}
	if (is_shapeless(c))
		return 0;
	out[0] = fold_piece(c);
	if (out[0] < 0x80)
		return 1;
	count = g_unichar_fully_decompose(c, TRUE, pieces, NORMALISE_MAX);
	for (gsize i = 0; i < count && i < NORMALISE_MAX; i++) {
		gunichar composed;

		if (kept > 0 &&
		    g_unichar_compose(out[kept - 1], pieces[i], &composed))
			out[kept - 1] = composed;
		else if (is_blank(pieces[i]))
			continue;
		else if (!is_shapeless(pieces[i]))
			out[kept++] = fold_piece(pieces[i]);
	}
	return kept;
}

/* A voiced sound mark joins the kana before it, or is nothing. */
static gboolean join_voiced(GArray *cells, gunichar mark, const char *to)
{
	Cell *before;
	gunichar composed;

	if (mark != VOICED && mark != SEMI_VOICED)
		return FALSE;
	if (cells->len == 0)
		return TRUE;
	before = &g_array_index(cells, Cell, cells->len - 1);
	if (g_unichar_compose(before->c, mark, &composed)) {
		before->c = composed;
		before->to = to;
	}
	return TRUE;
}

GArray *normalise(const char *from, const char *to, guint max,
		  gboolean *ret_whole)
{
	/* Never none: callers do arithmetic on the data of an empty array. */
	gsize room = CLAMP((gsize)(to - from), 1, (gsize)max);
	GArray *cells = g_array_sized_new(FALSE, FALSE, sizeof(Cell),
					  (guint)room);
	gboolean gap = FALSE;
	const char *at = from;

	while (at < to && cells->len < max) {
		const char *next = utf8_next(at);
		gunichar out[NORMALISE_MAX];
		gsize count = normalise_char(g_utf8_get_char(at), out);

		for (gsize i = 0; i < count; i++) {
			Cell cell = { out[i], gap, at, next };

			if (out[i] == ' ') {
				gap = TRUE;
			} else if (!join_voiced(cells, out[i], next)) {
				g_array_append_val(cells, cell);
				gap = FALSE;
			}
		}
		at = next;
	}
	if (ret_whole)
		*ret_whole = at >= to;
	return cells;
}

GArray *normalise_tail(const char *from, const char *to, guint max)
{
	const char *at = to;

	for (guint i = 0; i < max && at > from; i++)
		at = g_utf8_prev_char(at);
	return normalise(at, to, max, NULL);
}

char *normalise_plain(const char *from, const char *to)
{
	g_autofree char *nfkc = g_utf8_normalize(from, to - from,
						 G_NORMALIZE_NFKC);
	GString *plain = g_string_new(NULL);

	for (const char *at = nfkc; at && *at; at = utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if (!is_blank(c) && !is_shapeless(c) && c != VOICED &&
		    c != SEMI_VOICED)
			g_string_append_unichar(plain, c);
	}
	return g_string_free(plain, FALSE);
}

/* @set is sorted nowhere, but all that is not ASCII is in this range. */
#define SIGNS_FIRST 0xAB
#define SIGNS_LAST 0x30FB

static gboolean in_set(const gunichar *set, gunichar c)
{
	if (c > SIGNS_LAST || (c >= 0x80 && c < SIGNS_FIRST) ||
	    is_hiragana(c))
		return FALSE;
	for (; *set; set++) {
		if (*set == c)
			return TRUE;
	}
	return FALSE;
}

gboolean is_opening(gunichar c)
{
	return in_set(U"([{<【〔〖〘〚〈《「『«“‘〝≪⟨⟪❨❪❬❲❴", c);
}

gboolean is_closing(gunichar c)
{
	return in_set(U")]}>】〕〗〙〛〉》」』»”’〟≫⟩⟫❩❫❭❳❵〞", c);
}

gboolean is_separator(gunichar c)
{
	return in_set(U"、・,/|:;=&+_-\\", c);
}

gboolean is_decoration(gunichar c)
{
	return c == '*' || c == '#' || c == '~' || c == '!' || c == '"' ||
	       c == '\'' || c == '`' || c == '^' || c == 0x203B ||
	       c == 0x3013 || c == 0x30FC || c == 0x00A7 || c == 0x25E6 ||
	       (c >= 0x2500 && c <= 0x27BF) || (c >= 0x2B00 && c <= 0x2BFF) ||
	       (c >= 0x1F300 && c <= 0x1FAFF) || c == 0x25EF || c == 0x3012 ||
	       c == 0x2020 || c == 0x2021 || c == 0x2043 || c == 0x2023;
}

gboolean is_latin(gunichar c)
{
	return c < 0x80 ? g_ascii_isalpha((char)c) :
	       g_unichar_get_script(c) == G_UNICODE_SCRIPT_LATIN;
}

gboolean is_han(gunichar c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
	       c == 0x3005 || c == 0x3006 || (c >= 0x20000 && c <= 0x3FFFF);
}

gboolean is_hiragana(gunichar c)
{
	return c >= 0x3041 && c <= 0x309F;
}

gboolean is_katakana(gunichar c)
{
	return c >= 0x30A1 && c <= 0x30FE && c != 0x30FB;
}

static guint kanji_value(gunichar c)
{
	static const gunichar digits[] =
		U"一二三四五六七八九壱弐参肆伍陸漆捌玖壹貳參〤〥〦〧〨〩";

	for (guint i = 0; i < 21; i++) {
		if (digits[i] == c)
			return i % 9 + 1;
	}
	return 0;
}

static const Cell *roman_at(const Cell *at, const Cell *end, guint *ret_value)
{
	static const char *const roman[] = {
		"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix",
	};
	char run[8] = "";
	gsize length = 0;

	for (; at < end && (length == 0 || !at->gap) &&
	       (at->c == 'i' || at->c == 'v' || at->c == 'x') &&
	       length < sizeof run - 1; at++)
		run[length++] = (char)at->c;
	if (at < end && !at->gap && is_latin(at->c))
		return NULL;
	for (guint i = 0; i < G_N_ELEMENTS(roman); i++) {
		if (g_str_equal(roman[i], run)) {
			*ret_value = i + 1;
			return at;
		}
	}
	return NULL;
}

const Cell *number_at(const Cell *at, const Cell *end, guint *ret_value)
{
	guint kanji;

	if (at >= end)
		return NULL;
	if (at->c >= '1' && at->c <= '9') {
		*ret_value = at->c - '0';
		return at + 1;
	}
	kanji = kanji_value(at->c);
	if (kanji > 0) {
		*ret_value = kanji;
		return at + 1;
	}
	return roman_at(at, end, ret_value);
}

const Cell *word_at(const gunichar *word, const Cell *at, const Cell *end)
{
	for (; *word; word++, at++) {
		if (at >= end || at->c != *word)
			return NULL;
	}
	return at;
}

const Cell *words_at(const gunichar *const *words, const Cell *at,
		     const Cell *end)
{
	const Cell *longest = NULL;

	if (at >= end)
		return NULL;
	for (; *words; words++) {
		const Cell *after = **words == at->c ?
				    word_at(*words, at, end) : NULL;

		if (after && (!longest || after > longest))
			longest = after;
	}
	return longest;
}

gboolean words_in(const gunichar *const *words, const Cell *at,
		  const Cell *end)
{
	for (; at < end; at++) {
		if (words_at(words, at, end))
			return TRUE;
	}
	return FALSE;
}
