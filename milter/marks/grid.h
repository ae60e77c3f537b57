/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * grid.h - tells a marking from a mention among the cells of a sheet.
 *
 * A cell of its own near the top marks; a column of levels is a list.
 */
#ifndef MARKS_GRID_H
#define MARKS_GRID_H

#include "marks/marks.h"

typedef struct Grid Grid;

Grid *grid_new(const Matcher *matcher, SearchDepth depth);
void grid_free(Grid *grid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grid, grid_free)

/*
 * One cell; rows and columns count from 0, in any order, by rows as a rule.
 * @text (UTF-8, copied where it matters) is NULL where the cell holds what is
 * no text. Memory grows with the cells that may hold a marking only.
 */
void grid_cell(Grid *grid, guint row, guint column, const char *text);

/* Where a cell stands: "B3". Returns: (transfer full). */
char *grid_where(guint row, guint column);

typedef void (*GridFunc)(const Found *found, guint row, guint column,
			 const char *cell, gpointer data);

/* Judges all cells, in order of rows. Returns: as matcher_search() does. */
const Level *grid_judge(Grid *grid, GridFunc found, gpointer data);

/*
 * Whether one text may hold a marking at all: a cheap look, for readers of
 * tables of strings that millions of cells share.
 */
gboolean matcher_may_find(const Matcher *matcher, const char *text);

#endif
