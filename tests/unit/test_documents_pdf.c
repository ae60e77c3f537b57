/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_pdf.c - PDF: what programs write, what old ones wrote, and
 * what only an attacker writes.
 */
#include <string.h>

#include <zlib.h>

#include "document-record.h"
#include "documents/formats.h"

#define PAGE "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R" \
	"/Resources<</Font<</F 5 0 R>>/XObject<</A 6 0 R>>>>/Annots[%s]>>"
#define HELVETICA "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
#define KANJI_FONT "<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light" \
	"/Encoding/%s/DescendantFonts[<</Type/Font/Subtype/CIDFontType0" \
	"/BaseFont/Ryumin-Light/CIDSystemInfo<</Registry(Adobe)" \
	"/Ordering(%s)/Supplement 2>>/DW 1000>>]>>"

/* A file of numbered objects, with its table. */
typedef struct File {
	GByteArray *bytes;
	gsize offsets[32];
	guint count;
} File;

static void put(File *file, const char *text, gsize size)
{
	g_byte_array_append(file->bytes, (const guint8 *)text, (guint)size);
}

static void begin_object(File *file)
{
	g_autofree char *head = g_strdup_printf("%u 0 obj\n", file->count + 1);

	file->offsets[file->count++] = file->bytes->len;
	put(file, head, strlen(head));
}

