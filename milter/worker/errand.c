/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * errand.c - one mail on its way through the inspectors.
 *
 * Runs in:  milter process, and sekimori; any thread.
 * Trusts:   nothing that a worker says.
 * Effects:  on workers, through link.h.
 */
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "findings/earlier.h"
#include "findings/findings-json.h"
#include "worker/pool-private.h"

/* A mail's own failures, and tries in all. */
#define TRIES 2
#define TRIES_IN_ALL 6

typedef struct Errand {
	Pool *pool;
	const Inquiry *inquiry;
	gint64 deadline_us;
	guint tries;
	guint failures;		/* tries that nobody else ended */
	guint deaths;		/* of them, those that ended the worker */
	gboolean had_turn;	/* it was given a worker, good or not */
} Errand;

/* How long this mail may go on waiting. Where the inspectors rest it is not
 * the mails that are too many. With the mutex held. */
static gint64 wait_until(const Errand *errand, gint64 since_us)
{
	const Pool *pool = errand->pool;

	return pool->resting ? errand->deadline_us :
	       MIN(errand->deadline_us, since_us +
		   (gint64)pool->settings.queue_ms * MS_IN_US);
}

static gboolean tick(const Errand *errand)
{
	const Inquiry *inquiry = errand->inquiry;
	gboolean go_on;

	if (!inquiry->tick)
		return TRUE;
	g_mutex_unlock(&errand->pool->mutex);
	go_on = inquiry->tick(inquiry->data);
	g_mutex_lock(&errand->pool->mutex);
	return go_on;
}

/* Called, and returns, with the mutex held. */
static void wait_for_turn(const Errand *errand, Waiter *waiter)
{
	Pool *pool = errand->pool;
	gint64 now_us = g_get_monotonic_time();
	gint64 since_us = now_us;

	while (!waiter->link && !pool_is_gone(pool) &&
	       now_us < wait_until(errand, since_us)) {
		(void)g_cond_wait_until(&waiter->woken, &pool->mutex,
					MIN(wait_until(errand, since_us),
					    now_us + G_USEC_PER_SEC));
		if (!waiter->link && !tick(errand))
			break;
		now_us = g_get_monotonic_time();
		since_us = pool->resting ? now_us : since_us;
	}
}

/* Whoever had a turn already has waited before. With the mutex held. */
static Link *wait_in_queue(const Errand *errand)
{
	Pool *pool = errand->pool;
	Waiter waiter = { 0 };

	g_cond_init(&waiter.woken);
	if (errand->had_turn)
		g_queue_push_head(&pool->waiters, &waiter);
	else
		g_queue_push_tail(&pool->waiters, &waiter);
	wait_for_turn(errand, &waiter);
	(void)g_queue_remove(&pool->waiters, &waiter);
	g_cond_clear(&waiter.woken);
	return waiter.link;
}

static gboolean is_full(const Errand *errand)
{
	const Pool *pool = errand->pool;

	return !errand->had_turn && !pool_is_gone(pool) &&
	       pool->waiters.length >= pool->settings.queue_length;
}

/* With the mutex held. */
static Link *take_worker(const Errand *errand, GError **error)
{
	Pool *pool = errand->pool;
	Link *link = pool->resting ? NULL : g_queue_pop_head(&pool->idle);

	if (link) {
		pool->busy++;
		return link;
	}
	if (is_full(errand)) {
		fail(error, FAIL_LIMIT, "queue-length (%u) mails wait for an "
		     "inspector already", pool->settings.queue_length);
		return NULL;
	}
	link = wait_in_queue(errand);
	if (!link && pool_is_gone(pool))
		fail(error, FAIL_RETIRED, "these inspectors are gone; others "
		     "have taken their place");
	else if (!link)
		fail(error, FAIL_TIMEOUT, "no inspector came free within "
		     "queue-wait (%" G_GUINT64_FORMAT " ms)",
		     pool->settings.queue_ms);
	return link;
}

/* It has no mail any more. With the mutex held. */
static void one_less(Pool *pool)
{
	if (--pool->busy == 0)
		g_cond_broadcast(&pool->turned);
}

