/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_ppt.c - the stream of a presentation.
 */
#include "../unit/document-record.h"
#include "documents/ppt-stream.h"
#include "documents/salvage.h"
#include "text/charset.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static gsize ready;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	if (g_once_init_enter(&ready)) {
		charset_warm_up();
		salvage_warm_up();
		g_once_init_leave(&ready, 1);
	}
	document.text_left = 1 << 20;
	document.bytes_left = 1 << 20;
	if (!ppt_stream_has_session(data, size))
		ppt_stream_read(&document, data, size);
	g_assert_true(g_utf8_validate(record->str, (gssize)record->len,
				      NULL));
	return 0;
}
