/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_html.c - a document, whole and cut.
 */
#include <string.h>

#include "text/html.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	gsize limit = size > 0 ? data[0] : 0;
	gboolean cut;
	guint64 chars;
	g_autofree char *charset = html_declared_charset(data, size);
	g_autofree char *whole = html_text((const char *)data, size,
					   16 * size + 16, &cut, &chars);
	g_autofree char *part = NULL;

	g_assert_true(g_utf8_validate(whole, -1, NULL));
	g_assert_false(cut);
	g_assert_cmpuint(chars, <=, strlen(whole));
	part = html_text((const char *)data, size, limit, &cut, &chars);
	g_assert_true(g_utf8_validate(part, -1, NULL));
	g_assert_cmpuint(strlen(part), <=, limit);
	g_assert_true(cut || strcmp(part, whole) == 0);
	return 0;
}
