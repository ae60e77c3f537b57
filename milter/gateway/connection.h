/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * connection.h - one connection of the MTA, over which several mails come.
 */
#ifndef GATEWAY_CONNECTION_H
#define GATEWAY_CONNECTION_H

#include <glib.h>

#include "gateway/message.h"
#include "gateway/service.h"

typedef struct Connection {
	Service *service;	/* borrowed */
	char *client_name;	/* nullable */
	char *client_address;	/* nullable */
	char *helo;		/* nullable */
	gboolean with_space;	/* see Message */
	unsigned long actions;	/* SMFIF_* that the MTA lets us do */
	unsigned long steps;	/* SMFIP_* that were agreed on */
	Message *message;	/* the mail that is coming in; nullable */
} Connection;

Connection *connection_new(Service *service);
void connection_free(Connection *connection);

/* Drops the mail that is coming in, at whatever stage. */
void connection_reset(Connection *connection);

#endif
