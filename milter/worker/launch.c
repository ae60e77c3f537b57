/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * launch.c - starts and ends a keeper process.
 *
 * Runs in:  milter process, and sekimori; any thread.
 * Trusts:   the path of the inspector, which is configuration.
 * Effects:  a child process, its folder.
 * Limits:   a keeper that takes longer than LOAD_SECONDS to load is killed.
 */
#include "worker/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/log.h"
#include "worker/environment.h"
#include "worker/folder.h"

#define CHANNEL_NUMBER 3
#define LOAD_SECONDS 600
#define END_MS 5000
#define EMPTY_MS 1000
#define EMPTY_TRIES 20
#define SEND_SECONDS 30
#define ANSWER_MAX_BYTES 65536

/* Signals that this process blocks or catches are none of the keeper's. */
static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, all;

	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	(void)sigdelset(&all, SIGKILL);
	(void)sigdelset(&all, SIGSTOP);
	if (posix_spawnattr_setsigmask(attributes, &none) != 0 ||
	    posix_spawnattr_setsigdefault(attributes, &all) != 0)
		return EINVAL;
	return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK |
					POSIX_SPAWN_SETSIGDEF);
}

static gboolean spawn(const char *inspector, int channel, const char *folder,
		      guint workers, pid_t *ret_pid, GError **error)
{
	g_autofree char *count = g_strdup_printf("%u", workers);
	g_auto(GStrv) variables = environment_of_inspector();
	char *const arguments[] = {
		(char *)(gintptr)inspector,
		(char *)(gintptr)"--channel", (char *)(gintptr)"3",
		(char *)(gintptr)"--workers", count,
		(char *)(gintptr)"--folder", (char *)(gintptr)folder,
		log_target() == LOG_TO_STDERR ?
			(char *)(gintptr)"--log-stderr" : NULL,
		NULL,
	};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int failed;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return fail(error, FAIL_GENERAL, "posix_spawn: no memory");
	if (posix_spawnattr_init(&attributes) != 0) {
		(void)posix_spawn_file_actions_destroy(&actions);
		return fail(error, FAIL_GENERAL, "posix_spawn: no memory");
	}
	failed = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO,
						  "/dev/null", O_RDONLY, 0);
	if (!failed)
		failed = posix_spawn_file_actions_adddup2(&actions, channel,
							  CHANNEL_NUMBER);
	/* libmilter's descriptors are not close-on-exec. */
	if (!failed)
		failed = posix_spawn_file_actions_addclosefrom_np(
			&actions, CHANNEL_NUMBER + 1);
	if (!failed)
		failed = set_attributes(&attributes);
	if (!failed)
		failed = posix_spawn(ret_pid, inspector, &actions,
				     &attributes, arguments, variables);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&actions);
	if (!failed)
		return TRUE;
	errno = failed;
	fail_errno(error, inspector);
	g_prefix_error(error, "cannot start the inspector: ");
	return FALSE;
}

static gboolean greet(KeeperProcess *process, const Brief *brief,
		      TickFunc tick, gpointer data, GError **error)
{
	g_autofree char *json = brief_to_json(brief);
	gint64 now_us = g_get_monotonic_time();
	g_autoptr(Frame) answer = NULL;

	if (!channel_send(process->channel, FRAME_BRIEF, json, strlen(json),
			  NULL, 0, now_us + SEND_SECONDS * G_USEC_PER_SEC,
			  error))
		return FALSE;
	answer = channel_receive(process->channel, ANSWER_MAX_BYTES,
				 now_us + LOAD_SECONDS * G_USEC_PER_SEC, tick,
				 data, error);
	if (!answer) {
		g_prefix_error(error, "the inspector did not start: ");
		return FALSE;
	}
	if (answer->type == FRAME_FAILED)
		return fail(error, FAIL_GENERAL, "%.*s",
			    (int)answer->bytes->len,
			    (const char *)answer->bytes->data);
	if (answer->type != FRAME_READY ||
	    answer->bytes->len != sizeof process->ready)
		return fail(error, FAIL_WORKER,
			    "the inspector is of another version");
	memcpy(&process->ready, answer->bytes->data, sizeof process->ready);
	return TRUE;
}

KeeperProcess *launch_keeper(const char *inspector, const Brief *brief,
			     guint workers, TickFunc tick, gpointer data,
			     GError **error)
{
	KeeperProcess *process;
	int pair[2];

	/* Never the number that it is duplicated to: dup2(3, 3) would keep
	 * close-on-exec. */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		fail_errno(error, "socketpair");
		return NULL;
	}
	AUTO_FD ours = pair[0];
	AUTO_FD theirs = fcntl(pair[1], F_DUPFD_CLOEXEC, CHANNEL_NUMBER + 1);

	fd_close(&pair[1]);
	process = g_new0(KeeperProcess, 1);
	process->channel = -1;
	process->folder = folder_new(brief->temporary, error);
	if (!process->folder ||
	    !spawn(inspector, theirs, process->folder, workers, &process->pid,
		   error)) {
		launch_end(process);
		return NULL;
	}
	fd_close(&theirs);
	process->channel = fd_steal(&ours);
	if (!greet(process, brief, tick, data, error)) {
		(void)kill(process->pid, SIGKILL);
		launch_end(process);
		return NULL;
	}
	return process;
}

static void reap(pid_t pid)
{
	for (guint waited = 0; waited < END_MS; waited += 10) {
		pid_t done = waitpid(pid, NULL, WNOHANG);

		if (done == pid || (done < 0 && errno != EINTR))
			return;
		g_usleep(10000);
	}
	(void)kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* Workers end with their keeper, but not in the same instant; and one may
 * have filled its folder on purpose. */
static void remove_folder(const char *folder)
{
	for (guint i = 0; i < EMPTY_TRIES; i++) {
		if (folder_empty(folder, TRUE, EMPTY_MS))
			return;
		g_usleep(10000);
	}
	log_warning("folder-left", "folder", folder, NULL);
}

void launch_end(KeeperProcess *process)
{
	if (!process)
		return;
	fd_close(&process->channel);
	if (process->pid > 0)
		reap(process->pid);
	if (process->folder)
		remove_folder(process->folder);
	g_free(process->folder);
	g_free(process);
}
