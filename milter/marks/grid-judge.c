/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * grid-judge.c - tells a marking from a mention among the cells of a sheet.
 *
 * Runs in:  worker.
 * Trusts:   grid.c.
 * Effects:  none.
 * Limits:   BESIDE candidates to either side are looked at for a marking that
 *           a restriction belongs to, WIDTH_MAX columns of a table.
 *
 * A cell that is a marking, taken alone, marks if it stands
 *
 *  - in one of the first FIRST_ROWS rows with content, or
 *  - beside a cell that introduces it (格付), anywhere, or
 *  - alone in its row: in brackets anywhere, bare in the last rows.
 *
 * A marking beside a title, and a level in other words, only in the first
 * rows. None of them marks if it is part of a table:
 *
 *  - its row names another level as well;
 *  - a level stands directly above or below it in its column, or its column
 *    has two others; unless a heading parts them, as when a register of
 *    classified things is itself marked above its column of classes;
 *  - its column has a heading that introduces levels, and more rows follow:
 *    a register says the classes of other things. With a single row it is a
 *    form, and marks;
 *  - the cell to its right explains it.
 *
 * Restrictions count beside a marking, or as a marking of their own.
 */
#include "marks/grid-cells.h"

#include <stdlib.h>
#include <string.h>

#include "marks/judge.h"
#include "marks/matcher.h"

#define FIRST_ROWS 5
#define CELLS_MAX 80
#define BESIDE 64
#define WIDTH_MAX 256

static gint by_column(gconstpointer a, gconstpointer b)
{
	const Candidate *one = *(const Candidate *const *)a;
	const Candidate *other = *(const Candidate *const *)b;

	if (one->column != other->column)
		return one->column < other->column ? -1 : 1;
	return one->row < other->row ? -1 : one->row > other->row;
}

static const TopRow *top_row(const Grid *grid, guint rank)
{
	return rank < grid->top->len ? grid->top->pdata[rank] : NULL;
}

/* How many rows with content are above it; TOP_ROWS if that many or more. */
static guint rank_of(const Grid *grid, guint row)
{
	for (guint i = 0; i < grid->top->len; i++) {
		const TopRow *top = grid->top->pdata[i];

		if (top->row == row)
			return i;
	}
	return TOP_ROWS;
}

static gint compare_columns(gconstpointer a, gconstpointer b)
{
	const TopCell *one = a;
	const TopCell *other = b;

	return one->column < other->column ? -1 : one->column > other->column;
}

static const TopCell *top_cell(const TopRow *row, guint column)
{
	TopCell key = { .column = column };

	return row ? bsearch(&key, row->cells->data, row->cells->len,
			     sizeof key, compare_columns) : NULL;
}

static const RowFacts *row_facts(const Grid *grid, guint row)
{
	static const RowFacts none = { 0 };
	const RowFacts *facts = g_hash_table_lookup(grid->rows,
						    GUINT_TO_POINTER(row));

	return facts ? facts : &none;
}

static const ColumnFacts *column_facts(const Grid *grid, guint column)
{
	static const ColumnFacts none = { 0 };

	return column < grid->columns->len ?
	       &g_array_index(grid->columns, ColumnFacts, column) : &none;
}

/* The next cell with content above or below, among the top rows. */
static const TopCell *nearest(const Grid *grid, const Candidate *candidate,
			      int by, guint *ret_rank)
{
	guint rank = rank_of(grid, candidate->row);

	if (rank == TOP_ROWS)
		return NULL;
	for (rank += (guint)by; rank < grid->top->len; rank += (guint)by) {
		const TopCell *cell = top_cell(top_row(grid, rank),
					       candidate->column);

		if (cell) {
			*ret_rank = rank;
			return cell;
		}
	}
	return NULL;
}

/* A heading below a level parts it from what is below that. */
static gboolean is_parted(const Grid *grid, const Candidate *candidate)
{
	guint rank;
	const TopCell *below = nearest(grid, candidate, 1, &rank);

	return below && below->text && is_intro_cell(below->text);
}

