/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * grid-cells.h - what is kept of a sheet: for grid.c and grid-judge.c only.
 */
#ifndef MARKS_GRID_CELLS_H
#define MARKS_GRID_CELLS_H

#include <glib.h>

#include "marks/grid.h"
#include "marks/notes.h"

#define TOP_ROWS 12	/* with content; of these all cells are kept */
#define BOTTOM_ROWS 2

/* What the text of a cell is, taken alone. */
typedef enum {
	KIND_OTHER,
	KIND_NAMES,	/* names a level in other words */
	KIND_LIMIT,	/* restrictions and nothing else */
	KIND_BARE,	/* a level and nothing else */
	KIND_ORNATE,	/* the same, in brackets or introduced */
	KIND_TAG,	/* a marking beside a title */
	KIND_LINES,	/* several lines, of which one marks */
	KIND_PATTERN,	/* a pattern matches, or gave up */
} Kind;

/* A cell that could mark, or that speaks against others. */
typedef struct Candidate {
	guint row;
	guint column;
	Kind kind;
	const Level *level;	/* NULL for KIND_LIMIT */
	gboolean introduced;	/* 格付 and the like in the cell before */
	char *text;
	Why why;		/* the judgement */
} Candidate;

typedef struct TopCell {
	guint column;
	char *text;		/* cut; NULL: no text */
} TopCell;

typedef struct TopRow {
	guint row;
	GArray *cells;		/* TopCell, as they came */
} TopRow;

typedef struct RowFacts {
	guint count;		/* of cells with content */
	const Level *level;	/* one that is named in it */
	gboolean several;	/* others are as well */
	gboolean kept;		/* a candidate stands there */
} RowFacts;

typedef struct ColumnFacts {
	guint last;		/* row with content, plus 1 */
	guint bare;		/* cells that are KIND_BARE */
} ColumnFacts;

struct Grid {
	const Matcher *matcher;
	SearchDepth depth;
	GPtrArray *candidates;	/* Candidate */
	GPtrArray *top;		/* TopRow, by row */
	guint bottom[BOTTOM_ROWS];	/* rows plus 1; the last one first */
	GHashTable *rows;	/* row -> RowFacts, where a candidate is */
	GArray *columns;	/* ColumnFacts */
	GHashTable *alike;	/* column, level, kind -> GPtrArray */
	GHashTable *looks;	/* text -> Look */

	guint row;		/* the one that is being filled */
	gboolean begun;
	RowFacts now;
	TopRow *now_top;	/* NULL: not one of the top rows */
	guint left_column;
	char left[128];		/* the cell before; "" where that is no text */
};

/* Whether all of a cell introduces a level: 格付, 機密性区分：, 取扱制限 */
gboolean is_intro_cell(const char *text);

/* Sets why of every candidate, and sorts them by row. */
void grid_weigh(Grid *grid);

#endif
