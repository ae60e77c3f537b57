/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pool.c - the milter's side of its inspectors.
 *
 * Runs in:  milter process, and sekimori; pool_inspect() in any thread, the
 *           supervisor in a thread of its own.
 * Trusts:   the keeper; nothing that a worker says.
 * Effects:  processes, through launch.h and link.h.
 */
#include "worker/pool.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/log.h"
#include "findings/earlier.h"
#include "findings/findings-json.h"
#include "worker/deaths.h"
#include "worker/launch.h"
#include "worker/link.h"

/* A mail's own failures, and tries in all. */
#define TRIES 2
#define TRIES_IN_ALL 6
#define FIRST_PAUSE_MS 100
#define LONGEST_PAUSE_MS 30000
#define MS_IN_US 1000

struct Pool {
	PoolSettings settings;
	char *inspector;
	GThread *supervisor;
	GMutex mutex;
	GCond changed;		/* a worker came free, or we are ending */
	GQueue idle;		/* Link */
	guint waiting;		/* mails without a worker */
	guint64 keeper_deaths;
	Deaths *deaths;
	KeeperProcess *keeper;	/* NULL while there is none */
	Ready ready;
	gboolean ending;
};

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

/* ---- one mail ----------------------------------------------------------- */

typedef struct Errand {
	Pool *pool;
	int spool;
	guint wants;
	const GPtrArray *earlier;	/* nullable */
	gint64 deadline_us;
	TickFunc tick;
	gpointer data;
	guint failures;		/* tries that nobody else ended */
	guint deaths;		/* of them, those that ended the worker */
} Errand;

/* A worker that died in idleness cost nobody a try. */
static Link *pop_healthy(Pool *pool)
{
	Link *link;

	while ((link = g_queue_pop_head(&pool->idle)) != NULL) {
		if (!link_is_spoilt(link))
			return link;
		link_kill(link);
		link_free(link);
	}
	return NULL;
}

/* Called, and returns, with the mutex held. */
static Link *wait_in_queue(const Errand *errand)
{
	Pool *pool = errand->pool;
	gint64 until_us = MIN(errand->deadline_us, g_get_monotonic_time() +
			      (gint64)pool->settings.queue_ms * MS_IN_US);
	Link *link;

	pool->waiting++;
	while (!(link = pop_healthy(pool))) {
		gint64 now_us = g_get_monotonic_time();

		if (now_us >= until_us)
			break;
		(void)g_cond_wait_until(&pool->changed, &pool->mutex,
					MIN(until_us, now_us + G_USEC_PER_SEC));
		if (errand->tick) {
			g_mutex_unlock(&pool->mutex);
			if (!errand->tick(errand->data))
				until_us = 0;
			g_mutex_lock(&pool->mutex);
		}
	}
	pool->waiting--;
	return link;
}

static Link *wait_for_worker(const Errand *errand, GError **error)
{
	Pool *pool = errand->pool;
	gboolean full = FALSE;
	Link *link;

	g_mutex_lock(&pool->mutex);
	link = pop_healthy(pool);
	if (!link) {
		full = pool->waiting >= pool->settings.queue_length;
		link = full ? NULL : wait_in_queue(errand);
	}
	g_mutex_unlock(&pool->mutex);
	if (full)
		fail(error, FAIL_LIMIT, "queue-length (%u) mails wait for an "
		     "inspector already", pool->settings.queue_length);
	else if (!link)
		fail(error, FAIL_TIMEOUT, "no inspector came free within queue-wait "
		     "(%" G_GUINT64_FORMAT " ms)", pool->settings.queue_ms);
	return link;
}

static void give_back(Pool *pool, Link *link)
{
	if (link->is_worn || link->jobs >= pool->settings.worker_jobs) {
		link_free(link);	/* it ends; the keeper forks another */
		return;
	}
	g_mutex_lock(&pool->mutex);
	g_queue_push_head(&pool->idle, link);
	g_cond_signal(&pool->changed);
	g_mutex_unlock(&pool->mutex);
}

