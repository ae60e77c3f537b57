/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * retired.c - snapshots that are no longer current, until nobody needs them.
 *
 * Runs in:  milter process, a thread of its own; added to from any.
 * Trusts:   nothing.
 * Effects:  ends inspectors, through snapshot.h.
 */
#include "gateway/retired.h"

#include <signal.h>

#define LOOK_US (G_USEC_PER_SEC / 4)

struct Retired {
	GThread *thread;
	GMutex mutex;
	GCond changed;
	GPtrArray *snapshots;	/* Snapshot */
	gboolean ending;
};

/* The next that nobody else holds. With the mutex held. (transfer full)
 * (nullable) */
static Snapshot *take_free(Retired *retired)
{
	for (guint i = 0; i < retired->snapshots->len; i++) {
		if (snapshot_is_shared(retired->snapshots->pdata[i]))
			continue;
		return g_ptr_array_steal_index_fast(retired->snapshots, i);
	}
	return NULL;
}

/* Waits for one to be freed. NULL at the end. */
static Snapshot *next_free(Retired *retired)
{
	Snapshot *snapshot;

	g_mutex_lock(&retired->mutex);
	while (!(snapshot = take_free(retired)) && !retired->ending) {
		if (retired->snapshots->len == 0)
			g_cond_wait(&retired->changed, &retired->mutex);
		else
			(void)g_cond_wait_until(&retired->changed,
						&retired->mutex,
						g_get_monotonic_time() +
						LOOK_US);
	}
	g_mutex_unlock(&retired->mutex);
	return snapshot;
}

static gpointer free_them(gpointer data)
{
	Retired *retired = data;
	Snapshot *snapshot;
	sigset_t all;

	/* Signals that end the program are for who waits for them. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, NULL);
	while ((snapshot = next_free(retired)) != NULL)
		snapshot_unref(snapshot);
	return NULL;
}

Retired *retired_new(void)
{
	Retired *retired = g_new0(Retired, 1);

	g_mutex_init(&retired->mutex);
	g_cond_init(&retired->changed);
	retired->snapshots = g_ptr_array_new_with_free_func(
		(GDestroyNotify)snapshot_unref);
	retired->thread = g_thread_new("retired", free_them, retired);
	return retired;
}

void retired_add(Retired *retired, Snapshot **snapshot)
{
	g_mutex_lock(&retired->mutex);
	g_ptr_array_add(retired->snapshots, g_steal_pointer(snapshot));
	g_cond_signal(&retired->changed);
	g_mutex_unlock(&retired->mutex);
}

void retired_free(Retired *retired)
{
	if (!retired)
		return;
	g_mutex_lock(&retired->mutex);
	retired->ending = TRUE;
	g_cond_signal(&retired->changed);
	g_mutex_unlock(&retired->mutex);
	g_thread_join(retired->thread);
	g_ptr_array_unref(retired->snapshots);
	g_mutex_clear(&retired->mutex);
	g_cond_clear(&retired->changed);
	g_free(retired);
}
