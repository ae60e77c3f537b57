/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_words.c - header values and file names as mailers break them.
 */
#include "text/words.h"

#include <string.h>

#define LITERAL(bytes) bytes, sizeof(bytes) - 1

typedef struct Case {
	const char *name;
	const char *raw;
	gsize size;
	const char *text;
	gboolean among;		/* need not be the first reading */
} Case;

static const Case cases[] = {
	{ "nothing", LITERAL(""), "", 0 },
	{ "plain-text", LITERAL("Re: hello"), "Re: hello", 0 },
	{ "folded-text", LITERAL("one\r\n two\n\tthree\r\n"), "one two\tthree",
	  0 },
	{ "utf-8-base64", LITERAL("=?UTF-8?B?44CQ5qmf5a+G5oCnMuOAkQ==?="),
	  "【機密性2】", 0 },
	{ "jis-base64",
	  LITERAL("=?ISO-2022-JP?B?GyRCIVo1IUwpQC0bKEIyGyRCIVsbKEI=?="),
	  "【機密性2】", 0 },
	{ "shift-jis-base64", LITERAL("=?Shift_JIS?B?gXmLQJankKsygXo=?="),
	  "【機密性2】", 0 },
	{ "utf-8-full-width", LITERAL("=?UTF-8?B?44CQ5qmf5a+G5oCn77yS44CR?="),
	  "【機密性２】", 0 },
	{ "jis-full-width-cut-before-its-last-byte",
	  LITERAL("=?ISO-2022-JP?B?GyRCIVo1IUwpQC0jMiFbGyhC?="),
	  "【機密性２】", 0 },
	{ "shift-jis-full-width",
	  LITERAL("=?Shift_JIS?B?gXmLQJankKuCUYF6?="), "【機密性２】", 0 },
	{ "utf-8-high",
	  LITERAL("=?UTF-8?B?5qmf5a+G5oCnM++8iOmrmO+8iQ==?="),
	  "機密性3（高）", 0 },
	{ "jis-high", LITERAL("=?ISO-2022-JP?B?"
	  "GyRCNSFMKUAtGyhCMxskQiFKOWIhSxsoQg==?="), "機密性3（高）", 0 },
	{ "shift-jis-high",
	  LITERAL("=?Shift_JIS?B?i0CWp5CrM4FpjYKBag==?="), "機密性3（高）",
	  0 },
	{ "utf-8-circled", LITERAL("=?UTF-8?B?5qmf5a+G5oCn4pGi?="),
	  "機密性③", 0 },
	{ "jis-circled-of-nec-row-13",
	  LITERAL("=?ISO-2022-JP?B?GyRCNSFMKUAtLSMbKEI=?="), "機密性③", 0 },
	{ "shift-jis-circled", LITERAL("=?Shift_JIS?B?i0CWp5Crh0I=?="),
	  "機密性③", 0 },
	{ "utf-8-roman", LITERAL("=?UTF-8?B?5qmf5a+G5oCn4oWh?="), "機密性Ⅱ",
	  0 },
	{ "jis-roman-of-nec-row-13",
	  LITERAL("=?ISO-2022-JP?B?GyRCNSFMKUAtLTYbKEI=?="), "機密性Ⅱ", 0 },
	{ "shift-jis-roman", LITERAL("=?Shift_JIS?B?i0CWp5Crh1U=?="),
	  "機密性Ⅱ", 0 },
	{ "character-cut-in-two", LITERAL("=?UTF-8?B?5qmf5a8=?=\r\n"
	  " =?UTF-8?B?huaApzLmg4XloLHjgafjgZk=?="), "機密性2情報です", 0 },
	{ "shift-state-over-two-words", LITERAL("=?ISO-2022-JP?B?GyRCNSE=?= "
	  "=?ISO-2022-JP?B?TClALRsoQjIbJEI+cEpzGyhC?="), "機密性2情報", 0 },
	{ "base64-quantum-cut-in-two", LITERAL("=?UTF-8?B?5qmf5a?= "
	  "=?UTF-8?B?+G5oCnMuaDheWgseOBp+OBmQ==?="), "機密性2情報です", 0 },
	{ "character-cut-in-q", LITERAL("=?utf-8?Q?=E6=A9=9F=E5?= "
	  "=?UTF-8?q?=AF=86?="), "機密", 0 },
	{ "words-of-two-charsets-stand-together",
	  LITERAL("=?utf-8?Q?=E6=A9=9F?= =?Shift_JIS?B?lqeQqw==?="),
	  "機密性", 0 },
	{ "shift-state-that-does-not-go-on",
	  LITERAL("=?ISO-2022-JP?B?GyRCNSE=?= =?ISO-2022-JP?B?YWJj?="),
	  "機abc", TRUE },
	{ "underscores-are-spaces", LITERAL("=?us-ascii?Q?a_b=5Fc?="), "a b_c",
	  0 },
	{ "language-of-rfc-2231",
	  LITERAL("=?utf-8*ja?B?5qmf5a+G5oCn4pGi?="), "機密性③", 0 },
	{ "word-joined-to-text",
	  LITERAL("Re:=?utf-8?B?5qmf5a+G5oCn4pGi?=3"), "Re:機密性③3", 0 },
	{ "word-inside-quotes",
	  LITERAL("\"=?utf-8?B?5qmf5a+G5oCn4pGi?=\" <a@b.c>"),
	  "\"機密性③\" <a@b.c>", 0 },
	{ "spaces-inside-base64",
	  LITERAL("=?utf-8?B?5qmf 5a+G\r\n 5oCn4pGi?="), "機密性③", 0 },
	{ "spaces-inside-q", LITERAL("=?utf-8?Q?=E6=A9=9F x?="), "機 x", 0 },
	{ "question-mark-inside-q", LITERAL("=?utf-8?Q?what?\?="), "what?", 0 },
	{ "equals-sign-ends-q", LITERAL("=?utf-8?Q?a=?= b"), "a= b", 0 },
	{ "unknown-charset-shows-its-bytes",
	  LITERAL("=?x-nonsense?B?i0CWp5CrM4FpjYKBag==?="), "機密性3（高）",
	  0 },
	{ "wrong-charset-shows-its-bytes",
	  LITERAL("=?utf-8?B?i0CWp5CrM4FpjYKBag==?="), "機密性3（高）", 0 },
	{ "unclosed-word-stays", LITERAL("=?utf-8?B?5qmf"), "=?utf-8?B?5qmf",
	  0 },
	{ "unclosed-word-before-a-good-one",
	  LITERAL("=?utf-8?B?5q =?utf-8?Q?=E6=A9=9F?="), "=?utf-8?B?5q 機",
	  0 },
	{ "unknown-encoding-stays", LITERAL("=?utf-8?X?abc?="),
	  "=?utf-8?X?abc?=", 0 },
	{ "what-is-no-base64-is-seen-raw",
	  LITERAL("=?utf-8?B?\xe6\xa9\x9f!?="), "=?utf-8?B?機!?=", TRUE },
	{ "raw-shift-jis",
	  LITERAL("\x81\x79\x8b\x40\x96\xa7\x90\xab\x33\x81\x7a"),
	  "【機密性3】", 0 },
	{ "raw-utf-8", LITERAL("【機密性3】"), "【機密性3】", 0 },
	{ "raw-jis", LITERAL("Re: \033$B5!L)@-\033(B3"), "Re: 機密性3", 0 },
	{ "raw-jis-with-row-13", LITERAL("\033$B-!5!L)@-#3\033(B"),
	  "①機密性３", 0 },
	{ "raw-jis-folded-inside-its-kanji",
	  LITERAL("\033$B5!L)\r\n @-\033(B3"), "機密 性3", TRUE },
	{ "raw-shift-jis-beside-a-word",
	  LITERAL("\x8b\x40\x96\xa7 =?utf-8?Q?=E6=80=A7?="), "機密 性", 0 },
	{ "euc-word", LITERAL("=?EUC-JP?B?taHMqcCtraM=?="), "機密性③", 0 },
	{ "utf-7-word", LITERAL("=?utf-7?Q?+al9bxmAn-3?="), "機密性3", 0 },
	{ "empty-word", LITERAL("a=?utf-8?Q?\?=b"), "ab", 0 },
};

