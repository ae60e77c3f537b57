/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * watch.c - loads new virus signatures when they are there.
 *
 * Runs in:  milter process, a thread of its own.
 * Trusts:   whoever may write the folder of signatures.
 * Effects:  through service.h.
 */
#include "gateway/watch.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/log.h"

#define QUIET_MS 5000
#define LOOK_MS 1000
#define EVENTS (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)

typedef struct Watch {
	Service *service;
	int notify;
	int number;		/* of the watch; -1: none */
	char *path;		/* that is watched; nullable */
	gint64 changed_us;	/* monotonic; 0: nothing to load */
} Watch;

/* Returns: (transfer full) (nullable): what should be watched now. */
static char *wanted(const Watch *watch)
{
	g_autoptr(Snapshot) snapshot = service_snapshot(watch->service);

	return snapshot && snapshot->config->watch_signatures ?
		g_strdup(snapshot->config->brief->signatures) : NULL;
}

/* Follows what the configuration names. A path that cannot be watched is
 * tried again, and said once. */
static void follow(Watch *watch)
{
	g_autofree char *path = wanted(watch);

	if (g_strcmp0(path, watch->path) == 0)
		return;
	if (watch->number >= 0)
		(void)inotify_rm_watch(watch->notify, watch->number);
	g_free(watch->path);
	watch->path = g_steal_pointer(&path);
	watch->number = watch->path ?
		inotify_add_watch(watch->notify, watch->path, EVENTS) : -1;
	if (watch->path && watch->number < 0)
		log_error("watch-failed", "path", watch->path, "reason",
			  g_strerror(errno), "hint",
			  "send SIGUSR1 when signatures are new", NULL);
}

/* Files of freshclam's that are still being written. */
static gboolean is_unfinished(const struct inotify_event *event)
{
	return event->len > 0 && g_str_has_prefix(event->name, "tmp");
}

static void take_events(Watch *watch)
{
	_Alignas(struct inotify_event) char events[4096];
	ssize_t got;

	while ((got = read(watch->notify, events, sizeof events)) > 0) {
		for (ssize_t at = 0; at < got;) {
			const struct inotify_event *event =
				(const void *)(events + at);

			if (event->wd == watch->number &&
			    !is_unfinished(event))
				watch->changed_us = g_get_monotonic_time();
			at += (ssize_t)(sizeof *event + event->len);
		}
	}
}

static gboolean is_quiet(const Watch *watch)
{
	return watch->changed_us &&
	       g_get_monotonic_time() - watch->changed_us >=
	       QUIET_MS * (gint64)1000;
}

static gpointer look(gpointer data)
{
	Watch *watch = data;

	for (;;) {
		struct pollfd ready = { watch->notify, POLLIN, 0 };

		follow(watch);
		(void)poll(&ready, 1, LOOK_MS);
		take_events(watch);
		if (!is_quiet(watch))
			continue;
		watch->changed_us = 0;
		log_info("signatures-changed", "path", watch->path, NULL);
		(void)service_reload(watch->service, NULL);
	}
	return NULL;
}

gboolean watch_signatures(Service *service, GError **error)
{
	Watch *watch = g_new0(Watch, 1);
	GThread *thread;

	watch->service = service;
	watch->number = -1;
	watch->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (watch->notify < 0) {
		g_free(watch);
		return fail_errno(error, "inotify");
	}
	thread = g_thread_try_new("watch", look, watch, error);
	if (!thread) {
		fd_close(&watch->notify);
		g_free(watch);
		return FALSE;
	}
	g_thread_unref(thread);
	return TRUE;
}
