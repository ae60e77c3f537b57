/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * message.h - one mail on its way through the gateway.
 *
 * Gathers what the MTA says, stage by stage. What goes wrong meanwhile is
 * kept and answered at the end of the message, the only place where anything
 * is decided.
 */
#ifndef GATEWAY_MESSAGE_H
#define GATEWAY_MESSAGE_H

#include <glib.h>

#include "gateway/snapshot.h"
#include "mail/envelope.h"
#include "mail/headers.h"
#include "mail/spool.h"

/* A limit of the configuration that a mail is over. */
typedef struct Excess {
	const char *what;	/* "the mail"; NULL: over none */
	const char *setting;	/* "message-limit" */
	guint64 limit;
} Excess;

typedef struct Message {
	Snapshot *snapshot;
	Envelope *envelope;
	Headers *headers;
	Spool *spool;
	gboolean with_space;	/* values come without their leading space */
	gboolean header_ended;
	gsize body_at;		/* in the spool, once .header_ended */
	Excess excess;
	GError *failure;	/* the first of ours; nullable */
	gint64 began_us;	/* Unix time */
} Message;

/* Takes over *@snapshot. @sender with or without brackets. */
Message *message_new(Snapshot **snapshot, const char *sender,
		     gboolean with_space);
void message_free(Message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)

/* Goes on with another snapshot, as if the mail had begun with it; only
 * before it is judged. Takes over *@snapshot. */
void message_move(Message *message, Snapshot **snapshot);

void message_recipient(Message *message, const char *address,
		       const char *next_hop);
void message_header(Message *message, const char *name, const char *value);
void message_header_end(Message *message);
void message_body(Message *message, const guint8 *bytes, gsize size);

/* No more comes: the spool is sealed, or .failure says why not. */
void message_end(Message *message);

#endif
