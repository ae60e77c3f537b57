/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_doc.c - binary Word documents.
 */
#include <string.h>

#include <glib.h>

#include "cfb-build.h"
#include "document-record.h"
#include "documents/ole.h"

#define SAMPLE(name) "tests/samples/doc/" name ".doc"

static GString *read_bytes(const void *bytes, gsize size,
			   Document *ret_document)
{
	GString *record = g_string_new(NULL);

	*ret_document = record_document(record);
	ole_read(ret_document, bytes, size);
	return record;
}

static GString *read_sample(const char *path, Document *ret_document)
{
	g_autofree char *bytes = NULL;
	gsize size;

	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	return read_bytes(bytes, size, ret_document);
}

static void assert_has(const GString *record, const char *event)
{
	if (!strstr(record->str, event))
		g_error("no '%s' in:\n%s", event, record->str);
}

/* What stands in full.fodt, and where a person sees it. */
static const char *const events[] = {
	"doc-text|paragraph 1|本文の最初 first paragraph\n",
	"doc-text|paragraph 2|注とととリンクの段落\n",
	"doc-text|paragraph 3|表の左\n",
	"doc-text|paragraph 4|表の右\n",
	"doc-text|paragraph 6|二行\n",
	"doc-text|paragraph 7|に分かれた段落\n",
	"doc-text|field codes| HYPERLINK \"http://link.example/\"",
	"doc-text|footnotes, paragraph 1| 脚注の文\n",
	"doc-text|endnotes, paragraph 1| 文末脚注の文\n",
	"doc-text|comments, paragraph 1|コメントの文\n",
	"doc-header|page headers and footers, paragraph 1|頁頭 header\n",
	"doc-header|page headers and footers, paragraph 3|頁脚 footer 1\n",
	"doc-box|text boxes, paragraph 1|枠の文字\n",
	"doc-box|text boxes, paragraph 3|図形の文字\n",
	"doc-header|watermark|透かしの文字\n",
	"property|Title|表題の機密性|\n",
	"property|Keywords|鍵語|\n",
	"property|MSIP_Label_1_Name|社外秘ラベル|custom\n",
	"property|分類|機密性2|custom\n",
	"property|Number|42|custom\n",
};

static void test_every_place_of_a_real_document(void)
{
	Document document;
	g_autoptr(GString) record = read_sample(SAMPLE("full"), &document);

	for (guint i = 0; i < G_N_ELEMENTS(events); i++)
		assert_has(record, events[i]);
	g_assert_null(strstr(record->str, "problem"));
	g_assert_cmpstr(document.type, ==, "application/msword");
}

static void test_password_closes_a_document(void)
{
	Document document;
	g_autoptr(GString) record = read_sample(SAMPLE("password"),
						&document);

	g_assert_true(document.is_encrypted);
	g_assert_cmpstr(document.scheme, ==, "doc-rc4");
	g_assert_null(strstr(record->str, "doc-"));
	g_assert_null(strstr(record->str, "problem"));
	lock_free(document.lock);
}

/* The bytes of full.doc; *ret_fib: where the FIB is. */
static char *load_full(gsize *ret_size, guint8 **ret_fib)
{
	char *bytes;

	g_assert_true(g_file_get_contents(SAMPLE("full"), &bytes, ret_size,
					  NULL));
	*ret_fib = memmem(bytes, *ret_size, "\xec\xa5", 2);
	g_assert_nonnull(*ret_fib);
	return bytes;
}

static void test_flag_of_encryption_alone_closes_nothing(void)
{
	gsize size;
	guint8 *fib;
	g_autofree char *bytes = load_full(&size, &fib);
	g_autoptr(GString) record = NULL;
	Document document;

	fib[11] |= 1;
	record = read_bytes(bytes, size, &document);
	g_assert_false(document.is_encrypted);
	assert_has(record, "problem|malformed|said to be encrypted");
	assert_has(record, events[0]);
}

static void test_text_beyond_the_announced_is_read(void)
{
	gsize size;
	guint8 *fib;
	g_autofree char *bytes = load_full(&size, &fib);
	g_autoptr(GString) record = NULL;
	Document document;

	memset(fib + 0x4c, 0, 8 * 4);
	record = read_bytes(bytes, size, &document);
	assert_has(record, "|本文の最初 first paragraph\n");
	assert_has(record, "|枠の文字\n");
}

