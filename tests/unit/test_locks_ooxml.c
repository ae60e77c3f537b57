/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_locks_ooxml.c - OOXML packages under a password, standard and agile.
 *
 * Written by tests/samples/make-ooxml-encrypted.py; msoffcrypto-tool opens
 * those that it can. What LibreOffice writes is in tests/matrix.
 */
#include <string.h>

#include "document-record.h"
#include "documents/documents.h"

typedef struct Case {
	const char *name;
	Opened opened;		/* by what is known; OPENED_WORD: only by its
				 * own; OPENED_NOT: by nothing in time */
	const char *scheme;
} Case;

static const Case cases[] = {
	{ "standard-128-known", OPENED_KNOWN, NULL },
	{ "standard-192", OPENED_WORD, "ooxml-standard-aes192" },
	{ "standard-256", OPENED_WORD, "ooxml-standard-aes256" },
	{ "agile-sha512-known", OPENED_KNOWN, NULL },
	{ "agile-sha512", OPENED_WORD, "ooxml-agile-aes256" },
	{ "agile-empty", OPENED_EMPTY, NULL },
	{ "agile-sha1-128", OPENED_WORD, "ooxml-agile-aes128" },
	{ "agile-sha256-192", OPENED_WORD, "ooxml-agile-aes192" },
	{ "agile-sha384-cfb", OPENED_WORD, "ooxml-agile-aes256" },
	{ "agile-md5-3des", OPENED_WORD, "ooxml-agile-3des" },
	{ "agile-des-known", OPENED_KNOWN, NULL },
	{ "agile-costly", OPENED_NOT, "ooxml-agile-aes256" },
};

typedef struct Read {
	Document document;
	GString *record;
	Keyring *keyring;
} Read;

static void read_clear(Read *read)
{
	lock_free(read->document.lock);
	keyring_free(read->keyring);
	g_string_free(read->record, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Read, read_clear)

static void read_with(Read *read, const char *name, const char *word)
{
	g_autofree char *path = g_strconcat("tests/samples/ooxml/closed/",
					    name, ".docx", NULL);
	g_autofree char *bytes = NULL;
	gsize size;

	read->record = g_string_new(NULL);
	read->document = record_document(read->record);
	read->keyring = keyring_new(10, 10 * G_USEC_PER_SEC);
	if (word) {
		keyring_add(read->keyring, word, WORD_SAID);
		keyring_use_words(read->keyring);
	}
	read->document.keyring = read->keyring;
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	documents_read(&read->document, "application/x-ole-storage",
		       (const guint8 *)bytes, size);
}

static void is_open(const Read *read, Opened opened)
{
	g_assert_false(read->document.is_encrypted);
	g_assert_cmpint((int)read->document.opened, ==, (int)opened);
	g_assert_nonnull(strstr(read->record->str, "【機密性２】"));
	g_assert_nonnull(strstr(read->record->str, "山田太郎"));
	g_assert_null(strstr(read->record->str, "problem|"));
}

static void is_closed(const Read *read, Protection protection,
		      const char *scheme)
{
	g_assert_true(read->document.is_encrypted);
	g_assert_cmpint((int)read->document.protection, ==, (int)protection);
	g_assert_cmpstr(read->document.scheme, ==, scheme);
	g_assert_null(strstr(read->record->str, "山田太郎"));
}

static void test_known(gconstpointer data)
{
	const Case *c = data;
	g_auto(Read) read = { .record = NULL };

	read_with(&read, c->name, NULL);
	if (c->opened == OPENED_KNOWN || c->opened == OPENED_EMPTY)
		is_open(&read, c->opened);
	else
		is_closed(&read, c->opened == OPENED_WORD ?
			  PROTECTION_SECRET : PROTECTION_UNKNOWN, c->scheme);
}

static void test_words(gconstpointer data)
{
	const Case *c = data;
	g_auto(Read) right = { .record = NULL };
	g_auto(Read) wrong = { .record = NULL };

	if (c->opened != OPENED_WORD)
		return;
	read_with(&right, c->name, "sekimori");
	is_open(&right, OPENED_WORD);
	read_with(&wrong, c->name, "Sekimori");
	is_closed(&wrong, PROTECTION_SECRET, c->scheme);
}

/* Each byte of the beginning and a few behind it, turned: whatever comes of
 * it, what opens by what is known is never secret because of them. */
static void test_damaged(void)
{
	g_autofree char *bytes = NULL;
	gsize size;

	g_assert_true(g_file_get_contents(
		"tests/samples/ooxml/closed/agile-empty.docx", &bytes, &size,
		NULL));
	for (gsize at = 512; at < size; at += 97) {
		g_autoptr(GString) record = g_string_new(NULL);
		g_autoptr(Keyring) keyring = keyring_new(10, G_USEC_PER_SEC);
		Document document = record_document(record);
		char before = bytes[at];

		document.keyring = keyring;
		bytes[at] = (char)(before ^ 0x55);
		documents_read(&document, "application/x-ole-storage",
			       (const guint8 *)bytes, size);
		if (document.opened != OPENED_NOT)
			g_assert_false(document.is_encrypted);
		lock_free(document.lock);
		bytes[at] = before;
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	/* libgsf warns of what is damaged. */
	(void)g_log_set_always_fatal(G_LOG_FATAL_MASK);
	locks_warm_up();
	documents_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *known = g_strconcat(
			"/locks/ooxml/known/", cases[i].name, NULL);
		g_autofree char *word = g_strconcat(
			"/locks/ooxml/word/", cases[i].name, NULL);

		g_test_add_data_func(known, &cases[i], test_known);
		g_test_add_data_func(word, &cases[i], test_words);
	}
	g_test_add_func("/locks/ooxml/damaged-ones-end", test_damaged);
	return g_test_run();
}
