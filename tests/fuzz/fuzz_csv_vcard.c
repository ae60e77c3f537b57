/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_csv_vcard.c - texts with a structure: a first byte of 'V' means a
 * card, any other a table. Both take UTF-8, and are given nothing else.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "documents/formats.h"
#include "text/charset.h"

#include "document-drain.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static gboolean warm;
	Document document = drain_document();
	g_autofree char *text = NULL;

	if (!warm) {
		charset_warm_up();
		warm = TRUE;
	}
	if (size == 0)
		return 0;
	text = g_utf8_make_valid((const char *)bytes + 1, (gssize)size - 1);
	if (bytes[0] == 'V')
		vcard_read(&document, text, strlen(text));
	else
		csv_read(&document, text, strlen(text));
	return 0;
}
