/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_xls.c - what stands in a workbook, wherever it stands.
 *
 * tests/samples/xls is LibreOffice's; the rest is built here byte by byte.
 */
#include <string.h>

#include "document-record.h"
#include "documents/documents.h"
#include "documents/xls-stream.h"
#include "text/charset.h"

/* Bytes of a stream as C strings: "\x09\x08" and what NULs they have. */
typedef struct Piece {
	const char *bytes;
	gsize size;
} Piece;
#define PIECE(text) { text, sizeof(text) - 1 }
#define MAX_PIECES 16

#define BOF8_BOOK "\x09\x08\x08\0\0\x06\x05\0\0\0\0\0"
#define BOF8_SHEET "\x09\x08\x08\0\0\x06\x10\0\0\0\0\0"
#define BOF8_CHART "\x09\x08\x08\0\0\x06\x20\0\0\0\0\0"
#define BOF5_BOOK "\x09\x08\x08\0\0\x05\x05\0\0\0\0\0"
#define BOF5_SHEET "\x09\x08\x08\0\0\x05\x10\0\0\0\0\0"
#define END "\x0a\0\0\0"
#define CODEPAGE_932 "\x42\0\x02\0\xa4\x03"
/* 「機密」 in UTF-16 and in CP932 */
#define WIDE "\x5f\x6a\xc6\x5b"
#define SJIS "\x8b\x40\x96\xa7"

typedef struct Case {
	const char *name;
	Piece pieces[MAX_PIECES];
	const char *expected;
} Case;

