/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_rtf.c - any bytes as an RTF document.
 */
#include "document-drain.h"
#include "documents/formats.h"
#include "text/html.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	Document document = drain_document();

	html_warm_up();
	rtf_read(&document, data, size);
	return 0;
}
