/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * message.c - one mail on its way through the gateway.
 *
 * Runs in:  milter process, the thread of the connection.
 * Trusts:   the MTA for what it says of the envelope; nothing else.
 * Effects:  the spool.
 */
#include "gateway/message.h"

#include <string.h>

#include "base/error.h"
#include "gateway/incident.h"

Message *message_new(Snapshot **snapshot, const char *sender,
		     gboolean with_space)
{
	Message *message = g_new0(Message, 1);
	const Config *config = (*snapshot)->config;

	message->snapshot = g_steal_pointer(snapshot);
	message->began_us = g_get_real_time();
	message->with_space = with_space;
	message->headers = headers_new();
	message->envelope = envelope_new();
	g_free(message->envelope->incident);
	message->envelope->incident = incident_new();
	g_free(message->envelope->sender);
	message->envelope->sender = envelope_strip_path(sender);
	message->spool = spool_new(config->spool_memory,
				   config->message_limit,
				   config->spool_folder, &message->failure);
	return message;
}

void message_free(Message *message)
{
	if (!message)
		return;
	headers_free(message->headers);
	envelope_free(message->envelope);
	spool_free(message->spool);
	g_clear_error(&message->failure);
	snapshot_unref(message->snapshot);
	g_free(message);
}

void message_move(Message *message, Snapshot **snapshot)
{
	snapshot_unref(message->snapshot);
	message->snapshot = g_steal_pointer(snapshot);
}

/* Once over a limit or failed, a mail's bytes are no longer of interest. */
static gboolean is_lost(const Message *message)
{
	return message->excess.what || message->failure;
}

void message_recipient(Message *message, const char *address,
		       const char *next_hop)
{
	guint64 limit = message->snapshot->config->recipient_limit;

	if (is_lost(message))
		return;
	if (message->envelope->recipients->len >= limit)
		message->excess = (Excess){ "the list of recipients",
					    "recipient-limit", limit };
	else
		envelope_add_recipient(message->envelope, address, next_hop);
}

void message_header(Message *message, const char *name, const char *value)
{
	guint64 limit = message->snapshot->config->header_limit;
	gsize size = strlen(name) + strlen(value);

	if (is_lost(message))
		return;
	if (headers_size(message->headers) + size > limit)
		message->excess = (Excess){ "the header", "header-limit",
					    limit };
	else
		headers_add(message->headers, name, value);
}

static void append(Message *message, const guint8 *bytes, gsize size)
{
	g_autoptr(GError) error = NULL;

	if (is_lost(message) ||
	    spool_append(message->spool, bytes, size, &error))
		return;
	if (g_error_matches(error, FAIL_DOMAIN, FAIL_LIMIT))
		message->excess = (Excess){
			"the mail", "message-limit",
			message->snapshot->config->message_limit };
	else
		message->failure = g_steal_pointer(&error);
}

void message_header_end(Message *message)
{
	g_autoptr(GByteArray) bytes = NULL;

	if (message->header_ended)
		return;
	message->header_ended = TRUE;
	bytes = headers_to_bytes(message->headers, message->with_space);
	message->body_at = bytes->len;
	append(message, bytes->data, bytes->len);
}

void message_body(Message *message, const guint8 *bytes, gsize size)
{
	message_header_end(message);
	append(message, bytes, size);
}

void message_end(Message *message)
{
	message_header_end(message);
	if (!is_lost(message))
		(void)spool_seal(message->spool, &message->failure);
}
