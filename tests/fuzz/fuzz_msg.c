/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_msg.c - the streams of an Outlook mail.
 */
#include "cfb-cut.h"
#include "document-drain.h"
#include "documents/ole.h"
#include "text/charset.h"
#include "text/html.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

#define STREAM "__substg1.0_"

/* Seeds know them by their numbers: new ones go to the end. */
static const char *const names[] = {
	"__properties_version1.0", STREAM "0037001F", STREAM "0037001E",
	STREAM "1000001F", STREAM "1000001E", STREAM "10130102",
	STREAM "1013001E", STREAM "10090102", STREAM "007D001F",
	STREAM "007D001E", STREAM "8000001F", STREAM "8000001E",
	STREAM "8000101F", STREAM "8000101F-00000000", STREAM "3707001F",
	STREAM "3704001E", STREAM "370E001F", STREAM "37010102",
	"__attach_version1.0_#00000000/", "__attach_version1.0_#00000001/",
	STREAM "3701000D/", "__nameid_version1.0/", STREAM "00030102",
	STREAM "00040102", "\005SummaryInformation", "\001Ole10Native",
	"WordDocument", STREAM "80010003",
};

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static gsize ready;
	Document document = drain_document();
	g_autoptr(GByteArray) bytes = cfb_cut(data, size, names,
					      G_N_ELEMENTS(names));

	if (g_once_init_enter(&ready)) {
		charset_warm_up();
		html_warm_up();
		g_once_init_leave(&ready, 1);
	}
	ole_read(&document, bytes->data, bytes->len);
	return 0;
}
