/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_pdf_closed.c - PDF that says it is encrypted: what takes a
 * secret to read, what does not, and what a word of the mail opens.
 */
#include <string.h>

#include <poppler.h>
#include <qpdf/qpdf-c.h>
#include <zlib.h>

#include "document-record.h"
#include "documents/formats.h"

static const char bomb_end[] =
	"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

#define READABLE "doc-text|page 1, line 1|readable words"

static const struct {
	const char *file;
	const char *scheme;	/* NULL: none */
	Protection protection;
	Opened opened;		/* by itself */
	const char *word;	/* that opens it; NULL: none does */
	const char *line;	/* read with the word, or by itself */
} cases[] = {
	/* what qpdf encrypted */
	{ "user-rc4-40", "pdf-rc4-40", PROTECTION_SECRET, OPENED_NOT,
	  "hirake", READABLE },
	{ "user-rc4-128", "pdf-rc4-128", PROTECTION_SECRET, OPENED_NOT,
	  "hirake", READABLE },
	{ "user-aes128", "pdf-aes128", PROTECTION_SECRET, OPENED_NOT,
	  "hirake", READABLE },
	{ "user-aes128-v4rc4", "pdf-rc4-128", PROTECTION_SECRET, OPENED_NOT,
	  "hirake", READABLE },
	{ "user-aes256-r5", "pdf-aes256-r5", PROTECTION_SECRET, OPENED_NOT,
	  "hirake", READABLE },
	{ "user-aes256", "pdf-aes256", PROTECTION_SECRET, OPENED_NOT,
	  "hirake", READABLE },
	{ "user-rc4-40", "pdf-rc4-40", PROTECTION_SECRET, OPENED_NOT,
	  "oyakata", READABLE },
	{ "user-rc4-128", "pdf-rc4-128", PROTECTION_SECRET, OPENED_NOT,
	  "oyakata", READABLE },
	{ "user-aes128", "pdf-aes128", PROTECTION_SECRET, OPENED_NOT,
	  "oyakata", READABLE },
	{ "user-aes256-r5", "pdf-aes256-r5", PROTECTION_SECRET, OPENED_NOT,
	  "oyakata", READABLE },
	{ "user-aes256", "pdf-aes256", PROTECTION_SECRET, OPENED_NOT,
	  "oyakata", READABLE },
	{ "linearized", "pdf-aes256", PROTECTION_SECRET, OPENED_NOT,
	  "hirake", READABLE },
	{ "object-streams", "pdf-aes128", PROTECTION_SECRET, OPENED_NOT,
	  "hirake", READABLE },
	{ "word-cp932", "pdf-aes128", PROTECTION_SECRET, OPENED_NOT,
	  "開け", READABLE },
	{ "word-latin1", "pdf-aes128", PROTECTION_SECRET, OPENED_NOT,
	  "ouvré", READABLE },
	{ "word-utf8", "pdf-aes128", PROTECTION_SECRET, OPENED_NOT,
	  "開け", READABLE },
	{ "word-r6", "pdf-aes256", PROTECTION_SECRET, OPENED_NOT,
	  "ひらけ　ごま", READABLE },
	{ "word-r6", "pdf-aes256", PROTECTION_SECRET, OPENED_NOT,
	  "親方", READABLE },
	{ "user-aes256", "pdf-aes256", PROTECTION_SECRET, OPENED_NOT,
	  NULL, NULL },
	{ "user-aes128-xmp", "pdf-aes128", PROTECTION_SECRET, OPENED_NOT,
	  NULL, "metadata|XMP|117" },
	{ "user-aes256-xmp", "pdf-aes256", PROTECTION_SECRET, OPENED_NOT,
	  NULL, "metadata|XMP|117" },
	{ "owner-rc4-40", "pdf-rc4-40", PROTECTION_NONE, OPENED_EMPTY,
	  NULL, READABLE },
	{ "owner-rc4-128", "pdf-rc4-128", PROTECTION_NONE, OPENED_EMPTY,
	  NULL, READABLE },
	{ "owner-aes128", "pdf-aes128", PROTECTION_NONE, OPENED_EMPTY,
	  NULL, READABLE },
	{ "owner-aes128-v4rc4", "pdf-rc4-128", PROTECTION_NONE, OPENED_EMPTY,
	  NULL, READABLE },
	{ "owner-aes256-r5", "pdf-aes256-r5", PROTECTION_NONE, OPENED_EMPTY,
	  NULL, READABLE },
	{ "owner-aes256", "pdf-aes256", PROTECTION_NONE, OPENED_EMPTY,
	  NULL, READABLE },
	{ "owner-aes256-xmp", "pdf-aes256", PROTECTION_NONE, OPENED_EMPTY,
	  NULL, "metadata|XMP|117" },
	/* what is not as encrypted as it says */
	{ "lie-plain", NULL, PROTECTION_NONE, OPENED_NOT, NULL, READABLE },
	{ "lie-plain-empty", "pdf-aes128", PROTECTION_NONE, OPENED_EMPTY,
	  NULL, READABLE },
	{ "earlier-plain", "pdf-aes128", PROTECTION_NONE, OPENED_EMPTY,
	  NULL, READABLE },
	{ "earlier-empty", "pdf-aes128", PROTECTION_NONE, OPENED_EMPTY,
	  NULL, READABLE },
	{ "later-plain", NULL, PROTECTION_NONE, OPENED_NOT, NULL, READABLE },
	{ "identity-streams", "pdf-aes128", PROTECTION_NONE, OPENED_EMPTY,
	  NULL, NULL },
	{ "identity-strings", "pdf-aes128", PROTECTION_NONE, OPENED_EMPTY,
	  NULL, NULL },
	{ "identity-content", NULL, PROTECTION_NONE, OPENED_NOT,
	  NULL, READABLE },
	{ "identity-files", NULL, PROTECTION_NONE, OPENED_NOT, NULL, NULL },
	{ "content-as-metadata", NULL, PROTECTION_NONE, OPENED_NOT,
	  NULL, READABLE },
	{ "content-as-table", NULL, PROTECTION_NONE, OPENED_NOT,
	  NULL, READABLE },
	{ "content-unpacked", NULL, PROTECTION_NONE, OPENED_NOT,
	  NULL, READABLE },
	{ "file-utf8", NULL, PROTECTION_NONE, OPENED_NOT, NULL, NULL },
	{ "file-cp932", NULL, PROTECTION_NONE, OPENED_NOT, NULL, NULL },
	{ "strings-plain", NULL, PROTECTION_NONE, OPENED_NOT,
	  NULL, "doc-text|bookmarks, line 1|readable words in a title" },
	{ "image-plain", NULL, PROTECTION_NONE, OPENED_NOT, NULL, NULL },
	{ "no-dictionary", NULL, PROTECTION_NONE, OPENED_EMPTY, NULL, NULL },
	/* what is out of order, and closed all the same */
	{ "junk-before", "pdf-aes128", PROTECTION_SECRET, OPENED_NOT,
	  "hirake", READABLE },
	{ "length-lies", "pdf-rc4-40", PROTECTION_SECRET, OPENED_NOT,
	  "hirake", NULL },
	{ "version-lies", "pdf-rc4-40", PROTECTION_SECRET, OPENED_NOT,
	  "hirake", READABLE },
	{ "no-id", "pdf-aes128", PROTECTION_SECRET, OPENED_NOT, NULL, NULL },
	{ "name-escaped", "pdf-aes128", PROTECTION_SECRET, OPENED_NOT,
	  "hirake", READABLE },
	/* what cannot be told */
	{ "revision-lies", "pdf-rc4-128", PROTECTION_UNKNOWN, OPENED_NOT,
	  "hirake", NULL },
	{ "nothing-shown", "pdf-aes128", PROTECTION_UNKNOWN, OPENED_NOT,
	  NULL, NULL },
	{ "handler-other", "pdf", PROTECTION_UNKNOWN, OPENED_NOT,
	  NULL, NULL },
	{ "cut", "pdf-aes128", PROTECTION_UNKNOWN, OPENED_NOT, NULL, NULL },
	/* public keys */
	{ "public", "pdf-pubkey-aes128", PROTECTION_SECRET, OPENED_NOT,
	  NULL, NULL },
	{ "public-3des", "pdf-pubkey-aes128", PROTECTION_SECRET, OPENED_NOT,
	  NULL, NULL },
	{ "public-s4", "pdf-pubkey-rc4-128", PROTECTION_SECRET, OPENED_NOT,
	  NULL, NULL },
	{ "public-nobody", "pdf-pubkey-aes128", PROTECTION_UNKNOWN,
	  OPENED_NOT, NULL, NULL },
	{ "public-broken", "pdf-pubkey-aes128", PROTECTION_UNKNOWN,
	  OPENED_NOT, NULL, NULL },
};