static const Case cases[] = {
	{ "nothing", { PIECE("") }, "" },
	{ "shared-string-split-within-wide-characters",
	  { PIECE(BOF8_BOOK),
	    PIECE("\xfc\0\x0d\0\x01\0\0\0\x01\0\0\0\x02\0\x01\x5f\x6a"),
	    PIECE("\x3c\0\x03\0\x01\xc6\x5b" END),
	    PIECE(BOF8_SHEET),
	    PIECE("\xfd\0\x0a\0\x01\0\x02\0\0\0\0\0\0\0" END) },
	  "sheet|\ncell|C2|機密\nsheet-end\n" },
	{ "shared-string-that-turns-narrow-in-the-middle",
	  { PIECE(BOF8_BOOK),
	    PIECE("\xfc\0\x0d\0\x01\0\0\0\x01\0\0\0\x03\0\x01\x5f\x6a"),
	    PIECE("\x3c\0\x03\0\0ab" END),
	    PIECE(BOF8_SHEET "\xfd\0\x0a\0\0\0\0\0\0\0\0\0\0\0" END) },
	  "sheet|\ncell|A1|機ab\nsheet-end\n" },
	{ "formats-and-readings-of-rich-strings-are-passed-over",
	  { PIECE(BOF8_BOOK),
	    PIECE("\xfc\0\x29\0\x02\0\0\0\x02\0\0\0"
		  "\x02\0\x0d\x01\0\x04\0\0\0" WIDE "XXXXYYYY"
		  "\x02\0\x01" WIDE "\x02\0\0zz" END),
	    PIECE(BOF8_SHEET "\xfd\0\x0a\0\0\0\0\0\0\0\x01\0\0\0"),
	    PIECE("\xfd\0\x0a\0\x01\0\0\0\0\0\0\0\0\0"),
	    PIECE("\xfd\0\x0a\0\x02\0\0\0\0\0\x02\0\0\0" END) },
	  "sheet|\ncell|A1|機密\ncell|A2|機密\ncell|A3|zz\nsheet-end\n" },
	{ "formats-split-between-records",
	  { PIECE(BOF8_BOOK),
	    PIECE("\xfc\0\x13\0\x02\0\0\0\x02\0\0\0"
		  "\x02\0\x09\x01\0" WIDE "XX"),
	    PIECE("\x3c\0\x06\0XX\x01\0\0z" END),
	    PIECE(BOF8_SHEET "\xfd\0\x0a\0\0\0\0\0\0\0\x01\0\0\0"),
	    PIECE("\xfd\0\x0a\0\0\0\x01\0\0\0\0\0\0\0" END) },
	  "sheet|\ncell|A1|z\ncell|B1|機密\nsheet-end\n" },
	{ "shared-strings-without-a-cell",
	  { PIECE(BOF8_BOOK "\xfc\0\x0f\0\x01\0\0\0\x01\0\0\0\x02\0\x01"
		  WIDE END) },
	  "sheet|shared strings\ncell|A1|機密\nsheet-end\n" },
	{ "cell-without-a-shared-string",
	  { PIECE(BOF8_SHEET "\xfd\0\x0a\0\0\0\0\0\0\0\x07\0\0\0" END) },
	  "sheet|\ncell|A1|\t\nproblem|malformed|workbook: a cell has no "
	  "string\nsheet-end\n" },
	{ "strings-in-the-cell-itself",
	  { PIECE(BOF8_SHEET "\x04\x02\x0d\0\0\0\0\0\0\0\x02\0\x01" WIDE),
	    PIECE("\xd6\0\x0b\0\x01\0\0\0\0\0\x02\0\0ab" END) },
	  "sheet|\ncell|A1|機密\ncell|A2|ab\nsheet-end\n" },
	{ "numbers-are-cells-without-text",
	  { PIECE(BOF8_SHEET "\x03\x02\x0e\0\0\0\0\0\0\0\1\2\3\4\5\6\7\x08"),
	    PIECE("\x7e\x02\x0a\0\x01\0\0\0\0\0\1\2\3\4"),
	    PIECE("\xbd\0\x12\0\x02\0\x01\0\0\0\1\2\3\4\0\0\1\2\3\4\x02\0"),
	    PIECE("\x05\x02\x08\0\x03\0\0\0\0\0\1\0" END) },
	  "sheet|\ncell|A1|\t\ncell|A2|\t\ncell|B3|\t\ncell|C3|\t\n"
	  "cell|A4|\t\nsheet-end\n" },
	{ "result-of-a-formula",
	  { PIECE(BOF8_SHEET "\x06\0\x16\0\x01\0\x01\0\0\0"
		  "\0\0\0\0\0\0\xff\xff\0\0\0\0\0\0\0\0"),
	    PIECE("\x07\x02\x07\0\x02\0\x01" WIDE),
	    PIECE("\x06\0\x16\0\x02\0\x01\0\0\0"
		  "\0\0\0\0\0\0\x10\x40\0\0\0\0\0\0\0\0" END) },
	  "sheet|\ncell|B2|機密\ncell|B3|\t\nsheet-end\n" },
	{ "headers-of-first-and-even-pages",
	  { PIECE(BOF8_SHEET "\x14\0\x05\0\x02\0\0&C\x15\0\0\0"),
	    PIECE("\x9c\x08\x38\0\x9c\x08\0\0\0\0\0\0\0\0\0\0"
		  "0123456789abcdef\x03\0\x02\0\0\0\x04\0\0\0"
		  "\x02\0\x01" WIDE "\x04\0\x01&\0R\0" WIDE END) },
	  "doc-header|header of even pages, line 1|機密\n"
	  "doc-header|header of the first page, line 1|機密\n" },
	{ "comment-and-text-box-by-type-of-object",
	  { PIECE(BOF8_SHEET "\x5d\0\x0a\0\x15\0\x12\0\x19\0\1\0\0\0"),
	    PIECE("\xb6\x01\x12\0\0\0\0\0\0\0\0\0\0\0\x02\0\x08\0\0\0\0\0"
		  "\x3c\0\x03\0\0no\x3c\0\x08\0\0\0\0\0\0\0\0\0"),
	    PIECE("\x5d\0\x0a\0\x15\0\x12\0\x06\0\2\0\0\0"),
	    PIECE("\xb6\x01\x12\0\0\0\0\0\0\0\0\0\0\0\x02\0\x08\0\0\0\0\0"
		  "\x3c\0\x03\0\x01\x5f\x6a\x3c\0\x03\0\x01\xc6\x5b"
		  "\x3c\0\x08\0\0\0\0\0\0\0\0\0" END) },
	  "doc-box|text box, line 1|機密\ndoc-text|comment, line 1|no\n" },
	{ "chart-within-a-sheet",
	  { PIECE(BOF8_SHEET BOF8_CHART "\x0d\x10\x08\0\0\0\x02\x01" WIDE
		  "\x04\x02\x0b\0\0\0\0\0\0\0\x02\0\0ab" END),
	    PIECE("\x04\x02\x0b\0\1\0\0\0\0\0\x02\0\0cd" END) },
	  "sheet|\ncell|A2|cd\nsheet-end\nsheet| (stored values)\n"
	  "cell|A1|ab\nsheet-end\ndoc-box|chart, line 1|機密\n" },
	{ "names-that-stand-for-a-text",
	  { PIECE(BOF8_BOOK "\x18\0\x17\0\0\0\0\x01\x07\0\0\0\0\0\0\0\0\0"
		  "\0n\x17\x02\x01" WIDE END) },
	  "doc-text|defined names, line 1|機密\n" },
	{ "cells-that-another-file-had",
	  { PIECE(BOF8_BOOK "\x5a\0\x15\0\x01\0\x02\0\x01\1\2\3\4\5\6\7\x08"
		  "\x02\x02\0\x01" WIDE END) },
	  "sheet| (stored values)\ncell|B3|機密\nsheet-end\n" },
	{ "japanese-of-excel-5",
	  { PIECE(BOF5_BOOK CODEPAGE_932
		  "\x85\0\x0b\0\x25\0\0\0\0\0\x04" SJIS END),
	    PIECE(BOF5_SHEET "\x04\x02\x0c\0\0\0\0\0\0\0\x04\0" SJIS),
	    PIECE("\x14\0\x07\0\x06&C" SJIS),
	    PIECE("\x1c\0\x0a\0\0\0\0\0\x04\0" SJIS END) },
	  "sheet|機密\ncell|A1|機密\nsheet-end\ndoc-sheet||機密\n"
	  "doc-header|sheet 機密, header, line 1|機密\n"
	  "doc-text|sheet 機密, comment, line 1|機密\n" },
	{ "japanese-that-claims-to-be-western",
	  { PIECE(BOF5_SHEET "\x42\0\x02\0\xe4\x04"
		  "\x04\x02\x0c\0\0\0\0\0\0\0\x04\0" SJIS END) },
	  "cell|A1|機密\n" },
	{ "japanese-without-a-code-page",
	  { PIECE(BOF5_SHEET "\x04\x02\x0c\0\0\0\0\0\0\0\x04\0" SJIS END) },
	  "cell|A1|機密\n" },
	{ "sheet-of-excel-2",
	  { PIECE("\x09\0\x04\0\x02\0\x10\0" CODEPAGE_932
		  "\x04\0\x0c\0\x01\0\x02\0\0\0\0\x04" SJIS END) },
	  "sheet|\ncell|C2|機密\nsheet-end\n" },
	{ "sheet-of-excel-4",
	  { PIECE("\x09\x04\x06\0\0\0\x10\0\0\0" CODEPAGE_932
		  "\x04\x02\x0c\0\x01\0\x02\0\0\0\x04\0" SJIS END) },
	  "sheet|\ncell|C2|機密\nsheet-end\n" },
	{ "sheet-that-the-book-does-not-list",
	  { PIECE(BOF8_BOOK "\x85\0\x09\0\x1d\0\0\0\0\0\x01\0a" END),
	    PIECE(BOF8_SHEET END),
	    PIECE(BOF8_SHEET "\x04\x02\x0b\0\0\0\0\0\0\0\x02\0\0ab" END) },
	  "sheet|\ncell|A1|ab\nsheet-end\ndoc-sheet||a\n" },
	{ "sheet-that-only-the-list-leads-to",
	  { PIECE(BOF8_BOOK "\x85\0\x09\0\x23\0\0\0\0\0\x01\0a" END),
	    PIECE("\0\0\xff\x7f\0\0"),
	    PIECE(BOF8_SHEET "\x04\x02\x0b\0\0\0\0\0\0\0\x02\0\0ab" END) },
	  "problem|malformed|workbook: a record is cut\n"
	  "sheet|a\ncell|A1|ab\nsheet-end\ndoc-sheet||a\n" },
	{ "sheet-that-is-not-there",
	  { PIECE(BOF8_BOOK "\x85\0\x09\0\x23\0\0\x7f\0\0\x01\0a" END) },
	  "problem|malformed|workbook: sheets are not where they should be\n"
	  "doc-sheet||a\n" },
	{ "record-that-is-cut",
	  { PIECE(BOF8_SHEET "\x04\x02\x0b\0\0\0\0\0\0\0\x02\0\0a") },
	  "problem|malformed|workbook: a record is cut\n"
	  "sheet|\ncell|A1|a\nsheet-end\n" },
	{ "zeros-behind-the-last-sheet",
	  { PIECE(BOF8_SHEET END "\0\0\0\0\0\0\0\0\0") }, "" },
	{ "encryption-declared-too-late",
	  { PIECE(BOF8_SHEET "\x04\x02\x0b\0\0\0\0\0\0\0\x02\0\0ab"),
	    PIECE("\x2f\0\x06\0\x01\0\x01\0\x01\0" END) },
	  "problem|malformed|workbook: encryption is declared too late\n"
	  "sheet|\ncell|A1|ab\nsheet-end\n" },
	{ "encryption-declared-before-readable-records",
	  { PIECE(BOF8_BOOK "\x2f\0\x06\0\x01\0\x01\0\x01\0"),
	    PIECE("\x85\0\x09\0\0\0\0\x27\0\0\x01\0a" END) },
	  "problem|malformed|workbook: says that it is encrypted, and is "
	  "not\ndoc-sheet||a\n" },
};

