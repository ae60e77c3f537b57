/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_ctl_policy.c - the policy as a table for people.
 */
#include "ctl/policy-table.h"

#include <string.h>

#include "config/config.h"
#include "ctl/columns.h"

static char *table_of(const char *file)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = config_load(file, &error);

	g_assert_no_error(error);
	return policy_table(config->policy);
}

/* Of the line that begins with @start: where each of @words stands. */
static void assert_line(const char *table, const char *start,
			const char *const *words)
{
	g_auto(GStrv) lines = g_strsplit(table, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		const char *at = lines[i];

		if (!g_str_has_prefix(lines[i], start))
			continue;
		for (guint k = 0; words[k]; k++) {
			at = strstr(at, words[k]);
			g_assert_nonnull(at);
			at += strlen(words[k]);
		}
		return;
	}
	g_assert_not_reached();
}

static void test_cells(void)
{
	static const struct {
		const char *start;
		const char *words[6];
	} lines[] = {
		{ "class", { "internal", "closed", "internet" } },
		{ "機密性3", { "accept", "accept", "reject" } },
		{ "機密性2",
		  { "accept", "accept", "reject unless protected" } },
		{ "機密性1", { "accept", "accept", "accept" } },
		{ "no class", { "accept", "accept", "accept" } },
		{ "k3-external", { "第4 4(4)", "機密性3", "internet" } },
		{ "many-visible",
		  { "第4 4(2)", "any", "internet, closed", "hide-recipients",
		    "more than 2" } },
		{ "not-inspected",
		  { "internet", "tempfail if not inspected completely" } },
		{ "unlabelled", { "(would reject if not labelled)" } },
	};
	g_autofree char *table = table_of("conf/demo.conf");

	for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
		assert_line(table, lines[i].start, lines[i].words);
}

/* The cells of a column start at the same place, however wide the class. */
static void test_alignment(void)
{
	g_autoptr(Columns) columns = columns_new(2);
	g_autoptr(GString) out = g_string_new(NULL);

	columns_add(columns, "class");
	columns_add(columns, "x");
	columns_add(columns, "機密性3");
	columns_add(columns, "y");
	columns_add(columns, "a");
	columns_add(columns, "z");
	columns_print(columns, out);
	g_assert_cmpstr(out->str, ==, "class    x\n"
				      "-------  -\n"
				      "機密性3  y\n"
				      "a        z\n");
}

static void test_width(void)
{
	g_assert_cmpuint(columns_width("機密性３"), ==, 8);
	g_assert_cmpuint(columns_width("abc"), ==, 3);
	g_assert_cmpuint(columns_width("か\u3099"), ==, 2);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ctl/policy/the-demo-policy-reads-as-the-directive",
			test_cells);
	g_test_add_func("/ctl/policy/columns-are-aligned-beside-kanji",
			test_alignment);
	g_test_add_func("/ctl/policy/kanji-take-two-cells", test_width);
	return g_test_run();
}
