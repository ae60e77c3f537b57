/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_pdf_streams.c - what is counted before a library sees the file, and
 * what is salvaged where none opens it.
 */
#include <string.h>

#include "../unit/document-record.h"
#include "documents/pdf.h"
#include "documents/salvage.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	const guint64 most = 1 << 20;
	gboolean fits;

	document.bytes_left = most;
	document.text_left = 64 * 1024;
	document.deadline_us = g_get_monotonic_time() + 5 * G_USEC_PER_SEC;
	salvage_warm_up();
	fits = pdf_streams_fit(&document, data, size);
	g_assert_true(fits || strstr(record->str, "problem|limit|"));
	g_assert_cmpuint(document.bytes_left, <=, most);
	pdf_salvage(&document, data, size);
	return 0;
}