/* A worker may speak only of mails that it was asked about. */
static Findings *believed(const Errand *errand, const Frame *answer,
			  GError **error)
{
	g_autoptr(Findings) findings =
		findings_from_json((const char *)answer->bytes->data,
				   answer->bytes->len,
				   errand->pool->settings.brief, error);

	for (guint i = 0; findings && i < findings->password_follows->len;
	     i++) {
		if (!earlier_names(errand->earlier,
				   findings->password_follows->pdata[i])) {
			fail(error, FAIL_WORKER,
			     "findings: password_follows of another mail");
			return NULL;
		}
	}
	return g_steal_pointer(&findings);
}

static gboolean send_job(const Errand *errand, const Link *link,
			 const Job *job, gint64 until_us, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	g_byte_array_append(bytes, (const guint8 *)job, sizeof *job);
	earlier_write(errand->earlier, bytes);
	return channel_send(link->sock, FRAME_JOB, bytes->data, bytes->len,
			    &errand->spool, 1, until_us, error);
}

static Findings *converse(const Errand *errand, Link *link,
			  gint64 until_us, GError **error)
{
	Pool *pool = errand->pool;
	gint64 left_ms = (until_us - g_get_monotonic_time()) / MS_IN_US;
	Job job = {
		.wants = errand->wants,
		/* The worker stops earlier than we do, so that it can say
		 * what it found until then. */
		.budget_ms = (guint32)CLAMP(left_ms * 4 / 5, 1, G_MAXINT32),
	};
	g_autoptr(Frame) answer = NULL;

	if (!send_job(errand, link, &job, until_us, error))
		return NULL;
	answer = channel_receive(link->sock, pool->settings.findings_bytes,
				 until_us, errand->tick, errand->data, error);
	if (!answer)
		return NULL;
	link->is_worn = answer->type == FRAME_LAST_FINDINGS;
	if ((answer->type != FRAME_FINDINGS && !link->is_worn) ||
	    answer->fds[0] >= 0) {
		fail(error, FAIL_WORKER, "not findings");
		return NULL;
	}
	return believed(errand, answer, error);
}

/* What became of the worker says whose fault it was. */
static void blame(Errand *errand, const Link *link, GError **reason)
{
	gboolean late = g_error_matches(*reason, FAIL_DOMAIN, FAIL_TIMEOUT);
	g_autofree char *how = NULL;

	if (late)
		g_prefix_error(reason, "deadline: ");
	if (late || !link_has_ended(link)) {
		errand->failures++;	/* it stalled, or babbled */
		return;
	}
	if (!deaths_own_doing(errand->pool->deaths, link->pid, &how)) {
		g_prefix_error(reason, "somebody ended the inspector: ");
		return;
	}
	g_prefix_error(reason, "the inspector died (%s): ", how);
	errand->failures++;
	errand->deaths++;
}

static Findings *try_once(Errand *errand, GError **error)
{
	Link *link = wait_for_worker(errand, error);
	guint tries_left = TRIES - errand->failures;
	g_autoptr(GError) reason = NULL;
	Findings *findings;
	gint64 now_us = g_get_monotonic_time();

	if (!link) {
		errand->failures = TRIES;
		return NULL;
	}
	link->jobs++;
	findings = converse(errand, link, now_us +
			    (errand->deadline_us - now_us) / tries_left,
			    &reason);
	if (findings) {
		give_back(errand->pool, link);
		return findings;
	}
	blame(errand, link, &reason);
	g_propagate_error(error, g_steal_pointer(&reason));
	link_kill(link);
	link_free(link);
	return NULL;
}

Findings *pool_inspect(Pool *pool, int spool, guint wants,
		       const GPtrArray *earlier, TickFunc tick,
		       gpointer data, GError **error)
{
	Errand errand = {
		pool, spool, wants, earlier,
		g_get_monotonic_time() +
			(gint64)pool->settings.deadline_ms * MS_IN_US,
		tick, data, 0, 0,
	};
	g_autoptr(GError) reason = NULL;

	for (guint i = 0; i < TRIES_IN_ALL && errand.failures < TRIES; i++) {
		Findings *findings;

		g_clear_error(&reason);
		findings = try_once(&errand, &reason);
		if (findings)
			return findings;
		log_warning("inspection-failed", "again",
			    errand.failures < TRIES ? "yes" : "no", "reason",
			    reason->message, NULL);
	}
	if (errand.deaths == TRIES)
		reason->code = FAIL_POISON;
	g_propagate_error(error, g_steal_pointer(&reason));
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