static GBytes *load(const char *name)
{
	g_autofree char *path =
		g_strdup_printf("tests/samples/pdf/closed/%s.pdf", name);
	g_autoptr(GError) error = NULL;
	char *bytes;
	gsize size;

	g_file_get_contents(path, &bytes, &size, &error);
	g_assert_no_error(error);
	return g_bytes_new_take(bytes, size);
}

/* Returns the document as it was left; @record is added to. */
static Document read_file(const char *name, Keyring *keyring, GString *record)
{
	g_autoptr(GBytes) bytes = load(name);
	Document document = record_document(record);
	gsize size;
	const guint8 *all = g_bytes_get_data(bytes, &size);

	document.keyring = keyring;
	pdf_read(&document, all, size);
	lock_free(document.lock);
	return document;
}

static void assert_has(const GString *record, const char *line)
{
	g_autofree char *whole = g_strdup_printf("\n%s", record->str);
	g_autofree char *wanted = g_strdup_printf("\n%s\n", line);

	if (!strstr(whole, wanted))
		g_error("no line \"%s\" in:\n%s", line, record->str);
}

static void test_case(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(Keyring) keyring = keyring_new(100, 10 * G_USEC_PER_SEC);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = read_file(cases[which].file, keyring, record);

	g_assert_cmpint(document.is_encrypted, ==,
			cases[which].protection != PROTECTION_NONE);
	g_assert_cmpint(document.protection, ==, cases[which].protection);
	g_assert_cmpint(document.opened, ==, cases[which].opened);
	g_assert_cmpstr(document.scheme, ==, cases[which].scheme);
	if (cases[which].protection == PROTECTION_SECRET) {
		g_assert_null(strstr(record->str, "readable"));
		g_assert_null(strstr(record->str, "problem|"));
	}
	if (cases[which].line && !cases[which].word)
		assert_has(record, cases[which].line);
}

