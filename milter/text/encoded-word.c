/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * encoded-word.c - RFC 2047 encoded-words, one by one.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "text/encoded-word.h"

#include <string.h>

#include "text/decode.h"

#define MAX_CHARSET 64	/* bytes of a charset name with its language */

static gsize find(const Scanner *scanner, gsize *known, const char *what,
		  gsize from)
{
	const char *at;

	if (*known != NOWHERE && *known < from) {
		at = memmem(scanner->bytes + from, scanner->size - from, what,
			    2);
		*known = at ? (gsize)(at - scanner->bytes) : NOWHERE;
	}
	return *known;
}

void words_scan(Scanner *scanner, const GString *value)
{
	const char *open = memmem(value->str, value->len, "=?", 2);
	const char *close = memmem(value->str, value->len, "?=", 2);

	scanner->bytes = value->str;
	scanner->size = value->len;
	scanner->next_open = open ? (gsize)(open - value->str) : NOWHERE;
	scanner->next_close = close ? (gsize)(close - value->str) : NOWHERE;
}

gsize words_find_open(Scanner *scanner, gsize from)
{
	return find(scanner, &scanner->next_open, "=?", from);
}

static gboolean is_charset_char(char c)
{
	return c > ' ' && c < 0x7f && c != '?' && c != '=';
}

/* Reads charset and encoding. Returns where the text starts, or NOWHERE. */
static gsize read_prefix(const Scanner *scanner, gsize at, Word *word)
{
	const char *bytes = scanner->bytes;
	gsize from = at + 2;
	gsize end = from;

	while (end < scanner->size && end - from < MAX_CHARSET &&
	       is_charset_char(bytes[end]))
		end++;
	if (end == from || scanner->size - end < 3 || bytes[end] != '?' ||
	    bytes[end + 2] != '?')
		return NOWHERE;
	word->charset = bytes + from;
	word->charset_size = end - from;
	word->encoding = g_ascii_tolower(bytes[end + 1]);
	if (word->encoding != 'b' && word->encoding != 'q')
		return NOWHERE;
	return end + 3;
}

gboolean word_read_at(Scanner *scanner, gsize at, Word *word)
{
	gsize text = read_prefix(scanner, at, word);
	gsize close;
	gsize open;

	if (text == NOWHERE)
		return FALSE;
	close = find(scanner, &scanner->next_close, "?=", text);
	open = find(scanner, &scanner->next_open, "=?", text);
	/* Another opening first: this one was never closed. But "=?=" ends. */
	if (close == NOWHERE || (open < close && close - open > 1))
		return FALSE;
	word->text = scanner->bytes + text;
	word->text_size = close - text;
	word->end = close + 2;
	return TRUE;
}

void word_decode_base64(Base64 *state, const Word *word, GString *out)
{
	for (gsize i = 0; i < word->text_size; i++) {
		int value = base64_value((guint8)word->text[i]);

		if (word->text[i] == '=')
			*state = (Base64){ 0, 0 };
		if (value < 0)
			continue;
		state->bits = state->bits << 6 | (guint32)value;
		state->count += 6;
		if (state->count < 8)
			continue;
		state->count -= 8;
		g_string_append_c(out, (char)(state->bits >> state->count));
	}
}

void word_decode_q(const Word *word, GString *out)
{
	for (gsize i = 0; i < word->text_size; i++) {
		const char *at = word->text + i;

		if (*at == '_') {
			g_string_append_c(out, ' ');
		} else if (*at == '=' && i + 2 < word->text_size &&
			   g_ascii_isxdigit(at[1]) && g_ascii_isxdigit(at[2])) {
			g_string_append_c(out, (char)
				(g_ascii_xdigit_value(at[1]) << 4 |
				 g_ascii_xdigit_value(at[2])));
			i += 2;
		} else {
			g_string_append_c(out, *at);
		}
	}
}

gboolean word_is_cut(const Word *word)
{
	gsize count = 0;

	if (word->encoding != 'b')
		return FALSE;
	for (gsize i = 0; i < word->text_size; i++)
		count += word->text[i] == '=' ||
			 base64_value((guint8)word->text[i]) >= 0;
	return count % 4 != 0;
}

gboolean word_is_odd(const Word *word)
{
	if (word->encoding != 'b')
		return FALSE;
	for (gsize i = 0; i < word->text_size; i++) {
		guint8 c = (guint8)word->text[i];

		if (base64_value(c) < 0 && c != '=' && c != ' ' && c != '\t')
			return TRUE;
	}
	return FALSE;
}

gboolean word_is_alike(const Word *a, const Word *b)
{
	return a->encoding == b->encoding &&
	       a->charset_size == b->charset_size &&
	       g_ascii_strncasecmp(a->charset, b->charset,
				   a->charset_size) == 0;
}
