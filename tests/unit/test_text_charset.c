/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_charset.c - whether declared or shown, a text is found.
 *
 * The bytes are written down as bytes, from JIS X 0208 and the vendors'
 * tables, so that no converter judges itself. A fresh glibc converter is the
 * oracle where whole charsets are compared.
 */
#include "text/charset.h"

#include <iconv.h>
#include <string.h>

#define LITERAL(bytes) bytes, sizeof(bytes) - 1

typedef struct Case {
	const char *name;
	const char *declared;
	const char *bytes;
	gsize size;
	const char *text;	/* must be among the readings, and be first */
	gsize undecodable;
} Case;

static const Case first_cases[] = {
	{ "nothing-is-one-empty-text", NULL, LITERAL(""), "", 0 },
	{ "ascii", "us-ascii", LITERAL("plain"), "plain", 0 },
	{ "utf-8-undeclared", NULL, LITERAL("機密性③"), "機密性③", 0 },
	{ "utf-8-byte-order-mark", NULL, LITERAL("\xef\xbb\xbf機密性"),
	  "機密性", 0 },
	{ "jis", "ISO-2022-JP", LITERAL("\033$B5!L)@-\033(B"), "機密性", 0 },
	{ "jis-of-1978", "ISO-2022-JP", LITERAL("\033$@5!L)@-\033(J"),
	  "機密性", 0 },
	{ "nec-row-13-circled", "ISO-2022-JP",
	  LITERAL("\033$B5!L)@--#\033(B"), "機密性③", 0 },
	{ "nec-row-13-roman", "ISO-2022-JP",
	  LITERAL("\033$B5!L)@--6\033(B"), "機密性Ⅱ", 0 },
	{ "nec-row-13-before-the-label", "iso-2022-jp",
	  LITERAL("\033$B-!5!L)@-#3\033(B"), "①機密性３", 0 },
	{ "nec-selected-ibm", "ISO-2022-JP", LITERAL("\033$B|b\033(B"),
	  "髙", 0 },
	{ "kana-designated", "ISO-2022-JP", LITERAL("\033(I1\033(B1"),
	  "ｱ1", 0 },
	{ "kana-shifted-out", "ISO-2022-JP", LITERAL("\x0e" "1\x0f" "1"),
	  "ｱ1", 0 },
	{ "kana-in-eight-bits", "ISO-2022-JP",
	  LITERAL("\033$B5!L)@-\033(B\xb1"), "機密性ｱ", 0 },
	{ "old-junet", "ISO-2022-JP", LITERAL("\033$B5!\033(Ha"), "機a", 0 },
	{ "roman-backslash", "ISO-2022-JP", LITERAL("\033(J\\~\033(B"),
	  "\\~", 0 },
	{ "jis-x-0212", "ISO-2022-JP-1", LITERAL("\033$(D0!\033(B"), "丂", 0 },
	{ "jis-x-0213", "ISO-2022-JP-2004",
	  LITERAL("\033$(Q-#5!\033(B"), "③機", 0 },
	{ "users-own-character", "ISO-2022-JP-MS",
	  LITERAL("\033$(?!!\033(B"), "\uE000", 0 },
	{ "1990-announcer", "ISO-2022-JP", LITERAL("\033&@\033$B5!\033(B"),
	  "機", 0 },
	{ "cp50221-by-name", "cp50221", LITERAL("\033$B-#\033(B"), "③", 0 },
	{ "iso-2022-jp-ms-by-name", "ISO-2022-JP-MS",
	  LITERAL("\033$B-#\033(B"), "③", 0 },
	{ "csiso2022jp-by-name", "csISO2022JP", LITERAL("\033$B-#\033(B"),
	  "③", 0 },
	{ "jis-undeclared", NULL, LITERAL("\033$B5!L)@-\033(B"), "機密性", 0 },
	{ "jis-declared-utf-8", "utf-8", LITERAL("\033$B5!L)@-\033(B"),
	  "機密性", 0 },
	{ "jis-declared-shift-jis", "Shift_JIS",
	  LITERAL("\033$B5!L)@-\033(B"), "機密性", 0 },
	{ "final-escape-missing", "ISO-2022-JP", LITERAL("\033$B5!L)@-"),
	  "機密性", 0 },
	{ "cell-without-character", "ISO-2022-JP",
	  LITERAL("\033$B5!)!L)\033(B"), "機\uFFFD密", 2 },
	{ "half-a-pair", "ISO-2022-JP", LITERAL("\033$B5!L\033(B"),
	  "機\uFFFD", 1 },
	{ "unknown-escape-in-jis", "ISO-2022-JP",
	  LITERAL("\033$B5!\033(B\033%x"), "機\uFFFD%x", 1 },
	{ "shift-jis", "Shift_JIS",
	  LITERAL("\x8b\x40\x96\xa7\x90\xab\x87\x42"), "機密性③", 0 },
	{ "shift-jis-undeclared", NULL,
	  LITERAL("\x8b\x40\x96\xa7\x90\xab\x82\x52"), "機密性３", 0 },
	{ "shift-jis-wave-dash-as-windows", "x-sjis",
	  LITERAL("\x81\x60\x81\x7c\\"), "～－\\", 0 },
	{ "shift-jis-ibm-extension", "cp932", LITERAL("\xfb\xfc\xfc\x4b"),
	  "髙黑", 0 },
	{ "shift-jis-declared-utf-8", "utf-8",
	  LITERAL("\x8b\x40\x96\xa7\x90\xab"), "機密性", 0 },
	{ "shift-jis-declared-jis", "iso-2022-jp",
	  LITERAL("\x8b\x40\x96\xa7\x90\xab"), "機密性", 0 },
	{ "shift-jis-declared-ascii", "us-ascii",
	  LITERAL("\x8b\x40\x96\xa7\x90\xab"), "機密性", 0 },
	{ "shift-jis-declared-nonsense", "x-unknown-charset",
	  LITERAL("\x8b\x40\x96\xa7\x90\xab"), "機密性", 0 },
	{ "shift-jis-windows-name", "Windows-31J",
	  LITERAL("\x8b\x40\x96\xa7\x90\xab"), "機密性", 0 },
	{ "utf-8-declared-jis", "iso-2022-jp", LITERAL("機密性"), "機密性",
	  0 },
	{ "utf-8-declared-euc", "euc-jp", LITERAL("機密性3"), "機密性3", 0 },
	{ "euc", "EUC-JP", LITERAL("\xb5\xa1\xcc\xa9\xc0\xad\xad\xa3"),
	  "機密性③", 0 },
	{ "euc-ibm-extension", "EUC-JP", LITERAL("\xfc\xe2"), "髙", 0 },
	{ "euc-three-bytes", "EUC-JP", LITERAL("\x8f\xb0\xa1"), "丂", 0 },
	{ "euc-kana", "EUC-JP", LITERAL("\x8e\xb1"), "ｱ", 0 },
	{ "euc-undeclared", NULL,
	  LITERAL("\xb5\xa1\xcc\xa9\xc0\xad\xa1\xca\xb9\xe2\xa1\xcb"),
	  "機密性（高）", 0 },
	{ "euc-declared-jis", "iso-2022-jp",
	  LITERAL("\xb5\xa1\xcc\xa9\xc0\xad\xa1\xca\xb9\xe2\xa1\xcb"),
	  "機密性（高）", 0 },
	{ "utf-16-little-marked", NULL,
	  LITERAL("\xff\xfe\x5f\x6a\xc6\x5b\x27\x60"), "機密性", 0 },
	{ "utf-16-big-marked", "utf-8",
	  LITERAL("\xfe\xff\x6a\x5f\x5b\xc6\x60\x27"), "機密性", 0 },
	{ "utf-16-little-by-its-nuls", NULL,
	  LITERAL("\x5f\x6a\xc6\x5b\x27\x60" "3\0\n\0"), "機密性3\n", 0 },
	{ "utf-16-big-by-its-nuls", NULL,
	  LITERAL("\x6a\x5f\x5b\xc6\x60\x27\0" "3\0\n"), "機密性3\n", 0 },
	{ "utf-16-declared", "utf-16le",
	  LITERAL("\x5f\x6a\xc6\x5b\x27\x60"), "機密性", 0 },
	{ "utf-16-surrogates", "utf-16be", LITERAL("\xd8\x42\xdf\xb7"),
	  "\U00020BB7", 0 },
	{ "utf-16-lone-surrogate", "utf-16",
	  LITERAL("\xfe\xff\xd8\x42\0a"), "\uFFFDa", 2 },
	{ "utf-32-marked", NULL,
	  LITERAL("\xff\xfe\0\0\x5f\x6a\0\0\xc6\x5b\0\0"), "機密", 0 },
	{ "utf-32-big-declared", "utf-32be",
	  LITERAL("\0\0\x6a\x5f\0\0\x5b\xc6"), "機密", 0 },
	{ "utf-7-declared", "utf-7", LITERAL("+al9bxmAn-3 +-"), "機密性3 +",
	  0 },
	{ "hz-declared", "hz-gb-2312", LITERAL("~{VPND~} a~~"), "中文 a~", 0 },
	{ "gb", "gb2312", LITERAL("\xd6\xd0"), "中", 0 },
	{ "big5", "Big5", LITERAL("\xa4\xa4"), "中", 0 },
	{ "euc-kr", "euc-kr", LITERAL("\xc7\xd1"), "한", 0 },
	{ "iso-2022-kr", "iso-2022-kr", LITERAL("\033$)C\x0eGQ\x0f."), "한.",
	  0 },
	{ "latin-1", "iso-8859-1", LITERAL("M\xfcller \x80"), "Müller €", 0 },
	{ "latin-1-with-a-language", "iso-8859-1*en", LITERAL("M\xfcller"),
	  "Müller", 0 },
	{ "latin-1-undeclared-stays-unexplained", NULL, LITERAL("M\xfcller"),
	  "M\uFFFDller", 1 },
	{ "combining-charset-is-flushed", "big5-hkscs", LITERAL("\x88\x66"),
	  "Ê", 0 },
	{ "a-stray-byte-counts", "utf-8", LITERAL("機密性3\xff"),
	  "機密性3\uFFFD", 1 },
	{ "cut-utf-8-counts", "utf-8", LITERAL("ab\xe6"), "ab\uFFFD", 1 },
};

