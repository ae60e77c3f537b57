/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_locks_office.c - binary Office files under a password.
 *
 * secret.* and default.xls are LibreOffice's own; the XOR files were written
 * by tests/samples/make-xls-xor.py, and LibreOffice opens them.
 */
#include <string.h>

#include "document-record.h"
#include "documents/documents.h"
#include "locks/office-lock.h"

typedef struct Case {
	const char *name;	/* a sentence */
	const char *file;
	const char *word;	/* in the mail; NULL: none is */
	Protection protection;
	Opened opened;
	const char *scheme;
} Case;

static const Case cases[] = {
	{ "doc-is-secret", "doc/secret.doc", NULL, PROTECTION_SECRET,
	  OPENED_NOT, "doc-rc4" },
	{ "doc-stays-secret-with-another-word", "doc/secret.doc", "Hana-2027",
	  PROTECTION_SECRET, OPENED_NOT, "doc-rc4" },
	{ "doc-opens-with-its-word", "doc/secret.doc", "Hana-2026",
	  PROTECTION_NONE, OPENED_WORD, "doc-rc4" },
	{ "xls-is-secret", "xls/secret.xls", NULL, PROTECTION_SECRET,
	  OPENED_NOT, "xls-rc4" },
	{ "xls-opens-with-its-word", "xls/secret.xls", "Hana-2026",
	  PROTECTION_NONE, OPENED_WORD, "xls-rc4" },
	{ "xls-opens-with-excels-own", "xls/default.xls", NULL,
	  PROTECTION_NONE, OPENED_KNOWN, "xls-rc4" },
	{ "xls-xor-is-secret", "xls/secret-xor.xls", NULL, PROTECTION_SECRET,
	  OPENED_NOT, "xls-xor" },
	{ "xls-xor-opens-with-its-word", "xls/secret-xor.xls", "Hana-2026",
	  PROTECTION_NONE, OPENED_WORD, "xls-xor" },
	{ "xls-xor-opens-with-excels-own", "xls/default-xor.xls", NULL,
	  PROTECTION_NONE, OPENED_KNOWN, "xls-xor" },
};

static void test_case(gconstpointer data)
{
	const Case *c = data;
	g_autofree char *path = g_strconcat("tests/samples/", c->file, NULL);
	g_autofree char *bytes = NULL;
	g_autoptr(GString) record = g_string_new(NULL);
	g_autoptr(Keyring) keyring = keyring_new(10, G_USEC_PER_SEC);
	Document document = record_document(record);
	gboolean open = c->protection == PROTECTION_NONE;
	gsize size;

	if (c->word) {
		keyring_add(keyring, "another", WORD_CODE);
		keyring_add(keyring, c->word, WORD_SAID);
		keyring_use_words(keyring);
	}
	document.keyring = keyring;
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	documents_read(&document, "application/x-ole-storage",
		       (const guint8 *)bytes, size);
	g_assert_cmpint(document.is_encrypted, ==, !open);
	g_assert_cmpint((int)document.protection, ==, (int)c->protection);
	g_assert_cmpint((int)document.opened, ==, (int)c->opened);
	if (!open)
		g_assert_cmpstr(document.scheme, ==, c->scheme);
	g_assert_cmpint(strstr(record->str, "機密性２") != NULL, ==, open);
	g_assert_cmpint(strstr(record->str, "山田太郎") != NULL, ==, open);
	g_assert_null(strstr(record->str, "problem|"));
	g_assert_cmpint(document.lock != NULL, ==, !open);
	lock_free(document.lock);
}

/* Nothing was tried, so nothing is known. */
static void test_without_keyring(void)
{
	g_autofree char *bytes = NULL;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	gsize size;

	g_assert_true(g_file_get_contents("tests/samples/xls/secret.xls",
					  &bytes, &size, NULL));
	documents_read(&document, "application/x-ole-storage",
		       (const guint8 *)bytes, size);
	g_assert_true(document.is_encrypted);
	g_assert_cmpint((int)document.protection, ==,
			(int)PROTECTION_UNKNOWN);
	lock_free(document.lock);
}

static void test_broken_locks(void)
{
	OfficeLock lock = { .method = OFFICE_CRYPTOAPI, .bits = 7 };
	guint8 header[72] = { 2, 0, 2, 0 };

	g_autoptr(Lock) empty = lock_new(LOCK_OFFICE, header, 0);
	g_autoptr(Lock) odd = lock_new(LOCK_OFFICE, (const guint8 *)&lock,
				       sizeof lock);

	g_assert_cmpint((int)lock_try(empty, "x"), ==, (int)LOCK_UNKNOWN);
	g_assert_cmpint((int)lock_try(odd, "x"), ==, (int)LOCK_UNKNOWN);
	for (gsize size = 0; size <= sizeof header; size++)
		g_assert_false(office_lock_read(header, size, &lock, NULL));
	memset(header + 4, 0xff, sizeof header - 4);
	g_assert_false(office_lock_read(header, sizeof header, &lock, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	locks_warm_up();
	documents_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/locks/office/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/locks/office/without-a-keyring-it-is-unknown",
			test_without_keyring);
	g_test_add_func("/locks/office/what-is-broken-opens-for-nobody",
			test_broken_locks);
	return g_test_run();
}
