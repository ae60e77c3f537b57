/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_grid.c - whatever cells a sheet has, in whatever order, what is
 * reported of them is well-formed.
 *
 * The first byte asks for mentions (1) or patterns (2). Then cells: '|' ends
 * one, LF a row; \x01 and a byte leap to another row, \x02 to another column.
 */
#include "marks/grid.h"

#include <string.h>

static void add_level(Brief *brief, const char *name, guint rank,
		      const char *pattern)
{
	Level *level = level_new();

	level->name = g_strdup(name);
	level->rank = rank;
	g_strfreev(level->names);
	level->names = g_strsplit(name, ";", -1);
	if (pattern) {
		g_strfreev(level->patterns);
		level->patterns = g_strsplit(pattern, ";", -1);
	}
	g_ptr_array_add(brief->levels, level);
}

static Brief *brief_for(gboolean patterns)
{
	Brief *brief = brief_new();

	add_level(brief, "機密性1", 1, NULL);
	add_level(brief, "機密性2", 2, patterns ? "CASE-\\d+;(x|y)+$" : NULL);
	add_level(brief, "機密性3", 3, NULL);
	return brief;
}

static void check(const Found *found, guint row, guint column,
		  const char *cell, gpointer data)
{
	const gboolean *mentions = data;
	g_autofree char *where = grid_where(row, column);

	g_assert_true((found->level == NULL) != (found->restriction == NULL));
	g_assert_true(g_utf8_validate(found->text, -1, NULL) && *found->text);
	g_assert_cmpint(g_utf8_strlen(found->text, -1), <=, 80);
	g_assert_cmpuint(found->from, <, found->to);
	g_assert_cmpuint(found->to, <=, strlen(cell));
	g_assert_true(!found->why_not || (*mentions && found->level));
	g_assert_true(g_ascii_isupper(*where));
}

static void put_cells(Grid *grid, char *text)
{
	guint row = 0;
	guint column = 0;
	char *cell = text;

	for (char *at = text;; at++) {
		char end = *at;

		if (end != '|' && end != '\n' && end != '\0' && end > 2)
			continue;
		if (end < 0)
			continue;
		*at = '\0';
		if (at > cell)
			grid_cell(grid, row, column,
				  *cell == '#' ? NULL : cell);
		if (end == '\0')
			return;
		column = end == '\n' ? 0 : column + 1;
		row += end == '\n';
		if (end == 1 && at[1] > 0)
			row = (guint)*++at * 7919u;
		else if (end == 2 && at[1] > 0)
			column = (guint)*++at * 1033u;
		cell = at + 1;
	}
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	static Brief *briefs[2];
	static Matcher *matchers[2];
	g_autofree char *text = NULL;
	g_autoptr(Grid) grid = NULL;
	gboolean mentions;
	guint which;

	if (size == 0)
		return 0;
	mentions = data[0] & 1;
	which = data[0] >> 1 & 1;
	if (!matchers[which]) {
		briefs[which] = brief_for(which == 1);
		matchers[which] = matcher_new(briefs[which], NULL);
	}
	text = g_utf8_make_valid((const char *)data + 1, (gssize)size - 1);
	grid = grid_new(matchers[which],
			mentions ? SEARCH_MENTIONS : SEARCH_MARKS);
	put_cells(grid, text);
	(void)grid_judge(grid, check, &mentions);
	return 0;
}