static void test_read(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(Readings) readings = words_read(c->raw, c->size);
	gboolean found = FALSE;

	g_assert_cmpuint(readings->texts->len, >=, 1);
	g_assert_cmpuint(readings->texts->len, <=, 6);
	if (!c->among)
		g_assert_cmpstr(g_ptr_array_index(readings->texts, 0), ==,
				c->text);
	for (guint i = 0; i < readings->texts->len; i++)
		found |= g_str_equal(g_ptr_array_index(readings->texts, i),
				     c->text);
	g_assert_true(found);
	if (!c->among)
		g_assert_cmpuint(readings->undecodable, ==, 0);
}

static void test_undecodable(void)
{
	static const char raw[] = "a =?utf-8?B?/w==?= b \xff";
	g_autoptr(Readings) readings = words_read(raw, sizeof(raw) - 1);

	g_assert_cmpuint(readings->undecodable, ==, 2);
}

#define UTF8_NAME "%E6%A9%9F%E5%AF%86%E6%80%A72_%E6%8D%9C%E6%9F%BB" \
	"%E8%B3%87%E6%96%99%E2%91%A2.xlsx"
#define NAME "機密性2_捜査資料③.xlsx"
#define JIS_WORD "=?ISO-2022-JP?B?GyRCNSFMKUAtGyhCMl8bJEJBXDo6O3FOQS0jGyhC" \
	"Lnhsc3g=?="

