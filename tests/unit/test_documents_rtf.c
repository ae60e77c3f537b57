/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_rtf.c - what an RTF document says, and where.
 */
#include "documents/formats.h"

#include "document-record.h"
#include "text/charset.h"

#define BODY(n, s) "doc-text|paragraph " #n "|" s "\n"

typedef struct Case {
	const char *name;
	const char *rtf;
	const char *events;
} Case;

static const Case cases[] = {
	{ "plain-text", "{\\rtf1 abc\\par def}",
	  BODY(1, "abc") BODY(2, "def") },
	{ "line-ends-of-the-file-are-none", "{\\rtf1 a\r\nb\nc}",
	  BODY(1, "abc") },
	{ "escapes-and-special-characters",
	  "{\\rtf1 a\\\\\\{b\\}\\~c\\_d\\-e\\tab f\\emdash g\\lquote h}",
	  BODY(1, "a\\{b}\u00a0c\u2011de f\u2014g\u2018h") },
	{ "cells-and-rows-are-lines",
	  "{\\rtf1\\trowd a\\cell b\\cell\\row c\\line d\\page e}",
	  BODY(1, "a") BODY(2, "b") BODY(4, "c") BODY(5, "d") BODY(6, "e") },
	{ "codepage-of-the-document",
	  "{\\rtf1\\ansi\\ansicpg932 \\'8b\\'40\\'96\\'a7}", BODY(1, "機密") },
	{ "character-split-between-byte-and-letter",
	  "{\\rtf1\\ansicpg932 \\'8b@\\'96\\'a7\\'90\\'ab}",
	  BODY(1, "機密性") },
	{ "second-half-written-as-an-escape",
	  "{\\rtf1\\ansicpg932 \\'95\\\\\\'8e\\'a6}", BODY(1, "表示") },
	{ "charset-of-the-font",
	  "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fnil\\fcharset0 "
	  "Arial;}{\\f7\\froman\\fcharset128 MS Mincho;}}"
	  "{\\f7\\'8b\\'40\\'96\\'a7}\\'e9{\\f7 \\'90\\'ab}}",
	  BODY(1, "機密é性") },
	{ "default-font-and-plain",
	  "{\\rtf1\\deff3{\\fonttbl{\\f3\\fcharset128 A;}{\\f1\\fcharset204 "
	  "B;}}\\'8b\\'40\\f1\\'c0\\plain\\'96\\'a7}",
	  BODY(1, "機А密") },
	{ "font-table-without-inner-groups",
	  "{\\rtf1{\\fonttbl\\f0\\fcharset128 A;\\f1\\fcharset0 B;}"
	  "\\f0\\'8b\\'40\\f1 b}", BODY(1, "機b") },
	{ "font-that-lies-is-read-twice",
	  "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0\\fcharset0 Arial;}}"
	  "a\\par\\'8b\\'40\\'96\\'a7}",
	  BODY(1, "a") BODY(2, "‹@–§")
	  "doc-text|read as Japanese, paragraph 1|a\n"
	  "doc-text|read as Japanese, paragraph 2|機密\n" },
	{ "macintosh", "{\\rtf1\\mac \\'8e}", BODY(1, "é") },
	{ "pc", "{\\rtf1\\pc \\'82}", BODY(1, "é") },
	{ "raw-bytes-with-a-backslash-in-a-character",
	  "{\\rtf1\\ansicpg932 \x95\x5c\x8e\xa6\\par \x83\x7d}",
	  BODY(1, "表示") BODY(2, "マ") },
	{ "raw-utf-8", "{\\rtf1\\ansi\\ansicpg932 機密）\\par 性}",
	  BODY(1, "機密）") BODY(2, "性") },
	{ "unicode-with-substitute",
	  "{\\rtf1\\u27231 ?\\u23494\\'3f\\u24615 ?}", BODY(1, "機密性") },
	{ "unicode-with-longer-substitute",
	  "{\\rtf1\\uc2\\u27231\\'8b\\'40\\u23494\\'96\\'a7{\\uc0\\u24615 x}"
	  "\\u-239 ab3}", BODY(1, "機密性x１3") },
	{ "unicode-without-substitute",
	  "{\\rtf1\\u27231\\par\\u23494}", BODY(1, "機") BODY(2, "密") },
	{ "surrogates", "{\\rtf1\\u-10174?\\u-8265?\\u-10174?a}",
	  BODY(1, "𠮷�a") },
	{ "unicode-twin-of-ansi-text",
	  "{\\rtf1\\upr{????}{\\*\\ud{\\uc0\\u27231\\u23494}}!}",
	  BODY(1, "機密!") },
	{ "headers-and-footers",
	  "{\\rtf1 a{\\header h\\par}b{\\footerf f}{\\headerr g}\\par}",
	  BODY(1, "ab") "doc-header|header 1|h\n"
	  "doc-header|first footer 2|f\ndoc-header|right header 3|g\n" },
	{ "notes-and-comments",
	  "{\\rtf1 a{\\super 1{\\footnote n}}b{\\*\\atnid AB}{\\*\\annotation "
	  "c\\par d}}", BODY(1, "a1b") "doc-text|footnote 1|n\n"
	  "doc-text|comment author 2|AB\ndoc-text|comment 3|c\n"
	  "doc-text|comment 3|d\n" },
	{ "text-boxes",
	  "{\\rtf1 a{\\shp{\\*\\shpinst\\shpleft0{\\sp{\\sn x}{\\sv 1}}"
	  "{\\shptxt b\\par}}}{\\*\\do\\dptxbx{\\dptxbxtext c}}}",
	  BODY(1, "a") "doc-box|text box 1|b\ndoc-box|text box 2|c\n" },
	{ "watermark",
	  "{\\rtf1{\\header{\\shp{\\*\\shpinst{\\sp{\\sn gtextUNICODE}{\\sv "
	  "\\u27231?\\u23494?}}{\\sp{\\sn wzDescription}{\\sv d}}}}}}",
	  "doc-header|watermark|機密\ndoc-text|description of a shape|d\n" },
	{ "properties",
	  "{\\rtf1\\ansicpg932{\\info{\\title \\'8b\\'40}{\\keywords k}"
	  "{\\*\\company c}{\\version1}}{\\*\\userprops {\\propname L}"
	  "\\proptype30{\\staticval v}}a}",
	  "property|Title|機|document\nproperty|Keywords|k|document\n"
	  "property|Company|c|document\nproperty|L|v|document\n"
	  BODY(1, "a") },
	{ "fields-show-their-result",
	  "{\\rtf1{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt y}}}",
	  BODY(1, "y") },
	{ "hidden-and-deleted-text", "{\\rtf1{\\v a}{\\deleted b}}",
	  BODY(1, "ab") },
	{ "unknown-groups-are-hidden-text",
	  "{\\rtf1 a{\\*\\nobody{b }\\par c 1}{\\*\\hex "
	  "0123456789abcdef0123456789abcdef}{\\*\\n 12}d}",
	  BODY(1, "ad") "doc-text|hidden group|b \n"
	  "doc-text|hidden group|c 1\n" },
	{ "nothing-to-read",
	  "{\\rtf1{\\stylesheet{\\s1 heading;}{\\*\\cs2 style;}}{\\pict "
	  "00{\\header x}}{\\*\\bkmkstart m}a}", BODY(1, "a") },
	{ "picture-in-binary", "{\\rtf1{\\pict\\bin4 }}{{}a}",
	  BODY(1, "a") },
	{ "binary-longer-than-the-file", "{\\rtf1{\\pict}\\bin99 a}",
	  "problem|malformed|RTF ends within a group; it may be cut\n"
	  BODY(1, "a") },
	{ "html-within",
	  "{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 "
	  "a&{\\*\\htmltag84 <b>}b{\\*\\htmltag92 </b>}\\htmlrtf\\par}"
	  "\\htmlrtf0{\\*\\htmltag84 &#27231;}{\\*\\htmltag72 </p>}"
	  "{\\*\\htmltag64 <p>}c}",
	  BODY(1, "a&b") BODY(2, "c") "doc-text|HTML, line 1|a&b機\n"
	  "doc-text|HTML, line 2|c\n" },
	{ "package",
	  "{\\rtf1{\\object\\objemb{\\*\\objclass Package}{\\*\\objdata "
	  "0105000002000000080000005061636b616765000000000000000000"
	  "29000000 0200612e747874 00 433a5c612e747874 00 00000300"
	  "09000000 433a5c742e747874 00 03000000 616263}"
	  "{\\result r}}}",
	  "embedded|a.txt||3\n" BODY(1, "r")
	  "doc-text|hidden group|Package\n" },
	{ "object-of-a-program",
	  "{\\rtf1{\\object{\\*\\objdata 01050000020000000200000041 00"
	  "0000000000000000 03000000 61 6\n2 63}}a}",
	  "embedded|||3\n" BODY(1, "a") },
	{ "object-that-is-none", "{\\rtf1{\\*\\objdata 616263}a}",
	  "embedded|||3\n" BODY(1, "a") },
	{ "missing-last-brace", "{\\rtf1 a", BODY(1, "a") },
	{ "cut-within-a-group", "{\\rtf1 a{\\b b",
	  "problem|malformed|RTF ends within a group; it may be cut\n"
	  BODY(1, "ab") },
	{ "group-without-text-that-never-ends",
	  "{\\rtf1{\\fonttbl{\\f0 A;}\\par abc\\par",
	  "problem|malformed|RTF ends within a group; it may be cut\n"
	  BODY(1, "A;") BODY(2, "abc") },
	{ "braces-too-many", "{\\rtf1 a}}}", BODY(1, "a") },
	{ "text-behind-the-end", "{\\rtf1 a}b {\\b c}",
	  BODY(1, "a") "doc-text|hidden group|b c\n" },
	{ "a-second-document-behind-the-first", "{\\rtf1 a\\par}{\\rtf1 b}",
	  BODY(1, "a") BODY(2, "b") },
	{ "no-rtf-at-all", "abc", "doc-text|hidden group|abc\n" },
	{ "nothing", "", "" },
};

