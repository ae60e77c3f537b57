/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_lines.c - texts with a structure: tables, cards, calendars.
 */
#include "documents/formats.h"

#include <string.h>

#include "text/charset.h"

#include "document-record.h"

static const struct {
	const char *name;
	void (*read)(Document *document, const char *text, gsize size);
	const char *text;
	const char *seen;	/* all of it */
} cases[] = {
	{ "csv/commas", csv_read, "a,b\r\n1,機密性３\r\n",
	  "sheet|\ncell|A1|a\ncell|B1|b\ncell|A2|\t\ncell|B2|機密性３\n"
	  "sheet-end\n" },
	{ "csv/tabs", csv_read, "a,x\tb\tc\n\td",
	  "sheet|\ncell|A1|a,x\ncell|B1|b\ncell|C1|c\ncell|B2|d\n"
	  "sheet-end\n" },
	{ "csv/semicolons", csv_read, "a;b;c,d\n",
	  "sheet|\ncell|A1|a\ncell|B1|b\ncell|C1|c,d\nsheet-end\n" },
	{ "csv/quotes-hold-everything", csv_read, "\"a,\"\"b\"\"\r\nc\",d\n",
	  "sheet|\ncell|A1|a,\"b\"\r\nc\ncell|B1|d\nsheet-end\n" },
	{ "csv/a-quote-without-end-is-a-character", csv_read, "\"a,b\nc,d",
	  "sheet|\ncell|A1|\"a\ncell|B1|b\ncell|A2|c\ncell|B2|d\n"
	  "sheet-end\n" },
	{ "csv/nothing", csv_read, "", "sheet|\nsheet-end\n" },
	{ "vcard/values-and-escapes", vcard_read,
	  "BEGIN:VCARD\r\nVERSION:3.0\r\nitem1.FN;X=\"a:b\":機密\\, 性\r\n"
	  "NOTE:one\\ntwo\r\nEND:VCARD\r\n",
	  "property|FN|機密, 性|\ndoc-text|VERSION|3.0\n"
	  "doc-text|FN|機密, 性\ndoc-text|NOTE|one\ndoc-text|NOTE|two\n" },
	{ "vcard/folded-lines", vcard_read,
	  "BEGIN:VEVENT\nSUMMARY:機密\n 性３\nEND:VEVENT\n",
	  "property|SUMMARY|機密性３|\ndoc-text|SUMMARY|機密性３\n" },
	{ "vcard/quoted-printable-in-its-charset", vcard_read,
	  "NOTE;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8B=40=\n=96=A7",
	  "doc-text|NOTE|機密\n" },
	{ "vcard/files", vcard_read,
	  "PHOTO;ENCODING=b:QUJD\nATTACH:data:text/plain;base64,QUJDRA==\n",
	  "embedded|PHOTO||3\nembedded|ATTACH||4\n" },
};

static void check(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	cases[which].read(&document, cases[which].text,
			  strlen(cases[which].text));
	g_assert_cmpstr(record->str, ==, cases[which].seen);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/documents/%s",
							cases[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), check);
	}
	return g_test_run();
}
