/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_salvage.c - text that stands among bytes.
 */
#include <string.h>

#include <glib.h>

#include "document-record.h"
#include "documents/salvage.h"

#define BYTES(s) s, sizeof(s) - 1

static const struct {
	const char *bytes;
	gsize size;
	const char *line;	/* NULL: nothing is read */
} cases[] = {
	{ BYTES("\1\2\x5f\x6a\xc6\x5b\x27\x60\x32\0\1\0"), "機密性2" },
	{ BYTES("\1\x5f\x6a\xc6\x5b\x27\x60\x32\0\1\0"), "機密性2" },
	{ BYTES("\0\1\x6a\x5f\x5b\xc6\x60\x27\0\x32\0\1"), "機密性2" },
	{ BYTES("\1\x6a\x5f\x5b\xc6\x60\x27\0\x32\0\1"), "機密性2" },
	{ BYTES("\1\xe6\xa9\x9f\xe5\xaf\x86\xe6\x80\xa7" "2\1"), "機密性2" },
	{ BYTES("\1\x8b\x40\x96\xa7\x90\xab" "2\1"), "機密性2" },
	/* a lead byte that belongs to nothing */
	{ BYTES("\1\x85\x8b\x40\x96\xa7\x90\xab" "2\1"), "機密性2" },
	{ BYTES("\1\2TLP:RED\1"), "TLP:RED" },
	{ BYTES("\1ab\1"), NULL },
	{ BYTES("\1\2\3\4\5\6\7\x08\x0e\x0f\x10"), NULL },
};

static void test_text_is_found_in_any_encoding(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) record = g_string_new(NULL);
		g_autofree char *event = NULL;
		Document document = record_document(record);

		salvage_read(&document, "here",
			     (const guint8 *)cases[i].bytes, cases[i].size);
		g_test_message("%u: %s", i, record->str);
		if (!cases[i].line) {
			g_assert_cmpstr(record->str, ==, "");
			continue;
		}
		event = g_strdup_printf("doc-text|here|%s\n", cases[i].line);
		g_assert_nonnull(strstr(record->str, event));
	}
}

static void test_noise_gives_little(void)
{
	enum { SIZE = 1 << 20 };
	g_autofree guint8 *noise = g_malloc(SIZE);
	g_autoptr(GRand) rand = g_rand_new_with_seed(3);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	for (guint i = 0; i < SIZE; i++)
		noise[i] = (guint8)g_rand_int(rand);
	salvage_read(&document, "", noise, SIZE);
	g_test_message("%" G_GSIZE_FORMAT " bytes", record->len);
	/* six readings, each line with its place before it */
	g_assert_cmpuint(record->len, <, 3 * SIZE);
}

static void test_limit_of_text_is_said(void)
{
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	document.text_left = 5;
	salvage_read(&document, "", (const guint8 *)"some text", 9);
	g_assert_nonnull(strstr(record->str, "problem|limit|"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/documents/salvage/text-is-found-in-any-encoding",
			test_text_is_found_in_any_encoding);
	g_test_add_func("/documents/salvage/noise-gives-little",
			test_noise_gives_little);
	g_test_add_func("/documents/salvage/limit-of-text-is-said",
			test_limit_of_text_is_said);
	return g_test_run();
}
