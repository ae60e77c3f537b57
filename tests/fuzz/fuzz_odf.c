/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_odf.c - OpenDocument: a first byte of 'F' means a flat file, any
 * other a package.
 */
#include <stddef.h>
#include <stdint.h>

#include "containers/archive.h"
#include "documents/formats.h"
#include "documents/xml.h"
#include "text/charset.h"

#include "document-drain.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static gboolean warm;
	Document document = drain_document();

	if (!warm) {
		charset_warm_up();
		archive_warm_up();
		xml_warm_up();
		warm = TRUE;
	}
	document.bytes_left = 4 << 20;
	document.text_left = 1 << 20;
	if (size == 0)
		return 0;
	if (bytes[0] == 'F')
		(void)flat_odf_read(&document, bytes + 1, size - 1);
	else
		odf_read(&document, bytes, size);
	g_assert_cmpuint(document.bytes_left, <=, 4 << 20);
	return 0;
}
