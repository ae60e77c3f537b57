/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_charset.c - the first line names a charset, the rest is the text.
 */
#include <string.h>

#include "text/charset.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static gboolean is_plain(const guint8 *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if (bytes[i] < ' ' || strchr("+~\xef", bytes[i]))
			return FALSE;
	}
	return g_utf8_validate_len((const char *)bytes, size, NULL);
}

static void check(const Readings *readings)
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

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const guint8 *line = memchr(data, '\n', size);
	gsize name_size = line ? (gsize)(line - data) : 0;
	g_autofree char *name = g_strndup((const char *)data, name_size);
	const guint8 *bytes = line ? line + 1 : data;
	g_autoptr(Readings) declared = NULL;
	g_autoptr(Readings) shown = NULL;

	size -= (gsize)(bytes - data);
	declared = charset_read(bytes, size, name);
	check(declared);
	shown = charset_read(bytes, size, NULL);
	check(shown);
	g_assert_cmpuint(shown->undecodable, <=, 2 * size);
	if (is_plain(bytes, size)) {
		g_autofree char *text = g_strndup((const char *)bytes, size);

		g_assert_cmpuint(shown->texts->len, ==, 1);
		g_assert_cmpstr(g_ptr_array_index(shown->texts, 0), ==, text);
	}
	return 0;
}
