/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_base_escape.c - nothing from outside forges a log line or a reply.
 */
#include "base/escape.h"

#include <string.h>
typedef struct Case {
	const char *value;
	gsize max;
	const char *expected;
} Case;

static const Case in_log[] = {
	{ NULL, 10, "-" },
	{ "", 10, "\"\"" },
	{ "plain", 10, "plain" },
	{ "two words", 20, "\"two words\"" },
	{ "a=b", 10, "\"a=b\"" },
	{ "say \"x\"", 20, "\"say \\\"x\\\"\"" },
	{ "back\\slash", 20, "back\\\\slash" },
	{ "line\nevent=forged", 99, "\"line\\x0aevent=forged\"" },
	{ "\r\x1b[2J", 99, "\\x0d\\x1b[2J" },
	{ "\x7f", 9, "\\x7f" },
	{ "機密性3", 99, "機密性3" },
	{ "bad \xff\xe6\xa9", 99, "\"bad \\xff\\xe6\\xa9\"" },
	{ "\u202Eabc", 99, "\\xe2\\x80\\xaeabc" },
	{ "a\u2028b", 99, "a\\xe2\\x80\\xa8b" },
	{ "\xc2\x85", 99, "\\xc2\\x85" },
	{ "12345", 5, "12345" },
	{ "123456", 5, "12345..." },
};

static const Case in_ascii[] = {
	{ NULL, 10, "" },
	{ "", 10, "" },
	{ "fine.", 10, "fine." },
	{ "a\r\nb", 10, "a??b" },
	{ "機密", 10, "??" },
	{ "\xff", 10, "?" },
	{ "123456", 5, "12345" },
	{ "123456", 0, "" },
};

static const Case in_utf8[] = {
	{ "機密", 10, "機密" },
	{ "機密", 5, "機" },
	{ "機\n密", 10, "機?密" },
	{ "\u202E機", 10, "?機" },
	{ "\xe6\xa9", 10, "??" },
};

static const Case shown[] = {
	{ NULL, 10, "" },
	{ "機密性3", 4, "機密性3" },
	{ "機密性3", 3, "機密性…" },
	{ "a\tb\r\n", 9, "a b  " },
	{ "\xff" "a", 9, "\uFFFD" "a" },
	{ "x\u200Fy", 9, "x y" },
	{ "x", 0, "…" },
};

static void test_log(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(in_log); i++) {
		g_autofree char *out = escape_log(in_log[i].value,
						  in_log[i].max);

		g_assert_cmpstr(out, ==, in_log[i].expected);
	}
}

static void test_reply(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(in_ascii); i++) {
		g_autofree char *out = escape_reply(in_ascii[i].value,
						    in_ascii[i].max, FALSE);

		g_assert_cmpstr(out, ==, in_ascii[i].expected);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(in_utf8); i++) {
		g_autofree char *out = escape_reply(in_utf8[i].value,
						    in_utf8[i].max, TRUE);

		g_assert_cmpstr(out, ==, in_utf8[i].expected);
	}
}

static void test_show(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(shown); i++) {
		g_autofree char *out = escape_show(shown[i].value,
						   shown[i].max);

		g_assert_cmpstr(out, ==, shown[i].expected);
	}
}

/* Of every pair of bytes, in all three. */
static void test_pairs(void)
{
	for (guint i = 1; i < 65536; i++) {
		char pair[] = { (char)(i >> 8), (char)i, '\0' };
		g_autofree char *log = escape_log(pair, 99);
		g_autofree char *reply = escape_reply(pair, 99, FALSE);
		g_autofree char *show = escape_show(pair, 99);

		g_assert_true(g_utf8_validate(log, -1, NULL));
		g_assert_true(g_utf8_validate(show, -1, NULL));
		for (const char *at = reply; *at; at++)
			g_assert_true(*at >= ' ' && *at <= '~');
		g_assert_null(strpbrk(log, "\r\n\t"));
		g_assert_null(strpbrk(show, "\r\n\t"));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/base/escape/no-value-forges-a-log-line", test_log);
	g_test_add_func("/base/escape/no-value-forges-a-reply", test_reply);
	g_test_add_func("/base/escape/what-is-shown-is-clean", test_show);
	g_test_add_func("/base/escape/every-pair-of-bytes-is-made-harmless",
			test_pairs);
	return g_test_run();
}
