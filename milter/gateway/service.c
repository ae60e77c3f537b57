/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * service.c - the daemon's one shared state.
 *
 * Runs in:  milter process, any thread.
 * Trusts:   the configuration.
 * Effects:  through snapshot.h.
 */
#include "gateway/service.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/retired.h"

struct Service {
	GMutex mutex;
	GCond idle;		/* no mail is in hand */
	GCond loaded;		/* a load has ended */
	guint64 loads_begun;
	guint64 loads_ended;	/* the same, or one is under way */
	gboolean is_asked;	/* for the next one, and not by a retry only */
	GError *refusal;	/* of the last one; nullable: it was taken */
	Tally tally;
	guint in_hand;
	guint64 deadline_ms;	/* the longest that a mail in hand may have */
	char *file;
	Snapshot *current;
	Retired *retired;
	Memory *memory;
	Poison *poison;
};

Service *service_new(const char *file, Snapshot **first)
{
	Service *service = g_new0(Service, 1);

	g_mutex_init(&service->mutex);
	tally_init(&service->tally);
	service->tally.started_us = g_get_real_time();
	service->tally.loaded_us = service->tally.started_us;
	g_cond_init(&service->idle);
	g_cond_init(&service->loaded);
	service->file = g_strdup(file);
	service->retired = retired_new();
	service->memory = memory_new();
	service->poison = poison_new();
	service->deadline_ms = (*first)->config->deadline_ms;
	service->current = g_steal_pointer(first);
	return service;
}

void service_free(Service *service)
{
	if (!service)
		return;
	snapshot_unref(service->current);
	retired_free(service->retired);
	memory_free(service->memory);
	poison_free(service->poison);
	g_mutex_clear(&service->mutex);
	g_clear_error(&service->refusal);
	tally_clear(&service->tally);
	g_cond_clear(&service->idle);
	g_cond_clear(&service->loaded);
	g_free(service->file);
	g_free(service);
}

Snapshot *service_snapshot(Service *service)
{
	Snapshot *snapshot;

	g_mutex_lock(&service->mutex);
	snapshot = service->current ? snapshot_ref(service->current) : NULL;
	g_mutex_unlock(&service->mutex);
	return snapshot;
}

/* Makes @fresh the current one; a service that was closed has none. */
static void exchange(Service *service, Snapshot *fresh)
{
	Snapshot *old;

	g_mutex_lock(&service->mutex);
	old = service->current;
	if (old) {
		service->current = snapshot_ref(fresh);
		retired_add(service->retired, &old);
	}
	service->deadline_ms = MAX(service->deadline_ms,
				   fresh->config->deadline_ms);
	g_mutex_unlock(&service->mutex);
}

/* Where memory is short the old inspectors end before the new ones load, and
 * come back where those cannot. */
static gboolean replace(Service *service, Snapshot *old, Snapshot *fresh,
			GError **error)
{
	gboolean sequential = fresh->config->reload == RELOAD_SEQUENTIAL;

	if (sequential)
		pool_rest(old->pool);
	if (!snapshot_start(fresh, error)) {
		if (sequential)
			pool_wake(old->pool);
		return FALSE;
	}
	exchange(service, fresh);
	/* Who waits there for a keeper goes on with what is current now. */
	pool_retire(old->pool);
	return TRUE;
}

/* What came of a load, before anybody hears of it. Takes over @refusal. FALSE
 * where the last one was refused for the same reason. With the mutex held. */
static gboolean note_load(Service *service, GError *refusal)
{
	Tally *tally = &service->tally;
	gboolean is_news = !refusal || !service->refusal ||
		strcmp(refusal->message, service->refusal->message) != 0;

	g_clear_pointer(&tally->reload_error, g_free);
	if (refusal) {
		tally->reload_failures++;
		tally->reload_error = g_strdup(refusal->message);
	} else {
		tally->reloads++;
		tally->loaded_us = g_get_real_time();
	}
	g_clear_error(&service->refusal);
	service->refusal = refusal;
	return is_news;
}

static void log_load(const char *refusal)
{
	if (refusal)
		log_error("reload-failed", "reason", refusal, "kept",
			  "what was loaded before", NULL);
	else
		log_info("reloaded", NULL);
}

