/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * reply.c - what the mail server answers the sender.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   nothing about the names in it; every line is escaped.
 * Effects:  none.
 */
#include "act/reply.h"

#include <string.h>

#include "base/escape.h"

/* In a single line, room that the reason leaves for rule, id and advice. */
#define SHORT_REASON_BYTES 180

/*
 * How an action is told. RFC 5321 4.2 and RFC 3463: the first digits of code
 * and enhanced code agree, or MTAs drop the text.
 */
static const struct {
	int code;
	const char *enhanced;
	const char *opening;
} answers[ACTION_COUNT] = {
	[ACTION_TEMPFAIL] = { 451, "4.7.1", "Deferred, not refused." },
	[ACTION_REJECT]   = { 550, "5.7.1", "Refused." },
};

void reply_free(Reply *reply)
{
	if (!reply)
		return;
	g_free(reply->enhanced);
	g_ptr_array_unref(reply->lines);
	g_free(reply);
}

static Reply *reply_new(int code, const char *enhanced)
{
	Reply *reply = g_new0(Reply, 1);

	reply->code = code;
	reply->enhanced = g_strdup(enhanced);
	reply->lines = g_ptr_array_new_with_free_func(g_free);
	return reply;
}

/* ---- from UTF-8 to what may be said ----------------------------------- */

static gint by_length(gconstpointer a, gconstpointer b)
{
	const Level *left = *(const Level *const *)a;
	const Level *right = *(const Level *const *)b;
	gsize first = strlen(left->name), second = strlen(right->name);

	return first > second ? -1 : first < second;
}

