/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_html.c - what a document says, shown or not.
 */
#include "text/html.h"

#include <string.h>

#define NO_LIMIT ((gsize)1 << 20)

typedef struct Case {
	const char *name;
	const char *html;
	const char *text;
	guint64 chars;
} Case;

static const Case cases[] = {
	{ "nothing", "", "", 0 },
	{ "text-only", "abc", "abc\n", 3 },
	{ "paragraphs-are-lines", "<p>ab</p><P CLASS=x>cd", "ab\ncd\n", 4 },
	{ "break-ends-a-line", "ab<br>cd<br/>ef<BR />gh",
	  "ab\ncd\nef\ngh\n", 8 },
	{ "cells-are-lines", "<table><tr><td>ab<td>cd</table>", "ab\ncd\n",
	  4 },
	{ "tags-do-not-split-words", "機<b>密</b><span a='x'>性</span>3",
	  "機密性3\n", 4 },
	{ "white-space-is-one-space", " a \r\n\t b ", "a b\n", 2 },
	{ "space-on-either-side-of-a-tag", "a <b> b</b>", "a b\n", 2 },
	{ "space-before-a-comment", "a <!--x-->b", "a b\nx\n", 2 },
	{ "preformatted-lines-stay", "<pre>ab\ncd\r\nef</pre>g\nh",
	  "ab\ncd\nef\ng h\n", 8 },
	{ "styled-lines-stay", "<div style='white-space: pre-wrap'>ab\ncd",
	  "ab\ncd\n", 4 },
	{ "entities", "&lt;&amp;&#27231;&#x5bc6;&#X6027;&yen;",
	  "<&機密性¥\n", 6 },
	{ "entities-without-semicolon", "&lt&#27231 &copy", "<機 ©\n", 3 },
	{ "entities-of-html-5", "機&NoBreak;密&ZeroWidthSpace;&lpar;&NewLine;x",
	  "機\u2060密\u200b( x\n", 6 },
	{ "entity-with-leading-zeros", "&#x000000000000006a5f;", "機\n", 1 },
	{ "entity-of-windows", "&#146;&#150;", "\u2019\u2013\n", 2 },
	{ "entity-of-no-character", "&#0;&#xd800;&#x110000;&#99999999999;",
	  NULL, 0 },
	{ "no-entity", "AT&T a&b;&;&#;&#x;", "AT&T a&b;&;&#;&#x;\n", 17 },
	{ "comment-counts-as-text-only", "a<!-- 機密性3 -->b",
	  "ab\n機密性3\n", 2 },
	{ "comment-with-markup", "<!--[if mso]><p>機密<b>性</b>3</p><![endif]-->",
	  "[if mso]>\n機密性3\n<![endif]\n", 0 },
	{ "empty-comment", "<!-->a<!--->b<!---->c", "abc\n", 3 },
	{ "comment-that-browsers-end-early", "<!--a--!>b<!-- -->", "b\na\n",
	  1 },
	{ "unclosed-comment-is-text", "a<!-- 機密性3", "a 機密性3\n", 5 },
	{ "title-stands-alone", "<title>t&amp;<b></title><p>a",
	  "t&<b>\na\n", 1 },
	{ "attributes-stand-beside",
	  "機<img alt=\"x y\">密<a title=z href=h>性</a>",
	  "機密性\nx y\nz\n", 3 },
	{ "attribute-with-a-bracket", "<a title='a>b'>c</a>", "c\na>b\n", 1 },
	{ "attribute-with-entities", "<img alt=&#27231;&lt;>", "機<\n", 0 },
	{ "script-and-style-are-left-out",
	  "a<script>if (a<b) x('</p>')</script>b<style>p{}</style>c",
	  "a\nb\nc\n", 3 },
	{ "unclosed-script-is-text", "a<script>b", "a\nb\n", 2 },
	{ "unclosed-style-is-text", "<style>a<p>機密性3", "a\n機密性3\n", 5 },
	{ "hidden-text-is-text", "<p style='display:none'>機密性3",
	  "機密性3\n", 4 },
	{ "textarea", "<textarea>a\n<b></textarea>", "a\n<b>\n", 4 },
	{ "lone-brackets-are-text", "a < b > c <3 <", "a < b > c <3 <\n", 8 },
	{ "unclosed-tag-is-text", "a<b", "a<b\n", 3 },
	{ "unclosed-quote-hides-nothing",
	  "a<p title=\"x>機密性3</p>b<i>c</i>", NULL, 0 },
	{ "unclosed-end-tag", "a</", "a</\n", 3 },
	{ "declarations", "<!DOCTYPE html><?xml a?>b", NULL, 1 },
	{ "cdata", "<![CDATA[機密性3]]>", "[CDATA[機密性3]]\n", 0 },
	{ "full-width-tag-is-text", "<機密性3>", "<機密性3>\n", 6 },
	{ "foreign-elements", "<o:p>a</o:p><v:x>b", "ab\n", 2 },
};

