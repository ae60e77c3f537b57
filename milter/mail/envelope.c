/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * envelope.c - what the MTA said about one mail beside its bytes.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   nothing; strings are only stored.
 * Effects:  none.
 */
#include "mail/envelope.h"

#include <string.h>

static void recipient_free(gpointer data)
{
	Recipient *recipient = data;

	g_free(recipient->address);
	g_free(recipient->next_hop);
	g_free(recipient);
}

Envelope *envelope_new(void)
{
	Envelope *envelope = g_new0(Envelope, 1);

	envelope->incident = g_strdup("");
	envelope->sender = g_strdup("");
	envelope->recipients = g_ptr_array_new_with_free_func(recipient_free);
	return envelope;
}

void envelope_free(Envelope *envelope)
{
	if (!envelope)
		return;
	g_free(envelope->incident);
	g_free(envelope->queue_id);
	g_free(envelope->sender);
	g_ptr_array_unref(envelope->recipients);
	g_free(envelope->client_name);
	g_free(envelope->client_address);
	g_free(envelope->helo);
	g_free(envelope->auth_user);
	g_free(envelope);
}

char *envelope_strip_path(const char *path)
{
	gsize size = strlen(path);

	if (size >= 2 && path[0] == '<' && path[size - 1] == '>')
		return g_strndup(path + 1, size - 2);
	return g_strdup(path);
}

void envelope_add_recipient(Envelope *envelope, const char *address,
			    const char *next_hop)
{
	Recipient *recipient = g_new0(Recipient, 1);

	recipient->address = envelope_strip_path(address);
	recipient->next_hop = g_strdup(next_hop);
	g_ptr_array_add(envelope->recipients, recipient);
}
