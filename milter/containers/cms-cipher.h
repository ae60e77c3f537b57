/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms-cipher.h - content ciphers of CMS and what they are called here.
 */
#ifndef CONTAINERS_CMS_CIPHER_H
#define CONTAINERS_CMS_CIPHER_H

#include <glib.h>

#include "containers/ber.h"

typedef struct CmsCipher {
	char scheme[40];	/* "smime-aes256-cbc" */
	gsize block;		/* size of a block; 0 where any length goes */
} CmsCipher;

/* Looks up an AlgorithmIdentifier; FALSE where nobody here knows it. */
gboolean cms_cipher(const BerItem *algorithm, CmsCipher *ret);

#endif
