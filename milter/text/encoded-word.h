/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * encoded-word.h - RFC 2047 encoded-words, one by one.
 */
#ifndef TEXT_ENCODED_WORD_H
#define TEXT_ENCODED_WORD_H

#include <glib.h>

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

/* What is left over of one base64 text for the next. */
typedef struct Base64 {
	guint32 bits;
	guint count;
} Base64;

void words_scan(Scanner *scanner, const GString *value);

/* The next "=?" at or behind @from, or NOWHERE. @from never goes back. */
gsize words_find_open(Scanner *scanner, gsize from);

/*
 * The word whose "=?" is at @at, if one is there. White space inside is seen
 * in real mail and allowed.
 */
gboolean word_read_at(Scanner *scanner, gsize at, Word *word);

/* Appends the bytes of a word; what is not of its encoding is passed over. */
void word_decode_base64(Base64 *state, const Word *word, GString *out);
void word_decode_q(const Word *word, GString *out);

/* Whether base64 text was cut where no quantum ends. */
gboolean word_is_cut(const Word *word);

/* Whether base64 text holds what is not base64. */
gboolean word_is_odd(const Word *word);

/* Whether two words are of one charset and encoding. */
gboolean word_is_alike(const Word *a, const Word *b);

#endif
