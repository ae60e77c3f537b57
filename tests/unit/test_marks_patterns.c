/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_marks_patterns.c - patterns of an administrator mark where they match.
 */
#include "marks/marks.h"

#include <locale.h>
#include <string.h>

#include "marks/grid.h"

#include "marks-cases.h"

static void add_patterns(Brief *brief, const char *name, guint rank,
			 const char *names, const char *patterns)
{
	Level *level;

	add_level(brief, name, rank, names);
	level = brief->levels->pdata[brief->levels->len - 1];
	g_strfreev(level->patterns);
	level->patterns = g_strsplit(patterns, ";", -1);
}

static Brief *pattern_brief(void)
{
	Brief *brief = brief_new();

	add_patterns(brief, "事件", 1, "",
		     "事件番号[:：]\\s*\\d{4}-\\d+;\\bCASE-\\d+\\b");
	add_patterns(brief, "機密性2", 2, "機密性2", "^秘密指定.*解除予定$");
	add_patterns(brief, "機密性3", 3, "機密性3", "\\p{Han}{2}第\\d+号事件");
	return brief;
}

static const Case cases[] = {
	{ B, "事件", "本件は事件番号：2026-12 です。\n" },
	{ B, "事件", "本件は事件番号：２０２６-１２ です。\n" },
	{ S, "事件", "Re: CASE-12 について" },
	{ F, "事件", "a CASE-7.pdf" },
	{ B, "", "case-12\nXCASE-12\n" },
	{ B, "事件|事件", "CASE-1, CASE-2\n" },
	{ B, "機密性2", "前文\n秘密指定　令和9年解除予定\n後文\n" },
	{ B, "", "これは秘密指定　令和9年解除予定\n" },
	{ T, "機密性3", "捜査第12号事件の記録\n" },
	{ B, "機密性2|機密性3", "機密性2\n\n捜査第12号事件\n" },
	{ B, "機密性3", "【機密性３】\n" },
	{ G, "事件", "CASE-3 - 1 -" },
	{ P, "事件", "x; CASE-3; y" },
	{ B, "", "機密性3の資料\n" },
	{ B, "", "" },
};

static void test_cases(void)
{
	g_autoptr(Brief) brief = pattern_brief();

	(void)run(brief, cases, G_N_ELEMENTS(cases));
}

/* Wherever a match stands in a large text, and whatever its bytes. */
static void test_anywhere(void)
{
	g_autoptr(Brief) brief = pattern_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);

	for (guint pad = 4080; pad < 4100; pad++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree char *got = NULL;

		for (guint i = 0; i < pad; i++)
			g_string_append_c(text, 'x');
		g_string_append(text, "あ CASE-1 ");
		while (text->len < 300000)
			g_string_append(text, "文字");
		g_string_append(text, " CASE-22");
		got = search(matcher, PLACE_TEXT, text->str);
		g_assert_cmpstr(got, ==, "事件|事件");
	}
}

static void test_refused(void)
{
	static const char *const bad[] = {
		"(", "[あ", "a{2,1}", "\\C", "(?<n>a)(?<n>b)", "*",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(Brief) brief = brief_new();
		g_autoptr(GError) error = NULL;
		g_autoptr(Matcher) matcher = NULL;

		add_patterns(brief, "極秘", 1, "極秘", bad[i]);
		matcher = matcher_new(brief, &error);
		g_assert_null(matcher);
		g_assert_error(error, FAIL_DOMAIN, FAIL_CONFIG);
		g_assert_nonnull(strstr(error->message, "極秘"));
		g_assert_nonnull(strstr(error->message, bad[i]));
		g_assert_nonnull(strstr(error->message, "at byte "));
	}
}

static void ignore(const Found *found, gpointer data)
{
	(void)found;
	(void)data;
}

/* A pattern that would run for ever is given up, and that is said. */
static void test_gives_up(void)
{
	static const char *const bad[] = { "(a+)+b", "(?:a|aa)+$b", "(a*)*c" };

	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(Brief) brief = brief_new();
		g_autoptr(Matcher) matcher = NULL;
		g_autofree char *text = g_strnfill(60, 'a');
		const Level *gave_up;

		/* Where no 'b' is, PCRE2 does not even begin. */
		text[50] = 'x';
		text[58] = 'b';
		text[57] = 'c';
		text[56] = 'y';
		add_patterns(brief, "極秘", 1, "極秘", bad[i]);
		matcher = matcher_for(brief);
		gave_up = matcher_search(matcher, PLACE_BODY, text,
					 SEARCH_MARKS, ignore, NULL);
		g_assert_true(gave_up == brief->levels->pdata[0]);
		gave_up = matcher_search(matcher, PLACE_BODY, "極秘 ab",
					 SEARCH_MARKS, ignore, NULL);
		g_assert_null(gave_up);
	}
}

static void collect_cell(const Found *found, guint row, guint column,
			 const char *cell, gpointer data)
{
	g_autofree char *where = grid_where(row, column);

	(void)cell;
	g_string_append_printf(data, "%s %s;", where, found->level->name);
}

static void test_cells(void)
{
	g_autoptr(Brief) brief = pattern_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);
	g_autoptr(Grid) grid = grid_new(matcher, SEARCH_MARKS);
	g_autoptr(GString) all = g_string_new(NULL);

	g_assert_true(matcher_may_find(matcher, "x"));
	for (guint row = 0; row < 40; row++)
		grid_cell(grid, row, 1, row == 30 ? "see CASE-1" : "x");
	g_assert_null(grid_judge(grid, collect_cell, all));
	g_assert_cmpstr(all->str, ==, "B31 事件;");
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/marks/patterns/a-match-marks", test_cases);
	g_test_add_func("/marks/patterns/no-match-is-too-far-away",
			test_anywhere);
	g_test_add_func("/marks/patterns/a-bad-pattern-is-refused",
			test_refused);
	g_test_add_func("/marks/patterns/a-pattern-that-gives-up-says-so",
			test_gives_up);
	g_test_add_func("/marks/patterns/cells-have-patterns-too",
			test_cells);
	return g_test_run();
}
