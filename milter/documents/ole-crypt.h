/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole-crypt.h - [MS-OFFCRYPTO]: an OOXML package encrypted as a whole.
 */
#ifndef DOCUMENTS_OLE_CRYPT_H
#define DOCUMENTS_OLE_CRYPT_H

#include "documents/cfb.h"

typedef enum {
	CRYPT_NONE,	/* no such package here */
	CRYPT_CLOSED,
	CRYPT_LIE,	/* said to be encrypted, and can be read as it is */
} Crypt;

/* *ret_scheme is set with CRYPT_CLOSED, and static. */
Crypt ole_crypt(const Cfb *cfb, const char **ret_scheme);

#endif
