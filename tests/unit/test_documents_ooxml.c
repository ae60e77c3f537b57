/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_ooxml.c - what Office Open XML hands over, sample by sample.
 *
 * tests/samples/make-ooxml.py wrote the samples.
 */
#include "document-record.h"
#include "containers/archive.h"
#include "documents/documents.h"
#include "documents/formats.h"
#include "documents/ooxml-codes.h"
#include "documents/ooxml-rows.h"
#include "text/charset.h"

static const struct {
	const char *name;	/* of the test */
	const char *file;
	const char *lines[8];	/* each is an event */
	const char *never;	/* is in no event; nullable */
} cases[] = {
	{ "runs-are-joined", "split-runs.docx",
	  { "doc-text|paragraph 1|機密性２\n" }, "problem|" },
	{ "strict-is-read-like-transitional", "strict.docx",
	  { "doc-text|paragraph 1|厳格\n" }, "problem|" },
	{ "renamed-parts-are-found", "renamed.docx",
	  { "doc-text|paragraph 1|本文\n",
	    "doc-header|header, line 1|機密性3\n" }, "embedded|" },
	{ "changes-boxes-and-ruby-are-texts-of-their-own",
	  "tracked-boxes-ruby.docx",
	  { "|機密性2\n", "doc-text|before changes|機密性3\n",
	    "doc-box|text box 1, line 1|箱の中\n", "|控えの箱\n", "|前後\n",
	    "doc-box|alternative text|代替\n",
	    "doc-text|ruby|きみつ\n",
	    "doc-text|field codes|QUOTE \"機密性2\"\n" }, "機密性32" },
	{ "a-cell-of-a-table-is-a-line", "tracked-boxes-ruby.docx",
	  { "|左\n", "|右\n" }, "左右" },
	{ "zones-of-a-header-are-lines", "header-watermark.docx",
	  { "doc-header|header 2, line 1|左端\n",
	    "doc-header|header 2, line 2|機密性3\n",
	    "doc-header|header 2, watermark|機密性2\n" }, "problem|" },
	{ "hidden-sheets-are-read", "hidden-sheets.xlsx",
	  { "sheet|名簿\n", "cell|A1|最初\n", "cell|C1|\t\n",
	    "cell|B3|機密性2\n", "cell|C3|中身\n", "sheet|隠し\n",
	    "cell|A1|機密性3\n",
	    "doc-text|defined names|区分 = \"機密性2\"\n" }, "キミツ" },
	{ "codes-of-page-headers-are-resolved", "hidden-sheets.xlsx",
	  { "doc-header|sheet \"名簿\", header|左\n",
	    "doc-header|sheet \"名簿\", header|機密性2\n",
	    "doc-header|sheet \"名簿\", footer|R&D\n" }, "太字" },
	{ "strings-that-no-cell-shows-are-cells-too", "hidden-sheets.xlsx",
	  { "sheet|\ncell|A3|使われない\n" }, "cell|A3|最初" },
	{ "strings-that-come-late-are-not-lost", "late-strings.xlsx",
	  { "sheet|\n", "cell|A2|機密性2\n" }, "problem|" },
	{ "placeholders-and-shapes-have-their-places", "shapes.pptx",
	  { "doc-text|slide 2, line 1|題名\n",
	    "doc-box|slide 2, shape 1, line 1|図形\n",
	    "doc-header|slide 2, header or footer 2, line 1|機密性2\n",
	    "doc-header|master 1, line 1|親\n", "|備考\n",
	    "doc-box|slide 2, alternative text|説明\n" }, "problem|" },
	{ "properties-and-labels-come-out", "properties.docx",
	  { "property|Title|題|core\n",
	    "property|MSIP_Label_x_Name|機密性2|custom\n",
	    "metadata|customXml/item1.xml|33\n",
	    "doc-text|customXml/item1.xml, line 1|値\n",
	    "embedded|word/embeddings/oleObject1.bin||15\n" }, "problem|" },
	{ "entities-are-a-problem", "entities.docx",
	  { "problem|malformed|word/document.xml: XML with entities\n" },
	  "aaaa" },
	{ "depth-ends", "deep.docx", { "problem|limit|" }, NULL },
	{ "a-cut-package-is-read-as-far-as-it-goes", "truncated.docx",
	  { "doc-text|paragraph 1|機密性2\n", "problem|malformed|" }, NULL },
	{ "a-cut-part-is-read-as-far-as-it-goes", "not-well-formed.docx",
	  { "doc-text|paragraph 1|前半\n", "problem|malformed|" }, NULL },
	{ "vml-that-is-html-is-read", "vml-html.xlsx",
	  { "|機密性2\n" }, "problem|" },
	{ "a-flat-package-is-a-package", "flat.xml",
	  { "doc-text|paragraph 1|平ら\n",
	    "embedded|word/media/a.bin||4\n" }, "problem|" },
	{ "word-2003-is-read", "word2003.xml",
	  { "|本文\n", "doc-header|header or footer 1, line 1|機密性2\n" },
	  "problem|" },
	{ "excel-2003-is-read", "excel2003.xml",
	  { "sheet|表\n", "cell|B1|機密性2\n",
	    "doc-header|sheet \"表\", header|機密性3\n" }, "problem|" },
};

