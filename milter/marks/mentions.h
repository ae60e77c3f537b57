/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * mentions.h - levels that a text names without marking anything.
 */
#ifndef MARKS_MENTIONS_H
#define MARKS_MENTIONS_H

#include "marks/lines.h"
#include "marks/notes.h"
#include "marks/vocabulary.h"

/*
 * Reports every level that the text of @notes names, except in the markings
 * noted there, and why it does not count. Sorts the spans of @notes.
 */
void mentions_report(const Vocabulary *vocabulary, const Hints *hints,
		     Notes *notes);

#endif