static char *read_html(const char *html, gsize size, gsize max, gboolean *cut,
		       guint64 *chars)
{
	char *text = html_text(html, size, max, cut, chars);

	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_cmpuint(strlen(text), <=, max);
	return text;
}

static void test_text(gconstpointer data)
{
	const Case *c = data;
	gboolean cut;
	guint64 chars;
	g_autofree char *text = read_html(c->html, strlen(c->html), NO_LIMIT,
					  &cut, &chars);

	g_assert_false(cut);
	if (c->text)
		g_assert_cmpstr(text, ==, c->text);
	if (c->text || c->chars)
		g_assert_cmpuint(chars, ==, c->chars);
}

static void test_unclosed_quote(void)
{
	static const char html[] = "a<p title=\"x>機密性3</p>b<i>c</i>";
	gboolean cut;
	guint64 chars;
	g_autofree char *text = read_html(html, sizeof(html) - 1, NO_LIMIT,
					  &cut, &chars);

	g_assert_nonnull(strstr(text, "機密性3"));
	g_assert_nonnull(strstr(text, "bc"));
}

static void test_bytes(void)
{
	static const char html[] = "<p>a\0b\xff c<i\0>d</i>\xe6";
	gboolean cut;
	guint64 chars;
	g_autofree char *text = read_html(html, sizeof(html) - 1, NO_LIMIT,
					  &cut, &chars);

	g_assert_cmpstr(text, ==, "ab\uFFFD cd\uFFFD\n");
}

static void test_cut(void)
{
	static const char html[] = "<p>機密性<!-- 注記 --><p>ab";
	gboolean cut = FALSE;
	guint64 chars;

	for (gsize max = 0; max < 30; max++) {
		g_autofree char *text = read_html(html, sizeof(html) - 1, max,
						  &cut, &chars);

		g_assert_true(cut == (max < 20));
		g_assert_true(g_str_has_prefix("機密性\n注記\nab\n", text));
	}
}

typedef struct Meta {
	const char *html;
	const char *charset;
} Meta;

static const Meta metas[] = {
	{ "", NULL },
	{ "<p>charset=utf-8", NULL },
	{ "<meta charset=utf-8>", "utf-8" },
	{ "<META CharSet = \"Shift_JIS\" />", "Shift_JIS" },
	{ "<meta http-equiv=Content-Type content=\"text/html; "
	  "charset=iso-2022-jp\">", "iso-2022-jp" },
	{ "<meta name=a><meta charset='euc-jp'>", "euc-jp" },
	{ "<meta name=a>charset=x", NULL },
	{ "<meta charset=", NULL },
	{ "<meta", NULL },
};

static void test_meta(void)
{
	g_autofree char *late = g_strnfill(8192, ' ');
	g_autofree char *far = g_strconcat(late, "<meta charset=x>", NULL);
	g_autofree char *none = html_declared_charset((const guint8 *)far,
						      strlen(far));

	g_assert_null(none);
	for (gsize i = 0; i < G_N_ELEMENTS(metas); i++) {
		g_autofree char *charset = html_declared_charset(
			(const guint8 *)metas[i].html, strlen(metas[i].html));

		g_assert_cmpstr(charset, ==, metas[i].charset);
	}
}

/* Each of them is quadratic for somebody. */
static void test_long(void)
{
	static const char *const units[] = {
		"<b>", "<div>", "</i>", "<", "</", "<!", "<!--", "<!-- -->",
		"<a \"", "<a title=\"", "<a title='x' ", "<script>", "<style>",
		"<title>x", "<script></", "&", "&#", "&#0", "&abcdefghijk",
		"<pre>", "<!--<a ", "<!--<a \"-->", "--", "<![CDATA[", "<p>\n",
		"<textarea></textarea>", "white-space", "<meta charset=",
		"<img alt=\"x\">",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
		g_autoptr(GString) html = g_string_new(NULL);
		g_autofree char *text = NULL;
		gboolean cut;
		guint64 chars;

		while (html->len < NO_LIMIT)
			g_string_append(html, units[i]);
		g_string_append(html, "<p>機密性3");
		text = read_html(html->str, html->len, 64 * NO_LIMIT, &cut,
				 &chars);
		g_assert_false(cut);
		g_assert_nonnull(strstr(text, "機密性3"));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	html_warm_up();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf(
			"/text/html/text/%s", cases[i].name);

		g_test_add_data_func(path, &cases[i], test_text);
	}
	g_test_add_func("/text/html/unclosed-quote-hides-no-marking",
			test_unclosed_quote);
	g_test_add_func("/text/html/nul-and-lone-bytes-end-nothing",
			test_bytes);
	g_test_add_func("/text/html/a-limit-cuts-between-characters",
			test_cut);
	g_test_add_func("/text/html/meta-names-a-charset", test_meta);
	g_test_add_func("/text/html/a-megabyte-comes-to-an-end", test_long);
	return g_test_run();
}
