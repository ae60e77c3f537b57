/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * keeper.c - loads once, forks workers, replaces the dead.
 *
 * Runs in:  keeper; a single thread, so that fork(2) copies a whole world.
 * Trusts:   the milter on the other end of its channel.
 * Effects:  child processes, their private folders.
 */
#include "worker/keeper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/log.h"
#include "worker/confine.h"
#include "worker/folder.h"
#include "worker/serve.h"

#define BRIEF_MAX_BYTES (4 * 1024 * 1024)
#define SEND_SECONDS 30
/* Workers that die at once must not turn the keeper into a fork bomb. */
#define FORKS_PER_SECOND 100
/* What a dead worker left is removed in slices: a folder that was filled on
 * purpose must not keep the living from being replaced. */
#define SLICE_MS 200
#define PAUSE_MS 50
/* At the end; launch.c waits five seconds, and cleans up itself. */
#define LAST_MS 3000

typedef struct Keeper {
	int channel;
	int signals;		/* signalfd for SIGCHLD */
	guint wanted;
	guint alive;
	guint forks;		/* in the second that began at .second_us */
	gint64 second_us;
	const char *folder;
	GPtrArray *left;	/* folders of the dead, not empty yet */
	const KeeperWork *work;
	gpointer prepared;
	ConfineRules rules;
} Keeper;

/*
 * The milter ends a keeper by closing its channel. A signal to the whole
 * group (Ctrl-C, systemd's SIGTERM) must not take inspectors away from mails
 * that the milter still finishes.
 */
static gboolean take_signals(Keeper *keeper, GError **error)
{
	static const int ignored[] = {
		SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE,
	};
	sigset_t child;

	for (guint i = 0; i < G_N_ELEMENTS(ignored); i++)
		(void)signal(ignored[i], SIG_IGN);
	(void)sigemptyset(&child);
	(void)sigaddset(&child, SIGCHLD);
	if (sigprocmask(SIG_SETMASK, &child, NULL) != 0)
		return fail_errno(error, "sigprocmask");
	keeper->signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
	return keeper->signals >= 0 ? TRUE : fail_errno(error, "signalfd");
}

static gint64 send_deadline(void)
{
	return g_get_monotonic_time() + SEND_SECONDS * G_USEC_PER_SEC;
}

static Brief *receive_brief(const Keeper *keeper, GError **error)
{
	g_autoptr(Frame) frame = channel_receive(keeper->channel,
						 BRIEF_MAX_BYTES,
						 send_deadline(), NULL, NULL,
						 error);

	if (!frame)
		return NULL;
	if (frame->type != FRAME_BRIEF) {
		fail(error, FAIL_GENERAL, "expected a brief");
		return NULL;
	}
	return brief_from_json((const char *)frame->bytes->data,
			       frame->bytes->len, error);
}

static int be_worker(Keeper *keeper, int sock)
{
	g_autofree char *folder = folder_of_worker(keeper->folder,
							(gint)getpid());
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGCHLD, SIG_DFL);
	fd_close(&keeper->channel);
	fd_close(&keeper->signals);
	return serve(sock, folder, keeper->prepared, keeper->work,
		     &keeper->rules);
}

static gboolean hand_over(const Keeper *keeper, pid_t pid, int sock,
			  GError **error)
{
	AUTO_FD pidfd = pidfd_open(pid, 0);
	guint32 number = (guint32)pid;

	if (pidfd < 0)
		return fail_errno(error, "pidfd_open");
	return channel_send(keeper->channel, FRAME_WORKER, &number,
			    sizeof number, (int[]){ sock, pidfd }, 2,
			    send_deadline(), error);
}

static gboolean fork_worker(Keeper *keeper, GError **error)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return fail_errno(error, "socketpair");
	AUTO_FD ours = pair[0];
	AUTO_FD theirs = pair[1];

	pid = fork();
	if (pid < 0)
		return fail_errno(error, "fork");
	if (pid == 0) {
		fd_close(&ours);
		_exit(be_worker(keeper, theirs));
	}
	keeper->alive++;
	return hand_over(keeper, pid, ours, error);
}

/* FALSE where this second's forks are used up; the loop comes back. */
static gboolean may_fork(Keeper *keeper)
{
	gint64 now_us = g_get_monotonic_time();

	if (now_us - keeper->second_us >= G_USEC_PER_SEC) {
		keeper->second_us = now_us;
		keeper->forks = 0;
	}
	return keeper->forks++ < FORKS_PER_SECOND;
}

