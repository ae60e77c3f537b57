/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * words.c - header values as people read them: RFC 2047.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   where several parts of one value have several readings, the
 *           first goes with the first, the second with the second; not every
 *           combination is made. A word within a decoded word stays as it is.
 */
#include "inspect/words.h"

#include <string.h>

#include "inspect/unfold.h"

#define MAX_READINGS 6
#define MAX_CHARSET 64	/* bytes of a charset name with its language */
#define NOWHERE G_MAXSIZE

/* One encoded-word; everything points into the value. */
typedef struct Word {
	const char *charset;
	gsize charset_size;
	char encoding;		/* 'b' or 'q' */
	const char *text;
	gsize text_size;
	gsize end;		/* offset behind it */
} Word;

/*
 * Where the next "=?" and the next "?=" are. Remembered, because a value may
 * be a million openings that nothing closes.
 */
typedef struct Scanner {
	const char *bytes;
	gsize size;
	gsize next_open;
	gsize next_close;
} Scanner;

/* Texts that grow side by side. */
typedef struct Composer {
	GString *texts[MAX_READINGS];
	guint count;
	gsize undecodable;
} Composer;

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

static void scanner_init(Scanner *scanner, const GString *value)
{
	const char *open = memmem(value->str, value->len, "=?", 2);
	const char *close = memmem(value->str, value->len, "?=", 2);

	scanner->bytes = value->str;
	scanner->size = value->len;
	scanner->next_open = open ? (gsize)(open - value->str) : NOWHERE;
	scanner->next_close = close ? (gsize)(close - value->str) : NOWHERE;
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

/* The word whose "=?" is at @at. White space inside is seen and allowed. */
static gboolean read_word(Scanner *scanner, gsize at, Word *word)
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

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

typedef struct Base64 {
	guint32 bits;
	guint count;
} Base64;

static void decode_base64(Base64 *state, const Word *word, GString *out)
{
	for (gsize i = 0; i < word->text_size; i++) {
		int value = base64_value(word->text[i]);

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

static void decode_q(const Word *word, GString *out)
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

/* Whether base64 text was cut where no quantum ends. */
static gboolean is_cut(const Word *word)
{
	gsize count = 0;

	if (word->encoding != 'b')
		return FALSE;
	for (gsize i = 0; i < word->text_size; i++)
		count += word->text[i] == '=' ||
			 base64_value(word->text[i]) >= 0;
	return count % 4 != 0;
}

/* Whether base64 text holds what is not base64: then look at it raw, too. */
static gboolean is_odd(const Word *word)
{
	if (word->encoding != 'b')
		return FALSE;
	for (gsize i = 0; i < word->text_size; i++) {
		char c = word->text[i];

		if (base64_value(c) < 0 && c != '=' && c != ' ' && c != '\t')
			return TRUE;
	}
	return FALSE;
}

static gboolean is_alike(const Word *a, const Word *b)
{
	return a->encoding == b->encoding &&
	       a->charset_size == b->charset_size &&
	       g_ascii_strncasecmp(a->charset, b->charset,
				   a->charset_size) == 0;
}

static void composer_add(Composer *composer, const Readings *readings)
{
	guint count = MIN(readings->texts->len, MAX_READINGS);

	for (; composer->count < count; composer->count++) {
		const GString *last = composer->count > 0 ?
			composer->texts[composer->count - 1] : NULL;

		composer->texts[composer->count] =
			g_string_new_len(last ? last->str : "",
					 last ? (gssize)last->len : 0);
	}
	for (guint i = 0; i < composer->count; i++)
		g_string_append(composer->texts[i],
				g_ptr_array_index(readings->texts,
						  MIN(i, count - 1)));
	composer->undecodable += readings->undecodable;
}

static void add_distinct(GPtrArray *texts, const char *text)
{
	if (texts->len >= MAX_READINGS)
		return;
	for (guint i = 0; i < texts->len; i++) {
		if (strcmp(g_ptr_array_index(texts, i), text) == 0)
			return;
	}
	g_ptr_array_add(texts, g_strdup(text));
}

static Readings *composer_finish(Composer *composer)
{
	Readings *readings = g_new0(Readings, 1);

	readings->texts = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < composer->count; i++) {
		add_distinct(readings->texts, composer->texts[i]->str);
		g_string_free(composer->texts[i], TRUE);
	}
	if (readings->texts->len == 0)
		g_ptr_array_add(readings->texts, g_strdup(""));
	readings->undecodable = composer->undecodable;
	return readings;
}

static Readings *read_joined(const Word *words, guint count,
			     gboolean through_quanta)
{
	g_autofree char *charset = g_strndup(words->charset,
					     words->charset_size);
	g_autoptr(GString) bytes = g_string_new(NULL);
	Base64 state = { 0, 0 };

	for (guint i = 0; i < count; i++) {
		if (!through_quanta)
			state = (Base64){ 0, 0 };
		if (words[i].encoding == 'b')
			decode_base64(&state, &words[i], bytes);
		else
			decode_q(&words[i], bytes);
	}
	return charset_read((const guint8 *)bytes->str, bytes->len, charset);
}

static Readings *read_apart(const Word *words, guint count)
{
	Composer composer = { .count = 0 };

	for (guint i = 0; i < count; i++) {
		g_autoptr(Readings) one = read_joined(&words[i], 1, FALSE);

		composer_add(&composer, one);
	}
	return composer_finish(&composer);
}

static Readings *better_first(Readings *one, Readings *other)
{
	g_autoptr(Readings) worse = NULL;
	Readings *better = one;

	worse = other;
	if (other->undecodable < one->undecodable) {
		better = other;
		worse = one;
	}
	/* The first of each matters more than the second of either. */
	for (guint i = 0; i < worse->texts->len; i++) {
		if (better->texts->len >= MAX_READINGS && i == 0)
			g_ptr_array_set_size(better->texts, MAX_READINGS - 1);
		add_distinct(better->texts, g_ptr_array_index(worse->texts, i));
	}
	return better;
}

/* Adjacent words of one charset and encoding, cut where it pleased someone. */
static Readings *read_group(const Word *words, guint count)
{
	Readings *readings = read_joined(words, count, FALSE);
	gboolean cut = FALSE;

	for (guint i = 0; i + 1 < count; i++)
		cut |= is_cut(&words[i]);
	if (cut)
		readings = better_first(readings,
					read_joined(words, count, TRUE));
	if (count > 1)
		readings = better_first(readings, read_apart(words, count));
	return readings;
}

static gboolean is_blank(const char *text, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if (text[i] != ' ' && text[i] != '\t')
			return FALSE;
	}
	return TRUE;
}

static void add_literal(Composer *composer, const char *text, gsize size)
{
	g_autoptr(Readings) readings = NULL;

	if (size == 0)
		return;
	readings = charset_read((const guint8 *)text, size, NULL);
	composer_add(composer, readings);
}

static void add_group(Composer *composer, GArray *group)
{
	g_autoptr(Readings) readings = NULL;

	if (group->len == 0)
		return;
	readings = read_group(&g_array_index(group, Word, 0), group->len);
	composer_add(composer, readings);
	g_array_set_size(group, 0);
}

static void add_word(Composer *composer, GArray *group, const Word *word)
{
	if (group->len > 0 && !is_alike(&g_array_index(group, Word, 0), word))
		add_group(composer, group);
	g_array_append_val(group, *word);
}

/* Returns whether the value should be seen raw, too. */
static gboolean compose(Scanner *scanner, Composer *composer)
{
	g_autoptr(GArray) group = g_array_new(FALSE, FALSE, sizeof(Word));
	gboolean odd = FALSE;
	gsize done = 0;
	gsize at = scanner->next_open;

	while (at != NOWHERE) {
		Word word = { NULL };

		if (!read_word(scanner, at, &word)) {
			at = find(scanner, &scanner->next_open, "=?", at + 1);
			continue;
		}
		odd |= is_odd(&word);
		/* RFC 2047 6.2: white space between two words is not shown. */
		if (group->len == 0 ||
		    !is_blank(scanner->bytes + done, at - done)) {
			add_group(composer, group);
			add_literal(composer, scanner->bytes + done, at - done);
		}
		add_word(composer, group, &word);
		done = word.end;
		at = find(scanner, &scanner->next_open, "=?", done);
	}
	add_group(composer, group);
	add_literal(composer, scanner->bytes + done, scanner->size - done);
	return odd;
}

Readings *words_read(const char *raw, gsize size)
{
	g_autoptr(GString) value = unfold(raw, size);
	g_autoptr(Readings) plain = NULL;
	Composer composer = { .count = 0 };
	Scanner scanner;
	Readings *readings;
	gboolean odd;

	scanner_init(&scanner, value);
	if (scanner.next_open == NOWHERE || scanner.next_close == NOWHERE)
		return charset_read((const guint8 *)value->str, value->len,
				    NULL);
	odd = compose(&scanner, &composer);
	readings = composer_finish(&composer);
	if (odd) {
		plain = charset_read((const guint8 *)value->str, value->len,
				     NULL);
		add_distinct(readings->texts,
			     g_ptr_array_index(plain->texts, 0));
	}
	return readings;
}
