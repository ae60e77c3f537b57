/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_ooxml.c - packages and flat files: whatever comes in, what goes out
 * is UTF-8 within the limits.
 */
#include <stddef.h>
#include <stdint.h>

#include "containers/archive.h"
#include "documents/documents.h"
#include "documents/formats.h"
#include "text/charset.h"
#include "../unit/document-record.h"

#define MOST ((guint64)1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static gboolean warm;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	if (!warm) {
		charset_warm_up();
		archive_warm_up();
		documents_warm_up();
		warm = TRUE;
	}
	document.bytes_left = 4 * MOST;
	document.text_left = MOST;
	document.cells_left = 10000;
	document.members_left = 100;
	document.pages_left = 20;
	if (!flat_ooxml_read(&document, bytes, size))
		ooxml_read(&document, bytes, size);
	g_assert(g_utf8_validate_len(record->str, record->len, NULL));
	g_assert(document.bytes_left <= 4 * MOST);
	return 0;
}
