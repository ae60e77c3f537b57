/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_ppt_crypt.c - presentations under a password ([MS-PPT]
 * 2.3.7), closed here the way PowerPoint closes them.
 */
#include <string.h>

#include "document-record.h"
#include "documents/ppt-crypt.h"
#include "documents/ppt-stream.h"
#include "locks/office-lock.h"

#define SESSION 2	/* number of the object */
#define BITS 128

static void put(GByteArray *out, guint64 value, guint size)
{
	for (guint i = 0; i < size; i++) {
		guint8 byte = (guint8)(i < 8 ? value >> 8 * i & 0xff : 0);

		g_byte_array_append(out, &byte, 1);
	}
}

static void put_head(GByteArray *out, guint version, guint type, gsize size)
{
	put(out, version, 2);
	put(out, type, 2);
	put(out, size, 4);
}

static OfficeKey key_of(const char *word, const guint8 salt[OFFICE_SALT])
{
	OfficeKey key = { .method = OFFICE_CRYPTOAPI, .bits = BITS };
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
	gsize size = sizeof key.base;

	g_checksum_update(sum, salt, OFFICE_SALT);
	for (const char *at = word; *at; at++)
		g_checksum_update(sum, (const guchar[]){ (guchar)*at, 0 }, 2);
	g_checksum_get_digest(sum, key.base, &size);
	return key;
}

static void put_session(GByteArray *out, const OfficeKey *key,
			const guint8 salt[OFFICE_SALT])
{
	guint8 both[OFFICE_VERIFIER + OFFICE_HASH] = "0123456789abcde";
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
	gsize size = OFFICE_HASH;

	g_checksum_update(sum, both, OFFICE_VERIFIER);
	g_checksum_get_digest(sum, both + OFFICE_VERIFIER, &size);
	g_assert_true(office_key_decrypt_object(key, 0, both, sizeof both));
	put_head(out, 0x0f, 0x2f14, 12 + 32 + 60);
	put(out, 2, 2);
	put(out, 2, 2);
	put(out, 4, 4);
	put(out, 32, 4);
	put(out, 4, 4);
	put(out, 0, 4);
	put(out, 0x6801, 4);
	put(out, 0x8004, 4);
	put(out, BITS, 4);
	put(out, 1, 4);
	put(out, 0, 8);
	put(out, OFFICE_SALT, 4);
	g_byte_array_append(out, salt, OFFICE_SALT);
	g_byte_array_append(out, both, OFFICE_VERIFIER);
	put(out, OFFICE_HASH, 4);
	g_byte_array_append(out, both + OFFICE_VERIFIER, OFFICE_HASH);
}

/* The document, the session, a directory of both, an edit. */
static GByteArray *closed_deck(const char *word, guint32 *ret_edit)
{
	static const guint8 salt[OFFICE_SALT] = "salt of sixteen";
	static const guint8 text[] = "\x5f\x6a\xc6\x5b\x27\x60\x12\xff";
	GByteArray *out = g_byte_array_new();
	OfficeKey key = key_of(word, salt);
	guint32 session, directory;

	put_head(out, 0x0f, 0x03e8, 8 + sizeof text - 1);
	put_head(out, 0, 0x0fba, sizeof text - 1);
	g_byte_array_append(out, text, sizeof text - 1);
	g_assert_true(office_key_decrypt_object(&key, 1, out->data,
						out->len));
	session = out->len;
	put_session(out, &key, salt);
	directory = out->len;
	put_head(out, 0, 0x1772, 12);
	put(out, 1 | 2 << 20, 4);
	put(out, 0, 4);
	put(out, session, 4);
	*ret_edit = out->len;
	put_head(out, 0, 0x0ff5, 32);
	put(out, 0, 12);
	put(out, directory, 4);
	put(out, 0, 12);
	put(out, SESSION, 4);
	return out;
}

static void opens(const char *closed_with, const char *said, Opened opened)
{
	guint32 edit;
	g_autoptr(GByteArray) deck = closed_deck(closed_with, &edit);
	g_autoptr(Keyring) keyring = keyring_new(10, G_USEC_PER_SEC);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	if (said) {
		keyring_add(keyring, said, WORD_SAID);
		keyring_use_words(keyring);
	}
	document.keyring = keyring;
	g_assert_false(ppt_stream_is_plain(deck->data, deck->len));
	g_assert_cmpint(ppt_open(&document, deck, edit), ==,
			opened != OPENED_NOT);
	g_assert_cmpint((int)document.opened, ==, (int)opened);
	g_assert_cmpint((int)document.protection, ==, opened != OPENED_NOT ?
			(int)PROTECTION_NONE : (int)PROTECTION_SECRET);
	lock_free(document.lock);
	if (opened == OPENED_NOT)
		return;
	g_assert_true(ppt_stream_is_plain(deck->data, deck->len));
	ppt_stream_read(&document, deck->data, deck->len);
	g_assert_nonnull(strstr(record->str, "機密性２"));
}

static void test_secret(void)
{
	opens("Hana-2026", NULL, OPENED_NOT);
	opens("Hana-2026", "Hana-2027", OPENED_NOT);
}

static void test_word(void)
{
	opens("Hana-2026", "Hana-2026", OPENED_WORD);
}

static void test_known(void)
{
	opens("/01Hannes Ruescher/01", NULL, OPENED_KNOWN);
}

/* Whatever is cut off or turned around: never open, never a crash. */
static void test_damaged(void)
{
	for (guint cut = 0; cut < 200; cut += 3) {
		guint32 edit;
		g_autoptr(GByteArray) deck = closed_deck("Hana-2026", &edit);
		g_autoptr(Keyring) keyring = keyring_new(10, G_USEC_PER_SEC);
		g_autoptr(GString) record = g_string_new(NULL);
		Document document = record_document(record);

		document.keyring = keyring;
		g_byte_array_set_size(deck, deck->len - MIN(cut, deck->len));
		g_assert_false(ppt_open(&document, deck, edit));
		g_assert_true(document.is_encrypted);
		lock_free(document.lock);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	locks_warm_up();
	g_test_add_func("/documents/ppt-crypt/it-is-secret", test_secret);
	g_test_add_func("/documents/ppt-crypt/its-word-opens-it", test_word);
	g_test_add_func("/documents/ppt-crypt/powerpoints-own-word-opens-it",
			test_known);
	g_test_add_func("/documents/ppt-crypt/damaged-ones-stay-closed",
			test_damaged);
	return g_test_run();
}
