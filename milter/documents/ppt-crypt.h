/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ppt-crypt.h - a presentation under a password ([MS-PPT] 2.3.7).
 */
#ifndef DOCUMENTS_PPT_CRYPT_H
#define DOCUMENTS_PPT_CRYPT_H

#include "documents/document.h"

/*
 * Tries the keyring of @document on the stream of a presentation whose
 * current edit begins at @edit. TRUE: @bytes are now as if they had never
 * been encrypted. FALSE: the document is closed.
 */
gboolean ppt_open(Document *document, GByteArray *bytes, guint32 edit);

#endif