/* @text: names that must be among those found, in any order. */
typedef struct Naming {
	const char *name;
	const char *raw;
	const char *texts[3];
	guint count;		/* how many exactly, or 0 */
} Naming;

static const Naming namings[] = {
	{ "none", "attachment", { NULL }, 0 },
	{ "only-another-parameter", "attachment; x-filename=a; name=b",
	  { NULL }, 0 },
	{ "quoted", "attachment; filename=\"a.txt\"", { "a.txt" }, 1 },
	{ "bare", "attachment; filename=a.txt; size=3", { "a.txt" }, 1 },
	{ "upper-case-and-spaces", "attachment; FileName = \"a.txt\"",
	  { "a.txt" }, 1 },
	{ "without-a-disposition", "filename=a.txt", { "a.txt" }, 1 },
	{ "without-a-semicolon", "attachment filename=\"a.txt\"", { "a.txt" },
	  1 },
	{ "folded", "attachment;\r\n\tfilename=\r\n \"a.txt\"", { "a.txt" },
	  1 },
	{ "comments", "attachment; filename (x(y)) = a.txt (z)", { "a.txt" },
	  0 },
	{ "bare-with-spaces", "attachment; filename=機密性3 名簿.xlsx",
	  { "機密性3 名簿.xlsx" }, 1 },
	{ "bare-with-brackets", "attachment; filename=(機密性3)名簿.xlsx",
	  { "(機密性3)名簿.xlsx" }, 0 },
	{ "quoted-pair", "attachment; filename=\"a\\\"b.txt\"",
	  { "a\"b.txt" }, 0 },
	{ "backslash-of-a-path", "attachment; filename=\"C:\\tmp\\a.txt\"",
	  { "C:\\tmp\\a.txt", "C:tmpa.txt" }, 2 },
	{ "twice", "attachment; filename=a.txt; filename=b.txt",
	  { "a.txt", "b.txt" }, 2 },
	{ "twice-the-same", "attachment; filename=a.txt; filename=\"a.txt\"",
	  { "a.txt" }, 1 },
	{ "unclosed-quote", "attachment; filename=\"a.txt", { "a.txt" }, 1 },
	{ "quote-that-hides-a-second-one",
	  "attachment; filename=\"a.txt; filename=\"機密性3.xlsx\"",
	  { "機密性3.xlsx" }, 0 },
	{ "text-behind-the-quote", "attachment; filename=\"機密\"性3.txt",
	  { "機密", "機密性3.txt" }, 0 },
	{ "raw-shift-jis", "attachment; filename=\"\x8b\x40\x96\xa7\x90\xab"
	  "2_\x91\x7b\x8d\xb8\x8e\x91\x97\xbf\x87\x42.xlsx\"", { NAME }, 0 },
	{ "shift-jis-with-a-backslash-inside",
	  "attachment; filename=\"\x94\x5c\x97\xcd.txt\"", { "能力.txt" }, 0 },
	{ "shift-jis-that-ends-in-a-backslash",
	  "attachment; filename=\"\x94\x5c\"; size=1", { "能" }, 0 },
	{ "raw-jis-with-a-quote-inside",
	  "attachment; filename=\"\033$B5!L)@-!\"\033(B.txt\"",
	  { "機密性、.txt" , NULL }, 0 },
	{ "raw-jis-with-a-semicolon-inside",
	  "attachment; filename=\033$B5!;v\033(B.txt; size=1",
	  { "機事.txt" }, 0 },
	{ "encoded-word", "attachment; filename=\"" JIS_WORD "\"", { NAME },
	  1 },
	{ "encoded-word-without-quotes",
	  "attachment; filename==?ISO-2022-JP?B?TkU2MDA5MDc2MC5jc3Y=?=",
	  { "NE60090760.csv" }, 1 },
	{ "encoded-words-folded", "attachment; filename=\"=?UTF-8?B?5qmf5a8=?="
	  "\r\n =?UTF-8?B?huaApzLmg4XloLHjgafjgZk=?=\"",
	  { "機密性2情報です" }, 0 },
	{ "extended", "attachment; filename*=UTF-8''" UTF8_NAME, { NAME }, 1 },
	{ "extended-in-quotes", "attachment; filename*=\"UTF-8''" UTF8_NAME
	  "\"", { NAME }, 1 },
	{ "extended-without-a-charset", "attachment; filename*=" UTF8_NAME,
	  { NAME }, 1 },
	{ "extended-jis", "attachment; filename*=iso-2022-jp'ja'%1B%24B5%21L"
	  "%29%40-%1B%28B2_%1B%24BA%5C%3A%3A%3BqNA-%23%1B%28B.xlsx",
	  { NAME }, 1 },
	{ "extended-but-an-encoded-word", "attachment; filename*=" JIS_WORD,
	  { NAME }, 0 },
	{ "plain-but-extended", "attachment; filename=UTF-8''" UTF8_NAME,
	  { NAME }, 0 },
	{ "plain-with-percents", "attachment; filename=\"" UTF8_NAME "\"",
	  { NAME, UTF8_NAME }, 2 },
	{ "triplet-cut-over-sections",
	  "attachment; filename*0*=UTF-8''%E6%A9%9F%E5%AF%86%E6%80%A72_%E;"
	  " filename*1*=6%8D%9C%E6%9F%BB%E8%B3%87%E6%96%99%E2%91%A2.xlsx",
	  { NAME }, 0 },
	{ "sections-in-jis",
	  "attachment; filename*0*=iso-2022-jp'ja'%1B%24B5%21L%29;"
	  " filename*1*=%40-%1B%28B2.txt", { "機密性2.txt" }, 0 },
	{ "sections-out-of-order", "attachment; filename*2=c; filename*0=a;"
	  " filename*1=b", { "abc" }, 1 },
	{ "ten-sections-count-as-numbers", "a; filename*10=k; filename*0=a;"
	  " filename*9=j; filename*1=b; filename*2=c", { "abcjk" }, 1 },
	{ "sections-of-both-kinds", "attachment; filename*0*=utf-8''%E6%A9%9F;"
	  " filename*1=\"-50%25.txt\"", { "機-50%25.txt" }, 0 },
	{ "section-without-its-first", "attachment; filename*1=\"b\";"
	  " filename*2=\"c\"", { "bc" }, 1 },
	{ "sections-twice", "attachment; filename*0=a; filename*0=x;"
	  " filename*1=b", { "ab", "xb" }, 2 },
	{ "one-section-in-both-kinds", "attachment; filename*0=\"a\";"
	  " filename*0*=utf-8''%E6%A9%9F; filename*1=b", { "ab", "機b" }, 0 },
	{ "encoded-words-in-sections", "attachment; filename*0=\"=?UTF-8?B?"
	  "5qmf5a8=?= \"; filename*1=\"=?UTF-8?B?huaAp"
	  "zLmg4XloLHjgafjgZk=?=\"", { "機密性2情報です" }, 0 },
	{ "plain-and-extended", "attachment; filename=\"a.txt\";"
	  " filename*=UTF-8''" UTF8_NAME, { "a.txt", NAME }, 2 },
	{ "nul", "attachment; filename*=utf-8''%E6%A9%9F%00.txt", { "機.txt" },
	  0 },
};

