/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_marks_places.c - each place of a document has a grammar of its own.
 */
#include "marks/marks.h"

#include <locale.h>
#include <string.h>

#include "base/error.h"

#include "marks-cases.h"


static const Case marked[] = {
	/* Headers and footers of pages, watermarks. */
	{ G, "機密性2", "機密性２" },
	{ G, "機密性2", "機密性２情報\n" },
	{ G, "機密性3", "【機密性３】" },
	{ G, "機密性2", "機密性2 - 3 -" },
	{ G, "機密性2", "- 3 - 機密性2" },
	{ G, "機密性2", "機密性２（中）　令和6年4月1日　1/3" },
	{ G, "機密性2", "令和6年4月1日　機密性２（中）　1/3" },
	{ G, "機密性2", "○○県警察本部　　　　機密性２" },
	{ G, "機密性2", "機密性２　　　　○○県警察本部" },
	{ G, "機密性2", "○○県警察本部　機密性２　3/10" },
	{ G, "機密性3", "捜査第一課　　機密性３　　令和8年度 会議資料" },
	{ G, "機密性2", "名簿（機密性２）" },
	{ G, "機密性2", "【機密性２】名簿" },
	{ G, "機密性2", "名簿　【機密性２】　5ページ" },
	{ G, "機密性2|関係者限り", "機密性２・関係者限り" },
	{ G, "機密性2|関係者限り|複製禁止",
	  "機密性２　関係者限り　複製禁止　　　　p.12" },
	{ G, "機密性2|複製禁止", "機密性2\n複製禁止" },
	{ G, "機密性3", "Page 3 of 10\n機密性３（高）" },
	{ G, "機密性3", "機密性３（高）　Page 3 of 10" },
	{ G, "機密性2", "機密性 2　3" },
	{ G, "機密性2", "議事録　機密性 2" },
	{ G, "機密性2", "格付：機密性2" },
	{ G, "機密性2", "格付　機密性2　　第3頁" },
	{ G, "機密性2", "機2" },
	{ G, "機密性2", "C2I1A1　4" },
	{ G, "機密性2", "議事録\n\n機密性2\n" },
	/* The same on every page is one; sections may differ. */
	{ G, "機密性2", "機密性2\n機密性2\n機密性２\n機密性2\n" },
	{ G, "機密性2", "機密性2 1/3\n機密性2 2/3\n機密性２ 3/3\n" },
	{ G, "機密性2|機密性3", "機密性2\n機密性3\n" },
	{ G, "機密性2|機密性3",
	  "議事録 機密性2\n- 1 -\n議事録 機密性2\n- 2 -\n別紙 機密性3\n" },
	{ G, "機密性2|複製禁止|機密性2|転送禁止",
	  "機密性2 複製禁止\n本文\n機密性2 転送禁止\n" },

	/* Text boxes. */
	{ X, "機密性2", "機密性２" },
	{ X, "機密性2", "機密性２\n" },
	{ X, "機密性3", "【機密性３】" },
	{ X, "機密性2|社内限り", "機密性２情報\n共有範囲：社内限り" },
	{ X, "機密性3|関係者限り|複製禁止",
	  "機密性３（高）\n関係者限り\n複製禁止" },
	{ X, "機密性2", "機密性２ 名簿" },
	{ X, "機密性2", "○○県警察本部\n機密性２" },
	{ X, "機密性2", "\n機密性２\n\n令和8年4月1日\n" },
	{ X, "機密性2",
	  "会議の資料です。\n\n機密性２情報\n\n議題は次のとおりです。\n1 予算\n" },
	{ X, "取扱注意", "取扱注意" },
	{ C, "機密性2", "機密性２" },
	{ C, "機密性2", "【機密性２】名簿" },

	/* Names of sheets. */
	{ N, "機密性2", "機密性2" },
	{ N, "機密性2", "名簿\n【機密性2】住所\n電話\n" },
	{ N, "機密性2", "名簿_機密性2" },
	{ N, "機密性2", "Sheet1\n機2_名簿\n" },
	{ N, "機密性3", "名簿(機密性3)" },
	{ N, "機密性2|複製禁止", "機密性2・複製禁止" },
	{ N, "機密性2|機密性2", "機密性2_名簿\n機密性2_住所\n" },
	{ N, "機密性2", "【機密性2】名簿\n機密性3とは\n" },

	/* Properties. */
	{ P, "機密性2", "機密性2" },
	{ P, "機密性2", "機密性２（中）" },
	{ P, "機密性2|複製禁止", "機密性2; 複製禁止" },
	{ P, "機密性2", "名簿; 機密性2; 令和8年度" },
	{ P, "機密性2", "名簿,機密性２,警務課" },
	{ P, "機密性2", "名簿、機密性２、警務課" },
	{ P, "機密性2", "【機密性２】令和8年度名簿" },
	{ P, "機密性2", "令和8年度名簿（機密性２）" },
	{ P, "機密性2", "機密性２ 令和8年度名簿" },
	{ P, "機密性2", "機2" },
	{ P, "機密性2|関係者限り", "格付：機密性2\n取扱制限：関係者限り" },
	{ P, "機密性3", "分類: 機密性3" },

	/* Labels. */
	{ L, "機密性3", "機密性3" },
	{ L, "機密性2", "機密性2（中）" },
	{ L, "機密性2", "class=機密性2; by=taro" },
};

