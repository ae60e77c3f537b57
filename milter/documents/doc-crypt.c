/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * doc-crypt.c - a Word document under a password ([MS-DOC] 2.2.6.2, 2.2.6.3).
 *
 * The head of the FIB is in the clear; how the rest is encrypted stands in the
 * clear at the head of the table stream.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   XOR obfuscation (2.2.6.1) is not tried: Word has no password of
 *           its own that it would be closed with.
 */
#include "documents/doc-crypt.h"

#include <openssl/crypto.h>

#include "locks/office-lock.h"

#define BLOCK ((gsize)512)
#define CLEAR ((gsize)68)	/* bytes of the FIB */
#define FLAGS_AT 10
#define IS_ENCRYPTED 0x0100u

static const char *const known[] = { "", NULL };

static gboolean decrypt(const OfficeKey *key, GByteArray *bytes, gsize clear)
{
	return bytes->len <= clear ||
	       office_key_decrypt(key, bytes->data + clear,
				  bytes->len - clear, clear, BLOCK);
}

gboolean doc_open(Document *document, GByteArray *main_stream,
		  GByteArray *table, const char *scheme)
{
	g_autoptr(Lock) closed = NULL;
	const char *word;
	OfficeLock lock;
	OfficeKey key;
	gboolean opened;
	gsize header;

	if (!table || !office_lock_read(table->data, table->len, &lock,
					&header)) {
		document_close(document, scheme);
		return FALSE;
	}
	closed = office_lock_new(&lock);
	word = document_open(document, &closed, known);
	if (!word) {
		document_close(document, lock.method == OFFICE_CRYPTOAPI ?
			       "doc-rc4-cryptoapi" : "doc-rc4");
		return FALSE;
	}
	opened = office_lock_key(&lock, word, &key) &&
		 decrypt(&key, main_stream, CLEAR) &&
		 decrypt(&key, table, header);
	OPENSSL_cleanse(&key, sizeof key);
	if (opened && main_stream->len > FLAGS_AT + 1)
		main_stream->data[FLAGS_AT + 1] &=
			(guint8)~(IS_ENCRYPTED >> 8);
	else
		document_problem(document, PROBLEM_FAILED,
				 "Word document: opened, but could not be "
				 "decrypted");
	document->scheme = lock.method == OFFICE_CRYPTOAPI ?
			   "doc-rc4-cryptoapi" : "doc-rc4";
	return opened;
}
