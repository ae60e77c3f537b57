/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * grid.c - keeps of a sheet what its judgement needs.
 *
 * Runs in:  worker.
 * Trusts:   that texts are valid UTF-8.
 * Effects:  calls back.
 * Limits:   ALIKE_MAX cells of one kind and level in one column below the top
 *           rows, and the last of them; LOOKS_MAX texts remembered.
 *
 * Millions of cells come by, of which a few dozen matter. A cell without a
 * hint costs a look at its bytes and two counters. Rows are known by number:
 * readers may hand over cells in any order, and if they come by rows, which
 * they do as a rule, what is counted of a row is exact.
 */
#include "marks/grid.h"

#include <string.h>

#include "base/utf8.h"
#include "marks/grid-cells.h"
#include "marks/matcher.h"
#include "marks/reading.h"

#define ALIKE_MAX 8
#define LOOKS_MAX 4096
#define CANDIDATES_MAX 200000	/* then only those of add_alike() */
#define COLUMNS_MAX 65536
#define TOP_CELLS_MAX 20000
#define TOP_TEXT_MAX 240	/* bytes */
#define CELLS_MAX 120

typedef struct Look {
	Kind kind;
	const Level *level;
} Look;

static void free_top(gpointer data)
{
	TopRow *top = data;

	for (guint i = 0; i < top->cells->len; i++)
		g_free(g_array_index(top->cells, TopCell, i).text);
	g_array_unref(top->cells);
	g_free(top);
}

static void free_candidate(gpointer data)
{
	Candidate *candidate = data;

	g_free(candidate->text);
	g_free(candidate);
}

static void unref_array(gpointer data)
{
	g_ptr_array_unref(data);
}

Grid *grid_new(const Matcher *matcher, SearchDepth depth)
{
	Grid *grid = g_new0(Grid, 1);

	grid->matcher = matcher;
	grid->depth = depth;
	grid->candidates = g_ptr_array_new_with_free_func(free_candidate);
	grid->top = g_ptr_array_new_with_free_func(free_top);
	grid->rows = g_hash_table_new_full(g_direct_hash, g_direct_equal,
					   NULL, g_free);
	grid->columns = g_array_new(FALSE, TRUE, sizeof(ColumnFacts));
	grid->alike = g_hash_table_new_full(g_direct_hash, g_direct_equal,
					    NULL, unref_array);
	grid->looks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					    g_free);
	return grid;
}

void grid_free(Grid *grid)
{
	if (!grid)
		return;
	g_ptr_array_unref(grid->candidates);
	g_ptr_array_unref(grid->top);
	g_hash_table_unref(grid->rows);
	g_array_unref(grid->columns);
	g_hash_table_unref(grid->alike);
	g_hash_table_unref(grid->looks);
	g_free(grid);
}

gboolean matcher_may_find(const Matcher *matcher, const char *text)
{
	return patterns_exist(matcher->patterns) || hints_in(matcher->hints, text);
}

char *grid_where(guint row, guint column)
{
	char letters[16] = "";
	gsize at = sizeof letters - 1;
	guint64 left = (guint64)column + 1;

	for (; left > 0; left = (left - 1) / 26)
		letters[--at] = (char)('A' + (left - 1) % 26);
	return g_strdup_printf("%s%" G_GUINT64_FORMAT, letters + at,
			       (guint64)row + 1);
}

/* Rows. */

static void note_bottom(Grid *grid, guint row)
{
	if (row == G_MAXUINT || row + 1 == grid->bottom[0])
		return;
	if (row + 1 > grid->bottom[0]) {
		grid->bottom[1] = grid->bottom[0];
		grid->bottom[0] = row + 1;
	} else if (row + 1 > grid->bottom[1]) {
		grid->bottom[1] = row + 1;
	}
}

/* Returns: (nullable): the place of @row among the top rows, if it is one. */
static TopRow *top_for(Grid *grid, guint row)
{
	guint at = grid->top->len;
	TopRow *top;

	while (at > 0 && ((TopRow *)grid->top->pdata[at - 1])->row > row)
		at--;
	if (at > 0 && ((TopRow *)grid->top->pdata[at - 1])->row == row)
		return grid->top->pdata[at - 1];
	if (at == TOP_ROWS)
		return NULL;
	if (grid->top->len == TOP_ROWS)
		g_ptr_array_remove_index(grid->top, TOP_ROWS - 1);
	top = g_new0(TopRow, 1);
	top->row = row;
	top->cells = g_array_new(FALSE, FALSE, sizeof(TopCell));
	g_ptr_array_insert(grid->top, (gint)at, top);
	return top;
}

static void end_row(Grid *grid)
{
	if (grid->begun && grid->now.kept)
		g_hash_table_replace(grid->rows, GUINT_TO_POINTER(grid->row),
				     g_memdup2(&grid->now, sizeof grid->now));
	grid->begun = FALSE;
}