static const Case mentions[] = {
	{ G, "", "機密性3情報の取扱いについて" },
	{ G, "", "機密性３情報取扱要領　　　- 3 -" },
	{ G, "", "第３章　機密性３情報" },
	{ G, "", "第三章　機密性３" },
	{ G, "", "2.1 機密性3" },
	{ G, "", "機密性2以上の情報の取扱い　3/10" },
	{ G, "", "「機密性3」の定義　　　- 1 -" },
	{ G, "", "情報の格付（機密性3・機密性2・機密性1）" },
	{ G, "", "機密性３\n機密性２\n機密性１\n" },
	{ G, "", "機密性3と機密性2の違い　5" },
	{ G, "", "【機密性３】の表示について" },
	{ G, "", "- 3 -" },
	{ G, "", "自治体機密性3A" },
	{ G, "", "□機密性3 □機密性2 □機密性1" },
	{ G, "", "研修資料　機密性３とは　1/20" },
	{ G, "", "機密性" },
	{ G, "", "情報の取扱いに関する要綱（抄）\n1" },
	{ G, "", "" },
	{ X, "", "機密性3情報の取扱い" },
	{ X, "", "機密性３\n機密性２\n機密性１" },
	{ X, "", "機密性３\n機密性２" },
	{ X, "", "機密性３\n秘密文書に相当する情報" },
	{ X, "", "機密性３\n秘密文書に相当" },
	{ X, "", "（例）\n機密性２" },
	{ X, "", "表示例\n【機密性２】" },
	{ X, "", "件名には\n【機密性２】\nと表示します" },
	{ X, "", "機密性3は\n送らない" },
	{ X, "", "送ってはならないもの\n・機密性3情報\nを確認" },
	{ X, "",
	  "機密性３は送れません。\n機密性２は暗号化します。\n"
	  "機密性１は送れます。\n詳しくは手引を見てください。\n" },
	{ C, "", "機密性3情報を外部に送信してはならない。" },
	{ C, "", "機密性3・機密性2" },
	{ N, "", "機密性3\n機密性2\n機密性1\n" },
	{ N, "", "機密性3\n一覧\n機密性2\n" },
	{ N, "", "機密性2_名簿\n機密性3_捜査\n" },
	{ N, "", "【機密性2】\n【機密性3】\n" },
	{ N, "", "機密性3とは" },
	{ N, "", "機密性3情報の取扱い" },
	{ N, "", "Sheet1\nSheet2\n" },
	{ P, "", "機密性3情報の取扱いについて" },
	{ P, "", "機密性3; 機密性2; 機密性1" },
	{ P, "", "研修, 機密性3, 機密性2, 格付" },
	{ P, "", "機密性３とは何か" },
	{ P, "", "この資料では、機密性３と機密性２の違いを説明する。" },
	{ P, "", "情報セキュリティ研修（機密性3の扱い）" },
	{ P, "", "山田 太郎" },
	{ L, "", "公開" },
};

static void test_marked(void)
{
	g_autoptr(Brief) brief = police_brief();

	(void)run(brief, marked, G_N_ELEMENTS(marked));
}

static void test_mentions(void)
{
	g_autoptr(Brief) brief = police_brief();

	(void)run(brief, mentions, G_N_ELEMENTS(mentions));
}

/* Where a level does not count, its marking is none; the others' are. */
static void test_places_of_a_level(void)
{
	g_autoptr(Brief) brief = police_brief();
	g_autoptr(Matcher) matcher = NULL;

	((Level *)brief->levels->pdata[1])->places =
		PLACES_ALL & ~((guint64)1 << PLACE_BODY);
	matcher = matcher_for(brief);
	for (guint place = 0; place < PLACE_COUNT; place++) {
		g_autofree char *two = search(matcher, place, "機密性2");
		g_autofree char *three = search(matcher, place, "機密性3");

		g_assert_cmpstr(two, ==,
				place == PLACE_BODY ? "" : "機密性2");
		g_assert_cmpstr(three, ==, "機密性3");
	}
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/marks/places/a-marking-is-found-in-its-place",
			test_marked);
	g_test_add_func("/marks/places/a-mention-gives-no-class",
			test_mentions);
	g_test_add_func("/marks/places/a-level-counts-where-it-is-told-to",
			test_places_of_a_level);
	return g_test_run();
}