static const Case other_cases[] = {
	{ "utf-8-with-a-stray-byte-that-shift-jis-explains", "utf-8",
	  LITERAL("ああ\xb1"), "ああ\uFFFD", 0 },
	{ "shift-jis-under-a-single-byte-charset", "iso-8859-15",
	  LITERAL("\x8b\x40\x96\xa7\x90\xab"), "機密性", 0 },
	{ "shift-jis-with-a-stray-byte-under-a-single-byte-charset",
	  "iso-8859-15", LITERAL("\x8b\x40\x96\xa7\x90\xab\xff"),
	  "機密性\uFFFD", 0 },
	{ "utf-8-under-a-single-byte-charset", "iso-8859-15",
	  LITERAL("機密性"), "機密性", 0 },
	{ "utf-7-undeclared", NULL, LITERAL("see +al9bxmAn-3"),
	  "see 機密性3", 0 },
	{ "utf-7-declared-utf-8", "utf-8", LITERAL("+MBBqX1vGYCf/EzAR-"),
	  "【機密性３】", 0 },
	{ "hz-undeclared", NULL, LITERAL("~{VPND~}"), "中文", 0 },
	{ "shift-out-undeclared", NULL, LITERAL("a\x0e" "1\x0f"), "aｱ", 0 },
	{ "jis-shift-open-over-lines", "iso-2022-jp",
	  LITERAL("\033$B5!\nL)\033(B"), "機\n密", 0 },
	{ "jis-shift-closed-by-the-line", "iso-2022-jp",
	  LITERAL("\033$B5!\nL)\033(B"), "機\nL)", 0 },
	{ "nul-left-out", NULL, LITERAL("a\0b"), "ab", 0 },
	{ "nul-as-space", "utf-8", LITERAL("機\0密"), "機 密", 0 },
	{ "nul-inside-a-marking", "utf-8", LITERAL("機\0密"), "機密", 0 },
	{ "utf-16-without-mark-nul-or-name", NULL,
	  LITERAL("\x5f\x6a\xc6\x5b\x27\x60\x13\xff"), "機密性３", 0 },
	{ "utf-16-declared-without-a-mark", "utf-16",
	  LITERAL("\x5f\x6a\xc6\x5b\x27\x60"), "機密性", 0 },
};

