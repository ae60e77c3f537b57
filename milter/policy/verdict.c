/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * verdict.c - what is done with a mail, and which rules said so.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   its callers.
 * Effects:  none.
 */
#include "policy/verdict.h"

#include "policy/verdict-build.h"

DEFINE_NAMES(Action, action, ACTION_COUNT,
	[ACTION_ACCEPT]          = "accept",
	[ACTION_HOLD]            = "hold",
	[ACTION_TEMPFAIL]        = "tempfail",
	[ACTION_REJECT]          = "reject",
	[ACTION_HIDE_RECIPIENTS] = "hide-recipients",
	[ACTION_ENCRYPT]         = "encrypt");

static void match_free(gpointer data)
{
	Match *match = data;

	g_ptr_array_unref(match->recipients);
	g_free(match->why);
	g_free(match);
}

Verdict *verdict_new(void)
{
	Verdict *verdict = g_new0(Verdict, 1);

	verdict->action = ACTION_ACCEPT;
	verdict->matches = g_ptr_array_new_with_free_func(match_free);
	verdict->recipients = g_ptr_array_new_with_free_func(g_free);
	return verdict;
}

void verdict_free(Verdict *verdict)
{
	if (!verdict)
		return;
	g_ptr_array_unref(verdict->matches);
	g_ptr_array_unref(verdict->recipients);
	g_free(verdict);
}

Match *verdict_add_match(Verdict *verdict, const Rule *rule)
{
	Match *match = g_new0(Match, 1);

	match->rule = rule;
	match->recipients = g_ptr_array_new();
	g_ptr_array_add(verdict->matches, match);
	return match;
}

Judged *verdict_add_recipient(Verdict *verdict, const char *address,
			      const Route *route)
{
	Judged *judged = g_new0(Judged, 1);

	judged->address = address;
	judged->route = route;
	judged->action = ACTION_ACCEPT;
	g_ptr_array_add(verdict->recipients, judged);
	return judged;
}

void verdict_refuse(Verdict *verdict, const char *why)
{
	Match *match = verdict->encrypt;
	char *both;

	if (verdict->action >= ACTION_REJECT)
		return;
	verdict->action = ACTION_REJECT;
	verdict->cause = match;
	both = g_strdup_printf("%s %s", why, match->why);
	g_free(match->why);
	match->why = both;
}
