/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * tally.c - what the daemon counts while it runs.
 *
 * Runs in:  milter process, any thread; its owner locks.
 * Trusts:   the names of rules.
 * Effects:  none.
 * Limits:   RULES, which reloads with ever other names would reach.
 */
#include "gateway/tally.h"

#define RULES 10000
#define MS_IN_US 1000

const guint tally_bounds_ms[TALLY_BUCKETS] = {
	5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 60000,
};

static GHashTable *new_rules(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

void tally_init(Tally *tally)
{
	*tally = (Tally){ 0 };
	tally->rules = new_rules();
}

static void count_rule(GHashTable *rules, const char *name, guint64 mails)
{
	guint64 *count = g_hash_table_lookup(rules, name);

	if (!count && g_hash_table_size(rules) < RULES) {
		count = g_new0(guint64, 1);
		g_hash_table_insert(rules, g_strdup(name), count);
	}
	if (count)
		*count += mails;
}

void tally_mail(Tally *tally, Action action, const char *rule,
		gboolean failed)
{
	tally->mails[action]++;
	if (failed)
		tally->failures++;
	if (rule)
		count_rule(tally->rules, rule, 1);
}

void tally_inspection(Tally *tally, gint64 us)
{
	guint bucket = 0;

	while (bucket < TALLY_BUCKETS &&
	       us > (gint64)tally_bounds_ms[bucket] * MS_IN_US)
		bucket++;
	tally->inspections[bucket]++;
	tally->inspection_us += (guint64)MAX(us, 0);
}

void tally_copy(const Tally *tally, Tally *ret)
{
	GHashTableIter rules;
	gpointer name, count;

	*ret = *tally;
	ret->reload_error = g_strdup(tally->reload_error);
	ret->rules = new_rules();
	g_hash_table_iter_init(&rules, tally->rules);
	while (g_hash_table_iter_next(&rules, &name, &count))
		count_rule(ret->rules, name, *(guint64 *)count);
}

void tally_clear(Tally *tally)
{
	g_clear_pointer(&tally->rules, g_hash_table_unref);
	g_clear_pointer(&tally->reload_error, g_free);
}
