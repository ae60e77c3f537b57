/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * http.c - the port of this machine that monitors ask.
 *
 * Runs in:  milter process, in a thread of libmicrohttpd's.
 * Trusts:   nothing that is asked; libmicrohttpd reads it.
 * Effects:  a socket.
 * Limits:   CLIENTS at once, PATIENCE_SECONDS without a byte, MEMORY a client.
 */
#include "gateway/http.h"

#include <errno.h>
#include <microhttpd.h>
#include <string.h>

#include "base/error.h"
#include "base/loopback.h"
#include "gateway/metrics.h"

#define CLIENTS 16
#define PATIENCE_SECONDS 5
#define MEMORY 16384

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
static enum MHD_Result handle(void *service, struct MHD_Connection *client,
			      const char *path, const char *method,
			      const char *version, const char *upload,
			      size_t *upload_size, void **state)
{
	Answer answer;
	struct MHD_Response *response;
	enum MHD_Result result;

	(void)version;
	(void)upload;
	(void)state;
	/* Whatever a client sends beside its question is not read. */
	*upload_size = 0;
	answer = answer_to(service, path, method);
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
	if (answer.status == MHD_HTTP_METHOD_NOT_ALLOWED)
		(void)MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW,
					      "GET, HEAD");
	result = MHD_queue_response(client, answer.status, response);
	MHD_destroy_response(response);
	return result;
}

static struct MHD_Daemon *start(const struct sockaddr_storage *at,
				Service *service)
{
	unsigned int flags = MHD_USE_INTERNAL_POLLING_THREAD;

	if (at->ss_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	return MHD_start_daemon(flags, 0, NULL, NULL, handle, service,
				MHD_OPTION_SOCK_ADDR, at,
				MHD_OPTION_CONNECTION_LIMIT, CLIENTS,
				MHD_OPTION_CONNECTION_TIMEOUT,
				PATIENCE_SECONDS,
				MHD_OPTION_CONNECTION_MEMORY_LIMIT,
				(size_t)MEMORY, MHD_OPTION_END);
}

gboolean http_open(const char *where, Service *service, GError **error)
{
	struct sockaddr_storage at;

	if (!loopback_read(where, &at))
		return fail(error, FAIL_GENERAL, "metrics: %s is not a port "
			    "of this machine", where);
	errno = 0;
	if (start(&at, service))
		return TRUE;
	return fail(error, FAIL_GENERAL, "metrics: cannot listen on %s: %s",
		    where, errno ? g_strerror(errno) : "no thread");
}
