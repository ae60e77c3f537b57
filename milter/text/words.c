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
#include "text/words.h"

#include <string.h>

#include "text/encoded-word.h"
#include "text/unfold.h"

#define MAX_READINGS 6

/* Texts that grow side by side. */
typedef struct Composer {
	GString *texts[MAX_READINGS];
	guint count;
	gsize undecodable;
} Composer;

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
			word_decode_base64(&state, &words[i], bytes);
		else
			word_decode_q(&words[i], bytes);
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
		cut |= word_is_cut(&words[i]);
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
	if (group->len > 0 && !word_is_alike(&g_array_index(group, Word, 0), word))
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
		Word word = { .charset = NULL };

		if (!word_read_at(scanner, at, &word)) {
			at = words_find_open(scanner, at + 1);
			continue;
		}
		odd |= word_is_odd(&word);
		/* RFC 2047 6.2: white space between two words is not shown. */
		if (group->len == 0 ||
		    !is_blank(scanner->bytes + done, at - done)) {
			add_group(composer, group);
			add_literal(composer, scanner->bytes + done, at - done);
		}
		add_word(composer, group, &word);
		done = word.end;
		at = words_find_open(scanner, done);
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

	words_scan(&scanner, value);
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
