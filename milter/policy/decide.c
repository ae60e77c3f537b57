/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * decide.c - findings x envelope x policy -> verdict.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   findings (already decoded and range-checked).
 * Effects:  none. No I/O, no clock, no globals.
 *
 * A mail has one verdict, the strictest that any rule asks for any of its
 * recipients; taking a recipient off behind the sender's back is not done.
 * The null sender is judged like any other.
 */
#include "policy/decide.h"

#include "base/utf8.h"
#include "policy/reason.h"
#include "policy/verdict-build.h"

/* One decision in the making. */
typedef struct Case {
	const Findings *findings;
	const Policy *policy;
	Verdict *verdict;
	Facts facts;
	const Route *nobody;	/* of a mail without recipients */
} Case;

static gboolean listed(char *const *names, const char *name)
{
	for (guint i = 0; names[i]; i++) {
		if (g_str_equal(names[i], name))
			return TRUE;
	}
	return FALSE;
}

/* A condition that is not stated matches everything. */
static gboolean stated(char *const *names)
{
	return names && names[0];
}

static gboolean agrees(Tri condition, gboolean fact)
{
	return condition == TRI_ANY || (condition == TRI_YES) == !!fact;
}

static gboolean level_matches(const Rule *rule, const Mark *class)
{
	return !stated(rule->levels) ||
	       (class && listed(rule->levels, class->level));
}

static gboolean route_matches(const Rule *rule, const Route *route)
{
	return !stated(rule->routes) || listed(rule->routes, route->name);
}

/* How many visible addresses the rule's routes would take. */
static guint64 count_visible(const Case *c, const Rule *rule)
{
	guint64 count = 0;

	for (guint i = 0; i < c->findings->visible->len; i++) {
		const Visible *visible = c->findings->visible->pdata[i];
		const Route *route = policy_route_of_domain(c->policy,
							    visible->domain);

		if (route_matches(rule, route))
			count += visible->count;
	}
	return count;
}

static gboolean too_many_visible(const Case *c, const Rule *rule,
				 guint64 visible)
{
	return rule->visible_over < 0 || c->findings->visible_overflow ||
	       visible > (guint64)rule->visible_over;
}

static gboolean restriction_matches(const Case *c, const Rule *rule)
{
	return !stated(rule->restrictions) ||
	       reason_restriction(rule, c->findings) != NULL;
}

static gboolean guard_matches(Guard guard, const Facts *facts)
{
	const gboolean matches[GUARD_COUNT] = {
		[GUARD_ANY]        = TRUE,
		[GUARD_NO]         = !facts->protected,
		[GUARD_YES]        = facts->protected,
		[GUARD_STRONG]     = facts->protected && !facts->weak,
		[GUARD_NOT_STRONG] = !facts->protected || facts->weak,
	};

	return matches[guard];
}

/* Everything but the route and the visible addresses. */
static gboolean mail_matches(const Case *c, const Rule *rule)
{
	return level_matches(rule, c->facts.class) &&
	       restriction_matches(c, rule) &&
	       agrees(rule->labelled, c->facts.labelled) &&
	       agrees(rule->understated, c->facts.understated) &&
	       agrees(rule->virus, c->findings->viruses->len > 0) &&
	       agrees(rule->problem,
		      reason_problem(rule, c->findings) != NULL) &&
	       agrees(rule->unscanned, c->facts.unscanned != NULL) &&
	       agrees(rule->password_follows,
		      c->findings->password_follows->len > 0) &&
	       agrees(rule->signatures_old, c->findings->signatures_old) &&
	       guard_matches(rule->protected, &c->facts);
}

static gboolean goes_to(const Case *c, const Rule *rule)
{
	const GPtrArray *recipients = c->verdict->recipients;

	if (recipients->len == 0)
		return route_matches(rule, c->nobody);
	for (guint i = 0; i < recipients->len; i++) {
		const Judged *judged = recipients->pdata[i];

		if (route_matches(rule, judged->route))
			return TRUE;
	}
	return FALSE;
}

/* Applies a terminal action to whom the rule is about, and to the mail. */
static void enforce(Case *c, const Rule *rule)
{
	GPtrArray *recipients = c->verdict->recipients;

	for (guint i = 0; i < recipients->len; i++) {
		Judged *judged = recipients->pdata[i];

		if (route_matches(rule, judged->route))
			judged->action = MAX(judged->action, rule->action);
	}
	c->verdict->action = MAX(c->verdict->action, rule->action);
}

static void record(Case *c, const Rule *rule, guint64 visible)
{
	Match *match = verdict_add_match(c->verdict, rule);

	match->why = reason_of_match(rule, c->findings, &c->facts, visible);
	match->declared_exception = rule->action == ACTION_HIDE_RECIPIENTS &&
				    c->findings->share_recipients;
	for (guint i = 0; i < c->verdict->recipients->len; i++) {
		const Judged *judged = c->verdict->recipients->pdata[i];

		if (route_matches(rule, judged->route))
			g_ptr_array_add(match->recipients,
					(gpointer)(guintptr)judged->address);
	}
	if (rule->mode == MODE_MONITOR)
		return;
	if (ACTION_IS_TERMINAL(rule->action))
		enforce(c, rule);
	else if (rule->action == ACTION_ENCRYPT)
		c->verdict->encrypt = c->verdict->encrypt ?
				      c->verdict->encrypt : match;
	else if (!match->declared_exception)
		c->verdict->hide_recipients = TRUE;
}

