/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * normalise.h - text as the eye reads it, with a way back to the source.
 *
 * 「機 密 性 ３」, 「機密性③」 and 「機\u200B密性3」 all become the cells
 * 機 密 性 3. White space and what has no shape of its own take no cell; that a cell
 * had white space before it is remembered.
 */
#ifndef MARKS_NORMALISE_H
#define MARKS_NORMALISE_H

#include <glib.h>

typedef struct Cell {
	gunichar c;		/* NFKC, lower case; dashes '-', waves '~' */
	gboolean gap;		/* white space before it */
	const char *from;	/* the source: from ... */
	const char *to;		/* ... to here */
} Cell;

/*
 * The cells of @from up to @to (valid UTF-8), at most @max; *ret_whole says
 * whether that was all. Returns: (transfer full): an array of Cell.
 */
GArray *normalise(const char *from, const char *to, guint max,
		  gboolean *ret_whole);

/* The first @max cells of a line's last bytes: for what stands at its end.
 * Returns: (transfer full). */
GArray *normalise_tail(const char *from, const char *to, guint max);

/*
 * Writes what one character becomes to @out, and returns how many: 0 for
 * what has no shape; a single ' ' for white space.
 */
#define NORMALISE_MAX 18
gsize normalise_char(gunichar c, gunichar out[NORMALISE_MAX]);

/* NFKC without white space and shapeless characters, letters as they are.
 * Returns: (transfer full). */
char *normalise_plain(const char *from, const char *to);

gboolean is_opening(gunichar c);
gboolean is_closing(gunichar c);
gboolean is_separator(gunichar c);
gboolean is_decoration(gunichar c);
gboolean is_latin(gunichar c);
gboolean is_han(gunichar c);
gboolean is_hiragana(gunichar c);
gboolean is_katakana(gunichar c);

/* The value of a number from 1 to 9 that starts at @at, in any writing:
 * 3, iii, 三, 参. Returns: the cell after it, or NULL. */
const Cell *number_at(const Cell *at, const Cell *end, guint *ret_value);

/* @word (already as cells are) at @at, gaps ignored. Returns: the cell after
 * it, or NULL. */
const Cell *word_at(const gunichar *word, const Cell *at, const Cell *end);

/* The longest of @words (NULL-terminated) at @at, or NULL. */
const Cell *words_at(const gunichar *const *words, const Cell *at,
		     const Cell *end);

/* Whether one of @words stands anywhere. */
gboolean words_in(const gunichar *const *words, const Cell *at,
		  const Cell *end);

#endif