static void check_sound(const Readings *readings)
{
	g_assert_cmpuint(readings->texts->len, >=, 1);
	g_assert_cmpuint(readings->texts->len, <=, 6);
	for (guint i = 0; i < readings->texts->len; i++) {
		const char *text = g_ptr_array_index(readings->texts, i);

		g_assert_true(g_utf8_validate(text, -1, NULL));
		for (guint k = 0; k < i; k++)
			g_assert_cmpstr(text, !=,
				g_ptr_array_index(readings->texts, k));
	}
}

static gboolean has_text(const Readings *readings, const char *text)
{
	for (guint i = 0; i < readings->texts->len; i++) {
		if (g_str_equal(g_ptr_array_index(readings->texts, i), text))
			return TRUE;
		g_test_message("reading: %s", (const char *)
			       g_ptr_array_index(readings->texts, i));
	}
	return FALSE;
}

static Readings *read_case(const Case *c)
{
	Readings *readings = charset_read((const guint8 *)c->bytes, c->size,
					  c->declared);

	check_sound(readings);
	g_assert_cmpuint(readings->undecodable, ==, c->undecodable);
	return readings;
}

static void test_first(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(Readings) readings = read_case(c);

	g_assert_cmpstr(g_ptr_array_index(readings->texts, 0), ==, c->text);
}

static void test_among(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(Readings) readings = read_case(c);

	g_assert_true(has_text(readings, c->text));
}

