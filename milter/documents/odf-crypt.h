/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * odf-crypt.h - what the manifest of a package says of encrypted members.
 */
#ifndef DOCUMENTS_ODF_CRYPT_H
#define DOCUMENTS_ODF_CRYPT_H

#include "locks/odf-lock.h"

typedef struct OdfCrypt OdfCrypt;

typedef struct OdfEntry {
	const char *scheme;	/* "odf-aes256"; static */
	gboolean is_known;	/* all that opening needs is said */
	gboolean is_password;	/* rather than a key of OpenPGP */
	OdfLock lock;		/* without a head */
} OdfEntry;

OdfCrypt *odf_crypt_new(void);
void odf_crypt_free(OdfCrypt *crypt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OdfCrypt, odf_crypt_free)

/* The manifest, block by block. */
void odf_crypt_feed(OdfCrypt *crypt, const guint8 *bytes, gsize size);
void odf_crypt_finish(OdfCrypt *crypt);

/* NULL: it is not said to be encrypted. */
const OdfEntry *odf_crypt_find(const OdfCrypt *crypt, const char *path);

#endif
