/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_long_fields.c - what of a header GMime is not given.
 */
#include <string.h>

#include "inspect/long-fields.h"

static const struct {
	const char *name;
	const char *mail;
	const char *left;	/* NULL: all of it */
	gboolean own;
} cases[] = {
	{ "short-fields-stay", "To: a@x\r\nX: 1\r\n\r\nx\r\n", NULL, FALSE },
	{ "a-long-one-goes", "X: 123456789012345678\r\nY: 1\r\n\r\nx\r\n",
	  "X:\r\nY: 1\r\n\r\nx\r\n", TRUE },
	{ "and-what-is-folded-behind-it",
	  "Y: 1\nX : 1234567\n\t1234567\n 1234567\n\nx\n",
	  "Y: 1\nX :\r\n\nx\n", TRUE },
	{ "one-of-a-nested-mail-is-not-its-own",
	  "Y: 1\n\nCc: 123456789012345678\n\nx\n", "Y: 1\n\nCc:\r\n\nx\n",
	  FALSE },
	{ "addresses-count-together",
	  "To: 12345678\nY: 1\n\nCC: 12345678\n\nbcc: 12345678\n\nTo: 1\n",
	  "To: 12345678\nY: 1\n\nCC: 12345678\n\nbcc:\r\n\nTo:\r\n", FALSE },
	{ "other-fields-do-not",
	  "X: 12345678\nX: 12345678\nX: 12345678\nX: 12345678\n", NULL,
	  FALSE },
	{ "text-is-no-field",
	  "Y: 1\n\n1234567890 1234567890:\n indented, and long\n", NULL,
	  FALSE },
	{ "the-last-line-may-lack-its-end", "X: 12345678901234567890",
	  "X:\r\n", TRUE },
	{ "nothing-is-nothing", "", NULL, FALSE },
};
#define MOST 16

static void test_case(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	gsize size = strlen(cases[i].mail);
	/* A copy of its own, so that a sanitizer sees a byte too many. */
	g_autofree guint8 *mail = g_memdup2(cases[i].mail, size);
	gboolean own = TRUE;
	g_autoptr(GByteArray) left = long_fields_cut(mail, size, MOST, &own);

	g_assert_cmpint(own, ==, cases[i].own);
	if (!cases[i].left) {
		g_assert_null(left);
		return;
	}
	g_assert_nonnull(left);
	g_assert_cmpuint(left->len, ==, strlen(cases[i].left));
	g_assert_cmpint(memcmp(left->data, cases[i].left, left->len), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/inspect/long-fields/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
	}
	return g_test_run();
}
