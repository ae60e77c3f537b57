/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * connection.c - one connection of the MTA.
 *
 * Runs in:  milter process; one thread at a time.
 * Trusts:   its callers.
 * Effects:  none.
 */
#include "gateway/connection.h"

Connection *connection_new(Service *service)
{
	Connection *connection = g_new0(Connection, 1);

	connection->service = service;
	return connection;
}

void connection_free(Connection *connection)
{
	if (!connection)
		return;
	connection_reset(connection);
	g_free(connection->client_name);
	g_free(connection->client_address);
	g_free(connection->helo);
	g_free(connection);
}

void connection_reset(Connection *connection)
{
	g_clear_pointer(&connection->message, message_free);
}
