/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_rar.c - RAR archives: never secret what libarchive reads without a
 * password; members bear bytes only where they are open.
 *
 * libarchive 3.6 does not know that RAR 5 can be encrypted and hands out the
 * ciphertext of what is stored: only what reads as text counts.
 */
#include <stdint.h>

#include "archive-drain.h"
#include "containers/type.h"
#include "text/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static gboolean is_text(const guint8 *text, gsize size)
{
	return size >= 16 && type_is_plain(text, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static gboolean warm;
	g_autoptr(Judgement) judgement = NULL;
	g_autoptr(Judgement) again = NULL;

	if (!warm) {
		charset_warm_up();
		archive_warm_up();
		warm = TRUE;
	}
	if (g_strcmp0(archive_type(bytes, size), "application/vnd.rar") != 0)
		return 0;
	judgement = archive_drain_slow(bytes, size, FALSE);
	again = archive_drain_slow(bytes, size, TRUE);
	if (judgement->protection != PROTECTION_SECRET)
		return 0;
	g_assert(judgement->scheme && !judgement->problem);
	g_assert(!archive_hands_out(archive_read_support_format_rar,
				    archive_read_support_format_rar5, 256,
				    is_text, bytes, size));
	return 0;
}
