/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * callbacks.c - what libmilter calls.
 *
 * Runs in:  milter process, libmilter's threads; the callbacks of one
 *           connection one after another, on whatever thread.
 * Trusts:   the MTA.
 * Effects:  through connection.h, message.h and judge.h.
 *
 * Trampolines: each fetches the connection and calls one function. Nothing
 * is answered before the end of the message: an early ACCEPT has let later
 * mail of the same connection pass, and an early refusal tells a client of
 * sendmail(1) nothing. So nothing before it needs a reply either, which
 * spares the MTA a wait for each. Over TCP that is more than it looks: an MTA
 * that writes macros and command in two pieces waits 40 ms for each pair, by
 * Nagle's algorithm against delayed acknowledgements, where it waits for
 * replies; otherwise the pieces of a mail flow together.
 */
#include "gateway/callbacks.h"

#include <arpa/inet.h>
#include <libmilter/mfapi.h>

#include "base/error.h"
#include "gateway/connection.h"
#include "gateway/judge.h"

#define WANTED_ACTIONS (SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_CHGBODY | \
	SMFIF_QUARANTINE)
#define WANTED_STEPS (SMFIP_HDR_LEADSPC | SMFIP_NODATA | SMFIP_NOUNKNOWN | \
	SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_RCPT | \
	SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY)

/* libmilter has no room for a pointer of ours; set once, before it runs. */
static Service *the_service;

/* The connection of @ctx, new where the MTA did not negotiate. */
static Connection *connection_of(SMFICTX *ctx)
{
	Connection *connection = smfi_getpriv(ctx);

	if (connection)
		return connection;
	connection = connection_new(the_service);
	connection->with_space = TRUE;
	if (smfi_setpriv(ctx, connection) != MI_SUCCESS)
		g_clear_pointer(&connection, connection_free);
	return connection;
}

/* What to return where nothing is decided yet. */
static sfsistat go_on(const Connection *connection, unsigned long no_reply)
{
	if (!connection)
		return SMFIS_TEMPFAIL;
	return connection->steps & no_reply ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat on_negotiate(SMFICTX *ctx, unsigned long f0, unsigned long f1,
			     unsigned long f2, unsigned long f3,
			     unsigned long *pf0, unsigned long *pf1,
			     unsigned long *pf2, unsigned long *pf3)
{
	Connection *connection = connection_of(ctx);

	(void)f2;
	(void)f3;
	if (!connection)
		return SMFIS_REJECT;	/* the MTA's failure action follows */
	connection->actions = f0 & WANTED_ACTIONS;
	connection->steps = f1 & WANTED_STEPS;
	connection->with_space = !(f1 & SMFIP_HDR_LEADSPC);
	*pf0 = connection->actions;
	*pf1 = connection->steps;
	*pf2 = 0;
	*pf3 = 0;
	return SMFIS_CONTINUE;
}

/* NULL for local submission without an address, and for families that have
 * none that people could read. (transfer full) */
static char *address_text(const struct sockaddr *address)
{
	char text[INET6_ADDRSTRLEN] = "";
	const void *bytes = NULL;

	if (address && address->sa_family == AF_INET)
		bytes = &((const struct sockaddr_in *)(const void *)
			  address)->sin_addr;
	else if (address && address->sa_family == AF_INET6)
		bytes = &((const struct sockaddr_in6 *)(const void *)
			  address)->sin6_addr;
	if (!bytes ||
	    !inet_ntop(address->sa_family, bytes, text, sizeof text))
		return NULL;
	return g_strdup(text);
}

static sfsistat on_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *address)
{
	Connection *connection = connection_of(ctx);

	if (connection) {
		g_free(connection->client_name);
		g_free(connection->client_address);
		connection->client_name = g_strdup(host);
		connection->client_address = address_text(address);
	}
	return go_on(connection, SMFIP_NR_CONN);
}

static sfsistat on_helo(SMFICTX *ctx, char *name)
{
	Connection *connection = connection_of(ctx);

	if (connection) {
		g_free(connection->helo);
		connection->helo = g_strdup(name);
	}
	return go_on(connection, SMFIP_NR_HELO);
}

static gboolean has_argument(char **arguments, const char *wanted)
{
	for (char **at = arguments; *at; at++) {
		if (g_ascii_strcasecmp(*at, wanted) == 0)
			return TRUE;
	}
	return FALSE;
}

static char *macro(SMFICTX *ctx, const char *name)
{
	return g_strdup(smfi_getsymval(ctx, (char *)(gintptr)name));
}