static void test_one_reading(void)
{
	static const char *const texts[] = {
		"", "plain", "a+b=c ~user", "call +81-3-1234-5678", "日本語",
		"C++ and ~{", "+al9b",
	};

	for (gsize i = 0; i < 5; i++) {
		g_autoptr(Readings) readings = charset_read(
			(const guint8 *)texts[i], strlen(texts[i]), "utf-8");

		g_assert_cmpuint(readings->texts->len, ==, 1);
		g_assert_cmpstr(g_ptr_array_index(readings->texts, 0), ==,
				texts[i]);
	}
}

/* Every character that glibc's CP932 has, in every form of JIS. */
static void test_all_of_cp932(void)
{
	iconv_t oracle = iconv_open("UTF-8", "CP932");
	guint found = 0;

	for (guint code = 0x8140; code <= 0xfcfc; code++) {
		char bytes[3] = { (char)(code >> 8), (char)code, '\0' };
		char text[16] = "";
		char *in = bytes;
		char *to = text;
		gsize left = 2;
		gsize room = sizeof(text) - 1;
		g_autoptr(Readings) readings = NULL;

		if (code >= 0xa000 && code < 0xe000)
			continue;
		if (iconv(oracle, &in, &left, &to, &room) == (gsize)-1) {
			(void)iconv(oracle, NULL, NULL, NULL, NULL);
			continue;
		}
		found++;
		readings = charset_read((const guint8 *)bytes, 2, "cp932");
		g_assert_cmpstr(g_ptr_array_index(readings->texts, 0), ==,
				text);
		g_assert_cmpuint(readings->undecodable, ==, 0);
	}
	iconv_close(oracle);
	g_assert_cmpuint(found, >, 9000);
}

/* A prefix, a suffix or a charset that lies never takes the text away. */
static void test_lies(void)
{
	static const char *const declared[] = {
		NULL, "utf-8", "iso-2022-jp", "shift_jis", "euc-jp", "big5",
		"gb2312", "euc-kr", "iso-8859-1", "windows-1251", "koi8-r",
		"utf-7", "hz", "bogus", "", "*ja", "us-ascii", "utf-16",
	};
	static const struct {
		const char *bytes;
		const char *text;
	} texts[] = {
		{ "\x8b\x40\x96\xa7\x90\xab\x82\x52", "機密性３" },
		{ "\xb5\xa1\xcc\xa9\xc0\xad\xa3\xb3", "機密性３" },
		{ "\033$B5!L)@-#3\033(B", "機密性３" },
		{ "機密性３", "機密性３" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(declared); i++) {
		for (gsize k = 0; k < G_N_ELEMENTS(texts); k++) {
			const char *bytes = texts[k].bytes;
			g_autoptr(Readings) readings = charset_read(
				(const guint8 *)bytes, strlen(bytes),
				declared[i]);

			check_sound(readings);
			g_test_message("declared %s, row %zu",
				       declared[i] ? declared[i] : "-", k);
			g_assert_true(has_text(readings, texts[k].text));
		}
	}
}

/* As long as a mail may be; a second look at every byte would not end. */
static void test_long(void)
{
	const gsize size = 4 * 1024 * 1024;
	static const struct {
		const char *unit;
		const char *declared;
	} rows[] = {
		{ "\xff", "utf-8" }, { "+", NULL }, { "+a", "utf-7" },
		{ "\033", NULL }, { "\033$B", NULL }, { "~{", NULL },
		{ "\x8b", "shift_jis" }, { "\xfe\xff", NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gsize unit = strlen(rows[i].unit);
		g_autofree guint8 *bytes = g_malloc(size);
		g_autoptr(Readings) readings = NULL;

		for (gsize k = 0; k < size; k++)
			bytes[k] = (guint8)rows[i].unit[k % unit];
		readings = charset_read(bytes, size, rows[i].declared);
		g_assert_cmpuint(readings->texts->len, >=, 1);
		g_assert_cmpuint(readings->texts->len, <=, 6);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	for (gsize i = 0; i < G_N_ELEMENTS(first_cases); i++) {
		g_autofree char *path = g_strdup_printf(
			"/text/charset/first/%s", first_cases[i].name);

		g_test_add_data_func(path, &first_cases[i], test_first);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(other_cases); i++) {
		g_autofree char *path = g_strdup_printf(
			"/text/charset/among/%s", other_cases[i].name);

		g_test_add_data_func(path, &other_cases[i], test_among);
	}
	g_test_add_func("/text/charset/ordinary-text-has-one-reading",
			test_one_reading);
	g_test_add_func("/text/charset/all-of-cp932-is-read-as-windows-does",
			test_all_of_cp932);
	g_test_add_func("/text/charset/no-declaration-hides-a-text",
			test_lies);
	g_test_add_func("/text/charset/megabytes-come-to-an-end",
			test_long);
	return g_test_run();
}
