/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_marks_grid.c - markings among the cells of a sheet, and registers.
 *
 * A sheet is written as text: a line for each row, a '|' between cells; '#' is
 * a cell that holds no text.
 */
#include "marks/grid.h"

#include <locale.h>
#include <string.h>

#include "marks-brief.h"

typedef struct Sheet {
	const char *expected;	/* "B1 機密性2|B1 複製禁止" */
	const char *text;
} Sheet;

static const Sheet marked[] = {
	{ "A1 機密性2", "機密性２" },
	{ "A1 機密性2", "機密性２\n令和8年度名簿\n氏名|住所\n山田|#\n" },
	{ "C1 機密性2", "名簿||機密性２\n氏名|住所|電話\n山田|東京|1\n田中|大阪|2\n" },
	{ "D2 機密性3", "名簿\n|||機密性３\n氏名|住所|電話\n山田|東京|1\n" },
	{ "A1 機密性2", "【機密性２】\n\n\n氏名|住所\n山田|東京\n" },
	{ "A1 機密性2", "【機密性２】名簿\n氏名|住所\n山田|東京\n" },
	{ "A3 機密性2", "○○県警察本部\n警務課\n機密性２情報\n氏名|住所\n" },
	{ "B1 機密性2", "格付|機密性2\n氏名|山田\n所属|警務課\n" },
	{ "B2 機密性2", "氏名|山田\n格付|機密性2\n所属|警務課\n" },
	{ "B2 機密性2", "氏名|山田\n分類：|機密性2\n所属|警務課\n備考|なし\n" },
	{ "C2 機密性2", "氏名|山田\n情報の格付け||機密性２\n所属|警務課\n" },
	{ "B9 機密性2",
	  "1|a\n2|b\n3|c\n4|d\n5|e\n6|f\n7|g\n8|h\n機密性区分|機密性２\n10|j\n"
	  "11|k\n" },
	{ "A1 機密性2|A2 関係者限り", "機密性２\n関係者限り\n名簿\n" },
	{ "A1 機密性2|B1 複製禁止", "機密性２|複製禁止\n氏名|住所\n" },
	{ "A1 機密性2|A1 複製禁止|A1 転送禁止",
	  "機密性２（複製禁止・転送禁止）\n氏名|住所\n" },
	{ "B1 機密性2|B2 複製禁止",
	  "格付|機密性2\n取扱制限|複製禁止\n氏名|山田\n" },
	{ "B1 機密性2|D1 複製禁止", "格付|機密性2|取扱制限|複製禁止\n氏名|山田\n" },
	/* A form with one record. */
	{ "B2 機密性2", "氏名|格付|所属\n山田|機密性2|警務課\n" },
	{ "B3 機密性2", "申請書\n氏名|格付|所属\n山田|機密性2|警務課\n備考\n" },
	/* Alone in its row, far down. */
	{ "A8 機密性3",
	  "1|a\n2|b\n3|c\n4|d\n5|e\n6|f\n7|g\n【機密性３】\n8|h\n9|i\n" },
	{ "A9 機密性2", "1|a\n2|b\n3|c\n4|d\n5|e\n6|f\n7|g\n8|h\n機密性２\n" },
	{ "B9 機密性2",
	  "1|a\n2|b\n3|c\n4|d\n5|e\n6|f\n7|g\n8|h\n|機密性２\n（以上）\n" },
	{ "A8 機密性2",
	  "1|a\n2|b\n3|c\n4|d\n5|e\n6|f\n7|g\n格付：機密性２\n8|h\n9|i\n" },
	/* A register that is itself marked. */
	{ "C1 機密性2",
	  "情報資産台帳||機密性２\n番号|名称|格付\n1|名簿|機密性2\n"
	  "2|地図|機密性1\n3|広報|機密性1\n4|計画|機密性3\n" },
	{ "A1 機密性2",
	  "機密性２\n番号|名称|格付\n1|名簿|機密性2\n2|地図|機密性1\n" },
	{ "A1 機密性3",
	  "機密性3情報\n格付|件数\n機密性3|1\n機密性2|5\n機密性1|8\n" },
	/* The same at both ends. */
	{ "A1 機密性2|C1 機密性2", "機密性２||機密性２\n氏名|住所|電話\n" },
	{ "A1 機密性2|A4 機密性2",
	  "機密性２\n氏名|住所\n山田|東京\n機密性２\n" },
	{ "A1 関係者限り", "【関係者限り】\n氏名|住所\n" },
	{ "A2 機密性2", "名簿\n令和8年度　機密性２\n氏名|住所\n" },
	{ "A2 機密性2|A2 複製禁止", "名簿\n機密性２\\n複製禁止\n氏名|住所\n" },
	{ "B1 機密性3", "機密区分|□機密性1 □機密性2 ■機密性3\n氏名|山田\n" },
};

