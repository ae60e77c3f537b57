/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xls-crypt.h - a workbook stream under a password ([MS-XLS] 2.2.10).
 */
#ifndef DOCUMENTS_XLS_CRYPT_H
#define DOCUMENTS_XLS_CRYPT_H

#include "documents/document.h"

/*
 * Tries the keyring of @document on a stream that FILEPASS says is closed.
 * TRUE: @bytes are now as if they had never been encrypted. FALSE: the
 * document is closed, behind @scheme.
 */
gboolean xls_open(Document *document, GByteArray *bytes, const char *scheme);

#endif
