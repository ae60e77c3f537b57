/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * encrypt.c - a mail of the gateway into the body that replaces its own.
 *
 * Runs in:  milter process, the thread of the connection.
 * Trusts:   the certificates, which were checked; the bytes of the mail are
 *           opaque here.
 * Effects:  two spools.
 */
#include "gateway/encrypt.h"

#include <string.h>

#include "act/encryption.h"
#include "encrypt/seal.h"
#include "encrypt/wrap.h"

static gboolean fill(Seal *seal, const Message *message,
		     const GByteArray *header, TickFunc tick, gpointer data,
		     GError **error)
{
	int fd = spool_fd(message->spool);
	g_autofree char *prefix = wrap_prefix(header, fd, message->body_at,
					      error);

	return prefix &&
	       seal_bytes(seal, prefix, strlen(prefix), error) &&
	       seal_bytes(seal, header->data, header->len, error) &&
	       seal_file(seal, fd, message->body_at, tick, data, error) &&
	       seal_end(seal, error);
}

Spool *encrypt_message(const Message *message, const GPtrArray *certificates,
		       const GPtrArray *changes, TickFunc tick, gpointer data,
		       GError **error)
{
	const Config *config = message->snapshot->config;
	g_autoptr(Headers) inside = encryption_inside(message->headers,
						      changes,
						      message->with_space);
	g_autoptr(GByteArray) header = headers_to_bytes(inside,
							message->with_space);
	g_autoptr(Spool) out = NULL;
	g_autoptr(Seal) seal = NULL;

	/* What comes out is a third larger than the mail, which has its
	 * limit; so this one needs none. */
	out = spool_new(config->spool_memory, G_MAXSIZE, config->spool_folder,
			error);
	seal = out ? seal_new(certificates, config->encrypt_cipher, out,
			      error) : NULL;
	if (!seal || !fill(seal, message, header, tick, data, error) ||
	    !spool_seal(out, error))
		return NULL;
	return g_steal_pointer(&out);
}