static gboolean is_level(const Candidate *candidate)
{
	return candidate->kind == KIND_BARE ||
	       candidate->kind == KIND_ORNATE || candidate->kind == KIND_TAG;
}

/* @candidate and the one next to it in its column, directly or not. */
static gboolean are_listed(const Grid *grid, const Candidate *upper,
			   const Candidate *lower)
{
	if (upper->column != lower->column || !is_level(upper) ||
	    !is_level(lower) || upper->kind != lower->kind ||
	    is_parted(grid, upper))
		return FALSE;
	if (upper->introduced && lower->introduced)
		return upper->level != lower->level;
	return lower->row - upper->row == 1 &&
	       (upper->kind == KIND_BARE || upper->level != lower->level);
}

static gboolean is_in_list(const Grid *grid, guint at)
{
	GPtrArray *all = grid->candidates;
	const Candidate *one = all->pdata[at];

	if (at > 0 && are_listed(grid, all->pdata[at - 1], one))
		return TRUE;
	if (at + 1 < all->len && are_listed(grid, one, all->pdata[at + 1]))
		return TRUE;
	return one->kind == KIND_BARE && !is_parted(grid, one) &&
	       column_facts(grid, one->column)->bare > 2;
}

static gboolean has_rows_below(const Grid *grid, const TopRow *heading,
			       const Candidate *candidate)
{
	guint count = 0;

	for (guint i = 0; i < MIN(heading->cells->len, WIDTH_MAX); i++) {
		guint column = g_array_index(heading->cells, TopCell,
					     i).column;
		gboolean more = column_facts(grid, column)->last >
				candidate->row + 1;

		if (more && column == candidate->column)
			return TRUE;
		count += more;
	}
	return count >= 2;
}

/* Columns in which both rows have content. */
static gboolean is_aligned(const TopRow *a, const TopRow *b)
{
	guint count = 0;

	for (guint i = 0; i < MIN(b->cells->len, WIDTH_MAX) && count < 2; i++)
		count += top_cell(a, g_array_index(b->cells, TopCell,
						   i).column) != NULL;
	return count >= 2;
}

/* A heading of things that have a class of their own, each in its row. */
static gboolean names_things(const TopRow *heading)
{
	static const gunichar *const things[] = {
		U"文書名", U"資料名", U"ファイル名", U"帳票", U"台帳名",
		U"情報名", U"データ名", U"資産", U"用語", NULL
	};

	for (guint i = 0; i < MIN(heading->cells->len, WIDTH_MAX); i++) {
		const char *text = g_array_index(heading->cells, TopCell,
						 i).text;
		g_autoptr(GArray) cells = text ? normalise(
			text, text + strlen(text), CELLS_MAX, NULL) : NULL;
		const Cell *at = cells ?
			(const Cell *)(gpointer)cells->data : NULL;

		if (at && words_in(things, at, at + cells->len))
			return TRUE;
	}
	return FALSE;
}

/* Data below a heading of its column, and not the only data; or the only
 * data on some thing. */
static gboolean is_register(const Grid *grid, const Candidate *candidate)
{
	guint rank;
	const TopCell *above = nearest(grid, candidate, -1, &rank);
	const TopRow *heading = above ? top_row(grid, rank) : NULL;
	const TopRow *own = top_row(grid, rank_of(grid, candidate->row));

	if (!heading || !own || !above->text)
		return FALSE;
	if (is_aligned(heading, own) && names_things(heading))
		return TRUE;
	if (!has_rows_below(grid, heading, candidate))
		return FALSE;
	if (is_intro_cell(above->text))
		return TRUE;
	return candidate->kind == KIND_TAG && is_aligned(heading, own);
}

/* 「…のこと」, 「…もの」 */
static gboolean ends_like_definition(const Cell *at, const Cell *end)
{
	static const gunichar *const ends[] = { U"こと", U"もの", NULL };

	return end - at > 4 && words_at(ends, end - 2, end) == end;
}

