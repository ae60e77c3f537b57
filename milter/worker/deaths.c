/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * deaths.c - how workers died, as their keeper tells.
 *
 * Runs in:  milter process, and sekimori; any thread.
 * Trusts:   the keeper.
 * Effects:  none.
 * Limits:   the last MOST deaths of a keeper.
 */
#include "worker/deaths.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define MOST 1024
#define WAIT_US G_USEC_PER_SEC

struct Deaths {
	GMutex mutex;
	GCond changed;
	GHashTable *statuses;	/* pid -> status */
	guint64 count;
	guint keepers;		/* that are gone */
};

Deaths *deaths_new(void)
{
	Deaths *deaths = g_new0(Deaths, 1);

	g_mutex_init(&deaths->mutex);
	g_cond_init(&deaths->changed);
	deaths->statuses = g_hash_table_new(NULL, NULL);
	return deaths;
}

void deaths_free(Deaths *deaths)
{
	if (!deaths)
		return;
	g_hash_table_unref(deaths->statuses);
	g_mutex_clear(&deaths->mutex);
	g_cond_clear(&deaths->changed);
	g_free(deaths);
}

gboolean deaths_add(Deaths *deaths, const Frame *frame)
{
	Death death;

	if (frame->type != FRAME_DEATH || frame->bytes->len != sizeof death)
		return FALSE;
	memcpy(&death, frame->bytes->data, sizeof death);
	g_mutex_lock(&deaths->mutex);
	/* Those that died in idleness, nobody asks about. */
	if (g_hash_table_size(deaths->statuses) >= MOST)
		g_hash_table_remove_all(deaths->statuses);
	g_hash_table_insert(deaths->statuses, GUINT_TO_POINTER(death.pid),
			    GINT_TO_POINTER(death.status));
	deaths->count++;
	g_cond_broadcast(&deaths->changed);
	g_mutex_unlock(&deaths->mutex);
	return TRUE;
}

void deaths_begin(Deaths *deaths, guint32 pid)
{
	g_mutex_lock(&deaths->mutex);
	(void)g_hash_table_remove(deaths->statuses, GUINT_TO_POINTER(pid));
	g_mutex_unlock(&deaths->mutex);
}

void deaths_forget(Deaths *deaths)
{
	g_mutex_lock(&deaths->mutex);
	g_hash_table_remove_all(deaths->statuses);
	deaths->keepers++;
	g_cond_broadcast(&deaths->changed);
	g_mutex_unlock(&deaths->mutex);
}

guint64 deaths_count(Deaths *deaths)
{
	guint64 count;

	g_mutex_lock(&deaths->mutex);
	count = deaths->count;
	g_mutex_unlock(&deaths->mutex);
	return count;
}

/* SIGKILL is what others send: an administrator, a test, and the kernel
 * where memory ran out, which says nothing about whose mail it was. Neither
 * does a worker that earlier mails left no room in. */
static char *how(int status)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGKILL ? NULL :
			g_strdup_printf("signal %d", WTERMSIG(status));
	return WEXITSTATUS(status) == DEATH_NO_ROOM ? NULL :
		g_strdup_printf("exit %d", WEXITSTATUS(status));
}

gboolean deaths_own_doing(Deaths *deaths, guint32 pid, char **ret_how)
{
	gint64 until_us = g_get_monotonic_time() + WAIT_US;
	gpointer key = GUINT_TO_POINTER(pid);
	gpointer status = NULL;
	gboolean found;
	guint keepers;

	g_mutex_lock(&deaths->mutex);
	keepers = deaths->keepers;
	while (!(found = g_hash_table_steal_extended(deaths->statuses, key,
						     NULL, &status)) &&
	       keepers == deaths->keepers &&
	       g_cond_wait_until(&deaths->changed, &deaths->mutex, until_us))
		;
	g_mutex_unlock(&deaths->mutex);
	*ret_how = found ? how(GPOINTER_TO_INT(status)) : NULL;
	return *ret_how != NULL;
}
