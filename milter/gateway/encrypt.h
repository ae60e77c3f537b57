/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * encrypt.h - a mail of the gateway into the body that replaces its own.
 */
#ifndef GATEWAY_ENCRYPT_H
#define GATEWAY_ENCRYPT_H

#include <glib.h>

#include "gateway/message.h"
#include "worker/channel.h"

/*
 * @message, header and body, for @certificates (X509). @changes: those of
 * changes_plan(), which hold inside as well. Returns: (transfer full)
 * (nullable): the sealed new body.
 */
Spool *encrypt_message(const Message *message, const GPtrArray *certificates,
		       const GPtrArray *changes, TickFunc tick, gpointer data,
		       GError **error);

#endif