static void add(File *file, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add(File *file, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	begin_object(file);
	put(file, text, strlen(text));
	put(file, "\nendobj\n", 8);
}

static void add_stream(File *file, const char *keys, const void *data,
		       gsize size)
{
	g_autofree char *head = g_strdup_printf(
		"<<%s/Length %" G_GSIZE_FORMAT ">>\nstream\n", keys, size);

	begin_object(file);
	put(file, head, strlen(head));
	put(file, data, size);
	put(file, "\nendstream\nendobj\n", 18);
}

static void add_text(File *file, const char *text)
{
	add_stream(file, "", text, strlen(text));
}

/* Catalog, pages, one page; content and font are the next two objects. */
static File file_new(const char *catalog, const char *annotations)
{
	File file = { .bytes = g_byte_array_new() };

	put(&file, "%PDF-1.7\n", 9);
	add(&file, "<</Type/Catalog/Pages 2 0 R%s>>", catalog);
	add(&file, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	add(&file, PAGE, annotations);
	return file;
}

static void finish(File *file, const char *trailer)
{
	g_autoptr(GString) end = g_string_new(NULL);
	gsize table = file->bytes->len;

	g_string_append_printf(end, "xref\n0 %u\n0000000000 65535 f \n",
			       file->count + 1);
	for (guint i = 0; i < file->count; i++)
		g_string_append_printf(end, "%010" G_GSIZE_FORMAT
				       " 00000 n \n", file->offsets[i]);
	g_string_append_printf(end, "trailer\n<</Size %u/Root 1 0 R%s>>\n"
			       "startxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
			       file->count + 1, trailer, table);
	put(file, end->str, end->len);
}

static void read_bytes(GString *record, const guint8 *bytes, gsize size)
{
	Document document = record_document(record);

	pdf_warm_up();
	pdf_read(&document, bytes, size);
}

/* Returns: (transfer full): what was recorded; takes the bytes over. */
static GString *read_file(File *file)
{
	GString *record = g_string_new(NULL);

	read_bytes(record, file->bytes->data, file->bytes->len);
	g_byte_array_unref(file->bytes);
	return record;
}

static void assert_has(const GString *record, const char *line)
{
	g_autofree char *whole = g_strdup_printf("\n%s", record->str);
	g_autofree char *wanted = g_strdup_printf("\n%s\n", line);

	if (!strstr(whole, wanted))
		g_error("no line \"%s\" in:\n%s", line, record->str);
}

static void assert_lacks(const GString *record, const char *text)
{
	if (strstr(record->str, text))
		g_error("\"%s\" stands in:\n%s", text, record->str);
}

/* ---- what LibreOffice and qpdf wrote ------------------------------------ */

static const struct {
	const char *name;
	const char *sample;
	const char *lines[10];
} samples[] = {
	{ "each-text-has-its-place", "report", {
		"doc-header|page 1, header, line 1|【機密性３】複製禁止",
		"doc-header|page 2, footer, line 1|取扱注意",
		"doc-text|page 1, line 1|資料一覧",
		"doc-text|page 1, line 2|本文である。",
		"doc-text|page 2, line 1|二頁の本文。",
		"doc-text|bookmarks, line 2|二章",
		"doc-box|page 1, annotation|欄外の注記",
		"property|Title|名簿の件|document information",
		"property|Subject|機密性2|document information" } },
	{ "letters-set-apart-stay-on-one-line", "report", {
		"doc-text|page 1, line 3|機 密 性 ２" } },
	{ "vertical-text-is-read-downwards", "vertical", {
		"doc-text|page 1, line 10|機密性３",
		"doc-text|page 1, line 11|縦の本文である。",
		"doc-text|page 1, line 14|第12号。" } },
	{ "a-slanted-watermark-is-one-line", "watermark", {
		"doc-header|page 1, watermark, line 1|複製厳禁",
		"doc-header|page 1, header, line 1|頭書" } },
	{ "text-that-begins-high-is-no-header", "short", {
		"doc-text|page 1, line 1|機密性２",
		"doc-text|page 1, line 2|終わり" } },
	{ "object-streams-and-linearized-files-are-read", "linearized", {
		"doc-text|page 1, line 1|機密性２" } },
	{ "attached-files-come-out", "attached", {
		"embedded|名簿.txt||13",
		"doc-text|attachments|配布禁止" } },
	{ "an-empty-password-protects-nothing", "owner-password", {
		"doc-text|page 1, line 1|機密性２",
		"property|Producer|LibreOffice 7.4|document information" } },
};

static GBytes *load(const char *name)
{
	g_autofree char *path =
		g_strdup_printf("tests/samples/pdf/%s.pdf", name);
	g_autoptr(GError) error = NULL;
	char *bytes;
	gsize size;

	g_file_get_contents(path, &bytes, &size, &error);
	g_assert_no_error(error);
	return g_bytes_new_take(bytes, size);
}

static void test_sample(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(GBytes) bytes = load(samples[which].sample);
	g_autoptr(GString) record = g_string_new(NULL);
	gsize size;
	const guint8 *all = g_bytes_get_data(bytes, &size);

	read_bytes(record, all, size);
	for (const char *const *line = samples[which].lines; *line; line++)
		assert_has(record, *line);
	assert_lacks(record, "problem|");
}

static void test_encrypted(void)
{
	static const struct { const char *sample, *scheme; } cases[] = {
		{ "user-password", "pdf-aes256" }, { "rc4", "pdf-rc4-40" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) bytes = load(cases[i].sample);
		g_autoptr(GString) record = g_string_new(NULL);
		Document document = record_document(record);
		gsize size;
		const guint8 *all = g_bytes_get_data(bytes, &size);

		pdf_read(&document, all, size);
		g_assert_true(document.is_encrypted);
		g_assert_cmpstr(document.scheme, ==, cases[i].scheme);
		g_assert_cmpstr(record->str, ==, "");
		lock_free(document.lock);
	}
}

static void test_every_cut_is_said(void)
{
	g_autoptr(GBytes) bytes = load("report");
	gsize size;
	const guint8 *all = g_bytes_get_data(bytes, &size);

	for (gsize cut = size / 10; cut < size - 64; cut += size / 10) {
		g_autoptr(GString) record = g_string_new(NULL);

		read_bytes(record, all, cut);
		if (!strstr(record->str, "problem|malformed|"))
			g_error("cut at %" G_GSIZE_FORMAT ": %s", cut,
				record->str);
	}
}

/* ---- what others write -------------------------------------------------- */

static void test_old_japanese(void)
{
	File file = file_new("", "");
	g_autoptr(GString) record = NULL;

	/* 機密性３ in Shift_JIS */
	add_text(&file, "BT /F 12 Tf 80 500 Td <8b4096a790ab8252> Tj ET");
	add(&file, KANJI_FONT, "90ms-RKSJ-H", "Japan1");
	finish(&file, "");
	record = read_file(&file);
	assert_has(record, "doc-text|page 1, line 1|機密性３");
	assert_lacks(record, "problem|");
}

static void test_font_without_map(void)
{
	File file = file_new("", "");
	g_autoptr(GString) record = NULL;

	add_text(&file, "BT /F 12 Tf 80 500 Td <000300040005000600070012>"
		 " Tj ET");
	add(&file, KANJI_FONT, "Identity-H", "Identity");
	finish(&file, "");
	record = read_file(&file);
	assert_has(record, "problem|unsupported|text in a font without a map "
		   "to characters, pages: 1");
}

static void test_own_properties(void)
{
	static const char xmp[] = "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>";
	File file = file_new("/Metadata 7 0 R", "");
	g_autoptr(GString) record = NULL;

	add_text(&file, "BT /F 12 Tf 80 500 Td (text) Tj ET");
	add(&file, HELVETICA);
	add(&file, "<</MSIP_Label_3c9a_Name(Secret)/Label<feff6a5f5bc6>"
	    "/Title(T)>>");
	add_stream(&file, "/Type/Metadata/Subtype/XML", xmp, strlen(xmp));
	finish(&file, "/Info 6 0 R");
	record = read_file(&file);
	assert_has(record, "property|MSIP_Label_3c9a_Name|Secret|"
		   "document information");
	assert_has(record, "property|Label|機密|document information");
	assert_has(record, "property|Title|T|document information");
	assert_has(record, "metadata|XMP|37");
	assert_lacks(record, "problem|");
}

static void test_notes_and_fields(void)
{
	File file = file_new("/AcroForm<</Fields[10 0 R]>>",
			     "7 0 R 8 0 R 9 0 R 10 0 R");
	g_autoptr(GString) record = NULL;

	add_text(&file, "BT /F 12 Tf 80 500 Td (text) Tj ET");
	add(&file, HELVETICA);
	add(&file, "null");
	add(&file, "<</Type/Annot/Subtype/FreeText/Rect[9 9 99 99]"
	    "/DA(/F 9 Tf)/Contents(free words)/Subj(subject words)>>");
	add(&file, "<</Type/Annot/Subtype/Stamp/Rect[9 9 99 99]"
	    "/Name/Confidential/Subj(stamp words)>>");
	add(&file, "<</Type/Annot/Subtype/FileAttachment/Rect[9 9 99 99]"
	    "/FS<</Type/Filespec/F(a.txt)/EF<</F 11 0 R>>>>>>");
	add(&file, "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/Rect[9 9 99 99]"
	    "/V(field words)>>");
	add_stream(&file, "/Type/EmbeddedFile", "inner", 5);
	finish(&file, "");
	record = read_file(&file);
	assert_has(record, "doc-box|page 1, annotation|free words");
	assert_has(record, "doc-box|page 1, annotation|subject words");
	assert_has(record, "doc-box|page 1, stamp|Confidential");
	assert_has(record, "doc-box|page 1, form field|field words");
	assert_has(record, "embedded|a.txt||5");
	assert_has(record, "doc-box|page 1, stamp|stamp words");
}

static void test_scanned_page(void)
{
	File file = file_new("", "");
	g_autoptr(GString) record = NULL;

	add_text(&file, "q 595 0 0 842 0 0 cm /A Do Q");
	add(&file, HELVETICA);
	add_stream(&file, "/Type/XObject/Subtype/Image/Width 2/Height 2"
		   "/BitsPerComponent 8/ColorSpace/DeviceGray", "abcd", 4);
	finish(&file, "");
	record = read_file(&file);
	g_assert_cmpstr(record->str, ==, "problem|unsupported|pages are "
			"images; their text cannot be searched: 1\n");
}

static void test_blank_page(void)
{
	File file = file_new("", "");
	g_autoptr(GString) record = NULL;

	add_text(&file, " ");
	add(&file, HELVETICA);
	finish(&file, "");
	record = read_file(&file);
	g_assert_cmpstr(record->str, ==, "");
}

static void test_pages_not_counted(void)
{
	File file = { .bytes = g_byte_array_new() };
	g_autoptr(GString) record = NULL;

	put(&file, "%PDF-1.7\n", 9);
	add(&file, "<</Type/Catalog/Pages 2 0 R>>");
	add(&file, "<</Type/Pages/Kids[3 0 R]/Count 2000000000>>");
	add(&file, PAGE, "");
	add_text(&file, "BT /F 12 Tf 80 500 Td (text) Tj ET");
	add(&file, HELVETICA);
	finish(&file, "");
	record = read_file(&file);
	assert_has(record, "problem|malformed|pages cannot be counted");
}

static void test_hidden_pages(void)
{
	File file = { .bytes = g_byte_array_new() };
	g_autoptr(GString) record = NULL;

	put(&file, "%PDF-1.7\n", 9);
	add(&file, "<</Type/Catalog/Pages 2 0 R>>");
	add(&file, "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 1>>");
	add(&file, PAGE, "");
	add_text(&file, "BT /F 12 Tf 80 500 Td (text) Tj ET");
	add(&file, HELVETICA);
	add(&file, PAGE, "");
	finish(&file, "");
	record = read_file(&file);
	assert_has(record, "problem|malformed|2 pages, of which 1 can be "
		   "read");
}

static void test_nothing_of_a_pdf(void)
{
	g_autoptr(GString) record = g_string_new(NULL);
	static const char text[] = "%PDF-1.7\nnothing of the sort, "
		"but words to read\n<x:xmpmeta></x:xmpmeta>";

	read_bytes(record, (const guint8 *)text, strlen(text));
	assert_has(record, "problem|malformed|PDF cannot be opened");
	assert_has(record, "metadata|XMP|23");
	g_assert_nonnull(strstr(record->str, "but words to read"));
}

/* ---- what only an attacker writes --------------------------------------- */

static GByteArray *deflate_zeros(gsize size)
{
	g_autofree guint8 *zeros = g_malloc0(size);
	uLongf room = compressBound(size);
	GByteArray *packed = g_byte_array_new();

	g_byte_array_set_size(packed, (guint)room);
	g_assert_cmpint(compress2(packed->data, &room, zeros, size, 9), ==,
			Z_OK);
	g_byte_array_set_size(packed, (guint)room);
	return packed;
}

static void test_bomb(void)
{
	g_autoptr(GByteArray) packed = deflate_zeros(8 << 20);
	uLongf room = compressBound(packed->len);
	g_autofree guint8 *twice = g_malloc(room);
	File file = file_new("", "");
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	g_assert_cmpint(compress2(twice, &room, packed->data, packed->len, 9),
			==, Z_OK);
	add_stream(&file, "/Filter[/FlateDecode/FlateDecode]", twice, room);
	add(&file, HELVETICA);
	finish(&file, "");
	document.bytes_left = 4 << 20;
	pdf_read(&document, file.bytes->data, file.bytes->len);
	assert_has(record, "problem|limit|streams: limit-decoded-bytes "
		   "reached; not read further");
	g_byte_array_unref(file.bytes);
}

/* Forms that draw forms, ten times each: 10^12 in all. */
static void test_forms(void)
{
	File file = file_new("", "");
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	add_text(&file, "/A Do");
	add(&file, HELVETICA);
	for (guint i = 0; i < 12; i++) {
		g_autofree char *keys = g_strdup_printf(
			"/Type/XObject/Subtype/Form/BBox[0 0 600 900]"
			"/Resources<</XObject<</A %u 0 R>>>>",
			file.count + 2);

		add_stream(&file, keys, "/A Do /A Do /A Do /A Do /A Do /A Do "
			   "/A Do /A Do /A Do /A Do", 59);
	}
	finish(&file, "");
	document.deadline_us = g_get_monotonic_time() + G_USEC_PER_SEC / 4;
	pdf_read(&document, file.bytes->data, file.bytes->len);
	g_assert_nonnull(strstr(record->str, "limit-document-seconds"));
	g_byte_array_unref(file.bytes);
}

static void test_page_limit(void)
{
	g_autoptr(GBytes) bytes = load("report");
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	gsize size;
	const guint8 *all = g_bytes_get_data(bytes, &size);

	document.pages_left = 1;
	pdf_read(&document, all, size);
	assert_has(record, "doc-header|page 1, footer, line 1|取扱注意");
	assert_lacks(record, "page 2");
	assert_has(record, "problem|limit|document: limit-pages reached; not "
		   "read further");
}

int main(int argc, char **argv)
{
	static const struct { const char *name; void (*run)(void); } tests[] = {
		{ "a-password-is-said-and-nothing-else", test_encrypted },
		{ "every-cut-is-said", test_every_cut_is_said },
		{ "shift-jis-fonts-without-a-map-are-read", test_old_japanese },
		{ "glyphs-that-mean-nothing-are-said", test_font_without_map },
		{ "properties-of-any-name-are-read", test_own_properties },
		{ "notes-stamps-and-fields-are-boxes", test_notes_and_fields },
		{ "a-page-that-is-an-image-is-said", test_scanned_page },
		{ "a-blank-page-is-no-problem", test_blank_page },
		{ "a-count-that-lies-is-said", test_pages_not_counted },
		{ "a-page-beyond-the-count-is-said", test_hidden_pages },
		{ "what-does-not-open-is-salvaged", test_nothing_of_a_pdf },
		{ "a-bomb-ends-at-the-limit", test_bomb },
		{ "forms-that-multiply-end-in-time", test_forms },
		{ "pages-over-the-limit-are-said", test_page_limit },
	};

	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autofree char *path = g_strdup_printf(
			"/documents/pdf/%s", samples[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_sample);
	}
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *path = g_strdup_printf("/documents/pdf/%s",
							tests[i].name);

		g_test_add_func(path, tests[i].run);
	}
	return g_test_run();
}