static void test_word(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(Keyring) keyring = keyring_new(100, 10 * G_USEC_PER_SEC);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document;

	keyring_add(keyring, "chigau", WORD_SAID);
	keyring_add(keyring, cases[which].word, WORD_QUOTED);
	keyring_use_words(keyring);
	document = read_file(cases[which].file, keyring, record);
	g_assert_false(document.is_encrypted);
	g_assert_cmpint(document.protection, ==, PROTECTION_NONE);
	g_assert_cmpint(document.opened, ==, OPENED_WORD);
	g_assert_cmpstr(document.scheme, ==, cases[which].scheme);
	g_assert_null(strstr(record->str, cases[which].word));
	if (cases[which].line)
		assert_has(record, cases[which].line);
}

/* Zeros that pack to nearly nothing, behind an empty user password. */
static GByteArray *closed_bomb(void)
{
	g_autofree guint8 *zeros = g_malloc0(8 << 20);
	uLongf room = compressBound(8 << 20);
	g_autofree guint8 *packed = g_malloc(room);
	g_autoptr(GByteArray) plain = g_byte_array_new();
	g_autofree char *head = NULL;
	GByteArray *closed = g_byte_array_new();
	qpdf_data file = qpdf_init();

	g_assert_cmpint(compress2(packed, &room, zeros, 8 << 20, 9), ==, Z_OK);
	head = g_strdup_printf(
		"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
		"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]"
		"/Contents 4 0 R>>endobj\n4 0 obj<</Length %lu"
		"/Filter/FlateDecode>>stream\n", room);
	g_byte_array_append(plain, (guint8 *)head, (guint)strlen(head));
	g_byte_array_append(plain, packed, (guint)room);
	g_byte_array_append(plain, (const guint8 *)bomb_end,
			    (guint)strlen(bomb_end));
	qpdf_silence_errors(file);
	qpdf_set_suppress_warnings(file, QPDF_TRUE);
	(void)qpdf_read_memory(file, "bomb", (const char *)plain->data,
			       plain->len, NULL);
	(void)qpdf_init_write_memory(file);
	qpdf_set_stream_data_mode(file, qpdf_s_preserve);
	qpdf_set_static_ID(file, QPDF_TRUE);
	qpdf_set_r6_encryption_parameters2(file, "", "oyakata", QPDF_TRUE,
		QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, QPDF_TRUE,
		qpdf_r3p_full, QPDF_TRUE);
	(void)qpdf_write(file);
	g_byte_array_append(closed, qpdf_get_buffer(file),
			    (guint)qpdf_get_buffer_length(file));
	qpdf_cleanup(&file);
	return closed;
}

