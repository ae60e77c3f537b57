/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * policy.c - levels, routes and rules of one configuration.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   its callers.
 * Effects:  none.
 */
#include "policy/policy.h"

#define COVER_NOTE_LIMIT 400

DEFINE_NAMES(Guard, guard, GUARD_COUNT,
	[GUARD_ANY]        = "",
	[GUARD_NO]         = "no",
	[GUARD_YES]        = "yes",
	[GUARD_STRONG]     = "strong",
	[GUARD_NOT_STRONG] = "not-strong");

DEFINE_NAMES(RuleMode, rule_mode, MODE_COUNT,
	[MODE_ENFORCE] = "enforce",
	[MODE_MONITOR] = "monitor");

/*
 * What people are told to do, by the name of a rule or of an action. The
 * answer of a mail server is read in plain ASCII, so these are English.
 */
static const struct {
	const char *name;
	const char *advice;
} built_in[] = {
	{ "k3-external",
	  "This class never goes by e-mail over an external line. Deliver it "
	  "in person, by post or over a closed line, or ask your information "
	  "security officer." },
	{ "k2-readable",
	  "Encrypt every attachment (S/MIME, or an AES ZIP with all members "
	  "under a password), leave only a short note beside it, and tell the "
	  "password by another way than this mail." },
	{ "many-visible",
	  "Put the recipients into Bcc, or declare with the header field "
	  "X-Share-Recipients: yes that they need to see one another." },
	{ "virus",
	  "Do not open or forward this file. Disconnect the terminal and call "
	  "your information security officer." },
	{ "not-inspected",
	  "This mail could not be looked into completely. Send the files in "
	  "another format, or fewer and simpler ones." },
	{ "unscanned",
	  "Nothing could look inside a protected file; make sure that it was "
	  "checked for malware before it was protected." },
	{ "unlabelled",
	  "State the class of the information in the subject or in the "
	  "classification field of your mail program." },
	{ "understated",
	  "The mail is labelled lower than what it contains. Correct the "
	  "label, or take out what is marked higher." },
	{ "accept",
	  "Nothing needs to be done." },
	{ "hold",
	  "The mail waits for somebody to look at it; do not send it again." },
	{ "tempfail",
	  "Nothing needs to be done: the mail is tried again by itself." },
	{ "reject",
	  "Correct what is named above and send the mail again, or ask your "
	  "information security officer." },
	{ "hide-recipients",
	  "Put the recipients into Bcc." },
	{ "encrypt",
	  "Send to each recipient alone, and have those without a certificate "
	  "registered by your administrator, or encrypt the attachments "
	  "yourself." },
};

void route_free(Route *route)
{
	if (!route)
		return;
	g_free(route->name);
	g_strfreev(route->domains);
	g_strfreev(route->next_hops);
	g_free(route);
}

void rule_free(Rule *rule)
{
	if (!rule)
		return;
	g_free(rule->name);
	g_free(rule->clause);
	g_free(rule->notice);
	g_strfreev(rule->levels);
	g_strfreev(rule->routes);
	g_strfreev(rule->restrictions);
	g_free(rule);
}

void notice_free(Notice *notice)
{
	if (!notice)
		return;
	g_free(notice->name);
	g_free(notice->advice);
	g_free(notice);
}

Rule *rule_new(const char *name, Action action)
{
	Rule *rule = g_new0(Rule, 1);

	rule->name = g_strdup(name);
	rule->clause = g_strdup("");
	rule->levels = g_new0(char *, 1);
	rule->routes = g_new0(char *, 1);
	rule->restrictions = g_new0(char *, 1);
	rule->visible_over = -1;
	rule->action = action;
	return rule;
}

Policy *policy_new(void)
{
	Policy *policy = g_new0(Policy, 1);

	policy->levels =
		g_ptr_array_new_with_free_func((GDestroyNotify)level_free);
	policy->routes =
		g_ptr_array_new_with_free_func((GDestroyNotify)route_free);
	policy->rules =
		g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
	policy->notices =
		g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
	policy->cover_note_limit = COVER_NOTE_LIMIT;
	for (guint i = 0; i < G_N_ELEMENTS(built_in); i++) {
		Notice *notice = g_new0(Notice, 1);

		notice->name = g_strdup(built_in[i].name);
		notice->advice = g_strdup(built_in[i].advice);
		g_ptr_array_add(policy->notices, notice);
	}
	return policy;
}

void policy_free(Policy *policy)
{
	if (!policy)
		return;
	g_ptr_array_unref(policy->levels);
	g_ptr_array_unref(policy->routes);
	g_ptr_array_unref(policy->rules);
	g_ptr_array_unref(policy->notices);
	g_free(policy);
}

const Notice *policy_notice(const Policy *policy, const char *name)
{
	for (guint i = 0; i < policy->notices->len; i++) {
		const Notice *notice = policy->notices->pdata[i];

		if (g_strcmp0(notice->name, name) == 0)
			return notice;
	}
	return NULL;
}

gboolean policy_asks(const Policy *policy, Action action)
{
	for (guint i = 0; i < policy->rules->len; i++) {
		const Rule *rule = policy->rules->pdata[i];

		if (rule->action == action)
			return TRUE;
	}
	return FALSE;
}
