/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole-crypt-info.h - the stream EncryptionInfo of an encrypted OOXML package.
 */
#ifndef DOCUMENTS_OLE_CRYPT_INFO_H
#define DOCUMENTS_OLE_CRYPT_INFO_H

#include "locks/ooxml-lock.h"

typedef struct CryptInfo {
	const char *scheme;	/* static; never NULL */
	gboolean is_sound;	/* all that may open it is understood */
	GArray *seals;		/* OoxmlSeal, without .start: for a password */
	guint certificates;	/* keys sealed for holders of certificates */
	OoxmlField hmac_key;	/* agile; .size 0: there is none */
	OoxmlField hmac_value;
} CryptInfo;

/* Never fails: what is not understood is not sound. (transfer full) */
CryptInfo *crypt_info_read(const guint8 *bytes, gsize size);
void crypt_info_free(CryptInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CryptInfo, crypt_info_free)

#endif