static void test_bomb(void)
{
	g_autoptr(GByteArray) bomb = closed_bomb();
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	document.bytes_left = 4 << 20;
	pdf_read(&document, bomb->data, bomb->len);
	assert_has(record, "problem|limit|streams: limit-decoded-bytes "
		   "reached; not read further");
	g_assert_cmpint(document.opened, ==, OPENED_EMPTY);
}

/* poppler reads without a key whatever it reads: none of that is secret. */
static void test_poppler(void)
{
	guint opened = 0;

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) bytes = load(cases[i].file);
		PopplerDocument *pdf = poppler_document_new_from_bytes(
			bytes, NULL, NULL);

		if (!pdf)
			continue;
		opened++;
		g_assert_cmpint(cases[i].protection, !=, PROTECTION_SECRET);
		g_object_unref(pdf);
	}
	g_assert_cmpuint(opened, >, 10);
}

static void test_no_keyring(void)
{
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = read_file("user-aes256", NULL, record);

	g_assert_true(document.is_encrypted);
	g_assert_cmpint(document.protection, ==, PROTECTION_UNKNOWN);
}

static void test_other_words(void)
{
	g_autoptr(Keyring) keyring = keyring_new(100, 10 * G_USEC_PER_SEC);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document;

	keyring_add(keyring, "chigau", WORD_SAID);
	keyring_use_words(keyring);
	document = read_file("user-aes256", keyring, record);
	g_assert_cmpint(document.protection, ==, PROTECTION_SECRET);
	g_assert_cmpint(document.opened, ==, OPENED_NOT);
	g_assert_cmpstr(record->str, ==, "");
}

static void add_cases(const char *kind, gboolean with_word,
		      GTestDataFunc run)
{
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf(
			"/documents/pdf-closed/%s/%u-%s", kind, i,
			cases[i].file);

		if (!with_word || cases[i].word)
			g_test_add_data_func(path, GUINT_TO_POINTER(i), run);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	pdf_warm_up();
	locks_warm_up();
	add_cases("judged-right", FALSE, test_case);
	add_cases("opens-with-a-word", TRUE, test_word);
	g_test_add_func("/documents/pdf-closed/what-poppler-opens-is-no-secret",
			test_poppler);
	g_test_add_func("/documents/pdf-closed/a-bomb-ends-at-the-limit",
			test_bomb);
	g_test_add_func("/documents/pdf-closed/nothing-tried-nothing-known",
			test_no_keyring);
	g_test_add_func("/documents/pdf-closed/other-words-leave-it-closed",
			test_other_words);
	return g_test_run();
}
