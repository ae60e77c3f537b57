/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * passwords.c - words of a mail that may open what is closed in it.
 *
 * In the mail's own words whatever looks like a password may be one; in its
 * attachments only what is said to be one, or else every list of part numbers
 * would use up the tries.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  the keyring of the inspection. The words go nowhere else.
 */
#include "inspect/passwords.h"

#include <string.h>


/* Words that only look like one are kept up to this many. */
#define ALIKE_MOST 60
/* A file with nothing else in it. */
#define TINY ((gsize)100)
/* Cells beside, or below, the one that says so. */
#define NEAR 3

static void add(const char *word, WordRank rank, gpointer data)
{
	Inspection *inspection = data;
	Keyring *keyring = inspection->words;

	if (rank != WORD_SAID &&
	    keyring_count(keyring, WORD_QUOTED) +
	    keyring_count(keyring, WORD_CODE) >= ALIKE_MOST)
		return;
	keyring_add(keyring, word, rank);
}

static void said(Inspection *inspection, const char *text)
{
	if (!candidates_said(text, add, inspection))
		keyring_overflow(inspection->words);
}

static gboolean is_own_words(Place place)
{
	return place == PLACE_SUBJECT || place == PLACE_BODY ||
	       place == PLACE_FILENAME;
}

void passwords_text(Inspection *inspection, Place place, const char *text)
{
	if (!inspection->words)
		return;
	said(inspection, text);
	if (is_own_words(place))
		candidates_alike(text, add, inspection);
	else if (strnlen(text, TINY) < TINY)
		candidates_whole(text, WORD_QUOTED, add, inspection);
}

static gboolean is_near(const PasswordCell *last, guint row, guint column)
{
	return last->is_set &&
	       ((row == last->row && column > last->column &&
		 column - last->column <= NEAR) ||
		(column == last->column && row > last->row &&
		 row - last->row <= NEAR));
}

void passwords_cell(Inspection *inspection, PasswordCell *last, guint row,
		    guint column, const char *text)
{
	if (!inspection->words || !text)
		return;
	if (candidates_announced(text)) {
		said(inspection, text);
		*last = (PasswordCell){ TRUE, row, column };
	} else if (is_near(last, row, column)) {
		candidates_whole(text, WORD_SAID, add, inspection);
	}
}
