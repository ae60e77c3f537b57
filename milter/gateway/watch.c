/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * watch.c - loads new virus signatures when they are there.
 *
 * Runs in:  milter process, a thread of its own.
 * Trusts:   whoever may write the folder of signatures.
 * Effects:  through service.h; the log.
 *
 * It looks, once a second, instead of asking the kernel to be told: a look
 * means the same whether a file was written, renamed over or linked anew,
 * whether its folder was moved, removed or mounted, and on a file system of
 * another machine; and nothing is lost before the first one, during a load or
 * in a queue that is full. It costs a stat(2) for each file.
 */
#include "gateway/watch.h"

#include "base/log.h"
#include "gateway/change.h"
#include "gateway/stamp.h"

typedef struct Watch {
	Service *service;
	Change change;
	char *said;		/* why it cannot look; nullable: it can */
} Watch;

/* Returns: (nullable): what is watched under this configuration. */
static const char *watched(const Snapshot *snapshot)
{
	return snapshot && snapshot->config->watch_signatures ?
		snapshot->config->brief->signatures : NULL;
}

/* Says once what is wrong, and once that it is not any more. */
static void say(Watch *watch, const char *path, const char *reason)
{
	if (g_strcmp0(reason, watch->said) == 0)
		return;
	if (reason)
		log_error("watch-failed", "path", path, "reason", reason,
			  "kept", "what was loaded before", NULL);
	else
		log_info("watch-again", "path", path, NULL);
	g_free(watch->said);
	watch->said = g_strdup(reason);
}

static void load(Watch *watch, const char *path)
{
	if (change_is_retry(&watch->change))
		(void)service_retry(watch->service, NULL);
	else {
		log_info("signatures-changed", "path", path, NULL);
		(void)service_reload(watch->service, NULL);
	}
	change_tried(&watch->change, g_get_monotonic_time());
}

static void look(Watch *watch)
{
	g_autoptr(Snapshot) snapshot = service_snapshot(watch->service);
	g_autofree char *path = g_strdup(watched(snapshot));
	g_autoptr(GError) error = NULL;
	guint64 there, loaded;

	if (!path) {
		watch->change = (Change){ 0 };
		g_clear_pointer(&watch->said, g_free);
		return;
	}
	loaded = snapshot->stamp;
	/* A load must not wait for us to let go of what it replaces. */
	g_clear_pointer(&snapshot, snapshot_unref);
	there = stamp_of(path, &error);
	say(watch, path, error ? error->message : NULL);
	if (change_is_due(&watch->change, there, loaded,
			  g_get_monotonic_time()))
		load(watch, path);
}

static gpointer run(gpointer data)
{
	Watch *watch = data;

	for (;;) {
		look(watch);
		g_usleep(G_USEC_PER_SEC);
	}
	return NULL;
}

gboolean watch_signatures(Service *service, GError **error)
{
	Watch *watch = g_new0(Watch, 1);
	GThread *thread;

	watch->service = service;
	thread = g_thread_try_new("watch", run, watch, error);
	if (!thread) {
		g_free(watch);
		return FALSE;
	}
	g_thread_unref(thread);
	return TRUE;
}
