/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_tnef.c - any bytes as winmail.dat, and as compressed RTF.
 */
#include "document-drain.h"
#include "documents/compressed-rtf.h"
#include "documents/formats.h"
#include "text/charset.h"
#include "text/html.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static gsize ready;
	Document document = drain_document();
	g_autoptr(GByteArray) rtf = NULL;
	gboolean is_whole;

	if (g_once_init_enter(&ready)) {
		charset_warm_up();
		html_warm_up();
		g_once_init_leave(&ready, 1);
	}
	tnef_read(&document, data, size);
	rtf = compressed_rtf_read(data, size, 1 << 20, &is_whole);
	g_assert_true(!rtf || rtf->len <= 1 << 20);
	return 0;
}