static gboolean fill_up(Keeper *keeper, GError **error)
{
	while (keeper->alive < keeper->wanted && may_fork(keeper)) {
		if (!fork_worker(keeper, error))
			return FALSE;
	}
	return TRUE;
}

/* The milter asks how the worker died that a mail was with. */
static void tell_death(const Keeper *keeper, pid_t pid, int status)
{
	const Death death = { (guint32)pid, status };

	/* Where nobody listens any more, keep() notices. */
	(void)channel_send(keeper->channel, FRAME_DEATH, &death, sizeof death,
			   NULL, 0, send_deadline(), NULL);
}

static void log_death(pid_t pid, int status)
{
	g_autofree char *number = g_strdup_printf("%d", (int)pid);
	g_autofree char *how = WIFSIGNALED(status) ?
		g_strdup_printf("signal %d", WTERMSIG(status)) :
		g_strdup_printf("exit %d", WEXITSTATUS(status));

	log_warning("worker-died", "pid", number, "how", how, NULL);
}

static void reap(Keeper *keeper)
{
	struct signalfd_siginfo ignored;
	pid_t pid;
	int status;

	while (read(keeper->signals, &ignored, sizeof ignored) > 0)
		;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		g_ptr_array_add(keeper->left,
				folder_of_worker(keeper->folder, (gint)pid));
		keeper->alive--;
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
			log_death(pid, status);
			tell_death(keeper, pid, status);
		}
	}
}

/* Who cannot be done with in a slice waits behind the others. */
static void clean_up(Keeper *keeper)
{
	for (guint i = keeper->left->len; i > 0; i--) {
		char *folder = g_ptr_array_steal_index(keeper->left, 0);

		if (!folder_empty(folder, TRUE, SLICE_MS)) {
			g_ptr_array_add(keeper->left, folder);
			return;
		}
		g_free(folder);
	}
}

static int rest_ms(const Keeper *keeper)
{
	return keeper->left->len > 0 ? PAUSE_MS :
	       keeper->alive < keeper->wanted ? 100 : -1;
}

/* Ends when the milter closes the channel. */
static gboolean keep(Keeper *keeper, GError **error)
{
	while (fill_up(keeper, error)) {
		struct pollfd fds[] = {
			{ .fd = keeper->channel, .events = POLLIN },
			{ .fd = keeper->signals, .events = POLLIN },
		};

		if (poll(fds, G_N_ELEMENTS(fds), rest_ms(keeper)) < 0 &&
		    errno != EINTR)
			return fail_errno(error, "poll");
		if (fds[0].revents)
			return TRUE;	/* nothing more is ever said there */
		reap(keeper);
		/* Who comes next comes first. */
		if (!fill_up(keeper, error))
			break;
		clean_up(keeper);
	}
	return FALSE;
}

static gboolean start(Keeper *keeper, GError **error)
{
	g_autoptr(Brief) brief = NULL;
	Ready ready = { 0 };

	if (!take_signals(keeper, error))
		return FALSE;
	brief = receive_brief(keeper, error);
	if (!brief)
		return FALSE;
	keeper->rules = confine_rules(brief);
	keeper->prepared = keeper->work->prepare(&brief, &ready, error);
	if (!keeper->prepared ||
	    !confine_keeper(&keeper->rules, keeper->folder, error))
		return FALSE;
	return channel_send(keeper->channel, FRAME_READY, &ready,
			    sizeof ready, NULL, 0, send_deadline(), error);
}

int keeper_run(int channel, guint workers, const char *folder,
	       const KeeperWork *work)
{
	g_autoptr(GError) error = NULL;
	Keeper keeper = {
		.channel = channel, .signals = -1, .wanted = workers,
		.folder = folder, .work = work,
		.left = g_ptr_array_new_with_free_func(g_free),
	};
	int status = 0;

	if (!start(&keeper, &error)) {
		(void)channel_send(channel, FRAME_FAILED, error->message,
				   strlen(error->message), NULL, 0,
				   send_deadline(), NULL);
		status = 1;
	} else if (!keep(&keeper, &error)) {
		log_error("keeper-failed", "reason", error->message, NULL);
		status = 1;
	}
	(void)folder_empty(folder, TRUE, LAST_MS);
	work->dispose(keeper.prepared);
	g_ptr_array_unref(keeper.left);
	fd_close(&keeper.signals);
	return status;
}
