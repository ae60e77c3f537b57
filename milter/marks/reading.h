/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * reading.h - cells read as a marking and nothing else, or not at all.
 */
#ifndef MARKS_READING_H
#define MARKS_READING_H

#include <glib.h>

#include "marks/handling.h"
#include "marks/vocabulary.h"

typedef struct Reading {
	const Level *level;	/* NULL: restrictions only, or no choice made */
	gboolean several;	/* different levels, and no box ticked */
	gboolean intro;		/* 「分類：」 before the level */
	gboolean ticked;	/* a ticked box chose the level */
	gboolean empty_box;	/* an empty box stood before a level */
	gboolean bracket;	/* the level is in brackets */
	gboolean ends_open;	/* the last thing is a colon */
	Restrictions restrictions;
} Reading;

/*
 * True if every cell belongs to a marking: a level, restrictions, or both,
 * with what may stand around them. A list of levels in which no box is
 * ticked is no marking. @tag: the cells are within brackets already.
 */
gboolean reading_of(const Vocabulary *vocabulary, const Cell *at,
		    const Cell *end, gboolean tag, Reading *ret_reading);

/*
 * True if what starts at @at takes what stands before it into a sentence:
 * a particle, 等の, 以上, とは, 情報の, 」. @here: in the same line; what
 * begins a line continues the one before more rarely (「では、」, 「以上」).
 */
gboolean continues(const Cell *at, const Cell *end, gboolean here);

/*
 * A bracket and what is in it, at @at. Returns: the cell after the closing
 * bracket, NULL where there is none near; *ret_inside is set to the end of
 * its content, which starts at @at + 1.
 */
const Cell *bracket_at(const Cell *at, const Cell *end,
		       const Cell **ret_inside);

#endif
