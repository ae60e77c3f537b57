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
#include "worker/pool-private.h"

#define FIRST_PAUSE_MS 100
/* Mails in hand that take longer are begun anew by whoever comes after. */
#define GRACE_MS 5000
#define LONGEST_PAUSE_MS 30000
#define LOST_PAUSE_MS 1000

/* ---- the supervisor: takes over workers, replaces the keeper ------------ */

static void drop_idle(Pool *pool)
{
	Link *link;

	while ((link = g_queue_pop_head(&pool->idle)) != NULL)
		link_free(link);
}

void pool_offer(Pool *pool, Link *link)
{
	Waiter *waiter = pool->resting ? NULL :
					 g_queue_pop_head(&pool->waiters);

	if (waiter) {
		waiter->link = link;
		pool->busy++;
		g_cond_signal(&waiter->woken);
	} else if (link->jobs > 0) {
		/* Who has worked is warm, and comes before who has not. */
		g_queue_push_head(&pool->idle, link);
	} else {
		g_queue_push_tail(&pool->idle, link);
	}
}

gboolean pool_is_gone(const Pool *pool)
{
	return pool->retired && !pool->keeper;
}

/* Whether a keeper should be there. With the mutex held. */
static gboolean wants_keeper(const Pool *pool)
{
	return !pool->ending && !pool->resting && !pool->retired;
}

static gboolean still_wants_keeper(gpointer data)
{
	Pool *pool = data;
	gboolean wants;

	g_mutex_lock(&pool->mutex);
	wants = wants_keeper(pool);
	g_mutex_unlock(&pool->mutex);
	return wants;
}

/* Whether anybody waits is asked again. With the mutex held. */
static void wake_waiters(Pool *pool)
{
	for (GList *at = pool->waiters.head; at; at = at->next)
		g_cond_signal(&((Waiter *)at->data)->woken);
}

/* Ends what is left of the keeper. Its workers die with it. */
static void bury_keeper(Pool *pool)
{
	KeeperProcess *process;
	gboolean unwanted;

	g_mutex_lock(&pool->mutex);
	process = g_steal_pointer(&pool->keeper);
	unwanted = pool->ending || pool->resting;
	if (!unwanted)
		pool->keeper_deaths++;
	drop_idle(pool);
	wake_waiters(pool);
	g_mutex_unlock(&pool->mutex);
	deaths_forget(pool->deaths);
	launch_end(process);
	if (!unwanted)
		log_error("keeper-died", NULL);
}

/* Sleeps unless no keeper is wanted any more. */
static gboolean pause_for(Pool *pool, guint ms)
{
	gint64 until_us = g_get_monotonic_time() + (gint64)ms * MS_IN_US;
	gboolean wanted;

	g_mutex_lock(&pool->mutex);
	while (wants_keeper(pool) &&
	       g_cond_wait_until(&pool->turned, &pool->mutex, until_us))
		;
	wanted = wants_keeper(pool);
	g_mutex_unlock(&pool->mutex);
	return wanted;
}

/* Its socket is closed with that, and it ends: its keeper sends another, and
 * so on until we may have more files open. */
static void worker_lost(Pool *pool)
{
	log_error("worker-lost", "reason", "too many open files", NULL);
	(void)pause_for(pool, LOST_PAUSE_MS);
}

static void take_workers(Pool *pool, int channel)
{
	for (;;) {
		g_autoptr(Frame) frame = channel_receive(channel, 16, -1,
							 NULL, NULL, NULL);
		Link *link;

		if (frame && frame->lost_fds) {
			worker_lost(pool);
			continue;
		}
		if (frame && deaths_add(pool->deaths, frame))
			continue;
		link = frame ? link_new(frame) : NULL;
		if (!link)
			return;	/* closed, or not our keeper any more */
		deaths_begin(pool->deaths, link->pid);
		g_mutex_lock(&pool->mutex);
		pool_offer(pool, link);
		g_mutex_unlock(&pool->mutex);
	}
}

static gboolean launch(Pool *pool, GError **error)
{
	KeeperProcess *process = launch_keeper(pool->inspector,
					       pool->settings.brief,
					       pool->settings.workers,
					       still_wants_keeper, pool,
					       error);

	if (!process)
		return FALSE;
	g_mutex_lock(&pool->mutex);
	pool->keeper = process;
	pool->ready = process->ready;
	g_mutex_unlock(&pool->mutex);
	return TRUE;
}