static void test_lost_piece_table_is_said_and_salvaged(void)
{
	gsize size;
	guint8 *fib;
	g_autofree char *bytes = load_full(&size, &fib);
	g_autoptr(GString) record = NULL;
	Document document;

	cfb_put(fib + 0x1a2, 0xffffff, 4);
	record = read_bytes(bytes, size, &document);
	assert_has(record, "problem|malformed|Word document is damaged");
	assert_has(record, "本文の最初 first paragraph\n");
}

/* Word 95: text from 0x300 on, here in two pieces or in none. */
static GString *read_95(guint language, gboolean in_pieces, guint32 second,
			Document *ret_document)
{
	static const char text[] = "\x8b\x40\x96\xa7\x90\xab" "2\r"
				   "\x13" "PAGE\x14" "7\x15 end\r";
	guint8 main[0x1000] = { 0xdc, 0xa5, 0x68 };
	const CfbFile file = { "WordDocument", main, sizeof(main) };
	guint32 count = sizeof(text) - 1;
	g_autoptr(GByteArray) cfb = NULL;

	cfb_put(main + 6, language, 2);
	cfb_put(main + 0x18, 0x300, 4);
	cfb_put(main + 0x1c, 0x300 + count, 4);
	cfb_put(main + 0x34, count, 4);
	memcpy(main + 0x300, text, count);
	if (in_pieces) {
		cfb_put(main + 0x160, 0x800, 4);
		cfb_put(main + 0x164, 5 + 28, 4);
		main[0x800] = 2;
		cfb_put(main + 0x801, 28, 4);
		cfb_put(main + 0x805 + 4, 8, 4);
		cfb_put(main + 0x805 + 8, count, 4);
		cfb_put(main + 0x805 + 12 + 2, 0x300, 4);
		cfb_put(main + 0x805 + 20 + 2, second, 4);
	}
	cfb = cfb_build(&file, 1, NULL);
	return read_bytes(cfb->data, cfb->len, ret_document);
}

static void test_word_95_in_japanese(void)
{
	for (guint in_pieces = 0; in_pieces < 2; in_pieces++) {
		Document document;
		g_autoptr(GString) record = read_95(0x411, in_pieces != 0,
						    0x308, &document);

		assert_has(record, "doc-text|paragraph 1|機密性2\n");
		assert_has(record, "doc-text|paragraph 2|7 end\n");
		assert_has(record, "doc-text|field codes|PAGE\n");
		g_assert_null(strstr(record->str, "problem"));
	}
}

static void test_piece_outside_the_file_is_said(void)
{
	Document document;
	g_autoptr(GString) record = read_95(0x411, TRUE, 0x7fffffff,
					    &document);

	assert_has(record, "doc-text|paragraph 1|機密性2\n");
	assert_has(record, "problem|malformed|");
}

static void test_limit_of_text_is_said(void)
{
	g_autofree char *bytes = NULL;
	gsize size;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	g_assert_true(g_file_get_contents(SAMPLE("full"), &bytes, &size,
					  NULL));
	document.text_left = 20;
	ole_read(&document, (const guint8 *)bytes, size);
	assert_has(record, "problem|limit|");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(path, test) g_test_add_func("/documents/doc/" path, test)
	ADD("every-place-of-a-real-document",
	    test_every_place_of_a_real_document);
	ADD("password-closes-a-document", test_password_closes_a_document);
	ADD("flag-of-encryption-alone-closes-nothing",
	    test_flag_of_encryption_alone_closes_nothing);
	ADD("text-beyond-the-announced-is-read",
	    test_text_beyond_the_announced_is_read);
	ADD("lost-piece-table-is-said-and-salvaged",
	    test_lost_piece_table_is_said_and_salvaged);
	ADD("word-95-in-japanese", test_word_95_in_japanese);
	ADD("piece-outside-the-file-is-said",
	    test_piece_outside_the_file_is_said);
	ADD("limit-of-text-is-said", test_limit_of_text_is_said);
	return g_test_run();
}
