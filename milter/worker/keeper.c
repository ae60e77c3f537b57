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
/* Until one settles, the next is tried after a pause that doubles. */
#define FIRST_PAUSE_US (100 * (gint64)1000)
#define LONGEST_PAUSE_US (5 * G_USEC_PER_SEC)
#define LOOK_MS 100
#define FIRST_TRIES 3
/* What dead workers left is removed in slices: folders that were filled on
 * purpose must not keep the living from being replaced. */
#define SLICE_MS 200
#define MS_IN_US 1000
#define PAUSE_MS 50
/* At the end; launch.c waits five seconds, and cleans up itself. */
#define LAST_MS 3000

/* A worker that has not said yet that it is confined. */
typedef struct Newborn {
	pid_t pid;
	int sock;		/* the milter's end */
	gboolean settled;
} Newborn;

typedef struct Keeper {
	int channel;
	int signals;		/* signalfd for SIGCHLD */
	guint wanted;
	guint alive;
	GArray *newborns;	/* Newborn, of those that are alive */
	guint forks;		/* in the second that began at .second_us */
	gint64 second_us;
	gint64 pause_us;	/* 0: the last one settled */
	gint64 next_us;		/* no fork before */
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

/* What its death means is told by reap(). */
static void drop_newborn(Keeper *keeper, guint index)
{
	Newborn *newborn = &g_array_index(keeper->newborns, Newborn, index);

	fd_close(&newborn->sock);
	g_array_remove_index_fast(keeper->newborns, index);
}

static void drop_newborns(Keeper *keeper)
{
	while (keeper->newborns->len > 0)
		drop_newborn(keeper, 0);
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
	/* Or those would not see the milter hang up on them: where confinement
	 * is off nothing else closes these. */
	drop_newborns(keeper);
	return serve(sock, folder, keeper->prepared, keeper->work,
		     &keeper->rules);
}

/* Something of this machine's is short; it may come back. */
static void back_off(Keeper *keeper)
{
	keeper->pause_us = CLAMP(keeper->pause_us * 2, FIRST_PAUSE_US,
				 LONGEST_PAUSE_US);
	keeper->next_us = g_get_monotonic_time() + keeper->pause_us;
}

static void fork_failed(Keeper *keeper, const char *what)
{
	log_error("fork-failed", "what", what, "reason", g_strerror(errno),
		  NULL);
	back_off(keeper);
}

static void fork_worker(Keeper *keeper)
{
	Newborn newborn = { 0 };
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		fork_failed(keeper, "socketpair");
		return;
	}
	AUTO_FD ours = pair[0];
	AUTO_FD theirs = pair[1];

	newborn.pid = fork();
	if (newborn.pid < 0) {
		fork_failed(keeper, "fork");
		return;
	}
	if (newborn.pid == 0) {
		fd_close(&ours);
		_exit(be_worker(keeper, theirs));
	}
	newborn.sock = fd_steal(&ours);
	g_array_append_val(keeper->newborns, newborn);
	keeper->alive++;
}

/* FALSE where this second's forks are used up, or a pause was called for; the
 * loop comes back. */
static gboolean may_fork(Keeper *keeper)
{
	gint64 now_us = g_get_monotonic_time();

	if (now_us < keeper->next_us)
		return FALSE;
	if (now_us - keeper->second_us >= G_USEC_PER_SEC) {
		keeper->second_us = now_us;
		keeper->forks = 0;
	}
	return keeper->forks++ < FORKS_PER_SECOND;
}

static void fill_up(Keeper *keeper)
{
	while (keeper->alive < keeper->wanted && may_fork(keeper))
		fork_worker(keeper);
}

/* ---- newborns ----------------------------------------------------------- */

/* It has seen no mail yet, so what it says is ours. */
static gboolean has_settled(const Newborn *newborn)
{
	g_autoptr(Frame) frame = channel_receive(newborn->sock, 0,
						 send_deadline(), NULL, NULL,
						 NULL);

	return frame && frame->type == FRAME_SETTLED;
}

static gboolean hand_over(const Keeper *keeper, const Newborn *newborn,
			  GError **error)
{
	AUTO_FD pidfd = pidfd_open(newborn->pid, 0);
	guint32 number = (guint32)newborn->pid;

	if (pidfd < 0) {
		/* Its socket is closed, and it ends. */
		log_error("fork-failed", "what", "pidfd_open", "reason",
			  g_strerror(errno), NULL);
		return TRUE;
	}
	return channel_send(keeper->channel, FRAME_WORKER, &number,
			    sizeof number,
			    (int[]){ newborn->sock, pidfd }, 2,
			    send_deadline(), error);
}

