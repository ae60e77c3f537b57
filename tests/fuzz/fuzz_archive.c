/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_archive.c - archives: never secret what libarchive reads without a
 * password, neither by the directory nor member after member.
 */
#include <stdint.h>

#include "archive-drain.h"
#include "text/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static gboolean opens(int (*enable)(struct archive *), const uint8_t *bytes,
		      size_t size)
{
	return archive_hands_out(enable, NULL, 1, NULL, bytes, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static gboolean warm;
	g_autoptr(Keyring) keyring = keyring_new(50, G_USEC_PER_SEC);
	g_autoptr(Judgement) judgement = NULL;

	if (!warm) {
		charset_warm_up();
		locks_warm_up();
		archive_warm_up();
		warm = TRUE;
	}
	if (!archive_type(bytes, size))
		return 0;
	judgement = archive_drain(bytes, size, keyring);
	if (judgement->protection != PROTECTION_SECRET)
		return 0;
	g_assert(judgement->scheme && !judgement->problem);
	g_assert(!opens(archive_read_support_format_zip_seekable, bytes, size));
	g_assert(!opens(archive_read_support_format_zip_streamable, bytes,
			size));
	return 0;
}
