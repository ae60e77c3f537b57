/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * http.c - the port of this machine that monitors ask.
 *
 * Runs in:  milter process, a thread of its own.
 * Trusts:   nothing that is asked; libmicrohttpd reads it.
 * Effects:  a socket.
 * Limits:   CLIENTS at once, of whom the oldest makes room; PATIENCE_SECONDS
 *           without a byte, AGE_US in all, MEMORY and one question a client.
 *           Somebody with an account here who connects CLIENTS times faster
 *           than a question is asked can still have others go without answer.
 */
#include "gateway/http.h"

#include <errno.h>
#include <microhttpd.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/loopback.h"
#include "gateway/metrics.h"

#define CLIENTS 64
#define PATIENCE_SECONDS 5
#define AGE_US (10 * G_USEC_PER_SEC)
#define LOOK_MS 1000
#define PAUSE_US 100000
#define MEMORY 16384

/* libmicrohttpd's own timeout begins anew with each byte, and its own limit
 * has the newest wait: what a client may take is seen to here. */
typedef struct Port {
	struct MHD_Daemon *daemon;
	Service *service;
	GQueue clients;		/* Client that was not hung up on, oldest
				 * first */
} Port;

typedef struct Client {
	int sock;		/* libmicrohttpd's */
	gint64 since_us;
} Client;

typedef struct Answer {
	guint status;
	const char *type;
	char *body;		/* (transfer full) */
} Answer;

static Answer plain(guint status, const char *text)
{
	return (Answer){ status, "text/plain; charset=utf-8",
			 g_strdup(text) };
}

static Answer answer_metrics(Service *service)
{
	return (Answer){ MHD_HTTP_OK, METRICS_TYPE, metrics_text(service) };
}

static Answer answer_live(Service *service)
{
	service_probe(service);
	return plain(MHD_HTTP_OK, "alive\n");
}

static Answer answer_ready(Service *service)
{
	g_autoptr(Snapshot) snapshot = service_snapshot(service);

	if (!snapshot)
		return plain(MHD_HTTP_SERVICE_UNAVAILABLE, "ending\n");
	if (!pool_state(snapshot->pool).has_keeper)
		return plain(MHD_HTTP_SERVICE_UNAVAILABLE, "no inspectors\n");
	return plain(MHD_HTTP_OK, "ready\n");
}

static const struct {
	const char *path;
	Answer (*answer)(Service *service);
} paths[] = {
	{ "/metrics", answer_metrics },
	{ "/live", answer_live },
	{ "/ready", answer_ready },
};

static Answer answer_to(Service *service, const char *path, const char *method)
{
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 &&
	    strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return plain(MHD_HTTP_METHOD_NOT_ALLOWED, "GET only\n");
	for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
		if (strcmp(path, paths[i].path) == 0)
			return paths[i].answer(service);
	}
	return plain(MHD_HTTP_NOT_FOUND, "/metrics, /live or /ready\n");
}

/* libmicrohttpd's MHD_AccessHandlerCallback. */
static enum MHD_Result handle(void *data, struct MHD_Connection *client,
			      const char *path, const char *method,
			      const char *version, const char *upload,
			      size_t *upload_size, void **state)
{
	Port *port = data;
	Answer answer;
	struct MHD_Response *response;
	enum MHD_Result result;

	(void)version;
	(void)upload;
	(void)state;
	/* Whatever a client sends beside its question is not read. */
	*upload_size = 0;
	answer = answer_to(port->service, path, method);
	response = MHD_create_response_from_buffer(strlen(answer.body),
						   answer.body,
						   MHD_RESPMEM_MUST_COPY);
	g_free(answer.body);
	if (!response)
		return MHD_NO;
	(void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
				      answer.type);
	(void)MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL,
				      "no-store");
	/* Or we would hang up on a good client between two questions. */
	(void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION,
				      "close");
	if (answer.status == MHD_HTTP_METHOD_NOT_ALLOWED)
		(void)MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW,
					      "GET, HEAD");
	result = MHD_queue_response(client, answer.status, response);
	MHD_destroy_response(response);
	return result;
}

/* libmicrohttpd's MHD_NotifyConnectionCallback. Its socket is open before, and
 * until after. */
static void note_client(void *data, struct MHD_Connection *connection,
			void **state, enum MHD_ConnectionNotificationCode what)
{
	Port *port = data;
	Client *client = *state;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		client = g_new0(Client, 1);
		client->sock = MHD_get_connection_info(connection,
			MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
		client->since_us = g_get_monotonic_time();
		g_queue_push_tail(&port->clients, client);
		*state = client;
	} else {
		(void)g_queue_remove(&port->clients, client);
		g_free(client);
	}
}

/* libmicrohttpd sees the end of their sockets, and closes them. */
static void hang_up_on_old(Port *port)
{
	gint64 oldest_us = g_get_monotonic_time() - AGE_US;
	Client *client;

	while ((client = g_queue_peek_head(&port->clients)) != NULL &&
	       (client->since_us <= oldest_us ||
		g_queue_get_length(&port->clients) > CLIENTS)) {
		(void)shutdown(client->sock, SHUT_RDWR);
		(void)g_queue_pop_head(&port->clients);
	}
}

static gpointer run(gpointer data)
{
	Port *port = data;

	for (;;) {
		if (MHD_run_wait(port->daemon, LOOK_MS) != MHD_YES)
			g_usleep(PAUSE_US);	/* out of memory, say */
		hang_up_on_old(port);
	}
	return NULL;
}

/* epoll(7): select(2) cannot wait for the 1024th descriptor, which a busy
 * daemon has. */
static struct MHD_Daemon *listen_at(const struct sockaddr_storage *at,
				    Port *port)
{
	unsigned int flags = MHD_USE_EPOLL;

	if (at->ss_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	return MHD_start_daemon(flags, 0, NULL, NULL, handle, port,
				MHD_OPTION_SOCK_ADDR, at,
				MHD_OPTION_NOTIFY_CONNECTION, note_client,
				port,
				MHD_OPTION_CONNECTION_LIMIT, 2 * CLIENTS,
				MHD_OPTION_CONNECTION_TIMEOUT,
				PATIENCE_SECONDS,
				MHD_OPTION_CONNECTION_MEMORY_LIMIT,
				(size_t)MEMORY, MHD_OPTION_END);
}

gboolean http_open(const char *where, Service *service, GError **error)
{
	struct sockaddr_storage at;
	Port *port;
	GThread *thread;

	if (!loopback_read(where, &at))
		return fail(error, FAIL_GENERAL, "metrics: %s is not a port "
			    "of this machine", where);
	port = g_new0(Port, 1);
	port->service = service;
	errno = 0;
	port->daemon = listen_at(&at, port);
	if (!port->daemon) {
		fail(error, FAIL_GENERAL, "metrics: cannot listen on %s: %s",
		     where, errno ? g_strerror(errno) : "no memory");
		g_free(port);
		return FALSE;
	}
	thread = g_thread_try_new("metrics", run, port, error);
	if (!thread) {
		MHD_stop_daemon(port->daemon);
		g_free(port);
		return FALSE;
	}
	g_thread_unref(thread);
	return TRUE;
}
