/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cipher.h - what a mail is encrypted with.
 *
 * CBC is what every mail program opens that knows S/MIME at all. GCM (RFC
 * 5083, 5084; RFC 8551 calls it AuthEnvelopedData) also notices changes on
 * the way, and many programs in use still cannot open it: a mail that arrives
 * and cannot be read helps nobody, so it is a choice and not the default.
 */
#ifndef ENCRYPT_CIPHER_H
#define ENCRYPT_CIPHER_H

#include "base/names.h"

typedef enum {
	CIPHER_AES256_CBC,
	CIPHER_AES256_GCM,
	CIPHER_COUNT
} Cipher;
DECLARE_NAMES(Cipher, cipher);

#endif
