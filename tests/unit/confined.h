/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * confined.h - a child that goes the way of a keeper, and maybe of a worker,
 * and then tries one thing, as code would that took it over.
 */
#ifndef TESTS_UNIT_CONFINED_H
#define TESTS_UNIT_CONFINED_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools.h"
#include "worker/channel.h"
#include "worker/confine.h"
#include "worker/landlock.h"
#include "worker/sanitized.h"

#define MEMORY (G_GUINT64_CONSTANT(256) << 20)
#define FILE_BYTES (1 << 20)
#define CPU_SECONDS 600
#define HUNG 99

/* How far a child goes before it tries something. */
typedef enum {
	STAGE_LANDLOCK,		/* that alone, for a worker's files */
	STAGE_KEEPER,
	STAGE_WORKER,
} Stage;

/* Paths that probes try; absolute, as the worker has no other way. */
typedef struct Scene {
	Tools *tools;
	char *keeper;	/* folder of the keeper */
	char *own;	/* of the worker */
	char *other;	/* of another worker, with a mail in it */
	char *record;	/* outside */
	int channel;
	int peer;	/* the other end of it */
	int spool;	/* of an earlier mail, closed by then */
	pid_t parent;
	guint abi;	/* that Landlock claims to have; 0: what it has */
} Scene;

/* How a probe ends: 0 or an errno; a signal ends it before. */
typedef int (*Probe)(const Scene *scene);

static inline int result(long returned)
{
	return returned < 0 ? errno : 0;
}

static inline Scene *scene_new(void)
{
	Scene *scene = g_new0(Scene, 1);
	int pair[2];

	scene->tools = tools_new();
	tools_must(scene->tools, "mkdir -p keeper/own keeper/other && "
		   "echo secret >keeper/other/mail && echo line >record");
	scene->keeper = g_build_filename(scene->tools->folder, "keeper", NULL);
	scene->own = g_build_filename(scene->keeper, "own", NULL);
	scene->other = g_build_filename(scene->keeper, "other", NULL);
	scene->record = g_build_filename(scene->tools->folder, "record", NULL);
	scene->parent = getpid();
	scene->spool = open(scene->record, O_RDONLY | O_CLOEXEC);
	g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
				   pair), ==, 0);
	scene->channel = pair[0];
	scene->peer = pair[1];
	return scene;
}

static inline void scene_free(Scene *scene)
{
	(void)close(scene->spool);
	(void)close(scene->channel);
	(void)close(scene->peer);
	/* An attempt may have closed them. */
	(void)chmod(scene->keeper, 0700);
	(void)chmod(scene->own, 0700);
	g_free(scene->keeper);
	g_free(scene->own);
	g_free(scene->other);
	g_free(scene->record);
	tools_free(scene->tools);
	g_free(scene);
}

static inline ConfineRules strict(void)
{
	return (ConfineRules){
		.mode = CONFINEMENT_REQUIRED, .memory = MEMORY,
		.file_bytes = FILE_BYTES, .cpu_seconds = CPU_SECONDS,
	};
}

/* As launch.c starts a keeper, and keeper.c a worker. */
static inline gboolean confined(const Scene *scene, ConfineRules *rules,
				Stage stage, GError **error)
{
	const LandlockRule files[] = {
		{ scene->own, LANDLOCK_WRITE }, { NULL, 0 },
	};

	if (stage == STAGE_LANDLOCK)
		return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		       landlock_restrict(files, error);
	return confine_keeper(rules, scene->keeper, error) &&
	       (stage == STAGE_KEEPER ||
		confine_worker(rules, scene->own, scene->channel, error));
}

/* Whoever asks Landlock's ABI, asks who holds the other end of @to. */
static inline gboolean ask_for_abi(int to)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	gboolean done;
	int listener;

	/* No new privileges is for the code under test to set. */
	done = seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP,
				geteuid() != 0) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_NOTIFY,
				SCMP_SYS(landlock_create_ruleset), 1,
				SCMP_A2(SCMP_CMP_EQ, 1, 0)) == 0 &&
	       seccomp_load(filter) == 0;
	listener = done ? seccomp_notify_fd(filter) : -1;
	return listener >= 0 &&
	       channel_send(to, FRAME_READY, "", 1, &listener, 1,
			    g_get_monotonic_time() + 10 * G_USEC_PER_SEC,
			    NULL) &&
	       close(listener) == 0;
}

static inline void answer_abi(int listener, guint abi)
{
	struct pollfd asked = { .fd = listener, .events = POLLIN };
	struct seccomp_notif *question = NULL;
	struct seccomp_notif_resp *answer = NULL;

	if (poll(&asked, 1, 5) != 1 || !(asked.revents & POLLIN))
		return;
	g_assert_cmpint(seccomp_notify_alloc(&question, &answer), ==, 0);
	if (seccomp_notify_receive(listener, question) == 0) {
		answer->id = question->id;
		answer->val = abi;
		(void)seccomp_notify_respond(listener, answer);
	}
	seccomp_notify_free(question, answer);
}

static inline void be_confined(const Scene *scene, ConfineRules *rules,
			       Stage stage, Probe probe)
{
	g_autoptr(GError) error = NULL;
	int null = open("/dev/null", O_RDONLY);

	(void)alarm(30);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    (scene->abi && !ask_for_abi(scene->channel)) ||
	    !confined(scene, rules, stage, &error)) {
		g_printerr("%s\n", error ? error->message : "not confined");
		_exit(HUNG);
	}
	_exit(probe(scene));
}

static inline int wait_for(const Scene *scene, pid_t child)
{
	g_autoptr(Frame) frame = NULL;
	int status = 0;
	pid_t ended;

	if (scene->abi) {
		frame = channel_receive(scene->peer, 1,
					g_get_monotonic_time() +
					10 * G_USEC_PER_SEC, NULL, NULL, NULL);
		g_assert_nonnull(frame);
	}
	while ((ended = waitpid(child, &status, frame ? WNOHANG : 0)) == 0)
		answer_abi(frame->fds[0], scene->abi);
	g_assert_cmpint(ended, ==, child);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static inline int ends_with(const Scene *scene, ConfineRules rules,
			    Stage stage, Probe probe)
{
	pid_t child = fork();

	g_assert_cmpint(child, >=, 0);
	if (child == 0)
		be_confined(scene, &rules, stage, probe);
	return wait_for(scene, child);
}

/* One thing that is tried, and what becomes of it. */
typedef struct Attempt {
	const char *name;
	Probe probe;
	int ends;	/* errno; 0: may; -SIGSYS: the kernel ends it */
} Attempt;

#endif
