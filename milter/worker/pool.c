/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pool.c - the milter's side of its inspectors: the keeper and its workers.
 *
 * Runs in:  milter process, and sekimori; the supervisor in a thread of its
 *           own.
 * Trusts:   the keeper.
 * Effects:  processes, through launch.h and link.h.
 */
#include "worker/pool.h"

#include <signal.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/log.h"
#include "worker/link.h"
#include "worker/pool-private.h"

#define FIRST_PAUSE_MS 100
#define LONGEST_PAUSE_MS 30000

/* ---- the supervisor: takes over workers, replaces the keeper ------------ */

static void drop_idle(Pool *pool)
{
	Link *link;

	while ((link = g_queue_pop_head(&pool->idle)) != NULL)
		link_free(link);
}

static void take_workers(Pool *pool, int channel)
{
	for (;;) {
		g_autoptr(Frame) frame = channel_receive(channel, 16, -1,
							 NULL, NULL, NULL);
		Link *link;

		if (frame && deaths_add(pool->deaths, frame))
			continue;
		link = frame ? link_new(frame) : NULL;
		if (!link)
			return;	/* closed, or not our keeper any more */
		g_mutex_lock(&pool->mutex);
		g_queue_push_tail(&pool->idle, link);
		g_cond_signal(&pool->changed);
		g_mutex_unlock(&pool->mutex);
	}
}

/* Takes the dead keeper out. Its workers die with it. */
static KeeperProcess *take_keeper(Pool *pool, gboolean *ret_ending)
{
	KeeperProcess *process;

	g_mutex_lock(&pool->mutex);
	process = g_steal_pointer(&pool->keeper);
	*ret_ending = pool->ending;
	if (process && !pool->ending)
		pool->keeper_deaths++;
	drop_idle(pool);
	g_mutex_unlock(&pool->mutex);
	deaths_forget(pool->deaths);
	return process;
}

/* Sleeps unless the pool is ending. */
static gboolean pause_for(Pool *pool, guint ms)
{
	gint64 until_us = g_get_monotonic_time() + (gint64)ms * MS_IN_US;
	gboolean ending;

	g_mutex_lock(&pool->mutex);
	while (!pool->ending &&
	       g_cond_wait_until(&pool->changed, &pool->mutex, until_us))
		;
	ending = pool->ending;
	g_mutex_unlock(&pool->mutex);
	return !ending;
}

static gboolean launch(Pool *pool, GError **error)
{
	KeeperProcess *process = launch_keeper(pool->inspector,
					       pool->settings.brief,
					       pool->settings.workers, error);
	gboolean wanted;

	if (!process)
		return FALSE;
	g_mutex_lock(&pool->mutex);
	wanted = !pool->ending;
	if (wanted) {
		pool->keeper = process;
		pool->ready = process->ready;
	}
	g_mutex_unlock(&pool->mutex);
	if (!wanted)
		launch_end(process);
	return TRUE;
}

/* Tries until there is a keeper again. FALSE when the pool is ending. */
static gboolean relaunch(Pool *pool)
{
	guint pause_ms = FIRST_PAUSE_MS;

	while (pause_for(pool, pause_ms)) {
		g_autoptr(GError) error = NULL;

		if (launch(pool, &error)) {
			log_info("keeper-started", NULL);
			return TRUE;
		}
		log_error("keeper-failed", "reason", error->message, NULL);
		pause_ms = MIN(pause_ms * 2, LONGEST_PAUSE_MS);
	}
	return FALSE;
}

/* A signal that ends the program is for the thread that waits for it: here
 * it would end us at once, with mails in hand. */
static void leave_signals_alone(void)
{
	sigset_t all;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, NULL);
}

static gpointer supervise(gpointer data)
{
	Pool *pool = data;
	gboolean ending = FALSE;

	leave_signals_alone();
	while (!ending) {
		KeeperProcess *process;

		g_mutex_lock(&pool->mutex);
		process = pool->keeper;
		g_mutex_unlock(&pool->mutex);
		if (process)
			take_workers(pool, process->channel);
		process = take_keeper(pool, &ending);
		launch_end(process);
		if (ending)
			break;
		log_error("keeper-died", NULL);
		if (!relaunch(pool))
			break;
	}
	return NULL;
}

/* ---- birth and end ------------------------------------------------------ */

Pool *pool_new(const PoolSettings *settings, GError **error)
{
	Pool *pool = g_new0(Pool, 1);

	pool->settings = *settings;
	pool->inspector = g_strdup(settings->inspector);
	pool->deaths = deaths_new();
	g_mutex_init(&pool->mutex);
	g_cond_init(&pool->changed);
	g_queue_init(&pool->idle);
	if (!launch(pool, error)) {
		pool_free(pool);
		return NULL;
	}
	pool->supervisor = g_thread_new("supervisor", supervise, pool);
	return pool;
}

void pool_free(Pool *pool)
{
	if (!pool)
		return;
	g_mutex_lock(&pool->mutex);
	pool->ending = TRUE;
	/* Wakes the supervisor; it closes the channel and reaps. */
	if (pool->keeper)
		(void)shutdown(pool->keeper->channel, SHUT_RDWR);
	g_cond_broadcast(&pool->changed);
	g_mutex_unlock(&pool->mutex);
	if (pool->supervisor)
		g_thread_join(pool->supervisor);
	drop_idle(pool);
	g_mutex_clear(&pool->mutex);
	g_cond_clear(&pool->changed);
	deaths_free(pool->deaths);
	g_free(pool->inspector);
	g_free(pool);
}

Ready pool_ready(Pool *pool)
{
	Ready ready;

	g_mutex_lock(&pool->mutex);
	ready = pool->ready;
	g_mutex_unlock(&pool->mutex);
	return ready;
}

PoolState pool_state(Pool *pool)
{
	PoolState state;

	g_mutex_lock(&pool->mutex);
	state = (PoolState){
		.ready = pool->ready,
		.has_keeper = pool->keeper != NULL,
		.idle = g_queue_get_length(&pool->idle),
		.waiting = pool->waiting,
		.keeper_deaths = pool->keeper_deaths,
	};
	g_mutex_unlock(&pool->mutex);
	state.worker_deaths = deaths_count(pool->deaths);
	return state;
}
