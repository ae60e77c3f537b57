/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole-crypt.h - [MS-OFFCRYPTO]: an OOXML package encrypted as a whole.
 */
#ifndef DOCUMENTS_OLE_CRYPT_H
#define DOCUMENTS_OLE_CRYPT_H

#include "documents/cfb.h"
#include "documents/document.h"

typedef enum {
	CRYPT_NONE,	/* no such package here */
	CRYPT_CLOSED,
	CRYPT_OPENED,	/* by a word, and read as if it had not been closed */
	CRYPT_LIE,	/* said to be encrypted, and can be read as it is */
} CryptState;

typedef struct Crypt {
	CryptState state;
	const char *scheme;	/* static; set where closed or opened */
	Protection protection;	/* of what is closed; else the highest */
} Crypt;

/* Opens it with the document's keyring where that can be done. */
Crypt ole_crypt_read(Document *document, const Cfb *cfb);

#endif
