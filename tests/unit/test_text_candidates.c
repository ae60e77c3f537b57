/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_text_candidates.c - how people write passwords, and what they write
 * that is none.
 */
#include "text/candidates.h"

#include <string.h>

/* The first of those that are said is tried first. */
#define AMONG_THE_FIRST 6

typedef struct Case {
	const char *text;
	const char *word;
} Case;

static const Case said[] = {
	{ "パスワード：Abc123", "Abc123" },
	{ "パスワード: Abc123", "Abc123" },
	{ "パスワード＝Abc123", "Abc123" },
	{ "パスワード Abc123", "Abc123" },
	{ "パスワードは Abc123 です。", "Abc123" },
	{ "パスワードは「Abc123」です。", "Abc123" },
	{ "パスワードは『Abc123』となります。", "Abc123" },
	{ "パスワードは\"Abc123\"です", "Abc123" },
	{ "パスワードは“Abc123”です", "Abc123" },
	{ "パスワードは【Abc123】です", "Abc123" },
	{ "パスワードは（Abc123）です", "Abc123" },
	{ "パスワードは以下の通りです。\n\nAbc123\n", "Abc123" },
	{ "パスワードは下記のとおりです。\r\n\r\n　Abc123\r\n", "Abc123" },
	{ "パスワード\nAbc123", "Abc123" },
	{ "【パスワード】\nAbc123", "Abc123" },
	{ "【パスワード】Abc123", "Abc123" },
	{ "■パスワード\n　himitsu\n", "himitsu" },
	{ "＜パスワード＞　Abc123", "Abc123" },
	{ "パスワード（半角）：abc", "abc" },
	{ "パスワード(半角英数字): abc9", "abc9" },
	{ "パスワード(英数8桁)は abcd1234 です", "abcd1234" },
	{ "解凍パスワードはabc-123になります", "abc-123" },
	{ "解凍ＰＷ：abc", "abc" },
	{ "開封パスワードは「ひまわり」です", "ひまわり" },
	{ "パスワードは ひまわり です", "ひまわり" },
	{ "パスワードは「ひまわり２０２６」です", "ひまわり２０２６" },
	{ "パスワードは「ひまわり２０２６」です", "ひまわり2026" },
	{ "ﾊﾟｽﾜｰﾄﾞ:abc123", "abc123" },
	{ "ﾊﾟｽﾜｰﾄﾞ：ａｂｃ１２３", "abc123" },
	{ "ぱすわーど：abc123", "abc123" },
	{ "パスワ－ド：abc123", "abc123" },
	{ "パスワ-ド：abc123", "abc123" },
	{ "パスワード： A b c 1 2 3", "Abc123" },
	{ "パスワード → x7Y!k_9", "x7Y!k_9" },
	{ "※パスワード※ → x7Y!k_9", "x7Y!k_9" },
	{ "PW=Abc123", "Abc123" },
	{ "PW: Abc123", "Abc123" },
	{ "ＰＷ：Ａｂｃ１２３", "Abc123" },
	{ "pw:himitsu", "himitsu" },
	{ "P/W : himitsu", "himitsu" },
	{ "Pwd:himitsu", "himitsu" },
	{ "PASS「abc」", "abc" },
	{ "PASS: abc", "abc" },
	{ "ＰＡＳＳ：abc", "abc" },
	{ "pass→Abc123", "Abc123" },
	{ "zipパス：himitsu", "himitsu" },
	{ "パス：himitsu", "himitsu" },
	{ "鍵：himitsu", "himitsu" },
	{ "暗証番号は 4711 です", "4711" },
	{ "合言葉は「開けゴマ」です", "開けゴマ" },
	{ "PIN: 4711", "4711" },
	{ "key: himitsu", "himitsu" },
	{ "解凍キー：himitsu", "himitsu" },
	{ "Abc123がパスワードです", "Abc123" },
	{ "「Abc123」をパスワードとしています", "Abc123" },
	{ "添付のZIPファイルの解凍PWは、 hana#2026! です。", "hana#2026!" },
	{ "Password: Abc123", "Abc123" },
	{ "password is Abc123.", "Abc123" },
	{ "PASSWORD=Abc123", "Abc123" },
	{ "Passwords: Abc123 and Xyz789", "Xyz789" },
	{ "passphrase: correct horse battery staple",
	  "correct horse battery staple" },
	{ "Your password for the file: Tr0ub4dor&3", "Tr0ub4dor&3" },
	{ "The password is 'Abc123'", "Abc123" },
	{ "The passcode is <Abc123>", "Abc123" },
	{ "passwd Abc123", "Abc123" },
	{ "パスワード：20261124", "20261124" },
	{ "パスワードは 1124 です", "1124" },
	{ "パスワード：①abc ②def", "def" },
	{ "パスワード：Abc123.", "Abc123." },
	{ "パスワード：Abc(123)", "Abc(123)" },
	{ "パスワード：Abc123（すべて半角）", "Abc123" },
	{ "> パスワード：Abc123", "Abc123" },
	{ "The password for the attached file is: Abc123", "Abc123" },
	{ "The password to open it is himawari.", "himawari" },
	{ "密码：Abc123", "Abc123" },
	{ "비밀번호: Abc123", "Abc123" },
	{ "パスワード\tAbc123", "Abc123" },
	{ "パスワード | Abc123 |", "Abc123" },
};

