/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * doc-crypt.h - a Word document under a password ([MS-DOC] 2.2.6).
 */
#ifndef DOCUMENTS_DOC_CRYPT_H
#define DOCUMENTS_DOC_CRYPT_H

#include "documents/document.h"

/*
 * Tries the keyring of @document on what its FIB says is encrypted; @table
 * is the table stream, nullable. TRUE: both are now as if they had never
 * been. FALSE: the document is closed, behind @scheme.
 */
gboolean doc_open(Document *document, GByteArray *main_stream,
		  GByteArray *table, const char *scheme);

#endif
