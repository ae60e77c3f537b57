/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * retired.c - snapshots that are no longer current, until nobody needs them.
 *
 * Runs in:  milter process, a thread of its own; added to from any.
 * Trusts:   nothing.
 * Effects:  ends inspectors, through snapshot.h and pool.h.
 * Limits:   inspectors stay for the deadline of a mail at most. Else whoever
 *           sends a mail ever so slowly would keep them, and a whole set of
 *           signatures with them, over one reload after another.
 */
#include "gateway/retired.h"

#include <signal.h>

#define LOOK_US (G_USEC_PER_SEC / 4)

/* One that is not current any more. */
typedef struct Former {
	Snapshot *snapshot;
	gint64 rest_us;		/* its inspectors end then, needed or not */
	gboolean rests;
} Former;

struct Retired {
	GThread *thread;
	GMutex mutex;
	GCond changed;
	GPtrArray *formers;	/* Former; taken out by the thread only */
	gboolean ending;
};

static void former_free(gpointer data)
{
	Former *former = data;

	snapshot_unref(former->snapshot);
	g_free(former);
}

/* The next that nobody else holds. With the mutex held. (transfer full)
 * (nullable) */
static Former *take_free(Retired *retired)
{
	for (guint i = 0; i < retired->formers->len; i++) {
		const Former *former = retired->formers->pdata[i];

		if (!snapshot_is_shared(former->snapshot))
			return g_ptr_array_steal_index_fast(retired->formers,
							    i);
	}
	return NULL;
}

/* The next whose inspectors have been there long enough. With the mutex held.
 * (transfer none) (nullable) */
static Former *find_late(const Retired *retired)
{
	gint64 now_us = g_get_monotonic_time();

	for (guint i = 0; i < retired->formers->len; i++) {
		Former *former = retired->formers->pdata[i];

		if (!former->rests && now_us >= former->rest_us)
			return former;
	}
	return NULL;
}

/* With the mutex held. */
static void wait_a_while(Retired *retired)
{
	if (retired->formers->len == 0)
		g_cond_wait(&retired->changed, &retired->mutex);
	else
		(void)g_cond_wait_until(&retired->changed, &retired->mutex,
					g_get_monotonic_time() + LOOK_US);
}

/* Waits for one to be freed, or else for one that is to rest. FALSE at the
 * end. */
static gboolean next_turn(Retired *retired, Former **ret_free,
			  Former **ret_late)
{
	*ret_late = NULL;
	g_mutex_lock(&retired->mutex);
	while (!(*ret_free = take_free(retired)) && !retired->ending &&
	       !(*ret_late = find_late(retired)))
		wait_a_while(retired);
	g_mutex_unlock(&retired->mutex);
	return *ret_free || *ret_late;
}

static gpointer free_them(gpointer data)
{
	Retired *retired = data;
	Former *unneeded, *late;
	sigset_t all;

	/* Signals that end the program are for who waits for them. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, NULL);
	while (next_turn(retired, &unneeded, &late)) {
		if (unneeded) {
			former_free(unneeded);
			continue;
		}
		late->rests = TRUE;
		pool_rest(late->snapshot->pool);
	}
	return NULL;
}

Retired *retired_new(void)
{
	Retired *retired = g_new0(Retired, 1);

	g_mutex_init(&retired->mutex);
	g_cond_init(&retired->changed);
	retired->formers = g_ptr_array_new_with_free_func(former_free);
	retired->thread = g_thread_new("retired", free_them, retired);
	return retired;
}

void retired_add(Retired *retired, Snapshot **snapshot)
{
	Former *former = g_new0(Former, 1);

	former->snapshot = g_steal_pointer(snapshot);
	former->rest_us = g_get_monotonic_time() +
		(gint64)former->snapshot->config->deadline_ms * 1000;
	g_mutex_lock(&retired->mutex);
	g_ptr_array_add(retired->formers, former);
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
	g_ptr_array_unref(retired->formers);
	g_mutex_clear(&retired->mutex);
	g_cond_clear(&retired->changed);
	g_free(retired);
}
