/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_sevenzip.c - 7z archives: never secret what libarchive reads without a
 * password; members bear bytes only where they are open.
 */
#include <stdint.h>

#include "archive-drain.h"
#include "text/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

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
	if (g_strcmp0(archive_type(bytes, size), "application/x-7z-compressed") != 0)
		return 0;
	judgement = archive_drain_slow(bytes, size, FALSE);
	again = archive_drain_slow(bytes, size, TRUE);
	if (judgement->protection != PROTECTION_SECRET)
		return 0;
	g_assert(judgement->scheme && !judgement->problem);
	g_assert(!archive_hands_out(archive_read_support_format_7zip, NULL, 1,
				    NULL, bytes, size));
	return 0;
}
