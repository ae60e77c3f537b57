/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_ole.c - compound files of every kind.
 */
#include "../unit/document-record.h"
#include "documents/documents.h"
#include "documents/ole.h"
#include "text/charset.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	charset_warm_up();
	documents_warm_up();
	ole_read(&document, data, size);
	g_assert_nonnull(document.type);
	g_assert_true(document.scheme || !document.is_encrypted);
	return 0;
}
