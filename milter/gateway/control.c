/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * control.c - the socket that `sekimori status` and `sekimori reload` talk to.
 *
 * Runs in:  milter process, a thread that accepts, and never waits for a
 *           client, and one for each client.
 * Trusts:   whoever may open the socket, to reload and to know; not what
 *           they send.
 * Effects:  a socket; through service.h.
 * Limits:   CLIENTS that have not said their word, PATIENCE_SECONDS to say
 *           it, a WORD; `.most` at once of each request. One too many is told
 *           so at once.
 */
#include "gateway/control.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "gateway/status.h"

#define CLIENTS 32
#define WORD 64
#define PATIENCE_SECONDS 5
#define PAUSE_US 100000
#define MODE 0660
#define BUSY "busy"

static char *answer_reload(Service *service)
{
	g_autoptr(GError) error = NULL;
	gboolean done = service_reload(service, &error);

	return status_reloaded(done ? NULL : error->message);
}

static char *answer_status(Service *service)
{
	return status_text(service);
}

/* Apart, so that no `status` waits for a `reload`, which takes minutes. */
static const struct {
	const char *word;
	char *(*answer)(Service *service);
	gint most;
} requests[] = {
	{ "status", answer_status, 8 },
	{ "reload", answer_reload, 32 },
};

typedef struct Listener {
	int sock;
	Service *service;
	gint clients;				/* atomic, like the next */
	gint asking[G_N_ELEMENTS(requests)];
} Listener;

typedef struct Client {
	int sock;
	Listener *listener;	/* borrowed, for ever */
} Client;

static gboolean enter(gint *count, gint most)
{
	if (g_atomic_int_add(count, 1) < most)
		return TRUE;
	(void)g_atomic_int_add(count, -1);
	return FALSE;
}

static void leave(gint *count)
{
	(void)g_atomic_int_add(count, -1);
}

/* Reads up to a line end, which is overwritten. */
static gboolean read_word(int sock, char word[WORD])
{
	gint64 until_us = g_get_monotonic_time() +
			  PATIENCE_SECONDS * G_USEC_PER_SEC;
	gsize have = 0;

	while (have < WORD) {
		struct pollfd ready = { sock, POLLIN, 0 };
		gint64 left_ms = (until_us - g_get_monotonic_time()) / 1000;
		ssize_t got;
		char *end;

		if (left_ms <= 0 || poll(&ready, 1, (int)left_ms) == 0)
			return FALSE;
		got = recv(sock, word + have, WORD - have, MSG_DONTWAIT);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got <= 0)
			return FALSE;
		end = memchr(word + have, '\n', (gsize)got);
		if (end) {
			*end = '\0';
			return TRUE;
		}
		have += (gsize)got;
	}
	return FALSE;
}

/*
 * What was sent and not read would have the client lose our answer: it is
 * taken out, once no more can come.
 */
static void hang_up(int *sock)
{
	char rest[4096];

	(void)shutdown(*sock, SHUT_RD);
	while (recv(*sock, rest, sizeof rest, MSG_DONTWAIT) > 0)
		;
	fd_close(sock);
}

static void send_answer(int sock, const char *text, int flags)
{
	/* It fits what a socket holds, or the client does not read it. */
	(void)send(sock, text, strlen(text), flags | MSG_NOSIGNAL);
}

static char *answer_to(Listener *listener, const char *word)
{
	for (guint i = 0; i < G_N_ELEMENTS(requests); i++) {
		char *answer;

		if (strcmp(word, requests[i].word) != 0)
			continue;
		if (!enter(&listener->asking[i], requests[i].most))
			return status_refused(BUSY);
		answer = requests[i].answer(listener->service);
		leave(&listener->asking[i]);
		return answer;
	}
	return status_refused("unknown request");
}

static gpointer run_client(gpointer data)
{
	Client *client = data;
	char word[WORD];
	gboolean is_heard = read_word(client->sock, word);

	leave(&client->listener->clients);
	if (is_heard) {
		g_autofree char *answer = answer_to(client->listener, word);

		send_answer(client->sock, answer, 0);
	}
	hang_up(&client->sock);
	g_free(client);
	return NULL;
}

static gboolean start_client(int sock, Listener *listener)
{
	Client *client = g_new0(Client, 1);
	GThread *thread;

	*client = (Client){ sock, listener };
	thread = g_thread_try_new("control-client", run_client, client, NULL);
	if (!thread) {
		g_free(client);
		return FALSE;
	}
	g_thread_unref(thread);
	return TRUE;
}

static void welcome(int sock, Listener *listener)
{
	const struct timeval patience = { .tv_sec = PATIENCE_SECONDS };
	g_autofree char *busy = NULL;

	(void)setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &patience,
			 sizeof patience);
	if (enter(&listener->clients, CLIENTS)) {
		if (start_client(sock, listener))
			return;
		leave(&listener->clients);
	}
	busy = status_refused(BUSY);
	send_answer(sock, busy, MSG_DONTWAIT);
	hang_up(&sock);
}

static gpointer listen_on(gpointer data)
{
	Listener *listener = data;

	for (;;) {
		int sock = accept4(listener->sock, NULL, NULL, SOCK_CLOEXEC);

		if (sock >= 0)
			welcome(sock, listener);
		else if (errno != EINTR)
			g_usleep(PAUSE_US);	/* out of descriptors, say */
	}
	return NULL;
}

static gboolean fill(struct sockaddr_un *at, const char *path, GError **error)
{
	*at = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (g_strlcpy(at->sun_path, path, sizeof at->sun_path) <
	    sizeof at->sun_path)
		return TRUE;
	return fail(error, FAIL_GENERAL, "control: %s is longer than a socket "
		    "may be called (%u bytes)", path,
		    (guint)sizeof at->sun_path - 1);
}

/* What a daemon left that was killed. Anything else stays. */
static gboolean make_room(const struct sockaddr_un *at, GError **error)
{
	AUTO_FD probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct stat status;

	if (lstat(at->sun_path, &status) != 0)
		return TRUE;
	if (!S_ISSOCK(status.st_mode))
		return fail(error, FAIL_GENERAL, "control: %s is there, and "
			    "no socket", at->sun_path);
	if (probe < 0 || connect(probe, (const struct sockaddr *)at,
				 sizeof *at) == 0)
		return fail(error, FAIL_GENERAL, "control: another daemon "
			    "listens on %s", at->sun_path);
	return unlink(at->sun_path) == 0 ? TRUE :
		fail_errno(error, at->sun_path);
}

static int open_socket(const char *path, GError **error)
{
	AUTO_FD sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un at;
	mode_t before;
	gboolean bound;

	if (!fill(&at, path, error) || !make_room(&at, error))
		return -1;
	before = umask(0777 & ~MODE);
	bound = sock >= 0 &&
		bind(sock, (struct sockaddr *)&at, sizeof at) == 0 &&
		listen(sock, SOMAXCONN) == 0;
	(void)umask(before);
	if (bound)
		return fd_steal(&sock);
	fail_errno(error, path);
	g_prefix_error(error, "control: ");
	return -1;
}

gboolean control_open(const char *path, Service *service, GError **error)
{
	int sock = open_socket(path, error);
	GThread *thread;
	Listener *listener;

	if (sock < 0)
		return FALSE;
	listener = g_new0(Listener, 1);
	listener->sock = sock;
	listener->service = service;
	thread = g_thread_try_new("control", listen_on, listener, error);
	if (!thread) {
		fd_close(&sock);
		g_free(listener);
		return FALSE;
	}
	g_thread_unref(thread);
	return TRUE;
}
