/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * candidates.h - words of a text that may be a password.
 */
#ifndef TEXT_CANDIDATES_H
#define TEXT_CANDIDATES_H

#include <glib.h>

/* How likely a word is a password, in this order. */
typedef enum {
	WORD_SAID,	/* behind, or before, a word for password */
	WORD_QUOTED,	/* in quotes, or alone on its line */
	WORD_CODE,	/* letters and digits mixed */
	WORD_RANKS
} WordRank;

#define CANDIDATES_HITS 200

typedef void (*CandidateFunc)(const char *word, WordRank rank,
			      gpointer data);

/*
 * Calls @found with words of @text (valid UTF-8) that are said to be a
 * password, in several spellings: with and without the punctuation around
 * them, full width letters as they stand and as half width ones. Linear.
 * FALSE: there are more words for password than CANDIDATES_HITS.
 */
gboolean candidates_said(const char *text, CandidateFunc found,
			 gpointer data);

/* The same for words that only look like one, of the first
 * CANDIDATES_LOOK bytes. Addresses, links, telephone numbers, dates and
 * names of files do not. */
#define CANDIDATES_LOOK ((gsize)65536)
void candidates_alike(const char *text, CandidateFunc found, gpointer data);

/* @text as a whole, if it can be one: for a cell, a tiny file. */
void candidates_whole(const char *text, WordRank rank,
		      CandidateFunc found, gpointer data);

/* Whether a word for password stands in @text. */
gboolean candidates_announced(const char *text);

#endif