static void begin_row(Grid *grid, guint row)
{
	const RowFacts *before;

	end_row(grid);
	before = g_hash_table_lookup(grid->rows, GUINT_TO_POINTER(row));
	grid->now = before ? *before : (RowFacts){ 0 };
	grid->row = row;
	grid->begun = TRUE;
	grid->left[0] = '\0';
	grid->now_top = top_for(grid, row);
	note_bottom(grid, row);
}

static void keep_top(TopRow *top, guint column, const char *text)
{
	TopCell cell = { .column = column };
	const char *end = text;

	if (top->cells->len == TOP_CELLS_MAX)
		return;
	while (end && *end && end - text < TOP_TEXT_MAX)
		end = utf8_next(end);
	if (text)
		cell.text = g_strndup(text, (gsize)(end - text));
	g_array_append_val(top->cells, cell);
}

static ColumnFacts *column_at(Grid *grid, guint column)
{
	column = MIN(column, COLUMNS_MAX - 1);
	if (column >= grid->columns->len)
		g_array_set_size(grid->columns, column + 1);
	return &g_array_index(grid->columns, ColumnFacts, column);
}

/* Texts. */

gboolean is_intro_cell(const char *text)
{
	gboolean whole;
	g_autoptr(GArray) cells = normalise(text, text + strlen(text),
					    CELLS_MAX, &whole);
	const Cell *at = (const Cell *)(gpointer)cells->data;
	const Cell *end = at + cells->len;
	guint number;

	while (at < end && (is_opening(at->c) || is_decoration(at->c)))
		at++;
	while (end > at && (is_closing(end[-1].c) || is_separator(end[-1].c) ||
			    is_decoration(end[-1].c)))
		end--;
	return whole && at < end && intro_at(at, end, &number) == end &&
	       number == 0;
}

static void note_level(const Found *found, gpointer data)
{
	Look *look = data;

	if (found->level)
		look->level = found->level;
}

/* A level that is named, whatever the words around it. */
static const Level *named_in(const Vocabulary *vocabulary, const Cell *at,
			     const Cell *end)
{
	Hit hit;

	for (; at < end; at++) {
		if (level_at(vocabulary, at, end, &hit) && !hit.brief)
			return hit.level;
	}
	return NULL;
}

static Look look_at_line(const Matcher *matcher, const char *text)
{
	gboolean whole;
	g_autoptr(GArray) cells = normalise(text, text + strlen(text),
					    CELLS_MAX, &whole);
	const Cell *at = (const Cell *)(gpointer)cells->data;
	const Cell *end = at + cells->len;
	Reading reading;
	Look look = { KIND_OTHER, NULL };

	if (whole && cells->len > 0 &&
	    reading_of(matcher->vocabulary, at, end, FALSE, &reading)) {
		gboolean ornate = reading.intro || reading.bracket ||
				  reading.ticked || is_opening(at->c) ||
				  is_decoration(at->c);

		look.level = reading.level;
		look.kind = !reading.level ? KIND_LIMIT :
			    ornate ? KIND_ORNATE : KIND_BARE;
		return look;
	}
	look.level = named_in(matcher->vocabulary, at, end);
	look.kind = look.level ? KIND_NAMES : KIND_OTHER;
	return look;
}

static gboolean pattern_in(const Matcher *matcher, const char *text,
			   const Level **ret_level)
{
	g_auto(Notes) notes;
	const Level *gave_up;
	Look found = { KIND_OTHER, NULL };

	notes_init(&notes, PLACE_CELL, text, SEARCH_MARKS, note_level, &found);
	gave_up = patterns_search(matcher->patterns, &notes);
	if (!gave_up && !found.level)
		return FALSE;
	*ret_level = found.level ? found.level : gave_up;
	return TRUE;
}

static Look look_at(const Matcher *matcher, const char *text)
{
	gboolean lines = strchr(text, '\n') != NULL;
	Look look = look_at_line(matcher, text);
	Look found = { KIND_OTHER, NULL };

	if (pattern_in(matcher, text, &look.level)) {
		look.kind = KIND_PATTERN;
		return look;
	}
	if (!lines && look.kind != KIND_NAMES)
		return look;
	matcher_search(matcher, PLACE_CELL, text, SEARCH_MARKS, note_level,
		       &found);
	if (!found.level)
		return look.level ? (Look){ KIND_NAMES, look.level } : look;
	found.kind = lines ? KIND_LINES : KIND_TAG;
	return found;
}

/* Sheets repeat their texts; what was seen once is known. */
static Look known_look(Grid *grid, const char *text)
{
	const Look *known = g_hash_table_lookup(grid->looks, text);
	Look look;

	if (known)
		return *known;
	look = look_at(grid->matcher, text);
	if (g_hash_table_size(grid->looks) >= LOOKS_MAX)
		g_hash_table_remove_all(grid->looks);
	g_hash_table_insert(grid->looks, g_strdup(text),
			    g_memdup2(&look, sizeof look));
	return look;
}

