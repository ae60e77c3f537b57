/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms.h - S/MIME and other CMS (RFC 5652, RFC 8551) by its structure.
 */
#ifndef CONTAINERS_CMS_H
#define CONTAINERS_CMS_H

#include "containers/judgement.h"

/* Whether @bytes begin like a CMS ContentInfo: DER/BER, base64 or PEM. */
gboolean cms_is(const guint8 *bytes, gsize size);

/*
 * Judges a CMS object by its ContentInfo type, never by names or declared
 * types. EnvelopedData, AuthEnvelopedData, EncryptedData with a recipient or
 * key it can be opened with: PROTECTION_SECRET with the content cipher as
 * scheme. SignedData, CompressedData (within @max_bytes): none, with
 * .inside; a signature without content (detached): none, no .inside.
 * Encrypted content that is empty, absent or "encrypted" with a null cipher
 * is none; so is what a password opens that @keyring has (NULL: nothing is
 * tried). What does not parse, and trailing bytes, are a problem. Never fails.
 * Returns: (transfer full) (nullable): NULL where this is no CMS.
 */
Judgement *cms_judge(const guint8 *bytes, gsize size, gsize max_bytes,
		     Keyring *keyring);

#endif
