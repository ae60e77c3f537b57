/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cipher.c - what a mail is encrypted with.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   its callers.
 * Effects:  none.
 */
#include "encrypt/cipher.h"

DEFINE_NAMES(Cipher, cipher, CIPHER_COUNT,
	[CIPHER_AES256_CBC] = "aes256-cbc",
	[CIPHER_AES256_GCM] = "aes256-gcm");