static const Sheet mentions[] = {
	{ "", "" },
	{ "", "氏名|住所\n山田|東京\n" },
	/* Registers: the classes of other things. */
	{ "", "番号|名称|格付\n1|名簿|機密性2\n2|地図|機密性1\n3|広報|機密性1\n" },
	{ "", "番号|名称|格付\n1|名簿|機密性2\n2|地図|機密性2\n" },
	{ "", "番号|名称|格付\n1|名簿|機密性2\n2|地図|-\n" },
	{ "", "番号|名称|格付|保管場所\n1|名簿|機密性2|書庫\n2|地図||書庫\n" },
	{ "", "情報資産台帳\n番号|名称|機密性\n1|名簿|機密性2\n2|地図|機密性3\n" },
	{ "", "名称|機密性区分|完全性\n名簿|機密性2|完全性1\n地図|#|#\n" },
	{ "", "山田|機密性2|警務課\n田中|機密性1|総務課\n鈴木|機密性2|会計課\n" },
	{ "", "名称|名簿\n格付|機密性2\n名称|地図\n格付|機密性1\n" },
	/* Tables that explain. */
	{ "", "機密性3|秘密文書に相当する情報\n機密性2|非公開\n機密性1|その他\n" },
	{ "", "凡例\n機密性3|送信不可\n機密性2|暗号化\n" },
	{ "", "区分|機密性3|機密性2|機密性1\n送信|不可|暗号化|可\n" },
	{ "", "|機密性3|機密性2\n件数|1|2\n" },
	{ "", "格付|機密性3|機密性2|機密性1\n件数|1|2|3\n" },
	{ "", "機密性１\n機密性２\n機密性３\n" },
	{ "", "リスト\n機密性１\n機密性２\n機密性３\n" },
	{ "", "機密性2|秘密文書に相当しないが、公表しない情報をいう。\n" },
	{ "", "【機密性３】\n【機密性２】\n【機密性１】\n" },
	{ "", "種類|表示\nA|【機密性３】\nB|【機密性２】\n" },
	/* Lists of files. */
	{ "", "番号|ファイル名|作成者\n1|【機密性2】名簿.xlsx|山田\n2|地図.pdf|田中\n" },
	{ "",
	  "番号|件名|結果\n1|【機密性2】名簿の送付|済\n2|【機密性1】案内|済\n"
	  "3|照会|未\n" },
	/* Prose. */
	{ "", "機密性3情報を外部に送信してはならない。\n" },
	{ "", "注意|機密性2情報は暗号化して送信すること\n" },
	{ "", "機密性2以上\n" },
	{ "", "□機密性3 □機密性2 □機密性1\n" },
	/* Among others, far down. */
	{ "",
	  "1|a\n2|b\n3|c\n4|d\n5|e\n6|f\n7|機密性2\n8|h\n9|i\n10|j\n" },
	{ "",
	  "1|a\n2|b\n3|c\n4|d\n5|e\n6|f\n|機密性2\n8|h\n9|i\n10|j\n" },
	{ "", "項目|取扱い\n印刷|複製禁止\n持出|持出禁止\n" },
	{ "", "質問|回答\n格付は何ですか|機密性2です\n" },
};

static void collect_cell(const Found *found, guint row, guint column,
			 const char *cell, gpointer data)
{
	GString *all = data;
	g_autofree char *where = grid_where(row, column);

	g_assert_cmpuint(found->to, <=, strlen(cell));
	g_assert_null(found->why_not);
	if (all->len)
		g_string_append_c(all, '|');
	g_string_append_printf(all, "%s %s", where, found->level ?
			       found->level->name : found->restriction);
}