static const Case alike[] = {
	{ "「Abc123」", "Abc123" },
	{ "お世話になっております。\n\nHana-2026\n\n以上", "Hana-2026" },
	{ "xK9vQ2pL を入れてください", "xK9vQ2pL" },
	{ "  himitsu77  \n", "himitsu77" },
	{ "合図は “tsuki-hi”", "tsuki-hi" },
};

/* A mail as it is: none of this is tried. */
static const char *const nothing[] = {
	"お世話になっております。添付のとおり送付いたします。",
	"TEL 03-1234-5678 FAX 03-1234-5679 (内線1234)",
	"taro.yamada@police.example.jp",
	"https://www.police.example.jp/a/b1?c=d2",
	"2026/11/24 14:30 〜 15:00",
	"令和8年11月24日（火）",
	"名簿_2026.xlsx",
	"------------------------------",
	"〒100-8989 東京都千代田区",
	"機密性２情報　複製禁止",
};

typedef struct Seen {
	const char *word;
	guint at;	/* of @word, from 1; 0: did not come */
	guint count;
	GHashTable *words;
} Seen;

static void take(const char *word, WordRank rank, gpointer data)
{
	Seen *seen = data;

	(void)rank;
	g_assert_cmpuint(strlen(word), <=, 64);
	g_assert_true(g_utf8_validate(word, -1, NULL));
	if (!g_hash_table_add(seen->words, g_strdup(word)))
		return;
	seen->count++;
	if (seen->at == 0 && g_strcmp0(word, seen->word) == 0)
		seen->at = seen->count;
}

typedef void (*Find)(const char *text, CandidateFunc found, gpointer data);

static void find_said(const char *text, CandidateFunc found, gpointer data)
{
	(void)candidates_said(text, found, data);
}

static Seen look(Find find, const char *text, const char *word)
{
	g_autoptr(GHashTable) words = g_hash_table_new_full(g_str_hash,
						g_str_equal, g_free, NULL);
	Seen seen = { .word = word, .words = words };

	find(text, take, &seen);
	seen.words = NULL;
	return seen;
}

static void test_said(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(said); i++) {
		Seen seen = look(find_said, said[i].text, said[i].word);

		if (seen.at == 0 || seen.at > AMONG_THE_FIRST)
			g_error("%s: %s came as number %u of %u",
				said[i].text, said[i].word, seen.at,
				seen.count);
	}
}

static void test_alike(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(alike); i++) {
		Seen seen = look(candidates_alike, alike[i].text,
				 alike[i].word);

		if (seen.at == 0)
			g_error("%s did not come", alike[i].word);
	}
}

static void test_nothing(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(nothing); i++) {
		Seen first = look(find_said, nothing[i], NULL);
		Seen second = look(candidates_alike, nothing[i], NULL);

		if (first.count + second.count > 0)
			g_error("%s: %u and %u words", nothing[i],
				first.count, second.count);
	}
}

static void ignore(const char *word, WordRank rank, gpointer data)
{
	(void)word;
	(void)rank;
	(void)data;
}

/* Every line says so, a megabyte long: linear, and no more than so many. */
static void test_large(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	while (text->len < 1 << 20)
		g_string_append(text, "PW パスワードは以下のパスワードのパス：");
	g_assert_cmpuint(look(find_said, text->str, NULL).count, <, 10000);
	g_assert_false(candidates_said(text->str, ignore, NULL));
	g_assert_true(candidates_said("PW: x", ignore, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/candidates/what-is-said-comes-first", test_said);
	g_test_add_func("/candidates/what-looks-like-one-comes", test_alike);
	g_test_add_func("/candidates/ordinary-words-do-not", test_nothing);
	g_test_add_func("/candidates/a-large-text-ends", test_large);
	return g_test_run();
}
