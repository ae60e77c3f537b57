/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * status.c - what the daemon says of itself, as JSON.
 *
 * Runs in:  milter process, any thread.
 * Trusts:   its own numbers.
 * Effects:  none.
 */
#include "gateway/status.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

/* Takes over @object. */
static char *line(json_t *object)
{
	char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
	char *copy = g_strconcat(text ? text : "{}", "\n", NULL);

	free(text);
	json_decref(object);
	return copy;
}

/* RFC 3339, in UTC; null for "never". */
static json_t *moment(gint64 seconds)
{
	g_autoptr(GDateTime) when = seconds > 0 ?
		g_date_time_new_from_unix_utc(seconds) : NULL;
	g_autofree char *text = when ?
		g_date_time_format(when, "%Y-%m-%dT%H:%M:%SZ") : NULL;

	return text ? json_string(text) : json_null();
}

static json_t *number(guint64 value)
{
	return json_integer((json_int_t)MIN(value, G_MAXINT64));
}

static json_t *mails(const Tally *tally)
{
	json_t *object = json_object();

	for (guint i = 0; i < ACTION_COUNT; i++) {
		if (ACTION_IS_TERMINAL(i))
			json_object_set_new(object, action_name((Action)i),
					    number(tally->mails[i]));
	}
	return object;
}

static void add_inspectors(json_t *object, Snapshot *snapshot)
{
	PoolState state = pool_state(snapshot->pool);
	json_t *workers = json_object();

	json_object_set_new(workers, "wanted",
			    number(snapshot->config->workers));
	json_object_set_new(workers, "idle", number(state.idle));
	json_object_set_new(workers, "waiting", number(state.waiting));
	json_object_set_new(workers, "deaths", number(state.worker_deaths));
	json_object_set_new(workers, "keeper_deaths",
			    number(state.keeper_deaths));
	json_object_set_new(object, "workers", workers);
	json_object_set_new(object, "keeper", json_boolean(state.has_keeper));
	json_object_set_new(object, "signatures",
			    number(state.ready.signatures));
	json_object_set_new(object, "signature_time",
			    moment(state.ready.signature_time));
	json_object_set_new(object, "signatures_old",
			    json_boolean(snapshot_is_old(snapshot)));
}

char *status_text(Service *service)
{
	g_autoptr(Snapshot) snapshot = service_snapshot(service);
	g_auto(Tally) tally = { 0 };
	json_t *object = json_object();

	service_tally(service, &tally);
	json_object_set_new(object, "version", json_string(SEKIMORI_VERSION));
	json_object_set_new(object, "pid", number((guint64)getpid()));
	json_object_set_new(object, "started",
			    moment(tally.started_us / G_USEC_PER_SEC));
	json_object_set_new(object, "loaded",
			    moment(tally.loaded_us / G_USEC_PER_SEC));
	json_object_set_new(object, "generation", number(tally.reloads + 1));
	json_object_set_new(object, "reload_failures",
			    number(tally.reload_failures));
	json_object_set_new(object, "reload_error", tally.reload_error ?
			    json_string(tally.reload_error) : json_null());
	json_object_set_new(object, "mails", mails(&tally));
	json_object_set_new(object, "failures", number(tally.failures));
	json_object_set_new(object, "in_hand",
			    number(service_in_hand(service)));
	json_object_set_new(object, "poison",
			    number(service_poison_count(service)));
	if (snapshot)
		add_inspectors(object, snapshot);
	return line(object);
}

char *status_reloaded(const char *error)
{
	json_t *object = json_object();

	json_object_set_new(object, "reloaded", json_boolean(!error));
	if (error)
		json_object_set_new(object, "error", json_string(error));
	return line(object);
}

char *status_refused(const char *why)
{
	json_t *object = json_object();

	json_object_set_new(object, "error", json_string(why));
	return line(object);
}