static void put_row(Grid *grid, guint row, const char *line)
{
	g_auto(GStrv) cells = g_strsplit(line, "|", -1);

	for (guint i = 0; cells[i]; i++) {
		g_auto(GStrv) lines = g_strsplit(cells[i], "\\n", -1);
		g_autofree char *text = g_strjoinv("\n", lines);

		if (*text)
			grid_cell(grid, row, i,
				  g_str_equal(text, "#") ? NULL : text);
	}
}

static char *judge(const Matcher *matcher, const char *text, gboolean reverse)
{
	g_autoptr(Grid) grid = grid_new(matcher, SEARCH_MARKS);
	g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
	guint count = g_strv_length(rows);
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < count; i++)
		put_row(grid, reverse ? count - 1 - i : i,
			rows[reverse ? count - 1 - i : i]);
	grid_judge(grid, collect_cell, all);
	return g_string_free(all, FALSE);
}

static void run_sheets(const Sheet *sheets, gsize count)
{
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);

	for (gsize i = 0; i < count; i++) {
		for (guint reverse = 0; reverse < 2; reverse++) {
			g_autofree char *got = judge(matcher, sheets[i].text,
						     reverse == 1);

			if (g_str_equal(got, sheets[i].expected))
				continue;
			g_test_message("%sexpected \"%s\", got \"%s\":\n%s",
				       reverse ? "from below: " : "",
				       sheets[i].expected, got,
				       sheets[i].text);
			g_test_fail();
		}
	}
}

static void test_marked(void)
{
	run_sheets(marked, G_N_ELEMENTS(marked));
}

static void test_mentions(void)
{
	run_sheets(mentions, G_N_ELEMENTS(mentions));
}

/* Whatever the size of a register, it stays one, and hides nothing. */
static void test_large(void)
{
	static const char *const classes[] = {
		"機密性1", "機密性2", "機密性3", "-"
	};
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);
	g_autoptr(Grid) grid = grid_new(matcher, SEARCH_MARKS);
	g_autoptr(GString) all = g_string_new(NULL);

	grid_cell(grid, 0, 0, "番号");
	grid_cell(grid, 0, 1, "格付");
	for (guint row = 1; row < 200000; row++) {
		grid_cell(grid, row, 0, NULL);
		grid_cell(grid, row, 1, classes[row % 4]);
	}
	grid_cell(grid, 100, 2, "秘書課");
	grid_cell(grid, 200001, 0, "【機密性２】");
	grid_judge(grid, collect_cell, all);
	g_assert_cmpstr(all->str, ==, "A200002 機密性2");
}

static void test_where(void)
{
	static const struct {
		guint row, column;
		const char *where;
	} cases[] = {
		{ 0, 0, "A1" }, { 2, 1, "B3" }, { 9, 25, "Z10" },
		{ 0, 26, "AA1" }, { 0, 701, "ZZ1" }, { 0, 702, "AAA1" },
		{ 1048575, 16383, "XFD1048576" },
		{ G_MAXUINT, G_MAXUINT, "MWLQKWV4294967296" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *where = grid_where(cases[i].row,
						    cases[i].column);

		g_assert_cmpstr(where, ==, cases[i].where);
	}
}

static void test_may_find(void)
{
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = matcher_for(brief);

	g_assert_true(matcher_may_find(matcher, "機密性2"));
	g_assert_true(matcher_may_find(matcher, "名簿【C2I1A1】"));
	g_assert_true(matcher_may_find(matcher, "関係者限り"));
	g_assert_false(matcher_may_find(matcher, ""));
	g_assert_false(matcher_may_find(matcher, "12345 abc"));
	g_assert_false(matcher_may_find(matcher, "山田 太郎"));
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/marks/grid/a-marked-sheet-is-found", test_marked);
	g_test_add_func("/marks/grid/a-register-gives-no-class",
			test_mentions);
	g_test_add_func("/marks/grid/much-data-hides-nothing", test_large);
	g_test_add_func("/marks/grid/cells-are-named-as-people-do",
			test_where);
	g_test_add_func("/marks/grid/a-cheap-look-misses-nothing",
			test_may_find);
	return g_test_run();
}
