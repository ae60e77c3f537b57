/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_ichitaro.c - the streams of an Ichitaro document.
 */
#include "cfb-cut.h"
#include "document-drain.h"
#include "documents/ole.h"
#include "text/charset.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/* Seeds know them by their numbers: new ones go to the end. */
static const char *const names[] = {
	"DocumentText", "LayoutBoxText", "Header", "Footer", "Footnote",
	"JSCompDocument", "DocumentTextPositionTables",
	"\004JSRV_SummaryInformation", "\005SummaryInformation", "Another",
	"Frames/", "\001Ole10Native",
};

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static gsize ready;
	Document document = drain_document();
	g_autoptr(GByteArray) bytes = cfb_cut(data, size, names,
					      G_N_ELEMENTS(names));

	if (g_once_init_enter(&ready)) {
		charset_warm_up();
		g_once_init_leave(&ready, 1);
	}
	ole_read(&document, bytes->data, bytes->len);
	return 0;
}
