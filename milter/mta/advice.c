/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * advice.c - what is wrong with an MTA's configuration, and what is not.
 *
 * Runs in:  sekimori.
 * Trusts:   the tables of checks.
 * Effects:  none.
 * Limits:   FINDINGS_MAX findings; a configuration with more is not better
 *           for the rest.
 */
#include "mta/advice.h"

#include <string.h>

#define FINDINGS_MAX 200
#define SECONDS_MAX ((guint64)366 * 24 * 60 * 60)

DEFINE_NAMES(Severity, severity, SEVERITY_COUNT,
	[SEVERITY_PAST]   = "past",
	[SEVERITY_BREAKS] = "breaks",
	[SEVERITY_ADVICE] = "advice");

static void finding_free(gpointer data)
{
	Finding *finding = data;

	g_free(finding->where);
	g_free(finding->what);
	g_free(finding->fix);
	g_free(finding);
}

Advice *advice_new(const Check *checks, gsize count, gconstpointer data)
{
	Advice *advice = g_new0(Advice, 1);

	advice->findings = g_ptr_array_new_with_free_func(finding_free);
	advice->good = g_ptr_array_new();
	for (gsize i = 0; i < count; i++) {
		advice->check = &checks[i];
		advice->found = FALSE;
		checks[i].run(advice, data);
		if (!advice->found)
			g_ptr_array_add(advice->good,
					(gpointer)(guintptr)&checks[i]);
	}
	advice->check = NULL;
	return advice;
}

void advice_free(Advice *advice)
{
	if (!advice)
		return;
	g_ptr_array_unref(advice->findings);
	g_ptr_array_unref(advice->good);
	g_free(advice);
}

static gboolean is_known(const Advice *advice, const char *where,
			 const char *what)
{
	for (guint i = 0; i < advice->findings->len; i++) {
		const Finding *finding = advice->findings->pdata[i];

		if (finding->check == advice->check &&
		    strcmp(finding->where, where) == 0 &&
		    strcmp(finding->what, what) == 0)
			return TRUE;
	}
	return FALSE;
}

void advice_add(Advice *advice, char *where, const char *what, char *fix)
{
	Finding *finding;

	advice->found = TRUE;
	g_strchomp(where);
	if (advice->findings->len >= FINDINGS_MAX ||
	    is_known(advice, where, what)) {
		g_free(where);
		g_free(fix);
		return;
	}
	finding = g_new0(Finding, 1);
	finding->check = advice->check;
	finding->where = where;
	finding->what = g_strdup(what);
	finding->fix = fix ? fix : g_strdup("");
	g_ptr_array_add(advice->findings, finding);
}

void advice_skip(Advice *advice)
{
	advice->found = TRUE;
}

guint advice_count(const Advice *advice, Severity severity)
{
	guint count = 0;

	for (guint i = 0; i < advice->findings->len; i++) {
		const Finding *finding = advice->findings->pdata[i];

		count += finding->check->severity == severity;
	}
	return count;
}

/* 0 where it is none. */
static guint64 unit_seconds(char unit)
{
	static const struct {
		char unit;
		guint64 seconds;
	} units[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 },
		{ 'w', 604800 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
		if (units[i].unit == unit)
			return units[i].seconds;
	}
	return 0;
}

gboolean advice_seconds(const char *text, char unit, guint64 *ret)
{
	guint64 total = 0;

	if (!*text)
		return FALSE;
	while (*text) {
		guint64 number = 0, factor;

		if (!g_ascii_isdigit(*text))
			return FALSE;
		for (; g_ascii_isdigit(*text); text++) {
			number = number * 10 +
				 (guint64)g_ascii_digit_value(*text);
			number = MIN(number, SECONDS_MAX);
		}
		factor = unit_seconds(*text ? g_ascii_tolower(*text) : unit);
		if (factor == 0)
			return FALSE;
		text += *text != '\0';
		total = MIN(total + number * factor, SECONDS_MAX);
	}
	*ret = total;
	return TRUE;
}
