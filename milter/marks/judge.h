/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * judge.h - tells a marking from a mention among the lines of a text.
 */
#ifndef MARKS_JUDGE_H
#define MARKS_JUDGE_H

#include <glib.h>

#include "marks/lines.h"
#include "marks/notes.h"
#include "marks/vocabulary.h"

/* Judges all lines of the text of @notes; grammar in marks.c. */
void judge_text(const Vocabulary *vocabulary, const Hints *hints,
		Notes *notes);

/* 「送付する」 ends a clause, 「送付について」 and 「お願い」 a title. */
gboolean ends_like_clause(const Cell *at, const Cell *end);
/* をいう, とは, に相当する: what stands there defines a term. */
gboolean explains(const Cell *at, const Cell *end);
/* A full stop is in it: sentences, not a title. */
gboolean has_stop(const Cell *at, const Cell *end);

#endif
