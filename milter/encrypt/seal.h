/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * seal.h - bytes into an S/MIME body (RFC 5652, RFC 5083, RFC 8551).
 */
#ifndef ENCRYPT_SEAL_H
#define ENCRYPT_SEAL_H

#include <glib.h>

#include "encrypt/cipher.h"
#include "mail/spool.h"

/* Called every now and then; FALSE gives up. */
typedef gboolean (*SealTick)(gpointer data);

/*
 * Encrypts what is fed to it for all of its recipients at once; recipients
 * are named by issuer and serial number. What comes out, base64 in lines of
 * 76 ended by CRLF, is appended to the spool as it comes, so memory does not
 * grow with the mail.
 */
typedef struct Seal Seal;

/* @certificates: X509, one at least, not looked at again. @out: borrowed.
 * Returns: (transfer full). */
Seal *seal_new(const GPtrArray *certificates, Cipher cipher, Spool *out,
	       GError **error);
void seal_free(Seal *seal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Seal, seal_free)

gboolean seal_bytes(Seal *seal, const void *bytes, gsize size,
		    GError **error);

/* All of @fd from @offset on. @tick is nullable. */
gboolean seal_file(Seal *seal, int fd, guint64 offset, SealTick tick,
		   gpointer data, GError **error);

/* The end; only then is the spool complete. It is not sealed here. */
gboolean seal_end(Seal *seal, GError **error);

#endif
