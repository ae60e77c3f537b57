/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-primitives.h - hashes and ciphers as [MS-OFFCRYPTO] names and uses
 * them; for ooxml-*.c of this folder only.
 */
#ifndef LOCKS_OOXML_PRIMITIVES_H
#define LOCKS_OOXML_PRIMITIVES_H

#include "locks/ooxml-lock.h"

#define OOXML_IV_MAX 16

/* Whether somebody here can decrypt it, and its numbers fit together. */
gboolean ooxml_cipher_is_known(const OoxmlCipher *cipher);

/* In bytes; call only where it is known. */
guint ooxml_key_size(const OoxmlCipher *cipher);

/* Decrypts onto the end of @out what fills whole blocks. @iv: OOXML_IV_MAX
 * bytes, not looked at without chaining. */
gboolean ooxml_decrypt(const OoxmlCipher *cipher, const OoxmlKey *key,
		       const guint8 *iv, const guint8 *bytes, gsize size,
		       GByteArray *out);

/* Cut to @size, or made as long with 0x36. */
void ooxml_fit(const guint8 *from, gsize from_size, guint8 *to, gsize size);

/* One hash again and again, without asking OpenSSL for it each time. */
typedef struct OoxmlHasher OoxmlHasher;
OoxmlHasher *ooxml_hasher_new(guint32 hash);
void ooxml_hasher_free(OoxmlHasher *hasher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OoxmlHasher, ooxml_hasher_free)
guint ooxml_hash_size(const OoxmlHasher *hasher);
/* OpenSSL's name. */
const char *ooxml_hash_name(guint32 hash);
/* Of two pieces; @out, EVP_MAX_MD_SIZE bytes, may be one of them. */
gboolean ooxml_hash2(OoxmlHasher *hasher, const guint8 *a, gsize a_size,
		     const guint8 *b, gsize b_size, guint8 *out);

#endif
