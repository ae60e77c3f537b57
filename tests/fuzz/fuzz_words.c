/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_words.c - a header value, read as text and as parameters.
 */
#include <string.h>

#include "text/words.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void check(const GPtrArray *texts)
{
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < texts->len; i++) {
		char *text = g_ptr_array_index(texts, i);

		g_assert_true(g_utf8_validate(text, -1, NULL));
		g_assert_true(g_hash_table_add(known, text));
	}
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const char *raw = (const char *)data;
	g_autoptr(Readings) readings = words_read(raw, size);
	g_autoptr(GPtrArray) file_names = words_parameter(raw, size,
							  "filename");
	g_autoptr(GPtrArray) names = words_parameter(raw, size, "name");

	g_assert_cmpuint(readings->texts->len, >=, 1);
	g_assert_cmpuint(readings->texts->len, <=, 6);
	check(readings->texts);
	check(file_names);
	check(names);
	return 0;
}
