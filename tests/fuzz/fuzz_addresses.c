/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_addresses.c - an address field: each address is one, and none is
 * lost where a field is merely followed by another.
 */
#include <string.h>

#include "inspect/addresses.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void on_address(const char *address, gpointer data)
{
	guint *count = data;

	g_assert_true(g_utf8_validate(address, -1, NULL));
	g_assert_nonnull(strchr(address, '@'));
	g_assert_null(strpbrk(address, "\r\n"));
	(*count)++;
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *raw = g_strndup((const char *)data, size);
	g_autofree char *more = g_strconcat("first@a.example, ", raw, NULL);
	guint alone = 0, behind = 0;

	addresses_read(raw, on_address, &alone);
	addresses_read(more, on_address, &behind);
	g_assert_cmpuint(alone, <=, size);
	g_assert_cmpuint(behind, ==, alone + 1);
	return 0;
}