/* "機密性3" would come out as "???3"; its rank says the same in ASCII. */
static char *with_ranks(const char *text, const Policy *policy)
{
	g_autoptr(GPtrArray) levels = g_ptr_array_new();
	g_autoptr(GString) out = g_string_new(text);

	for (guint i = 0; i < policy->levels->len; i++)
		g_ptr_array_add(levels, policy->levels->pdata[i]);
	g_ptr_array_sort(levels, by_length);
	for (guint i = 0; i < levels->len; i++) {
		const Level *level = levels->pdata[i];
		g_autofree char *rank = g_strdup_printf("class rank %u",
							level->rank);

		if (*level->name && !g_str_is_ascii(level->name))
			g_string_replace(out, level->name, rank, 0);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static char *reason(const Match *match, const Envelope *envelope,
		    const Policy *policy, gsize max_bytes)
{
	g_autofree char *ranked = envelope->smtputf8 ? NULL :
				  with_ranks(match->why, policy);

	return escape_reply(ranked ? ranked : match->why, max_bytes,
			    envelope->smtputf8);
}

/* Of "第4 4(4)" ASCII keeps "4 4(4)". */
static char *label(const char *text, const Envelope *envelope)
{
	g_autoptr(GString) out = g_string_new(NULL);

	if (envelope->smtputf8)
		return escape_reply(text, REPLY_MAX_BYTES / 4, TRUE);
	for (const char *at = text; *at; at++) {
		if (g_ascii_isprint(*at))
			g_string_append_c(out, *at);
	}
	g_string_truncate(out, MIN(out->len, REPLY_MAX_BYTES / 4));
	return g_strstrip(g_string_free(g_steal_pointer(&out), FALSE));
}

/* ---- what is said ----------------------------------------------------- */

/*
 * The sender named every recipient in this very transaction, so naming some
 * of them again reveals nothing; a long list would only hide the rest.
 */
#define NAMED_RECIPIENTS 3
#define ADDRESS_MAX_BYTES 80

static void append_recipients(GString *out, const GPtrArray *recipients,
			      const Envelope *envelope)
{
	guint named = MIN(recipients->len, NAMED_RECIPIENTS);

	for (guint i = 0; i < named; i++) {
		g_autofree char *address =
			escape_reply(recipients->pdata[i], ADDRESS_MAX_BYTES,
				     envelope->smtputf8);

		g_string_append_printf(out, "%s %s", i ? "," : ", for",
				       address);
	}
	if (recipients->len > named)
		g_string_append_printf(out, " and %u more",
				       recipients->len - named);
}

/* "Rule k2-readable, clause 4 4(3), for a@example.com, b@example.com." */
static char *which_rule(const Match *match, const Verdict *verdict,
			const Envelope *envelope)
{
	g_autofree char *name = label(match->rule->name, envelope);
	g_autofree char *clause = label(match->rule->clause, envelope);
	g_autoptr(GString) out = g_string_new("Rule");

	if (*name)
		g_string_append_printf(out, " %s", name);
	if (*clause)
		g_string_append_printf(out, ", clause %s", clause);
	if (match->recipients->len < verdict->recipients->len)
		append_recipients(out, match->recipients, envelope);
	g_string_append_c(out, '.');
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* The rule's own notice, the one called like it, or the action's. */
static const char *advice_of(const Rule *rule, const Policy *policy)
{
	const char *names[] = { rule->notice, rule->name,
				action_name(rule->action) };

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		const Notice *notice = policy_notice(policy, names[i]);

		if (names[i] && notice)
			return notice->advice;
	}
	return "";
}

/* Another enforced rule that says the same as the cause. */
static const Match *second_cause(const Verdict *verdict)
{
	for (guint i = 0; i < verdict->matches->len; i++) {
		const Match *match = verdict->matches->pdata[i];

		if (match != verdict->cause &&
		    match->rule->mode == MODE_ENFORCE &&
		    match->rule->action == verdict->action)
			return match;
	}
	return NULL;
}

static void say(Reply *reply, const Envelope *envelope, const char *text)
{
	char *line = escape_reply(text, REPLY_MAX_BYTES, envelope->smtputf8);

	if (*line)
		g_ptr_array_add(reply->lines, line);
	else
		g_free(line);
}

static void say_incident(Reply *reply, const Envelope *envelope)
{
	g_autofree char *line = g_strdup_printf("Incident %s",
						envelope->incident);

	say(reply, envelope, line);
}

/* Postfix shows continuation lines to users of sendmail(1) as they are. */
static void explain_shortly(Reply *reply, const Verdict *verdict,
			    const Envelope *envelope, const Policy *policy)
{
	const Match *cause = verdict->cause;
	g_autofree char *why = reason(cause, envelope, policy,
				      SHORT_REASON_BYTES);
	g_autofree char *rule = which_rule(cause, verdict, envelope);
	g_autofree char *line = g_strdup_printf("%s %s %s Incident %s. %s",
		answers[verdict->action].opening, why, rule,
		envelope->incident, advice_of(cause->rule, policy));

	say(reply, envelope, line);
}

static void explain(Reply *reply, const Verdict *verdict,
		    const Envelope *envelope, const Policy *policy)
{
	const Match *cause = verdict->cause;
	const Match *also = second_cause(verdict);
	g_autofree char *why = reason(cause, envelope, policy,
				      REPLY_MAX_BYTES);
	g_autofree char *first = g_strdup_printf("%s %s",
		answers[verdict->action].opening, why);
	g_autofree char *rule = which_rule(cause, verdict, envelope);

	say(reply, envelope, first);
	say(reply, envelope, rule);
	say(reply, envelope, advice_of(cause->rule, policy));
	if (also) {
		g_autofree char *other = reason(also, envelope, policy,
						REPLY_MAX_BYTES / 2);
		g_autofree char *name = which_rule(also, verdict, envelope);
		g_autofree char *line = g_strdup_printf("Also: %s %s", other,
							name);

		say(reply, envelope, line);
	}
	say_incident(reply, envelope);
}

Reply *reply_for_verdict(const Verdict *verdict, const Envelope *envelope,
			 const Policy *policy)
{
	Reply *reply;

	if (!answers[verdict->action].code)
		return NULL;
	reply = reply_new(answers[verdict->action].code,
			  answers[verdict->action].enhanced);
	if (!verdict->cause) {
		say(reply, envelope, answers[verdict->action].opening);
		say_incident(reply, envelope);
	} else if (envelope->local) {
		explain_shortly(reply, verdict, envelope, policy);
	} else {
		explain(reply, verdict, envelope, policy);
	}
	return reply;
}

static Reply *two_lines(int code, const char *enhanced, const char *text,
			const Envelope *envelope)
{
	Reply *reply = reply_new(code, enhanced);

	if (envelope->local) {
		g_autofree char *line = g_strdup_printf("%s Incident %s", text,
							envelope->incident);

		say(reply, envelope, line);
	} else {
		say(reply, envelope, text);
		say_incident(reply, envelope);
	}
	return reply;
}

Reply *reply_for_failure(const Envelope *envelope)
{
	return two_lines(451, "4.3.0", "The mail check failed; this is "
			 "temporary and nothing is wrong with your mail. It "
			 "is tried again by itself.", envelope);
}

Reply *reply_for_limit(const Envelope *envelope, const char *what,
		       const char *setting, guint64 limit)
{
	g_autofree char *text = g_strdup_printf("Refused: %s is larger than "
		"this gateway takes (%s = %" G_GUINT64_FORMAT "). Send less "
		"at a time.", what, setting, limit);

	return two_lines(552, "5.3.4", text, envelope);
}

char *reply_to_text(const Reply *reply)
{
	g_autoptr(GString) out = g_string_new(NULL);

	if (!reply)
		return g_strdup("");
	g_string_append_printf(out, "%d %s", reply->code, reply->enhanced);
	for (guint i = 0; i < reply->lines->len; i++)
		g_string_append_printf(out, " %s",
				       (char *)reply->lines->pdata[i]);
	return g_string_free(g_steal_pointer(&out), FALSE);
}
