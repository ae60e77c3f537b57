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
#include "zip-build.h"

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

/* Every event of @wanted is one line, but for cells of several; one behind
 * "!" must not be there. */
static void assert_seen(const GString *record, const char *wanted)
{
	g_auto(GStrv) lines = g_strsplit(wanted, "\n", -1);

	for (char **line = lines; *line; line++) {
		if (**line == '!' ? strstr(record->str, *line + 1) != NULL
				  : !strstr(record->str, *line))
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
	"1.0' xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'" \
	" xmlns:presentation='urn:oasis:names:tc:opendocument:xmlns:" \
	"presentation:1.0' xmlns:chart='urn:oasis:names:tc:opendocument:" \
	"xmlns:chart:1.0' xmlns:form='urn:oasis:names:tc:opendocument:xmlns:" \
	"form:1.0'>" body "</office:document>"
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
	{ "a-chart-has-titles-and-data",
	  FLAT("<office:chart><chart:chart><chart:title><text:p>題</text:p>"
	       "</chart:title><table:table table:name='local-table'>"
	       "<table:table-row><table:table-cell><text:p>系列</text:p>"
	       "</table:table-cell></table:table-row></table:table>"
	       "</chart:chart></office:chart>"),
	  "doc-text|paragraph 1|題\ncell|A1|系列\n" },
	{ "a-placeholder-is-text-of-its-slide",
	  FLAT("<draw:page draw:name='一'><draw:frame presentation:class="
	       "'title'><draw:text-box><text:p>機密性２</text:p>"
	       "</draw:text-box></draw:frame></draw:page>"),
	  "doc-text|slide 1, text, paragraph 1|機密性２\ndoc-sheet|slide 1|一\n" },
	{ "a-drop-down-field-says-what-is-chosen",
	  FLAT("<text:p>区分 <text:drop-down><text:label text:value='機密性1'"
	       "/><text:label text:value='機密性2'/>機密性2</text:drop-down>"
	       "</text:p>"),
	  "doc-text|paragraph 1|区分 機密性2\n!機密性1" },
	{ "a-list-box-says-what-is-chosen",
	  FLAT("<form:listbox><form:option form:label='機密性1'/><form:option "
	       "form:label='機密性2' form:current-selected='true'/>"
	       "</form:listbox><form:combobox form:current-value='機密性3'>"
	       "<form:item form:label='機密性1'/></form:combobox>"),
	  "doc-box|form control|機密性2\ndoc-box|form control|機密性3\n"
	  "!機密性1" },
	{ "what-was-deleted-counts",
	  FLAT("<text:tracked-changes><text:changed-region><text:deletion>"
	       "<text:p>消した</text:p></text:deletion></text:changed-region>"
	       "</text:tracked-changes><text:p>残した</text:p>"),
	  "doc-text|deleted text|消した\ndoc-text|paragraph 1|残した\n" },
	{ "what-a-cell-said-before-counts",
	  FLAT("<office:spreadsheet><table:tracked-changes>"
	       "<table:cell-content-change><table:previous>"
	       "<table:change-track-table-cell><text:p>元</text:p>"
	       "</table:change-track-table-cell></table:previous>"
	       "</table:cell-content-change></table:tracked-changes>"
	       "</office:spreadsheet>"),
	  "doc-text|deleted text|元\n" },
	{ "a-table-in-a-text-box-stands-in-the-box",
	  FLAT("<text:p>前<draw:frame><draw:text-box><table:table>"
	       "<table:table-row><table:table-cell><text:p>升</text:p>"
	       "</table:table-cell></table:table-row></table:table>"
	       "</draw:text-box></draw:frame>後</text:p>"),
	  "doc-box|box|升\ndoc-text|paragraph 1|前後\n" },
	{ "a-table-in-a-box-on-a-sheet-is-no-sheet",
	  SHEETS("<table:shapes><draw:frame><draw:text-box><table:table "
		 "table:name='内'><table:table-row><table:table-cell>"
		 "<text:p>箱の升</text:p></table:table-cell></table:table-row>"
		 "</table:table></draw:text-box></draw:frame></table:shapes>"
		 "<table:table-row><table:table-cell><text:p>升</text:p>"
		 "</table:table-cell></table:table-row>"),
	  "doc-box|sheet \"s\", box|箱の升\ncell|A1|升\n!sheet|内" },
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

#define OLD "http://openoffice.org/2000/"
#define OLD_ROOT(part, body) \
	"<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE office:document-" \
	part " PUBLIC '-//OpenOffice.org//DTD OfficeDocument 1.0//EN' " \
	"'office.dtd'><office:document-" part " xmlns:office='" OLD "office' " \
	"xmlns:text='" OLD "text' xmlns:style='" OLD "style' xmlns:draw='" \
	OLD "drawing' xmlns:meta='" OLD "meta' xmlns:table='" OLD "table' " \
	body "</office:document-" part ">"

static const struct {
	const char *name;
	const ZipMember members[4];
	const char *seen;
	gboolean is_encrypted;
} packages[] = {
	{ "an-object-is-read-where-it-stands",
	  { { "content.xml", FLAT("<text:p>本文</text:p>") },
	    { "Object 1/content.xml", FLAT("<text:p>物の文</text:p>") } },
	  "doc-text|paragraph 1|本文\n"
	  "doc-text|Object 1, paragraph 1|物の文\n!problem", FALSE },
	{ "a-text-of-openoffice-1-is-read",
	  { { "content.xml", OLD_ROOT("content", "office:class='text'>"
	      "<office:body><text:p>前<text:footnote><text:footnote-citation>"
	      "9</text:footnote-citation><text:footnote-body><text:p>脚注"
	      "</text:p></text:footnote-body></text:footnote><draw:text-box>"
	      "<text:p>箱</text:p></draw:text-box>後<text:tab-stop/>尾"
	      "</text:p></office:body>") },
	    { "styles.xml", OLD_ROOT("styles", "><office:master-styles>"
	      "<style:master-page><style:header><text:p>機密性２</text:p>"
	      "</style:header></style:master-page></office:master-styles>") },
	    { "meta.xml", OLD_ROOT("meta", "><office:meta><meta:keywords>"
	      "<meta:keyword>鍵</meta:keyword></meta:keywords></office:meta>"
	      ) } },
	  "doc-text|paragraph 1|前後 尾\ndoc-text|note|脚注\ndoc-box|box|箱\n"
	  "doc-header|header|機密性２\nproperty|keyword|鍵|\n!problem\n!|9", FALSE },
	{ "a-sheet-of-openoffice-1-is-a-sheet",
	  { { "content.xml", OLD_ROOT("content", "office:class='spreadsheet'>"
	      "<office:body><table:table table:name='表'><table:table-row>"
	      "<table:table-cell><text:p>升</text:p></table:table-cell>"
	      "</table:table-row></table:table></office:body>") } },
	  "sheet|表\ncell|A1|升\n!problem", FALSE },
	{ "a-description-in-the-open-is-no-open-content",
	  { { "META-INF/manifest.xml", "<manifest xmlns='urn:oasis:names:tc:"
	      "opendocument:xmlns:manifest:1.0'><file-entry full-path="
	      "'content.xml'><encryption-data><algorithm algorithm-name="
	      "'http://www.w3.org/2001/04/xmlenc#aes256-cbc'/>"
	      "</encryption-data></file-entry></manifest>" },
	    { "content.xml", "\x91\x07\xf3\x88\x02\xd1\xee\x9a\x13\x80" },
	    { "manifest.rdf", "<rdf/>" } },
	  "!problem", TRUE },
};

static void check_package(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(GByteArray) zip = zip_build(packages[which].members);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	odf_read(&document, zip->data, zip->len);
	assert_seen(record, packages[which].seen);
	g_assert_cmpint(document.is_encrypted, ==,
			packages[which].is_encrypted);
	lock_free(document.lock);
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
	lock_free(document.lock);
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
	for (guint i = 0; i < G_N_ELEMENTS(packages); i++) {
		g_autofree char *path = g_strdup_printf("/documents/odf/%s",
							packages[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), check_package);
	}
	g_test_add_data_func("/documents/odf/an-encrypted-text-is-only-that",
			     "encrypted.odt", check_encrypted);
	g_test_add_data_func("/documents/odf/an-encrypted-sheet-is-only-that",
			     "encrypted.ods", check_encrypted);
	g_test_add_func("/documents/odf/other-xml-is-left-alone",
			other_xml_is_left_alone);
	return g_test_run();
}