/* Whoever settled goes to the milter. FALSE where that listens no more. */
static gboolean look_after(Keeper *keeper, guint index, GError **error)
{
	Newborn *newborn = &g_array_index(keeper->newborns, Newborn, index);
	struct pollfd said = { .fd = newborn->sock, .events = POLLIN };
	gboolean handed = TRUE;

	if (!newborn->settled && poll(&said, 1, 0) <= 0)
		return TRUE;
	if (newborn->settled || has_settled(newborn)) {
		keeper->pause_us = 0;
		handed = hand_over(keeper, newborn, error);
	} else
		back_off(keeper);	/* it is ending, and reap() says how */
	drop_newborn(keeper, index);
	return handed;
}

/* Before we call ourselves ready: where one cannot begin, none can. More than
 * one try, because somebody may have killed it. */
static gboolean begin_first(Keeper *keeper, GError **error)
{
	for (guint i = 0; i < FIRST_TRIES; i++) {
		Newborn *first;

		fork_worker(keeper);
		if (keeper->newborns->len == 0)
			continue;
		first = &g_array_index(keeper->newborns, Newborn, 0);
		first->settled = has_settled(first);
		if (first->settled)
			return TRUE;
		drop_newborn(keeper, 0);	/* reap() comes later */
	}
	return fail(error, FAIL_GENERAL, "no worker can begin; is "
		    "temporary-folder full?");
}

static gboolean look_after_all(Keeper *keeper, GError **error)
{
	for (guint i = keeper->newborns->len; i > 0; i--) {
		if (!look_after(keeper, i - 1, error))
			return FALSE;
	}
	return TRUE;
}

/* Whether @pid died before it settled: no mail was with it. */
static gboolean was_newborn(Keeper *keeper, pid_t pid)
{
	for (guint i = 0; i < keeper->newborns->len; i++) {
		if (g_array_index(keeper->newborns, Newborn, i).pid != pid)
			continue;
		drop_newborn(keeper, i);
		return TRUE;
	}
	return FALSE;
}

/* ---- deaths ------------------------------------------------------------- */

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
		if (was_newborn(keeper, pid))
			back_off(keeper);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
			log_death(pid, status);
			tell_death(keeper, pid, status);
		}
	}
}

/* One slice for all of them. Who cannot be done with in it waits behind the
 * others. */
static void clean_up(Keeper *keeper)
{
	gint64 until_us = g_get_monotonic_time() + SLICE_MS * MS_IN_US;

	while (keeper->left->len > 0) {
		gint64 left_ms = (until_us - g_get_monotonic_time()) / MS_IN_US;
		char *folder;

		if (left_ms <= 0)
			return;
		folder = g_ptr_array_steal_index(keeper->left, 0);
		if (!folder_empty(folder, TRUE, (guint)left_ms)) {
			g_ptr_array_add(keeper->left, folder);
			return;
		}
		g_free(folder);
	}
}

static int rest_ms(const Keeper *keeper)
{
	return keeper->left->len > 0 ? PAUSE_MS :
	       keeper->alive < keeper->wanted || keeper->newborns->len > 0 ?
	       LOOK_MS : -1;
}

/* Waits until something happened, or something is to be tried again. */
static gboolean wait_for_news(const Keeper *keeper, gboolean *ret_ending,
			      GError **error)
{
	guint count = keeper->newborns->len + 2;
	g_autofree struct pollfd *fds = g_new0(struct pollfd, count);

	fds[0] = (struct pollfd){ .fd = keeper->channel, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = keeper->signals, .events = POLLIN };
	for (guint i = 2; i < count; i++)
		fds[i] = (struct pollfd){
			.fd = g_array_index(keeper->newborns, Newborn,
					    i - 2).sock,
			.events = POLLIN,
		};
	if (poll(fds, count, rest_ms(keeper)) < 0 && errno != EINTR)
		return fail_errno(error, "poll");
	/* Nothing more is ever said there. */
	*ret_ending = fds[0].revents != 0;
	return TRUE;
}

/* No worker is left, and new ones have failed for seconds. What is wrong may be
 * this keeper's: its folder is gone, say. */
static gboolean is_barren(const Keeper *keeper)
{
	return keeper->pause_us >= LONGEST_PAUSE_US &&
	       keeper->alive == keeper->newborns->len;
}

/* Ends when the milter closes the channel. */
static gboolean keep(Keeper *keeper, GError **error)
{
	gboolean ending = FALSE;

	while (!ending) {
		if (is_barren(keeper))
			return fail(error, FAIL_GENERAL, "no worker can begin "
				    "any more");
		fill_up(keeper);
		if (!wait_for_news(keeper, &ending, error) ||
		    !look_after_all(keeper, error))
			return FALSE;
		reap(keeper);
		/* Who comes next comes first. */
		fill_up(keeper);
		clean_up(keeper);
	}
	return TRUE;
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
	    !confine_keeper(&keeper->rules, keeper->folder, error) ||
	    !begin_first(keeper, error))
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
		.newborns = g_array_new(FALSE, FALSE, sizeof(Newborn)),
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
	drop_newborns(&keeper);
	g_array_unref(keeper.newborns);
	return status;
}
