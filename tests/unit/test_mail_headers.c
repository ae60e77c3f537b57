/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_mail_headers.c - the header block as the mail has it.
 */
#include "mail/headers.h"

#include <string.h>
static const struct {
	const char *value;
	gboolean with_space;
	const char *bytes;
} cases[] = {
	{ "", FALSE, "A:\r\n\r\n" },
	{ "", TRUE, "A: \r\n\r\n" },
	{ "v", TRUE, "A: v\r\n\r\n" },
	{ " v", FALSE, "A: v\r\n\r\n" },
	{ "  v\t", FALSE, "A:  v\t\r\n\r\n" },
	{ " v\n w", FALSE, "A: v\r\n w\r\n\r\n" },
	{ " v\r\n\tw", FALSE, "A: v\r\n\tw\r\n\r\n" },
	{ "v\n w\n\tx", TRUE, "A: v\r\n w\r\n\tx\r\n\r\n" },
	{ "\n v", FALSE, "A:\r\n v\r\n\r\n" },
	{ "v\rContent-Type: x", TRUE, "A: v\rContent-Type: x\r\n\r\n" },
	{ "v\r\rbody", TRUE, "A: v\r\rbody\r\n\r\n" },
	{ "v\r\r\n w", TRUE, "A: v\r\r\n w\r\n\r\n" },
	{ "\xe6\xa9\x9f\xff", TRUE, "A: \xe6\xa9\x9f\xff\r\n\r\n" },
};

static void test_bytes(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Headers) headers = headers_new();
		g_autoptr(GByteArray) bytes = NULL;

		headers_add(headers, "A", cases[i].value);
		bytes = headers_to_bytes(headers, cases[i].with_space);
		g_test_message("case %u", (guint)i);
		g_assert_cmpmem(bytes->data, bytes->len, cases[i].bytes,
				(int)strlen(cases[i].bytes));
	}
}

static void test_order(void)
{
	g_autoptr(Headers) headers = headers_new();
	g_autoptr(GByteArray) empty = headers_to_bytes(headers, TRUE);
	g_autoptr(GByteArray) bytes = NULL;
	const char *expected = "To: a\r\nFrom: b\r\nto: c\r\n\r\n";

	g_assert_cmpmem(empty->data, empty->len, "\r\n", 2);
	g_assert_cmpuint(headers_size(headers), ==, 0);
	headers_add(headers, "To", "a");
	headers_add(headers, "From", "b");
	headers_add(headers, "to", "c");
	bytes = headers_to_bytes(headers, TRUE);
	g_assert_cmpmem(bytes->data, bytes->len, expected,
			(int)strlen(expected));
	g_assert_cmpuint(headers_size(headers), ==, strlen(expected) - 2);
	g_assert_cmpuint(headers_count(headers, "TO"), ==, 2);
	g_assert_cmpuint(headers_count(headers, "From"), ==, 1);
	g_assert_cmpuint(headers_count(headers, "Fro"), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mail/headers/bytes-are-those-of-the-mail",
			test_bytes);
	g_test_add_func("/mail/headers/order-and-number-are-kept", test_order);
	return g_test_run();
}
