/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_odf.c - OpenDocument as LibreOffice writes it, and as
 * nobody should.
 */
#include "documents/formats.h"

#include <string.h>

#include "documents/xml.h"
#include "text/charset.h"

#include "document-record.h"

static const struct {
	const char *file;
	const char *seen;	/* lines, each must be there */
} samples[] = {
	{ "text.odt",
	  "doc-header|header|頁眉【機密性３】\n"
	  "doc-header|header|左頁眉\n"
	  "doc-header|footer|頁脚 関係者限り\n"
	  "doc-text|deleted text|削除済みの文\n"
	  "doc-text|paragraph 1|見出し一\n"
	  "doc-text|paragraph 2|機密性  ３\n"
	  "doc-text|paragraph 3|次の行 タブの後\n"
	  "doc-text|comment|注釈の文\n"
	  "doc-text|note|脚注の文\n"
	  "doc-text|paragraph 4|前後本文続き\n"
	  "doc-text|ruby|ふりがな\n"
	  "doc-text|paragraph 5|振仮名の親\n"
	  "doc-text|paragraph 6|隠れた節の文\n"
	  "doc-text|paragraph 7|升目一\n"
	  "doc-text|paragraph 8|升目二\n"
	  "doc-box|box|箱の文\n"
	  "doc-box|alternative text|代替の題\n"
	  "doc-box|alternative text|代替の説明\n"
	  "doc-text|paragraph 9|箱の親段落\n"
	  "doc-box|box|図形の文\n"
	  "doc-sheet||隠れた節\n"
	  "property|title|表題の機密性2|\n"
	  "property|keyword|鍵語|\n"
	  "property|区分|機密性3|user-defined\n" },
	{ "sheet.ods",
	  "doc-header|header|印刷頁眉 機密性2\n"
	  "doc-header|footer|印刷頁脚\n"
	  "sheet|名簿\ncell|A1|機密性３\n"
	  "cell|E1|\t\n"
	  "cell|A2|同じ\n"
	  "cell|A1002|一行目\n二行目\n"
	  "sheet|隠しシート\ncell|A1|隠れた升目\nsheet-end\n"
	  "doc-text|sheet \"名簿\", comment|升目の注釈\n"
	  "doc-sheet||隠しシート\n" },
	{ "slides.odp",
	  "doc-header|header or footer|下部の印\n"
	  "doc-header|master page|母型の印 機密性2\n"
	  "doc-box|slide 1, box|題の文\n"
	  "doc-box|slide 1, box|箱の印\n"
	  "doc-text|slide 1, notes, paragraph 1|発表者の覚え書き\n"
	  "doc-box|slide 2, box|四角の文\n" },
	{ "drawing.odg",
	  "doc-box|slide 1, box|楕円の文\n"
	  "doc-box|slide 1, box|形の文\n"
	  "doc-box|slide 1, alternative text|形の題\n" },
};

/* Every event of @wanted is one line, but for cells of several. */
static void assert_seen(const GString *record, const char *wanted)
{
	g_auto(GStrv) lines = g_strsplit(wanted, "\n", -1);

	for (char **line = lines; *line; line++) {
		if (**line && !strstr(record->str, *line))
			g_error("missing: %s\nin:\n%s", *line, record->str);
	}
}

static void check_sample(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autofree char *path = g_build_filename("tests/samples/odf",
						 samples[which].file, NULL);
	g_autofree char *bytes = NULL;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	gsize size;

	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	odf_read(&document, (const guint8 *)bytes, size);
	assert_seen(record, samples[which].seen);
	g_assert_null(strstr(record->str, "problem|"));
	g_assert_false(document.is_encrypted);
}

#define FLAT(body) \
	"<office:document xmlns:office='urn:oasis:names:tc:opendocument:" \
	"xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:" \
	"text:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:" \
	"1.0'>" body "</office:document>"
#define SHEETS(body) FLAT("<office:spreadsheet><table:table table:name='s'>" \
			  body "</table:table></office:spreadsheet>")

static const struct {
	const char *name;
	const char *xml;
	const char *seen;
} flats[] = {
	{ "text-outside-of-paragraphs-counts", FLAT("<x>機密性３</x>"),
	  "doc-text|beside the text|機密性３\n" },
	{ "repeated-cells-are-bounded",
	  SHEETS("<table:table-row table:number-rows-repeated='99999999999'>"
		 "<table:table-cell table:number-columns-repeated="
		 "'99999999999'><text:p>一</text:p></table:table-cell>"
		 "</table:table-row><table:table-row><table:table-cell>"
		 "<text:p>二</text:p></table:table-cell></table:table-row>"),
	  "cell|A1|一\ncell|A16777217|二\n" },
	{ "binary-data-is-a-file",
	  FLAT("<office:binary-data>QUJD\nREVG</office:binary-data>"),
	  "embedded|||6\n" },
	{ "a-cut-document-is-read-so-far",
	  "<office:document xmlns:office='urn:oasis:names:tc:opendocument:"
	  "xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:"
	  "xmlns:text:1.0'><text:p>機密性３",
	  "doc-text|paragraph 1|機密性３\nproblem|malformed|XML is damaged\n" },
};

static void check_flat(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	g_assert_true(flat_odf_read(&document,
				    (const guint8 *)flats[which].xml,
				    strlen(flats[which].xml)));
	assert_seen(record, flats[which].seen);
}

static void check_encrypted(gconstpointer data)
{
	g_autofree char *path = g_build_filename("tests/samples/odf", data,
						 NULL);
	g_autofree char *bytes = NULL;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	gsize size;

	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	odf_read(&document, (const guint8 *)bytes, size);
	g_assert_true(document.is_encrypted);
	g_assert_cmpstr(document.scheme, ==, "odf-aes256");
	g_assert_cmpstr(record->str, ==, "");
}

static void other_xml_is_left_alone(void)
{
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	g_assert_false(flat_odf_read(&document, (const guint8 *)"<html/>", 7));
	g_assert_cmpstr(record->str, ==, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	xml_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autofree char *path = g_strdup_printf(
			"/documents/odf/sample/%s", samples[i].file);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), check_sample);
	}
	for (guint i = 0; i < G_N_ELEMENTS(flats); i++) {
		g_autofree char *path = g_strdup_printf("/documents/odf/%s",
							flats[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), check_flat);
	}
	g_test_add_data_func("/documents/odf/an-encrypted-text-is-only-that",
			     "encrypted.odt", check_encrypted);
	g_test_add_data_func("/documents/odf/an-encrypted-sheet-is-only-that",
			     "encrypted.ods", check_encrypted);
	g_test_add_func("/documents/odf/other-xml-is-left-alone",
			other_xml_is_left_alone);
	return g_test_run();
}
