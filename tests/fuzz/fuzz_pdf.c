/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_pdf.c - the whole reader. poppler and qpdf are not instrumented: this
 * looks for crashes, and for what our side makes of what they hand out.
 */
#include <string.h>

#include "../unit/document-record.h"
#include "documents/formats.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	document.bytes_left = 16 << 20;
	document.text_left = 1 << 20;
	document.pages_left = 20;
	document.deadline_us = g_get_monotonic_time() + 5 * G_USEC_PER_SEC;
	pdf_warm_up();
	pdf_read(&document, data, size);
	g_assert_true(g_utf8_validate(record->str, (gssize)record->len, NULL));
	return 0;
}
