/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * office-xor.h - XOR obfuscation of Excel ([MS-OFFCRYPTO] 2.3.7.2).
 */
#ifndef LOCKS_OFFICE_XOR_H
#define LOCKS_OFFICE_XOR_H

#include <glib.h>

#define OFFICE_XOR_MAX 15	/* bytes of a password that count */

guint16 office_xor_verifier(const guint8 *word, gsize size);
guint16 office_xor_key(const guint8 *word, gsize size);
void office_xor_pattern(const guint8 *word, gsize size, guint16 key,
			guint8 ret_pattern[16]);

#endif
