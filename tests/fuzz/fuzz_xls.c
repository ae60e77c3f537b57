/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_xls.c - the stream of a workbook, and that of a pivot cache.
 */
#include "../unit/document-record.h"
#include "documents/xls-stream.h"
#include "text/charset.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static gsize ready;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	if (g_once_init_enter(&ready)) {
		charset_warm_up();
		g_once_init_leave(&ready, 1);
	}
	document.text_left = 1 << 20;
	document.cells_left = 10000;
	xls_stream_read(&document, data, size);
	xls_pivot_read(&document, size % 2 ? 5 : 8, data, size);
	g_assert_true(g_utf8_validate(record->str, (gssize)record->len,
				      NULL));
	return 0;
}
