/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_locks_odf.c - OpenDocument under a password.
 *
 * encrypted.odt and encrypted.ods are LibreOffice's own; the others were
 * written by tests/samples/make-odf-closed.py.
 */
#include <string.h>

#include "document-record.h"
#include "documents/documents.h"
#include "documents/formats.h"
#include "locks/odf-lock.h"

typedef struct Case {
	const char *name;	/* a sentence */
	const char *file;
	const char *word;	/* in the mail; NULL: none is */
	Protection protection;
	const char *scheme;
} Case;

static const Case cases[] = {
	{ "a-text-is-secret", "encrypted.odt", NULL, PROTECTION_SECRET,
	  "odf-aes256" },
	{ "a-text-stays-secret-with-another-word", "encrypted.odt", "Secret",
	  PROTECTION_SECRET, "odf-aes256" },
	{ "a-text-opens-with-its-word", "encrypted.odt", "secret",
	  PROTECTION_NONE, "odf-aes256" },
	{ "a-sheet-is-secret", "encrypted.ods", NULL, PROTECTION_SECRET,
	  "odf-aes256" },
	{ "a-sheet-opens-with-its-word", "encrypted.ods", "secret",
	  PROTECTION_NONE, "odf-aes256" },
	{ "blowfish-is-secret", "blowfish.odt", NULL, PROTECTION_SECRET,
	  "odf-blowfish" },
	{ "blowfish-opens-with-its-word", "blowfish.odt", "Hana-2026",
	  PROTECTION_NONE, "odf-blowfish" },
	{ "aes-of-128-bits-opens-with-its-word", "aes128.odt", "Hana-2026",
	  PROTECTION_NONE, "odf-aes128" },
	{ "a-key-of-openpgp-is-a-secret", "open-pgp.odt", NULL,
	  PROTECTION_SECRET, "odf-openpgp-aes256" },
	{ "a-package-within-is-secret", "wholesome.odt", NULL,
	  PROTECTION_SECRET, "odf-aes256-gcm" },
	{ "no-word-is-tried-on-argon2", "wholesome.odt", "Hana-2026",
	  PROTECTION_SECRET, "odf-aes256-gcm" },
	{ "an-algorithm-of-their-own-is-unknown", "strange.odt", NULL,
	  PROTECTION_UNKNOWN, "odf-unknown" },
};

/* Beside what is encrypted. */
static const Case shown[] = {
	{ "a-sign-for-a-thumbnail-shows-nothing", "sign.odt", NULL,
	  PROTECTION_SECRET, "odf-aes256" },
	{ "a-page-for-a-thumbnail-shows-it", "page.odt", NULL,
	  PROTECTION_NONE, "odf-aes256" },
	{ "a-picture-in-the-open-can-be-seen", "half.odt", NULL,
	  PROTECTION_NONE, "odf-aes256" },
	{ "a-word-opens-what-is-beside-a-picture", "half.odt", "Hana-2026",
	  PROTECTION_NONE, NULL },
};

static void read_case(const Case *c, Document *document)
{
	g_autofree char *path = g_strconcat("tests/samples/odf/", c->file,
					    NULL);
	g_autofree char *bytes = NULL;
	g_autoptr(Keyring) keyring = keyring_new(10, 10 * G_USEC_PER_SEC);
	gsize size;

	if (c->word) {
		keyring_add(keyring, "another", WORD_CODE);
		keyring_add(keyring, c->word, WORD_SAID);
		keyring_use_words(keyring);
	}
	document->keyring = keyring;
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	odf_read(document, (const guint8 *)bytes, size);
	document->keyring = NULL;
}

static void test_case(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	gboolean open = c->protection == PROTECTION_NONE;

	read_case(c, &document);
	g_assert_cmpint(document.is_encrypted, ==, !open);
	g_assert_cmpint((int)document.protection, ==, (int)c->protection);
	g_assert_cmpint((int)document.opened, ==,
			(int)(open ? OPENED_WORD : OPENED_NOT));
	if (!open)
		g_assert_cmpstr(document.scheme, ==, c->scheme);
	g_assert_cmpint(strstr(record->str, "性") != NULL, ==, open);
	g_assert_null(strstr(record->str, "problem|"));
	if (open)
		g_assert_null(document.lock);
	lock_free(document.lock);
}

static void test_shown(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	gboolean open = c->protection == PROTECTION_NONE;

	read_case(c, &document);
	g_assert_cmpint(document.is_encrypted, ==, !open);
	g_assert_cmpint((int)document.protection, ==, (int)c->protection);
	g_assert_cmpint(strstr(record->str, "some members are encrypted") !=
			NULL, ==, open && !c->word);
	g_assert_cmpint(strstr(record->str, "機密性２") != NULL, ==,
			c->word != NULL);
	lock_free(document.lock);
}

/* Nothing was tried, so nothing is known. */
static void test_without_keyring(void)
{
	g_autofree char *bytes = NULL;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	gsize size;

	g_assert_true(g_file_get_contents("tests/samples/odf/encrypted.odt",
					  &bytes, &size, NULL));
	odf_read(&document, (const guint8 *)bytes, size);
	g_assert_true(document.is_encrypted);
	g_assert_cmpint((int)document.protection, ==,
			(int)PROTECTION_UNKNOWN);
	lock_free(document.lock);
}

static void test_broken_locks(void)
{
	static const guint8 head[32] = { 1 };
	OdfLock sound = { .cipher = ODF_AES_CBC, .key_size = 32, .rounds = 1,
			  .salt_size = 16, .iv_size = 16,
			  .checksum_size = 32 };
	OdfLock broken[5] = { sound, sound, sound, sound, sound };
	g_autoptr(Lock) whole = odf_lock_new(&sound, head, sizeof head);
	g_autoptr(Lock) odd = odf_lock_new(&sound, head, 31);
	g_autoptr(Lock) cut = lock_new(LOCK_ODF, head, sizeof head);
	g_autoptr(Lock) costly = NULL;

	g_assert_cmpint((int)lock_try(whole, "x"), ==, (int)LOCK_STAYS);
	g_assert_cmpint((int)lock_try(odd, "x"), ==, (int)LOCK_UNKNOWN);
	g_assert_cmpint((int)lock_try(cut, "x"), ==, (int)LOCK_UNKNOWN);
	broken[0].salt_size = ODF_SALT_MAX + 1;
	broken[1].key_size = 57;
	broken[2].checksum_size = 33;
	broken[3].cipher = ODF_OTHER;
	broken[4].rounds = 0;
	for (guint i = 0; i < G_N_ELEMENTS(broken); i++) {
		g_autoptr(Lock) lock = odf_lock_new(&broken[i], head,
						    sizeof head);

		g_assert_cmpint((int)lock_try(lock, "x"), ==,
				(int)LOCK_UNKNOWN);
	}
	sound.rounds = G_MAXUINT32;
	costly = odf_lock_new(&sound, head, sizeof head);
	g_assert_cmpint((int)lock_try(costly, "x"), ==, (int)LOCK_COSTLY);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	locks_warm_up();
	documents_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/locks/odf/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	for (guint i = 0; i < G_N_ELEMENTS(shown); i++) {
		g_autofree char *path = g_strconcat("/locks/odf/",
						    shown[i].name, NULL);

		g_test_add_data_func(path, &shown[i], test_shown);
	}
	g_test_add_func("/locks/odf/without-a-keyring-it-is-unknown",
			test_without_keyring);
	g_test_add_func("/locks/odf/what-is-broken-opens-for-nobody",
			test_broken_locks);
	return g_test_run();
}
