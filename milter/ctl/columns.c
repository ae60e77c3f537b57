/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * columns.c - text in aligned columns, by the width a terminal gives it.
 *
 * Runs in:  sekimori.
 * Trusts:   valid UTF-8 without control characters.
 * Effects:  none.
 */
#include "ctl/columns.h"

#define GAP 2

struct Columns {
	guint count;
	guint *widths;
	GPtrArray *cells;	/* char *, row after row */
};

Columns *columns_new(guint count)
{
	Columns *columns = g_new0(Columns, 1);

	columns->count = MAX(count, 1);
	columns->widths = g_new0(guint, columns->count);
	columns->cells = g_ptr_array_new_with_free_func(g_free);
	return columns;
}

void columns_free(Columns *columns)
{
	if (!columns)
		return;
	g_free(columns->widths);
	g_ptr_array_unref(columns->cells);
	g_free(columns);
}

guint columns_width(const char *text)
{
	guint width = 0;

	for (const char *at = text; *at;
	     at = g_utf8_find_next_char(at, NULL)) {
		gunichar c = g_utf8_get_char(at);

		if (!g_unichar_iszerowidth(c))
			width += g_unichar_iswide(c) ? 2 : 1;
	}
	return width;
}

void columns_add(Columns *columns, const char *text)
{
	guint column = columns->cells->len % columns->count;

	columns->widths[column] = MAX(columns->widths[column],
				      columns_width(text));
	g_ptr_array_add(columns->cells, g_strdup(text));
}

static void fill(GString *out, char c, guint count)
{
	for (guint i = 0; i < count; i++)
		g_string_append_c(out, c);
}

static void print_rule(const Columns *columns, GString *out)
{
	for (guint i = 0; i < columns->count; i++) {
		fill(out, '-', columns->widths[i]);
		if (i + 1 < columns->count)
			fill(out, ' ', GAP);
	}
	g_string_append_c(out, '\n');
}

void columns_print(const Columns *columns, GString *out)
{
	for (guint i = 0; i < columns->cells->len; i++) {
		const char *text = columns->cells->pdata[i];
		guint column = i % columns->count;

		g_string_append(out, text);
		if (column + 1 < columns->count) {
			fill(out, ' ', columns->widths[column] -
				       columns_width(text) + GAP);
			continue;
		}
		g_string_append_c(out, '\n');
		if (i + 1 == columns->count)
			print_rule(columns, out);
	}
}