static GByteArray *build(const Case *c)
{
	GByteArray *bytes = g_byte_array_new();

	for (guint i = 0; i < MAX_PIECES && c->pieces[i].bytes; i++)
		g_byte_array_append(bytes,
				    (const guint8 *)c->pieces[i].bytes,
				    (guint)c->pieces[i].size);
	return bytes;
}

/* Where other readings follow, what is expected is among them. */
static void test_case(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(GByteArray) bytes = build(c);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	xls_stream_read(&document, bytes->data, bytes->len);
	g_assert_false(document.is_encrypted);
	if (g_str_has_prefix(c->expected, "cell|"))
		g_assert_nonnull(strstr(record->str, c->expected));
	else
		g_assert_cmpstr(record->str, ==, c->expected);
}

static const Case closed[] = {
	{ "xls-xor", { PIECE(BOF5_BOOK "\x2f\0\x04\0\1\2\3\4") }, "" },
	{ "xls-xor",
	  { PIECE(BOF8_BOOK "\x86\0\0\0\x2f\0\x06\0\0\0\1\2\3\4") }, "" },
	{ "xls-rc4", { PIECE(BOF8_BOOK "\x2f\0\x06\0\1\0\1\0\1\0") }, "" },
	{ "xls-rc4-cryptoapi",
	  { PIECE(BOF8_BOOK "\x2f\0\x06\0\1\0\4\0\2\0"
		  "\x85\0\x09\0\x50\0\0\0\x8a\x11\x99\x22\x77" END) }, "" },
};