static gboolean is_explained(const Grid *grid, const Candidate *candidate)
{
	const TopRow *row = top_row(grid, rank_of(grid, candidate->row));
	const TopCell *right = top_cell(row, candidate->column + 1);
	g_autoptr(GArray) cells = NULL;
	const Cell *at;

	if (!right || !right->text)
		return FALSE;
	cells = normalise(right->text, right->text + strlen(right->text),
			  CELLS_MAX, NULL);
	at = (const Cell *)(gpointer)cells->data;
	return explains(at, at + cells->len) ||
	       has_stop(at, at + cells->len) ||
	       ends_like_definition(at, at + cells->len);
}

static Why why_cell(const Grid *grid, guint at)
{
	const Candidate *one = grid->candidates->pdata[at];
	const RowFacts *row = row_facts(grid, one->row);
	gboolean first = rank_of(grid, one->row) < FIRST_ROWS;

	if (one->kind == KIND_PATTERN)
		return WHY_NONE;
	if (one->kind == KIND_NAMES)
		return WHY_TEXT;
	if (row->several)
		return WHY_TABLE;
	if (is_in_list(grid, at))
		return WHY_LIST;
	if (one->introduced)
		return WHY_NONE;
	if (is_register(grid, one))
		return WHY_TABLE;
	if (one->kind == KIND_BARE && is_explained(grid, one))
		return WHY_DEFINED;
	if (first)
		return WHY_NONE;
	if (row->count == 1 && (one->kind == KIND_ORNATE ||
				one->kind == KIND_LINES ||
				one->row + 1 >= grid->bottom[1]))
		return one->kind == KIND_TAG ? WHY_CELL : WHY_NONE;
	return WHY_CELL;
}

static gboolean are_beside(const Candidate *mark, const Candidate *limit)
{
	guint rows = mark->row > limit->row ? mark->row - limit->row :
		     limit->row - mark->row;
	guint columns = mark->column > limit->column ?
			mark->column - limit->column :
			limit->column - mark->column;

	if (mark->kind == KIND_LIMIT || mark->why != WHY_NONE)
		return FALSE;
	return limit->introduced ? rows <= 3 :
	       (rows == 0 && columns <= 3) || (rows == 1 && columns <= 1);
}

/* A restriction belongs to a marking, or is one where a marking could be. */
static Why why_limit(const Grid *grid, guint at)
{
	const GPtrArray *all = grid->candidates;
	const Candidate *limit = all->pdata[at];
	guint from = at > BESIDE ? at - BESIDE : 0;
	guint to = MIN(all->len, at + BESIDE);
	guint rank;

	for (guint i = from; i < to; i++) {
		if (are_beside(all->pdata[i], limit))
			return WHY_NONE;
	}
	return rank_of(grid, limit->row) < FIRST_ROWS &&
	       row_facts(grid, limit->row)->count == 1 &&
	       !nearest(grid, limit, -1, &rank) ? WHY_NONE : WHY_CELL;
}

static gint by_row(gconstpointer a, gconstpointer b)
{
	const Candidate *one = *(const Candidate *const *)a;
	const Candidate *other = *(const Candidate *const *)b;

	return one->row == other->row ? by_column(a, b) :
	       one->row < other->row ? -1 : 1;
}

void grid_weigh(Grid *grid)
{
	GPtrArray *all = grid->candidates;

	for (guint i = 0; i < grid->top->len; i++)
		g_array_sort(((TopRow *)grid->top->pdata[i])->cells,
			     compare_columns);
	g_ptr_array_sort(all, by_column);
	for (guint i = 0; i < all->len; i++) {
		Candidate *one = all->pdata[i];

		one->why = one->kind == KIND_LIMIT ? WHY_CELL :
			   why_cell(grid, i);
	}
	g_ptr_array_sort(all, by_row);
	for (guint i = 0; i < all->len; i++) {
		Candidate *one = all->pdata[i];

		if (one->kind == KIND_LIMIT)
			one->why = why_limit(grid, i);
	}
}