static void judge(Case *c, const Rule *rule)
{
	guint64 visible = 0;

	if (!mail_matches(c, rule) || !goes_to(c, rule))
		return;
	if (rule->visible_over >= 0)
		visible = count_visible(c, rule);
	if (too_many_visible(c, rule, visible))
		record(c, rule, visible);
}

/* The first that was obeyed; the answer to the sender speaks of it. */
static const Match *find_cause(const Verdict *verdict)
{
	for (guint i = 0; i < verdict->matches->len; i++) {
		const Match *match = verdict->matches->pdata[i];

		if (match->rule->mode == MODE_ENFORCE &&
		    match->rule->action == verdict->action)
			return match;
	}
	return NULL;
}

/* ---- what encryption cannot do -------------------------------------------- */

/* In doubt two spellings are two recipients; that only refuses more. */
static GHashTable *addresses(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

/* Somebody who gets the mail and whom its header does not show. */
static gboolean has_blind_recipient(const Case *c)
{
	const GPtrArray *recipients = c->verdict->recipients;
	g_autoptr(GHashTable) shown = addresses();

	for (guint i = 0; i < c->findings->to->len; i++)
		g_hash_table_add(shown, utf8_fold(c->findings->to->pdata[i]));
	for (guint i = 0; i < recipients->len; i++) {
		const Judged *judged = recipients->pdata[i];
		g_autofree char *key = utf8_fold(judged->address);

		if (!g_hash_table_contains(shown, key))
			return TRUE;
	}
	return FALSE;
}

static guint count_recipients(const Verdict *verdict)
{
	g_autoptr(GHashTable) seen = addresses();

	for (guint i = 0; i < verdict->recipients->len; i++) {
		const Judged *judged = verdict->recipients->pdata[i];

		g_hash_table_add(seen, utf8_fold(judged->address));
	}
	return g_hash_table_size(seen);
}

/*
 * One mail has one content for all its recipients, and the list of keys in
 * it (RFC 5652 6.2) names each of them to all the others.
 */
static void judge_encryption(Case *c)
{
	Verdict *verdict = c->verdict;

	if (!verdict->encrypt || count_recipients(verdict) < 2)
		return;
	if (!verdict->hide_recipients && !has_blind_recipient(c))
		return;
	for (guint i = 0; i < verdict->recipients->len; i++)
		((Judged *)verdict->recipients->pdata[i])->action =
			ACTION_REJECT;
	verdict_refuse(verdict, verdict->hide_recipients ?
		"It has to be encrypted, and an encrypted mail shows each "
		"recipient who else received it, but they must not see one "
		"another; send it to each one alone." :
		"It has to be encrypted, and an encrypted mail shows each "
		"recipient who else received it, but some get a blind copy; "
		"send it to each one alone, or name all in To and Cc.");
}

static void find_recipients(Case *c, const Envelope *envelope)
{
	for (guint i = 0; i < envelope->recipients->len; i++) {
		const Recipient *to = envelope->recipients->pdata[i];

		verdict_add_recipient(c->verdict, to->address,
				      policy_route(c->policy, to->address,
						   to->next_hop));
	}
	c->nobody = policy_route_of_domain(c->policy, "");
}

static const Part *first_unscanned(const Findings *findings)
{
	for (guint i = 0; i < findings->parts->len; i++) {
		const Part *part = findings->parts->pdata[i];

		if (part->unscanned)
			return part;
	}
	return NULL;
}

Verdict *decide(const Findings *findings, const Envelope *envelope,
		const Policy *policy, gint64 now)
{
	g_autoptr(Verdict) verdict = verdict_new();
	g_autofree char *readable = NULL;
	Case c = { .findings = findings, .policy = policy,
		   .verdict = verdict };
	Facts *facts = &c.facts;

	(void)now;	/* for exceptions that end */
	facts->class = findings_class(findings);
	facts->labelled = findings->declared != NULL;
	facts->understated = facts->labelled && facts->class &&
			     findings->declared_rank < facts->class->rank;
	facts->protected = protection_holds(findings, policy->cover_note_limit,
					    &readable);
	facts->readable = readable;
	facts->weak = protection_weakness(findings);
	facts->unscanned = first_unscanned(findings);
	find_recipients(&c, envelope);
	for (guint i = 0; i < policy->rules->len; i++)
		judge(&c, policy->rules->pdata[i]);
	verdict->cause = find_cause(verdict);
	judge_encryption(&c);
	return g_steal_pointer(&verdict);
}
