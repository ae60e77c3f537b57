/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * word.h - a word as programs of Windows hash it.
 */
#ifndef LOCKS_WORD_H
#define LOCKS_WORD_H

#include <glib.h>

/* UTF-16, little endian; wiped when it goes. */
typedef struct WordUnits {
	guint8 *bytes;
	gsize size;	/* of .bytes, even */
} WordUnits;

/* FALSE: @word is not valid UTF-8, and @ret is empty. */
gboolean word_units(const char *word, WordUnits *ret);
void word_units_clear(WordUnits *units);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WordUnits, word_units_clear)

#endif
