/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * print.c - the configuration as a file again, and the reference.
 *
 * Runs in:  sekimori.
 * Trusts:   a Config that was checked.
 * Effects:  none.
 */
#include "config/config.h"

#include "config/schema.h"

/* ---- a configuration file --------------------------------------------- */

/* Leaves out what is not stated, where that is a value of its own. */
static void print_row(const Row *row, gconstpointer base, const char *indent,
		      GString *out)
{
	g_autoptr(GString) value = g_string_new(NULL);
	g_autofree char *key = row_key(row);
	gboolean optional = row->fallback && !*row->fallback;

	row->kind->print((const char *)base + row->offset, value);
	if (value->len == 0)
		return;
	if (*indent && optional && (g_str_equal(value->str, "{ }") ||
				    g_str_equal(value->str, "\"\"")))
		return;
	g_string_append_printf(out, "%s%s = %s\n", indent, key, value->str);
}

static void print_table(const Table *table, gconstpointer base,
			const char *indent, GString *out)
{
	for (guint i = 0; i < table->count; i++)
		print_row(&table->rows[i], base, indent, out);
}

static void print_section(SectionId id, const char *title, gconstpointer base,
			  GString *out)
{
	const SectionKind *kind = &schema_sections[id];

	g_string_append_printf(out, "\n%s ", kind->name);
	if (title) {
		kind_text.print(&title, out);
		g_string_append_c(out, ' ');
	}
	g_string_append(out, "{\n");
	print_table(&kind->table, base, "\t", out);
	g_string_append(out, "}\n");
}

/* Every struct with a section of its own begins with its name. */
G_STATIC_ASSERT(offsetof(Level, name) == 0 && offsetof(Route, name) == 0 &&
		offsetof(Rule, name) == 0 && offsetof(Notice, name) == 0 &&
		offsetof(LabelMap, title) == 0);

static void print_list(SectionId id, const GPtrArray *list, GString *out)
{
	for (guint i = 0; i < list->len; i++) {
		char *const *name = list->pdata[i];

		print_section(id, *name, list->pdata[i], out);
	}
}

char *config_print(const Config *config)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (Top top = 0; top < TOP_COUNT; top++)
		print_table(&schema_top[top], schema_base(config, top), "",
			    out);
	print_list(SECTION_LEVEL, config->policy->levels, out);
	print_section(SECTION_LABELS, NULL, config->brief, out);
	print_list(SECTION_LABEL, config->brief->label_maps, out);
	print_list(SECTION_ROUTE, config->policy->routes, out);
	print_list(SECTION_RULE, config->policy->rules, out);
	print_list(SECTION_NOTICE, config->policy->notices, out);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- the reference ---------------------------------------------------- */

/* @help in lines of at most 76 columns. */
static void explain_help(const char *help, const char *indent, GString *out)
{
	g_auto(GStrv) words = g_strsplit(help, " ", -1);
	gsize column = 0;

	for (guint i = 0; words[i]; i++) {
		gsize size = strlen(words[i]);

		if (column == 0 || column + 1 + size > 76) {
			g_string_append_printf(out, "%s%s",
					       column > 0 ? "\n" : "", indent);
			column = strlen(indent);
		} else {
			g_string_append_c(out, ' ');
			column++;
		}
		g_string_append(out, words[i]);
		column += size;
	}
	g_string_append_c(out, '\n');
}

static void explain_row(const Row *row, const char *indent, GString *out)
{
	g_autofree char *key = row_key(row);
	g_autofree char *deeper = g_strconcat(indent, "    ", NULL);

	g_string_append_printf(out, "%s%s = %s", indent, key,
			       row->kind->shape);
	if (row->kind->ranged) {
		g_autofree char *least = kind_number(row->kind, row->least);
		g_autofree char *most = kind_number(row->kind, row->most);

		g_string_append_printf(out, " from %s to %s", least, most);
	}
	if (!row->fallback)
		g_string_append(out, "; must be given");
	else if (*row->fallback && !row->kind->list)
		g_string_append_printf(out, "; default %s", row->fallback);
	g_string_append_c(out, '\n');
	/* A list may be longer than a line. */
	if (row->kind->list && row->fallback && *row->fallback) {
		g_autofree char *list = g_strconcat("default ", row->fallback,
						    NULL);

		explain_help(list, deeper, out);
	}
	explain_help(row->help, deeper, out);
}

static void explain_section(const SectionKind *kind, GString *out)
{
	g_string_append_printf(out, "\n%s%s {\n", kind->name,
			       kind->titled ? " \"NAME\"" : "");
	explain_help(kind->help, "    # ", out);
	for (guint i = 0; i < kind->table.count; i++)
		explain_row(&kind->table.rows[i], "    ", out);
	g_string_append(out, "}\n");
}

char *config_explain(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (Top top = 0; top < TOP_COUNT; top++) {
		for (guint i = 0; i < schema_top[top].count; i++)
			explain_row(&schema_top[top].rows[i], "", out);
	}
	for (SectionId id = 0; id < SECTION_COUNT; id++)
		explain_section(&schema_sections[id], out);
	return g_string_free(g_steal_pointer(&out), FALSE);
}
