/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_pdf.c - the whole reader. poppler and qpdf are not instrumented: this
 * looks for crashes, for what our side makes of what they hand out, and for a
 * file said to be closed that one of the two opens without a password.
 */
#include <string.h>

#include <poppler.h>
#include <qpdf/qpdf-c.h>

#include "../unit/document-record.h"
#include "documents/formats.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static gboolean opens_in_poppler(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
	PopplerDocument *pdf = poppler_document_new_from_bytes(bytes, NULL,
							       NULL);
	gboolean opens = pdf != NULL;

	g_clear_object(&pdf);
	return opens;
}

static gboolean opens_in_qpdf(const guint8 *data, gsize size)
{
	qpdf_data file = qpdf_init();
	gboolean opens;

	qpdf_silence_errors(file);
	qpdf_set_suppress_warnings(file, QPDF_TRUE);
	opens = (qpdf_read_memory(file, "fuzz", (const char *)data, size,
				  NULL) & QPDF_ERRORS) == 0 &&
		qpdf_is_encrypted(file);
	if (qpdf_has_error(file))
		(void)qpdf_get_error(file);
	qpdf_cleanup(&file);
	return opens;
}

/* Returns: whether no word that was tried opened it. */
static gboolean read_once(const guint8 *data, gsize size, const char *word)
{
	g_autoptr(Keyring) keyring = keyring_new(20, G_USEC_PER_SEC);
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	document.bytes_left = 16 << 20;
	document.text_left = 1 << 20;
	document.pages_left = 20;
	document.deadline_us = g_get_monotonic_time() + 5 * G_USEC_PER_SEC;
	document.keyring = keyring;
	if (word) {
		keyring_add(keyring, word, WORD_SAID);
		keyring_use_words(keyring);
	}
	pdf_read(&document, data, size);
	g_assert_true(g_utf8_validate(record->str, (gssize)record->len, NULL));
	if (document.protection == PROTECTION_SECRET) {
		g_assert_true(document.is_encrypted);
		g_assert_false(opens_in_poppler(data, size));
		g_assert_false(opens_in_qpdf(data, size));
	}
	if (document.lock)
		(void)lock_try(document.lock, "oyakata");
	lock_free(document.lock);
	return document.opened == OPENED_NOT;
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	pdf_warm_up();
	locks_warm_up();
	/* As for a mail: its words are for what stayed closed. */
	if (read_once(data, size, NULL))
		(void)read_once(data, size, "hirake");
	return 0;
}
