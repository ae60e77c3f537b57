/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * metrics.c - the daemon's numbers for a monitor, as OpenMetrics 1.0.
 *
 * Runs in:  milter process, any thread.
 * Trusts:   its own numbers; names of rules are the administrator's.
 * Effects:  none.
 */
#include "gateway/metrics.h"

#define MS_IN_S 1000.0

static void family(GString *out, const char *name, const char *type,
		   const char *help)
{
	g_string_append_printf(out, "# TYPE sekimori_%s %s\n"
			       "# HELP sekimori_%s %s\n", name, type, name,
			       help);
}

static void sample(GString *out, const char *name, guint64 value)
{
	g_string_append_printf(out, "sekimori_%s %" G_GUINT64_FORMAT "\n",
			       name, value);
}

/* "{label="value"} number"; quotes, backslashes and line ends escaped. */
static void labelled(GString *out, const char *name, const char *label,
		     const char *text, guint64 value)
{
	g_string_append_printf(out, "sekimori_%s{%s=\"", name, label);
	for (const char *at = text; *at; at++) {
		if (*at == '\n') {
			g_string_append(out, "\\n");
			continue;
		}
		if (*at == '"' || *at == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *at);
	}
	g_string_append_printf(out, "\"} %" G_GUINT64_FORMAT "\n", value);
}

static void gauge(GString *out, const char *name, const char *help,
		  guint64 value)
{
	family(out, name, "gauge", help);
	sample(out, name, value);
}

/* OpenMetrics names the family without, the sample with "_total". */
static void counter(GString *out, const char *name, const char *help,
		    guint64 value)
{
	family(out, name, "counter", help);
	g_string_append_printf(out, "sekimori_%s_total %" G_GUINT64_FORMAT
			       "\n", name, value);
}

static void add_mails(GString *out, const Tally *tally)
{
	GHashTableIter rules;
	gpointer name, count;

	family(out, "mails", "counter", "Mails by what became of them.");
	for (guint i = 0; i < ACTION_COUNT; i++) {
		if (ACTION_IS_TERMINAL(i))
			labelled(out, "mails_total", "action",
				 action_name((Action)i), tally->mails[i]);
	}
	family(out, "rule_mails", "counter",
	       "Mails by the rule that decided.");
	g_hash_table_iter_init(&rules, tally->rules);
	while (g_hash_table_iter_next(&rules, &name, &count))
		labelled(out, "rule_mails_total", "rule", name,
			 *(const guint64 *)count);
	counter(out, "failures",
		"Mails deferred for a failure of the gate itself.",
		tally->failures);
}

static void add_inspections(GString *out, const Tally *tally)
{
	guint64 total = 0;

	family(out, "inspection_seconds", "histogram",
	       "Time until the findings were there, the queue included.");
	for (guint i = 0; i <= TALLY_BUCKETS; i++) {
		char bound[G_ASCII_DTOSTR_BUF_SIZE] = "+Inf";

		if (i < TALLY_BUCKETS)
			g_ascii_formatd(bound, sizeof bound, "%g",
					tally_bounds_ms[i] / MS_IN_S);
		total += tally->inspections[i];
		labelled(out, "inspection_seconds_bucket", "le", bound, total);
	}
	sample(out, "inspection_seconds_count", total);
	g_string_append_printf(out, "sekimori_inspection_seconds_sum %"
			       G_GUINT64_FORMAT ".%06u\n",
			       tally->inspection_us / G_USEC_PER_SEC,
			       (guint)(tally->inspection_us % G_USEC_PER_SEC));
}

static void add_inspectors(GString *out, Snapshot *snapshot)
{
	PoolState state = pool_state(snapshot->pool);

	gauge(out, "workers_wanted", "Workers that the configuration asks for.",
	      snapshot->config->workers);
	gauge(out, "workers_idle", "Workers that wait for a mail.", state.idle);
	gauge(out, "queue", "Mails that wait for a worker.", state.waiting);
	gauge(out, "keeper_up", "Whether the keeper of the workers runs.",
	      state.has_keeper);
	counter(out, "worker_deaths", "Workers that did not end by themselves.",
		state.worker_deaths);
	counter(out, "keeper_deaths", "Keepers that were replaced.",
		state.keeper_deaths);
	gauge(out, "signatures", "Virus signatures that are loaded.",
	      state.ready.signatures);
	gauge(out, "signature_timestamp_seconds",
	      "When the newest of them were made, Unix time; 0: unknown.",
	      (guint64)MAX(state.ready.signature_time, 0));
	gauge(out, "signatures_old",
	      "Whether they are older than signature-age.",
	      snapshot_is_old(snapshot));
}

static void add_daemon(GString *out, Service *service, const Tally *tally)
{
	family(out, "build", "info", "The program.");
	labelled(out, "build_info", "version", SEKIMORI_VERSION, 1);
	gauge(out, "start_timestamp_seconds", "When the daemon began.",
	      (guint64)tally->started_us / G_USEC_PER_SEC);
	gauge(out, "loaded_timestamp_seconds",
	      "When configuration and signatures were loaded.",
	      (guint64)tally->loaded_us / G_USEC_PER_SEC);
	gauge(out, "generation", "Of the configuration; the first is 1.",
	      tally->reloads + 1);
	counter(out, "reload_failures", "Reloads that were refused.",
		tally->reload_failures);
	gauge(out, "in_hand", "Mails that are being judged.",
	      service_in_hand(service));
	gauge(out, "poison", "Mails remembered for ending their inspectors.",
	      service_poison_count(service));
}

char *metrics_text(Service *service)
{
	g_autoptr(Snapshot) snapshot = service_snapshot(service);
	GString *out = g_string_new(NULL);
	g_auto(Tally) tally = { 0 };

	service_tally(service, &tally);
	add_daemon(out, service, &tally);
	add_mails(out, &tally);
	add_inspections(out, &tally);
	if (snapshot)
		add_inspectors(out, snapshot);
	g_string_append(out, "# EOF\n");
	return g_string_free(out, FALSE);
}