static void check(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	rtf_read(&document, (const guint8 *)c->rtf, strlen(c->rtf));
	if (strcmp(record->str, c->events) != 0)
		g_test_fail_printf("is:\n%sshould be:\n%s", record->str,
				   c->events);
}

/* @count times @text, in a document. */
static char *repeat(const char *text, guint count)
{
	GString *all = g_string_new("{\\rtf1 ");

	for (guint i = 0; i < count; i++)
		g_string_append(all, text);
	return g_string_free(all, FALSE);
}

static void nesting_bomb(void)
{
	g_autofree char *groups = repeat("{", 1000000);
	g_autofree char *bomb = g_strconcat(groups, "abc\\par", NULL);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	rtf_read(&document, (const guint8 *)bomb, strlen(bomb));
	g_assert_nonnull(strstr(record->str, "problem|limit|groups nested"));
	g_assert_nonnull(strstr(record->str, "problem|malformed|"));
	g_assert_nonnull(strstr(record->str, BODY(1, "abc")));
}

static void text_over_the_limit(void)
{
	g_autofree char *rtf = repeat("abc\\par ", 100);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	document.text_left = 50;
	rtf_read(&document, (const guint8 *)rtf, strlen(rtf));
	g_assert_nonnull(strstr(record->str, "problem|limit|text"));
	g_assert_nonnull(strstr(record->str, BODY(12, "abc")));
	g_assert_null(strstr(record->str, "paragraph 14"));
}