/* Tries until there is a keeper again, or none is wanted. */
static void relaunch(Pool *pool)
{
	guint pause_ms = FIRST_PAUSE_MS;

	while (pause_for(pool, pause_ms)) {
		g_autoptr(GError) error = NULL;

		if (launch(pool, &error)) {
			log_info("keeper-started", NULL);
			return;
		}
		if (still_wants_keeper(pool))
			log_error("keeper-failed", "reason", error->message,
				  NULL);
		pause_ms = MIN(pause_ms * 2, LONGEST_PAUSE_MS);
	}
}

/* A signal that ends the program is for the thread that waits for it: here
 * it would end us at once, with mails in hand. */
static void leave_signals_alone(void)
{
	sigset_t all;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, NULL);
}

typedef enum {
	TURN_SERVE,	/* there is a keeper: take its workers over */
	TURN_LAUNCH,	/* one is wanted */
	TURN_BURY,	/* there is one, and none is wanted */
	TURN_END
} Turn;

/* What the supervisor does next; sleeps while nothing is to be done. */
static Turn next_turn(Pool *pool, int *ret_channel)
{
	g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&pool->mutex);

	(void)locker;
	while (!pool->keeper && !pool->ending && !wants_keeper(pool)) {
		pool->asleep = TRUE;
		g_cond_broadcast(&pool->turned);
		g_cond_wait(&pool->turned, &pool->mutex);
	}
	pool->asleep = FALSE;
	if (pool->keeper && (pool->ending || pool->resting))
		return TURN_BURY;
	if (pool->ending)
		return TURN_END;
	if (!pool->keeper)
		return TURN_LAUNCH;
	*ret_channel = pool->keeper->channel;
	return TURN_SERVE;
}

static gpointer supervise(gpointer data)
{
	Pool *pool = data;
	Turn turn;
	int channel = -1;

	leave_signals_alone();
	while ((turn = next_turn(pool, &channel)) != TURN_END) {
		if (turn == TURN_SERVE)
			take_workers(pool, channel);
		if (turn == TURN_LAUNCH)
			relaunch(pool);
		else
			bury_keeper(pool);
	}
	return NULL;
}

/* ---- rest --------------------------------------------------------------- */

/* Wakes the supervisor from its keeper. With the mutex held. */
static void hang_up(const Pool *pool)
{
	if (pool->keeper)
		(void)shutdown(pool->keeper->channel, SHUT_RDWR);
}

void pool_rest(Pool *pool)
{
	gint64 until_us = g_get_monotonic_time() + GRACE_MS * MS_IN_US;

	g_mutex_lock(&pool->mutex);
	pool->resting = TRUE;
	g_cond_broadcast(&pool->turned);
	while (pool->busy > 0 &&
	       g_cond_wait_until(&pool->turned, &pool->mutex, until_us))
		;
	hang_up(pool);
	while (!pool->asleep)
		g_cond_wait(&pool->turned, &pool->mutex);
	g_mutex_unlock(&pool->mutex);
}

void pool_wake(Pool *pool)
{
	g_mutex_lock(&pool->mutex);
	pool->resting = FALSE;
	g_cond_broadcast(&pool->turned);
	g_mutex_unlock(&pool->mutex);
}

void pool_retire(Pool *pool)
{
	g_mutex_lock(&pool->mutex);
	pool->retired = TRUE;
	g_cond_broadcast(&pool->turned);
	wake_waiters(pool);
	g_mutex_unlock(&pool->mutex);
}

/* ---- birth and end ------------------------------------------------------ */

Pool *pool_new(const PoolSettings *settings, GError **error)
{
	Pool *pool = g_new0(Pool, 1);

	pool->settings = *settings;
	pool->inspector = g_strdup(settings->inspector);
	pool->deaths = deaths_new();
	g_mutex_init(&pool->mutex);
	g_cond_init(&pool->turned);
	g_queue_init(&pool->idle);
	g_queue_init(&pool->waiters);
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
	hang_up(pool);
	g_cond_broadcast(&pool->turned);
	g_mutex_unlock(&pool->mutex);
	if (pool->supervisor)
		g_thread_join(pool->supervisor);
	drop_idle(pool);
	g_mutex_clear(&pool->mutex);
	g_cond_clear(&pool->turned);
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
		.waiting = g_queue_get_length(&pool->waiters),
		.keeper_deaths = pool->keeper_deaths,
	};
	g_mutex_unlock(&pool->mutex);
	state.worker_deaths = deaths_count(pool->deaths);
	return state;
}