static void test_encrypted_books_say_nothing(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(closed); i++) {
		g_autoptr(GByteArray) bytes = build(&closed[i]);
		g_autoptr(GString) record = g_string_new(NULL);
		Document document = record_document(record);

		xls_stream_read(&document, bytes->data, bytes->len);
		g_assert_true(document.is_encrypted);
		g_assert_cmpstr(document.scheme, ==, closed[i].name);
		g_assert_cmpstr(record->str, ==, "");
	}
}

static void test_strings_end_at_the_limit(void)
{
	static const Case c = { "", { PIECE(BOF8_BOOK
		"\xfc\0\x14\0\2\0\0\0\2\0\0\0" "\x02\0\x01" WIDE
		"\x02\0\0zz" END BOF8_SHEET
		"\xfd\0\x0a\0\0\0\0\0\0\0\0\0\0\0"
		"\xfd\0\x0a\0\1\0\0\0\0\0\1\0\0\0" END) }, "" };
	g_autoptr(GByteArray) bytes = build(&c);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	document.text_left = 6;
	xls_stream_read(&document, bytes->data, bytes->len);
	g_assert_cmpstr(record->str, ==,
		"problem|limit|strings of the workbook: limit-text-bytes "
		"reached; not read further\n"
		"sheet|\ncell|A1|機密\ncell|A2|\t\nsheet-end\n");
}