static void test_sample(gconstpointer data)
{
	guint i = GPOINTER_TO_UINT(data);
	g_autofree char *path = g_build_filename("tests/samples/ooxml",
						 cases[i].file, NULL);
	g_autofree char *bytes = NULL;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	gsize size;

	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	if (!flat_ooxml_read(&document, (const guint8 *)bytes, size))
		ooxml_read(&document, (const guint8 *)bytes, size);
	g_test_message("%s", record->str);
	for (guint line = 0; line < G_N_ELEMENTS(cases[i].lines) &&
	     cases[i].lines[line]; line++) {
		if (!strstr(record->str, cases[i].lines[line]))
			g_error("%s is not in:\n%s", cases[i].lines[line],
				record->str);
	}
	if (cases[i].never)
		g_assert_null(strstr(record->str, cases[i].never));
}

static gboolean note_cell(const PlainCell *cell, gpointer data)
{
	g_string_append_printf(data, "%.*s=%.*s;", (int)cell->reference_size,
			       cell->reference, (int)cell->value_size,
			       cell->value);
	return TRUE;
}

static void note_row(guint number, gpointer data)
{
	g_string_append_printf(data, "%u:", number);
}

static const struct {
	const char *text;
	RowEnd end;
	const char *cells;
} rows[] = {
	{ "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c></row>", ROW_READ,
	  "2:A2=1;" },
	{ "\n <x:row><x:c><x:v>1</x:v></x:c></x:row>", ROW_READ, "0:=1;" },
	{ "<row r='1'><c r='A1' t='inlineStr'><is><t>a</t></is></c></row>",
	  ROW_READ, "1:A1=a;" },
	{ "<row/>", ROW_READ, "0:" },
	{ "<row r=\"2\"><c r=\"A2\"", ROW_CUT, "" },
	{ "<row r=\"2\"><c r=\"A2\"><v>1</v>", ROW_CUT, "" },
	{ "<row><!-- --></row>", ROW_OTHER, "0:" },
	{ "<row><c><v><![CDATA[1]]></v></c></row>", ROW_OTHER, "0:" },
	{ "<rows></rows>", ROW_OTHER, "" },
	{ "</sheetData>", ROW_OTHER, "" },
};

static void test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		PlainRows plain = { note_row, note_cell, out };
		gsize used;

		g_test_message("%s", rows[i].text);
		g_assert_cmpint(plain_row_read(&plain, rows[i].text,
					       strlen(rows[i].text), &used),
				==, rows[i].end);
		g_assert_cmpstr(out->str, ==, rows[i].cells);
	}
}

static void test_other_xml(void)
{
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	static const char text[] = "<document><body>a</body></document>";

	g_assert_false(flat_ooxml_read(&document, (const guint8 *)text,
				       sizeof(text) - 1));
	g_assert_cmpstr(record->str, ==, "");
}

/* A flat part: blocks of it go the way of a worksheet in a package. */
static void test_million(void)
{
	g_autoptr(GString) xml = g_string_new("<worksheet xmlns=\"http://"
		"schemas.openxmlformats.org/spreadsheetml/2006/main\">"
		"<sheetData>");
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	for (guint row = 1; row <= 10000; row++) {
		g_string_append_printf(xml, "<row r=\"%u\">", row);
		for (guint column = 0; column < 100; column++)
			g_string_append(xml, "<c t=\"str\"><v>x</v></c>");
		g_string_append(xml, "</row>");
	}
	g_string_append(xml, "</sheetData><headerFooter><oddHeader>&amp;C"
			"behind</oddHeader></headerFooter></worksheet>");
	document.cells_left = 500000;
	g_assert_true(flat_ooxml_read(&document, (const guint8 *)xml->str,
				      xml->len));
	g_assert_nonnull(strstr(record->str, "problem|limit|"));
	g_assert_nonnull(strstr(record->str, "|behind\n"));
	g_assert_cmpuint(document.cells_left, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	archive_warm_up();
	documents_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *name = g_strdup_printf(
			"/documents/ooxml/%s", cases[i].name);

		g_test_add_data_func(name, GUINT_TO_POINTER(i), test_sample);
	}
	g_test_add_func("/documents/ooxml/plain-rows-are-read-by-hand",
			test_rows);
	g_test_add_func("/documents/ooxml/other-xml-is-left-alone",
			test_other_xml);
	g_test_add_func("/documents/ooxml/too-many-cells-hide-no-header",
			test_million);
	return g_test_run();
}