/* Returns: (transfer full) (nullable): why not. */
static GError *try_load(Service *service)
{
	GError *refusal = NULL;
	g_autoptr(Snapshot) old = service_snapshot(service);
	g_autoptr(Snapshot) fresh = old ?
		snapshot_prepare(service->file, &refusal) : NULL;

	if (!old)
		fail(&refusal, FAIL_GENERAL, "the daemon is ending");
	else if (fresh)
		(void)replace(service, old, fresh, &refusal);
	return refusal;
}

/* For all who wait for it. Called, and returns, with the mutex held. */
static void load(Service *service)
{
	gboolean is_asked = service->is_asked;
	GError *refusal;
	g_autofree char *reason = NULL;

	service->is_asked = FALSE;
	service->loads_begun++;
	g_mutex_unlock(&service->mutex);
	refusal = try_load(service);
	reason = refusal ? g_strdup(refusal->message) : NULL;
	g_mutex_lock(&service->mutex);
	is_asked |= note_load(service, refusal);
	g_mutex_unlock(&service->mutex);
	if (is_asked)
		log_load(reason);
	g_mutex_lock(&service->mutex);
	service->loads_ended++;
	g_cond_broadcast(&service->loaded);
}

static gboolean ask_for_load(Service *service, gboolean is_retry,
			     GError **error)
{
	g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&service->mutex);
	guint64 mine = service->loads_begun + 1;

	(void)locker;
	service->is_asked |= !is_retry;
	while (service->loads_ended < mine) {
		if (service->loads_ended == service->loads_begun)
			load(service);
		else
			g_cond_wait(&service->loaded, &service->mutex);
	}
	/* Of mine, or of one that began still later. */
	if (service->refusal && error)
		*error = g_error_copy(service->refusal);
	return !service->refusal;
}

gboolean service_reload(Service *service, GError **error)
{
	return ask_for_load(service, FALSE, error);
}

gboolean service_retry(Service *service, GError **error)
{
	return ask_for_load(service, TRUE, error);
}

void service_count(Service *service, Action action, const char *rule,
		   gboolean failed)
{
	g_mutex_lock(&service->mutex);
	tally_mail(&service->tally, action, rule, failed);
	g_mutex_unlock(&service->mutex);
}

void service_count_inspection(Service *service, gint64 us)
{
	g_mutex_lock(&service->mutex);
	tally_inspection(&service->tally, us);
	g_mutex_unlock(&service->mutex);
}

void service_tally(Service *service, Tally *ret)
{
	g_mutex_lock(&service->mutex);
	tally_copy(&service->tally, ret);
	g_mutex_unlock(&service->mutex);
}

void service_probe(Service *service)
{
	g_autoptr(Snapshot) snapshot = service_snapshot(service);

	(void)service_poison_count(service);
	if (snapshot)
		(void)pool_state(snapshot->pool);
}

guint service_in_hand(Service *service)
{
	guint in_hand;

	g_mutex_lock(&service->mutex);
	in_hand = service->in_hand;
	g_mutex_unlock(&service->mutex);
	return in_hand;
}

void service_close(Service *service)
{
	Retired *retired;
	Snapshot *last;

	g_mutex_lock(&service->mutex);
	last = g_steal_pointer(&service->current);
	retired = g_steal_pointer(&service->retired);
	g_mutex_unlock(&service->mutex);
	snapshot_unref(last);
	retired_free(retired);
}

Memory *service_memory(Service *service)
{
	return service->memory;
}

Poison *service_poison(Service *service)
{
	return service->poison;
}

guint service_poison_count(Service *service)
{
	g_autoptr(Snapshot) snapshot = service_snapshot(service);

	return snapshot ?
		poison_count(service->poison, (gint64)
			     snapshot->config->poison_memory_ms * 1000,
			     g_get_monotonic_time()) : 0;
}

void service_enter(Service *service)
{
	g_mutex_lock(&service->mutex);
	service->in_hand++;
	g_mutex_unlock(&service->mutex);
}

void service_leave(Service *service)
{
	g_mutex_lock(&service->mutex);
	if (--service->in_hand == 0)
		g_cond_broadcast(&service->idle);
	g_mutex_unlock(&service->mutex);
}

gboolean service_drain(Service *service, guint extra_ms)
{
	gint64 until_us = g_get_monotonic_time();
	gboolean drained;

	g_mutex_lock(&service->mutex);
	until_us += (gint64)(service->deadline_ms + extra_ms) * 1000;
	while (service->in_hand > 0 &&
	       g_cond_wait_until(&service->idle, &service->mutex, until_us))
		;
	drained = service->in_hand == 0;
	g_mutex_unlock(&service->mutex);
	return drained;
}
