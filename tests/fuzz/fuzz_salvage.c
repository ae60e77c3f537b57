/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_salvage.c - runs of text in any bytes.
 */
#include "../unit/document-record.h"
#include "documents/salvage.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	salvage_read(&document, "", data, size);
	g_assert_true(g_utf8_validate(record->str, (gssize)record->len,
				      NULL));
	return 0;
}
