/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fields.h - markings where texts are short: subjects, names, page headers.
 */
#ifndef MARKS_FIELDS_H
#define MARKS_FIELDS_H

#include <glib.h>

#include "marks/lines.h"
#include "marks/notes.h"
#include "marks/vocabulary.h"

/* Judges the text of @notes by the grammar of its place; see marks.c. */
void fields_search(const Vocabulary *vocabulary, const Hints *hints,
		   Notes *notes);

/* A few short lines, which are read like a page's header. */
gboolean is_small_box(const char *text);

#endif
