/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_ole.c - compound files of every kind.
 */
#include <string.h>

#include "../unit/document-record.h"
#include "documents/documents.h"
#include "documents/ole.h"
#include "text/charset.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GString) record = g_string_new(NULL);
	g_autoptr(Keyring) keyring = keyring_new(4, G_USEC_PER_SEC / 10);
	Document document = record_document(record);

	charset_warm_up();
	locks_warm_up();
	documents_warm_up();
	document.keyring = keyring;
	if (size % 2) {
		keyring_add(keyring, "Hana-2026", WORD_SAID);
		keyring_use_words(keyring);
	}
	ole_read(&document, data, size);
	g_assert_nonnull(document.type);
	g_assert_true(document.scheme || !document.is_encrypted);
	/* What opens is not secret, and what was read is not closed. */
	g_assert_true(!document.is_encrypted ||
		      document.protection != PROTECTION_SECRET ||
		      !strstr(record->str, "cell|"));
	lock_free(document.lock);
	return 0;
}
