/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_candidates.c - words that may be a password, of any text.
 */
#include <stdint.h>
#include <string.h>

#include "text/candidates.h"

static void take(const char *word, WordRank rank, gpointer data)
{
	(void)rank;
	(void)data;
	g_assert_true(*word && strlen(word) <= 64);
	g_assert_true(g_utf8_validate(word, -1, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autofree char *raw = g_strndup((const char *)bytes, size);
	g_autofree char *text = g_utf8_make_valid(raw, -1);

	(void)candidates_said(text, take, NULL);
	candidates_alike(text, take, NULL);
	candidates_whole(text, WORD_SAID, take, NULL);
	(void)candidates_announced(text);
	return 0;
}