/*
 * Postfix presents mail of sendmail(1) as coming from localhost. Unlike
 * then, SMTP mail has no queue id before its first recipient. Decides only
 * about the form of the reply, so a wrong guess does no harm.
 */
static gboolean is_local(SMFICTX *ctx, const Connection *connection)
{
	g_autofree char *version = macro(ctx, "v");
	g_autofree char *queue_id = macro(ctx, "i");

	return version && g_str_has_prefix(version, "Postfix") && queue_id &&
	       g_strcmp0(connection->client_name, "localhost") == 0 &&
	       g_strcmp0(connection->client_address, "127.0.0.1") == 0 &&
	       g_strcmp0(connection->helo, "localhost") == 0;
}

static sfsistat on_mail(SMFICTX *ctx, char **arguments)
{
	Connection *connection = connection_of(ctx);
	Snapshot *snapshot;
	Envelope *envelope;

	if (!connection)
		return SMFIS_TEMPFAIL;
	connection_reset(connection);
	snapshot = service_snapshot(connection->service);
	if (!snapshot)
		return go_on(connection, SMFIP_NR_MAIL);
	connection->message = message_new(&snapshot, arguments[0],
					  connection->with_space);
	envelope = connection->message->envelope;
	envelope->client_name = g_strdup(connection->client_name);
	envelope->client_address = g_strdup(connection->client_address);
	envelope->helo = g_strdup(connection->helo);
	envelope->auth_user = macro(ctx, "{auth_authen}");
	envelope->local = is_local(ctx, connection);
	envelope->smtputf8 = has_argument(arguments + 1, "SMTPUTF8");
	return go_on(connection, SMFIP_NR_MAIL);
}

static sfsistat on_recipient(SMFICTX *ctx, char **arguments)
{
	Connection *connection = connection_of(ctx);
	g_autofree char *next_hop = macro(ctx, "{rcpt_host}");

	if (connection && connection->message)
		message_recipient(connection->message, arguments[0], next_hop);
	return go_on(connection, SMFIP_NR_RCPT);
}

static sfsistat on_header(SMFICTX *ctx, char *name, char *value)
{
	Connection *connection = connection_of(ctx);

	if (connection && connection->message)
		message_header(connection->message, name, value);
	return go_on(connection, SMFIP_NR_HDR);
}

static sfsistat on_header_end(SMFICTX *ctx)
{
	Connection *connection = connection_of(ctx);

	if (connection && connection->message)
		message_header_end(connection->message);
	return go_on(connection, SMFIP_NR_EOH);
}

static sfsistat on_body(SMFICTX *ctx, unsigned char *bytes, size_t size)
{
	Connection *connection = connection_of(ctx);

	if (connection && connection->message)
		message_body(connection->message, bytes, size);
	return go_on(connection, SMFIP_NR_BODY);
}

static sfsistat on_message_end(SMFICTX *ctx)
{
	Connection *connection = connection_of(ctx);
	sfsistat answer;

	/* An end without a beginning is no mail that was inspected. */
	if (!connection || !connection->message)
		return SMFIS_TEMPFAIL;
	connection->message->envelope->queue_id = macro(ctx, "i");
	service_enter(connection->service);
	answer = judge(ctx, connection);
	connection_reset(connection);
	service_leave(connection->service);
	return answer;
}

static sfsistat on_abort(SMFICTX *ctx)
{
	Connection *connection = smfi_getpriv(ctx);

	if (connection)
		connection_reset(connection);
	return SMFIS_CONTINUE;
}

static sfsistat on_close(SMFICTX *ctx)
{
	/* May come alone, and with nothing to free. */
	connection_free(smfi_getpriv(ctx));
	(void)smfi_setpriv(ctx, NULL);
	return SMFIS_CONTINUE;
}

gboolean callbacks_register(Service *service, GError **error)
{
	struct smfiDesc description = {
		.xxfi_name = (char *)(gintptr)"sekimori",
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = WANTED_ACTIONS,
		.xxfi_connect = on_connect,
		.xxfi_helo = on_helo,
		.xxfi_envfrom = on_mail,
		.xxfi_envrcpt = on_recipient,
		.xxfi_header = on_header,
		.xxfi_eoh = on_header_end,
		.xxfi_body = on_body,
		.xxfi_eom = on_message_end,
		.xxfi_abort = on_abort,
		.xxfi_close = on_close,
		.xxfi_negotiate = on_negotiate,
	};

	the_service = service;
	if (smfi_register(description) != MI_SUCCESS)
		return fail(error, FAIL_GENERAL, "libmilter refused us");
	return TRUE;
}