/* Candidates. */

static void add_candidate(Grid *grid, guint row, guint column,
			  const Look *look, const char *text)
{
	Candidate *candidate = g_new0(Candidate, 1);

	candidate->row = row;
	candidate->column = column;
	candidate->kind = look->kind;
	candidate->level = look->level;
	candidate->introduced = grid->left[0] && grid->left_column < column &&
				is_intro_cell(grid->left);
	candidate->text = g_strdup(text);
	g_ptr_array_add(grid->candidates, candidate);
	grid->now.kept = TRUE;
}

/* Below the top rows a column is known by its first cells and its last. */
static void add_alike(Grid *grid, guint row, guint column, const Look *look,
		      const char *text)
{
	gpointer key = GSIZE_TO_POINTER(
		(gsize)MIN(column, COLUMNS_MAX - 1) << 12 |
		(look->level ? look->level->rank & 0xFF : 0u) << 4 |
		(guint)look->kind);
	GPtrArray *alike = g_hash_table_lookup(grid->alike, key);

	if (!alike) {
		alike = g_ptr_array_new();
		g_hash_table_insert(grid->alike, key, alike);
	}
	if (alike->len > ALIKE_MAX) {
		Candidate *last = alike->pdata[ALIKE_MAX];

		last->row = row;
		last->column = column;
		if (!g_str_equal(last->text, text)) {
			g_free(last->text);
			last->text = g_strdup(text);
		}
		last->introduced = grid->left[0] &&
				   grid->left_column < column &&
				   is_intro_cell(grid->left);
		grid->now.kept = TRUE;
		return;
	}
	add_candidate(grid, row, column, look, text);
	g_ptr_array_add(alike,
			grid->candidates->pdata[grid->candidates->len - 1]);
}

static void note_text(Grid *grid, guint row, guint column, const char *text)
{
	Look look = known_look(grid, text);

	if (look.kind == KIND_OTHER)
		return;
	if (look.level && look.kind != KIND_PATTERN) {
		grid->now.several = grid->now.several ||
			(grid->now.level && grid->now.level != look.level);
		grid->now.level = look.level;
	}
	if (look.kind == KIND_BARE)
		column_at(grid, column)->bare++;
	if (look.kind == KIND_NAMES && grid->depth == SEARCH_MARKS)
		return;
	if ((grid->now_top || look.kind == KIND_PATTERN) &&
	    grid->candidates->len < CANDIDATES_MAX)
		add_candidate(grid, row, column, &look, text);
	else
		add_alike(grid, row, column, &look, text);
}

void grid_cell(Grid *grid, guint row, guint column, const char *text)
{
	gsize size = text ? strnlen(text, sizeof grid->left) : 0;
	ColumnFacts *facts;

	if (text && size == 0)
		return;
	if (!grid->begun || row != grid->row)
		begin_row(grid, row);
	grid->now.count++;
	facts = column_at(grid, column);
	facts->last = MAX(facts->last, row + 1);
	if (grid->now_top)
		keep_top(grid->now_top, column, text);
	if (text && matcher_may_find(grid->matcher, text))
		note_text(grid, row, column, text);
	if (size >= sizeof grid->left)
		size = 0;
	if (size > 0)
		memcpy(grid->left, text, size);
	grid->left[size] = '\0';
	grid->left_column = column;
}

/* The judgement. */

typedef struct Report {
	const Candidate *candidate;
	GridFunc found;
	gpointer data;
} Report;

static void report_found(const Found *found, gpointer data)
{
	const Report *report = data;

	report->found(found, report->candidate->row,
		      report->candidate->column, report->candidate->text,
		      report->data);
}

static const Level *report(const Grid *grid, const Candidate *candidate,
			   GridFunc found, gpointer data)
{
	Report one = { candidate, found, data };
	gsize size = strlen(candidate->text);
	g_autofree char *text = NULL;

	if (candidate->why == WHY_NONE || candidate->kind == KIND_NAMES)
		return matcher_search(grid->matcher, PLACE_CELL,
				      candidate->text, grid->depth,
				      report_found, &one);
	if (grid->depth == SEARCH_MARKS || !candidate->level)
		return NULL;
	text = mark_text(candidate->text, candidate->text + size);
	report_found(&(Found){
		.level = candidate->level, .text = text, .to = size,
		.why_not = why_text(candidate->why),
	}, &one);
	return NULL;
}

const Level *grid_judge(Grid *grid, GridFunc found, gpointer data)
{
	const Level *gave_up = NULL;

	end_row(grid);
	grid_weigh(grid);
	for (guint i = 0; i < grid->candidates->len; i++) {
		const Level *level = report(grid, grid->candidates->pdata[i],
					    found, data);

		gave_up = level ? level : gave_up;
	}
	return gave_up;
}