static void out_of_time(void)
{
	g_autofree char *rtf = repeat("abc\\par ", 20000);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	document.deadline_us = 0;
	rtf_read(&document, (const guint8 *)rtf, strlen(rtf));
	g_assert_nonnull(strstr(record->str, "limit-document-seconds"));
	g_assert_null(strstr(record->str, "paragraph 19999|"));
}

/* What LibreOffice wrote; see tests/samples/README.md. */
static void written_by_libreoffice(void)
{
	static const char *const expected[] = {
		"property|Title|題名の値|", "property|Subject|主題の値|",
		"property|Keywords|鍵語の値|", "property|分類|利用者の値|",
		"|本文の太字と絵𠮷文字です。", "|注釈付きの行隠しの語\n",
		"|左の欄\n", "|右の欄\n", "|最後の行\n",
		"|改行後 Ünïcode «é» – “q”\n", "doc-header|header 1|頁頭の語\n",
		"doc-header|footer 2|頁脚の語\n", "|footnote 1| 脚注の語\n",
		"|注釈の語\n", "doc-box|text box 1|枠内の語\n", "doc-box|lettering|図形の語\n",
	};
	g_autofree char *bytes = NULL;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	gsize size;

	g_assert_true(g_file_get_contents("tests/samples/rtf/places.rtf",
					  &bytes, &size, NULL));
	rtf_read(&document, (const guint8 *)bytes, size);
	for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
		if (!strstr(record->str, expected[i]))
			g_test_fail_printf("no %s in\n%s", expected[i],
					   record->str);
	}
	g_assert_null(strstr(record->str, "problem|"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/documents/rtf/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], check);
	}
	g_test_add_func("/documents/rtf/nesting-bomb", nesting_bomb);
	g_test_add_func("/documents/rtf/text-over-the-limit",
			text_over_the_limit);
	g_test_add_func("/documents/rtf/out-of-time", out_of_time);
	g_test_add_func("/documents/rtf/written-by-libreoffice",
			written_by_libreoffice);
	return g_test_run();
}
