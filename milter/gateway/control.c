/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * control.c - the socket that `sekimori status` and `sekimori reload` talk to.
 *
 * Runs in:  milter process, a thread that accepts and one for each client.
 * Trusts:   whoever may open the socket, to reload and to know; not what
 *           they send.
 * Effects:  a socket; through service.h.
 * Limits:   CLIENTS at once, a WORD, PATIENCE_SECONDS to send it.
 */
#include "gateway/control.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "gateway/status.h"

#define CLIENTS 8
#define WORD 64
#define PATIENCE_SECONDS 5
#define PAUSE_US 100000
#define MODE 0660

typedef struct Client {
	int sock;
	Service *service;
	gint *clients;		/* how many there are; shared by all */
} Client;

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

static const struct {
	const char *word;
	char *(*answer)(Service *service);
} requests[] = {
	{ "status", answer_status },
	{ "reload", answer_reload },
};

/* Reads up to a line end, which is overwritten. */
static gboolean read_word(int sock, char word[WORD])
{
	for (guint got = 0; got < WORD; got++) {
		ssize_t step = recv(sock, word + got, 1, 0);

		if (step < 0 && errno == EINTR) {
			got--;
			continue;
		}
		if (step != 1)
			return FALSE;
		if (word[got] == '\n') {
			word[got] = '\0';
			return TRUE;
		}
	}
	return FALSE;
}

static void serve(const Client *client)
{
	char word[WORD];
	g_autofree char *answer = NULL;

	if (!read_word(client->sock, word))
		return;
	for (guint i = 0; i < G_N_ELEMENTS(requests); i++) {
		if (strcmp(word, requests[i].word) == 0)
			answer = requests[i].answer(client->service);
	}
	if (!answer)
		answer = status_refused("unknown request");
	(void)fd_write_all(client->sock, answer, strlen(answer), NULL);
}

static gpointer run_client(gpointer data)
{
	Client *client = data;

	serve(client);
	fd_close(&client->sock);
	(void)g_atomic_int_add(client->clients, -1);
	g_free(client);
	return NULL;
}

/* Neither reading nor writing waits longer for a client. */
static void set_patience(int sock)
{
	const struct timeval patience = { .tv_sec = PATIENCE_SECONDS };

	(void)setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience,
			 sizeof patience);
	(void)setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &patience,
			 sizeof patience);
}

static void welcome(int sock, const Client *listener)
{
	Client *client = g_new0(Client, 1);
	GThread *thread;

	*client = *listener;
	client->sock = sock;
	set_patience(sock);
	/* One too many is served here, and the others wait for it. */
	if (g_atomic_int_add(client->clients, 1) < CLIENTS) {
		thread = g_thread_try_new("control-client", run_client,
					  client, NULL);
		if (thread) {
			g_thread_unref(thread);
			return;
		}
	}
	run_client(client);
}

static gpointer listen_on(gpointer data)
{
	Client *listener = data;

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
		listen(sock, CLIENTS) == 0;
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
	Client *listener;

	if (sock < 0)
		return FALSE;
	listener = g_new0(Client, 1);
	listener->sock = sock;
	listener->service = service;
	listener->clients = g_new0(gint, 1);
	thread = g_thread_try_new("control", listen_on, listener, error);
	if (!thread) {
		fd_close(&sock);
		g_free(listener->clients);
		g_free(listener);
		return FALSE;
	}
	g_thread_unref(thread);
	return TRUE;
}