static void test_pivot_cache_is_a_sheet(void)
{
	static const Case c = { "", {
		PIECE("\xc7\0\x13\0" "0123456789abcd" "\x02\0\0ab"),
		PIECE("\xcd\0\x07\0\x02\0\x01" WIDE),
		PIECE("\xc7\0\x13\0" "0123456789abcd" "\x02\0\0cd") }, "" };
	g_autoptr(GByteArray) bytes = build(&c);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	xls_pivot_read(&document, 8, bytes->data, bytes->len);
	g_assert_cmpstr(record->str, ==, "sheet|pivot cache\ncell|B1|ab\n"
			"cell|B2|機密\ncell|C1|cd\nsheet-end\n");
}

static void test_sample_of_libreoffice(void)
{
	static const char *const expected[] = {
		"sheet|名簿\ncell|A1|氏名\ncell|B1|機密性２\n"
		"cell|A2|café 𠮷野家\ncell|B2|\t\nsheet-end\n"
		"sheet|隠し\ncell|B1|隠した言葉\nsheet-end\n",
		"doc-sheet||名簿\ndoc-sheet||隠し\n",
		"doc-header|sheet 名簿, header, line 1|左の題\n"
		"doc-header|sheet 名簿, header, line 2|【機密性２】\n"
		"doc-header|sheet 名簿, header, line 3|Q&A\n"
		"doc-header|sheet 名簿, footer, line 1|配布禁止 /\n",
		"doc-box|sheet 名簿, text box, line 1|取扱注意の箱\n"
		"doc-box|sheet 名簿, text box, line 2|図形の中の文\n"
		"doc-box|sheet 名簿, word art, line 1|飾り文字\n",
		"doc-text|defined names, line 1|名前の値\n",
		"doc-text|sheet 名簿, comment, line 1|覚え書き\n",
	};
	g_autofree char *bytes = NULL;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	gsize size;

	g_assert_true(g_file_get_contents("tests/samples/xls/book.xls",
					  &bytes, &size, NULL));
	documents_read(&document, "application/x-ole-storage",
		       (const guint8 *)bytes, size);
	for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
		g_assert_nonnull(strstr(record->str, expected[i]));
	g_assert_null(strstr(record->str, "problem|"));
	g_assert_cmpstr(document.type, ==, "application/vnd.ms-excel");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	documents_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/documents/xls/%s",
							cases[i].name);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/documents/xls/encrypted-books-say-nothing",
			test_encrypted_books_say_nothing);
	g_test_add_func("/documents/xls/strings-end-at-the-limit",
			test_strings_end_at_the_limit);
	g_test_add_func("/documents/xls/pivot-cache-is-a-sheet",
			test_pivot_cache_is_a_sheet);
	g_test_add_func("/documents/xls/sample-of-libreoffice",
			test_sample_of_libreoffice);
	return g_test_run();
}