static gboolean has_name(const GPtrArray *names, const char *text)
{
	for (guint i = 0; i < names->len; i++) {
		if (g_str_equal(g_ptr_array_index(names, i), text))
			return TRUE;
	}
	return FALSE;
}

static void test_parameter(gconstpointer data)
{
	const Naming *c = data;
	g_autoptr(GPtrArray) names = words_parameter(c->raw, strlen(c->raw),
						     "filename");

	for (guint i = 0; i < G_N_ELEMENTS(c->texts) && c->texts[i]; i++)
		g_assert_true(has_name(names, c->texts[i]));
	if (c->count > 0 || !c->texts[0])
		g_assert_cmpuint(names->len, ==, c->count);
}

static void test_name_is_not_filename(void)
{
	static const char raw[] = "application/x; filename=a; name=b; y-name=c";
	g_autoptr(GPtrArray) names = words_parameter(raw, sizeof(raw) - 1,
						     "name");

	g_assert_cmpuint(names->len, ==, 1);
	g_assert_true(has_name(names, "b"));
}

/* Much of what makes a careless reader start over. */
static void test_long(void)
{
	static const char *const units[] = {
		"=?", "=?utf-8?B?", "=?utf-8?Q?a", "=?utf-8?Q?a?=", "?=",
		"=?utf-8?B?5qmf?= ", "\r\n ", "filename=", "filename=\"",
		"filename=\"\" ", "filename(", "filename*0=a;", "filename*",
		"filename=\033$", "filename=\\\"", "filename*1*='%'",
		"=?a?Q?=FF?= =?b?B?/w?=",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
		g_autoptr(GString) raw = g_string_new(NULL);
		g_autoptr(Readings) readings = NULL;
		g_autoptr(GPtrArray) names = NULL;

		while (raw->len < 256 * 1024)
			g_string_append(raw, units[i]);
		readings = words_read(raw->str, raw->len);
		names = words_parameter(raw->str, raw->len, "filename");
		g_assert_cmpuint(readings->texts->len, >=, 1);
		g_assert_nonnull(names);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf(
			"/text/words/read/%s", cases[i].name);

		g_test_add_data_func(path, &cases[i], test_read);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(namings); i++) {
		g_autofree char *path = g_strdup_printf(
			"/text/words/parameter/%s", namings[i].name);

		g_test_add_data_func(path, &namings[i], test_parameter);
	}
	g_test_add_func("/text/words/undecodable-bytes-add-up",
			test_undecodable);
	g_test_add_func("/text/words/name-is-not-part-of-filename",
			test_name_is_not_filename);
	g_test_add_func("/text/words/a-long-value-comes-to-an-end",
			test_long);
	return g_test_run();
}
