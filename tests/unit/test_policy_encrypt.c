/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_policy_encrypt.c - when a mail has to be encrypted, and when it is
 * refused because that would tell too much or comes too late.
 */
#include "policy/decide.h"

#include <string.h>

#define A "a@x.example"
#define B "b@x.example"

/* A policy that encrypts everything, and what else @more asks for. */
static Policy *encrypting(Action more)
{
	Policy *policy = policy_new();
	Route *route = g_new0(Route, 1);

	route->name = g_strdup("all");
	route->domains = g_new0(char *, 1);
	route->next_hops = g_new0(char *, 1);
	route->otherwise = TRUE;
	g_ptr_array_add(policy->routes, route);
	g_ptr_array_add(policy->rules, rule_new("seal", ACTION_ENCRYPT));
	if (more != ACTION_ACCEPT)
		g_ptr_array_add(policy->rules, rule_new("more", more));
	return policy;
}

static const struct {
	const char *name;
	const char *recipients;	/* of the envelope */
	const char *shown;	/* in To and Cc */
	Action more;
	Action action;
	const char *cause;	/* rule; NULL: none */
	const char *why;	/* in the reason of the cause */
} cases[] = {
	{ "one-visible-recipient-passes", A, A, ACTION_ACCEPT, ACTION_ACCEPT,
	  NULL, NULL },
	{ "one-blind-recipient-passes", A, "", ACTION_ACCEPT, ACTION_ACCEPT,
	  NULL, NULL },
	{ "one-hidden-recipient-passes", A, A, ACTION_HIDE_RECIPIENTS,
	  ACTION_ACCEPT, NULL, NULL },
	{ "the-same-recipient-twice-is-one", A " A@X.example", "",
	  ACTION_ACCEPT, ACTION_ACCEPT, NULL, NULL },
	{ "two-who-are-visible-pass", A " " B, B " A@X.EXAMPLE",
	  ACTION_ACCEPT, ACTION_ACCEPT, NULL, NULL },
	{ "two-with-a-blind-copy-are-refused", A " " B, A, ACTION_ACCEPT,
	  ACTION_REJECT, "seal", "blind copy" },
	{ "two-who-must-be-hidden-are-refused", A " " B, A " " B,
	  ACTION_HIDE_RECIPIENTS, ACTION_REJECT, "seal",
	  "must not see one another" },
	{ "a-held-mail-is-encrypted-too", A, A, ACTION_HOLD, ACTION_HOLD,
	  "more", NULL },
	{ "what-waits-is-refused-where-it-can-never-be-encrypted", A " " B,
	  A, ACTION_TEMPFAIL, ACTION_REJECT, "seal", "blind copy" },
	{ "a-refusal-by-a-rule-is-told-as-such", A " " B, A, ACTION_REJECT,
	  ACTION_REJECT, "more", NULL },
	{ "encryption-never-hides-what-is-refused", A, A, ACTION_REJECT,
	  ACTION_REJECT, "more", NULL },
	{ "a-mail-to-nobody-is-for-the-act-to-refuse", "", "", ACTION_ACCEPT,
	  ACTION_ACCEPT, NULL, NULL },
};

static void test_case(gconstpointer data)
{
	guint index = GPOINTER_TO_UINT(data);
	g_autoptr(Policy) policy = encrypting(cases[index].more);
	g_autoptr(Findings) findings = findings_new();
	g_autoptr(Envelope) envelope = envelope_new();
	g_auto(GStrv) to = g_strsplit(cases[index].recipients, " ", -1);
	g_auto(GStrv) shown = g_strsplit(cases[index].shown, " ", -1);
	g_autoptr(Verdict) verdict = NULL;

	for (guint i = 0; to[i]; i++)
		if (*to[i])
			envelope_add_recipient(envelope, to[i], NULL);
	for (guint i = 0; shown[i]; i++)
		g_ptr_array_add(findings->to, g_strdup(shown[i]));
	verdict = decide(findings, envelope, policy, 0);
	g_assert_nonnull(verdict->encrypt);
	g_assert_cmpint((int)verdict->action, ==, (int)cases[index].action);
	g_assert_cmpstr(verdict->cause ? verdict->cause->rule->name : NULL,
			==, cases[index].cause);
	if (cases[index].why)
		g_assert_nonnull(strstr(verdict->cause->why,
					cases[index].why));
}

static void test_monitored(void)
{
	g_autoptr(Policy) policy = encrypting(ACTION_ACCEPT);
	g_autoptr(Findings) findings = findings_new();
	g_autoptr(Envelope) envelope = envelope_new();
	g_autoptr(Verdict) verdict = NULL;

	((Rule *)policy->rules->pdata[0])->mode = MODE_MONITOR;
	envelope_add_recipient(envelope, A, NULL);
	envelope_add_recipient(envelope, B, NULL);
	verdict = decide(findings, envelope, policy, 0);
	g_assert_null(verdict->encrypt);
	g_assert_cmpint((int)verdict->action, ==, (int)ACTION_ACCEPT);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/policy/encrypt/%s",
							cases[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_case);
	}
	g_test_add_func("/policy/encrypt/a-monitored-rule-encrypts-nothing",
			test_monitored);
	return g_test_run();
}