static Link *wait_for_worker(Errand *errand, GError **error)
{
	Pool *pool = errand->pool;
	Link *link;

	g_mutex_lock(&pool->mutex);
	/* A worker that died in idleness costs nobody a try, nor his turn. */
	while ((link = take_worker(errand, error)) && link_is_spoilt(link)) {
		errand->had_turn = TRUE;
		link_end(link, TRUE);
		one_less(pool);
	}
	errand->had_turn |= link != NULL;
	g_mutex_unlock(&pool->mutex);
	return link;
}

/* Its mail is done, well or badly. */
static void give_back(Pool *pool, Link *link, gboolean well)
{
	gboolean again = well && !link->is_worn &&
			 link->jobs < pool->settings.worker_jobs;

	/* The keeper forks another when it is gone. */
	if (!again)
		link_end(link, !well);
	g_mutex_lock(&pool->mutex);
	one_less(pool);
	if (again)
		pool_offer(pool, link);
	g_mutex_unlock(&pool->mutex);
}

/* A worker may speak only of mails that it was asked about. */
static gboolean was_asked(const Inquiry *inquiry, const Findings *findings,
			  GError **error)
{
	for (guint i = 0; i < findings->password_follows->len; i++) {
		if (!earlier_names(inquiry->earlier,
				   findings->password_follows->pdata[i]))
			return fail(error, FAIL_WORKER, "findings: "
				    "password_follows of another mail");
	}
	return TRUE;
}

static Findings *believed(const Errand *errand, const Frame *answer,
			  GError **error)
{
	const Inquiry *inquiry = errand->inquiry;
	g_autoptr(Findings) findings =
		findings_from_json((const char *)answer->bytes->data,
				   answer->bytes->len,
				   errand->pool->settings.brief, error);

	if (!findings || !was_asked(inquiry, findings, error) ||
	    (inquiry->known &&
	     !known_agrees(inquiry->known, findings, error)))
		return NULL;
	return g_steal_pointer(&findings);
}

static gboolean send_job(const Errand *errand, const Link *link,
			 const Job *job, gint64 until_us, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	g_byte_array_append(bytes, (const guint8 *)job, sizeof *job);
	earlier_write(errand->inquiry->earlier, bytes);
	return channel_send(link->sock, FRAME_JOB, bytes->data, bytes->len,
			    &errand->inquiry->spool, 1, until_us, error);
}

static Findings *converse(const Errand *errand, Link *link,
			  gint64 until_us, GError **error)
{
	Pool *pool = errand->pool;
	gint64 left_ms = (until_us - g_get_monotonic_time()) / MS_IN_US;
	Job job = {
		.wants = errand->inquiry->wants,
		/* The worker stops earlier than we do, so that it can say
		 * what it found until then. */
		.budget_ms = (guint32)CLAMP(left_ms * 4 / 5, 1, G_MAXINT32),
	};
	g_autoptr(Frame) answer = NULL;

	if (!send_job(errand, link, &job, until_us, error))
		return NULL;
	answer = channel_receive(link->sock, pool->settings.findings_bytes,
				 until_us, errand->inquiry->tick,
				 errand->inquiry->data, error);
	if (!answer)
		return NULL;
	link->is_worn = answer->type == FRAME_LAST_FINDINGS;
	if ((answer->type != FRAME_FINDINGS && !link->is_worn) ||
	    answer->fds[0] >= 0 || answer->lost_fds) {
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
	if (!findings) {
		blame(errand, link, &reason);
		g_propagate_error(error, g_steal_pointer(&reason));
	}
	give_back(errand->pool, link, findings != NULL);
	return findings;
}

Findings *pool_inspect(Pool *pool, const Inquiry *inquiry, GError **error)
{
	Errand errand = {
		.pool = pool, .inquiry = inquiry,
		.deadline_us = g_get_monotonic_time() +
			(gint64)pool->settings.deadline_ms * MS_IN_US,
	};
	g_autoptr(GError) reason = NULL;

	for (; errand.tries < TRIES_IN_ALL && errand.failures < TRIES;
	     errand.tries++) {
		Findings *findings;

		g_clear_error(&reason);
		findings = try_once(&errand, &reason);
		if (findings)
			return findings;
		if (g_error_matches(reason, FAIL_DOMAIN, FAIL_RETIRED))
			break;
		log_warning("inspection-failed", "again",
			    errand.failures < TRIES ? "yes" : "no", "reason",
			    reason->message, NULL);
	}
	if (errand.deaths == TRIES)
		reason->code = FAIL_POISON;
	g_propagate_error(error, g_steal_pointer(&reason));
	return NULL;
}
