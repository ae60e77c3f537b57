/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_marks_mentions.c - who asks is told why a level does not count.
 */
#include "marks/marks.h"

#include <locale.h>
#include <string.h>

#include "marks/grid.h"

#include "marks-cases.h"

static const struct {
	Place place;
	const char *why;	/* of the first mention */
	const char *text;
} reasons[] = {
	{ B, "running text", "外部への機密性3情報送信を禁じた。\n" },
	{ B, "followed by a particle", "本件は、機密性3の情報である。\n" },
	{ B, "part of a list of levels", "種類\n機密性3\n\n機密性2\n" },
	{ B, "an example", "件名の例：\n【機密性２】\n" },
	{ B, "a term that is defined", "機密性３\n秘密文書に相当する情報\n" },
	{ B, "part of a wrapped sentence", "機密性3情報\nを送らないこと。\n" },
	{ B, "quoted in brackets", "件名に「機密性3」と書く。\n" },
	{ B, "several levels in one line", "機密性3、機密性2\n" },
	{ B, "a numbered heading", "第２ 機密性3情報\n" },
	{ B, "an unticked box", "□ 機密性3\n□ 機密性2\n" },
	{ B, "one of several things that are listed",
	  "次のものは送れません。\n・機密性3情報\n" },
	{ B, "a tag in a sentence", "【機密性２】　暗号化して送信する\n" },
	{ B, "part of a table of levels", "機密性2\n機密性3 不可\n" },
	{ S, "followed by a particle", "機密性3の情報" },
	{ S, "not set off from the words beside it", "機密性3情報取扱研修" },
	{ N, "sheets are sorted by level", "機密性3\n機密性2\n" },
};

typedef struct Heard {
	GString *marks;
	GString *mentions;	/* "text|text" */
	const char *why;	/* of the first */
	const char *whole;
} Heard;

static void hear(const Found *found, gpointer data)
{
	Heard *heard = data;
	GString *all = found->why_not ? heard->mentions : heard->marks;

	g_assert_true(!found->why_not || found->level);
	g_assert_cmpuint(found->from, <, found->to);
	if (found->why_not && !heard->why)
		heard->why = found->why_not;
	if (all->len)
		g_string_append_c(all, '|');
	g_string_append(all, found->why_not ? found->text : found->level ?
			found->level->name : found->restriction);
	/* A mention is no longer than what it names. */
	if (found->why_not && g_utf8_strlen(found->text, -1) < 80)
		g_assert_true(strncmp(heard->whole + found->from, found->text,
				      strlen(found->text)) == 0);
}

static void listen(const Matcher *matcher, Place place, const char *text,
		   Heard *heard)
{
	*heard = (Heard){ g_string_new(NULL), g_string_new(NULL), NULL, text };
	matcher_search(matcher, place, text, SEARCH_MENTIONS, hear, heard);
}

static void heard_clear(Heard *heard)
{
	g_string_free(heard->marks, TRUE);
	g_string_free(heard->mentions, TRUE);
}

static void test_reasons(void)
{
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);

	for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++) {
		Heard heard;

		listen(matcher, reasons[i].place, reasons[i].text, &heard);
		if (g_strcmp0(heard.why, reasons[i].why) != 0)
			g_test_message("%s", reasons[i].text);
		g_assert_cmpstr(heard.why, ==, reasons[i].why);
		heard_clear(&heard);
	}
}

/* Whoever asks for mentions gets the same markings as who does not. */
static const Case beside[] = {
	{ B, "機密性3", "【機密性２】\n\n機密性3の情報ではない。\n" },
	{ S, "機密性3", "【機密性2】機密性3情報の取扱いに関する研修資料" },
	{ S, "", "【機密性2】" },
	{ S, "", "定例会議" },
	{ B, "", "【機密性２】名簿の送付\n\n各位\n" },
	{ B, "機密性３|機密性２|機密性１", "機密性３\n機密性２\n機密性１\n" },
	{ B, "", "□機密性3 □機密性2 ☑機密性1\n" },
	{ G, "", "機密性2\n機密性2\n機密性2\n" },
	{ G, "機密性3", "機密性3情報の取扱い　5\n機密性2\n" },
	{ P, "機密性3|機密性2", "機密性3; 機密性2" },
	{ L, "", "機密性2" },
};

static void test_beside_markings(void)
{
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);

	for (gsize i = 0; i < G_N_ELEMENTS(beside); i++) {
		g_autofree char *marks = search(matcher, beside[i].place,
						beside[i].text);
		Heard heard;

		listen(matcher, beside[i].place, beside[i].text, &heard);
		g_assert_cmpstr(heard.marks->str, ==, marks);
		if (!g_str_has_prefix(beside[i].text, "□"))
			g_assert_cmpstr(heard.mentions->str, ==,
					beside[i].expected);
		heard_clear(&heard);
	}
}

static void test_place(void)
{
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = NULL;
	Heard heard;

	((Level *)brief->levels->pdata[2])->places = (guint64)1 << PLACE_PAGE;
	matcher = matcher_for(brief);
	listen(matcher, PLACE_SUBJECT, "【機密性３】名簿", &heard);
	g_assert_cmpstr(heard.marks->str, ==, "");
	g_assert_cmpstr(heard.mentions->str, ==, "機密性３");
	g_assert_cmpstr(heard.why, ==, "place not counted for this level");
	heard_clear(&heard);
}

/* A line without end is read to its end. */
static void test_long_line(void)
{
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);
	g_autoptr(GString) text = g_string_new(NULL);
	Heard heard;

	for (guint i = 0; i < 10000; i++)
		g_string_append(text, "機密性3の");
	listen(matcher, PLACE_TEXT, text->str, &heard);
	g_assert_cmpuint(heard.mentions->len, ==,
			 10000 * strlen("機密性3|") - 1);
	heard_clear(&heard);
}

static void hear_cell(const Found *found, guint row, guint column,
		      const char *cell, gpointer data)
{
	g_autofree char *where = grid_where(row, column);

	(void)cell;
	g_string_append_printf(data, "%s %s: %s\n", where,
			       found->level->name,
			       found->why_not ? found->why_not : "marks");
}

static void test_cells(void)
{
	static const char *const cells[][2] = {
		{ "機密性２", NULL }, { "名称", "格付" },
		{ "名簿", "機密性3" }, { "地図", "機密性1" },
		{ "機密性3の取扱い", "-" },
	};
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);
	g_autoptr(Grid) grid = grid_new(matcher, SEARCH_MENTIONS);
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint row = 0; row < G_N_ELEMENTS(cells); row++) {
		for (guint column = 0; column < 2; column++) {
			if (cells[row][column])
				grid_cell(grid, row, column,
					  cells[row][column]);
		}
	}
	grid_judge(grid, hear_cell, all);
	g_assert_cmpstr(all->str, ==,
			"A1 機密性2: marks\n"
			"B3 機密性3: part of a list of levels\n"
			"B4 機密性1: part of a list of levels\n"
			"A5 機密性3: followed by a particle\n");
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/marks/mentions/each-has-its-reason", test_reasons);
	g_test_add_func("/marks/mentions/a-marking-is-no-mention",
			test_beside_markings);
	g_test_add_func("/marks/mentions/a-place-may-not-count", test_place);
	g_test_add_func("/marks/mentions/a-long-line-is-read-whole",
			test_long_line);
	g_test_add_func("/marks/mentions/cells-have-reasons-too", test_cells);
	return g_test_run();
}
