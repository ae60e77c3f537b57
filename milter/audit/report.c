/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * report.c - the JSON object of one mail.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   nothing about the strings: JSON is UTF-8, the envelope need not
 *           be, and a string that Jansson refuses would lose its key.
 * Effects:  none.
 */
#include "audit/report.h"

#include "findings/findings-json.h"
#include "policy/policy.h"

static json_t *text_or_null(const char *text)
{
	g_autofree char *valid = NULL;

	if (!text)
		return json_null();
	valid = g_utf8_make_valid(text, -1);
	return json_string(valid);
}

static void put(json_t *object, const char *key, json_t *value)
{
	int failed = json_object_set_new_nocheck(object, key, value);

	g_assert(failed == 0);	/* only without memory, or NULL */
}

static json_t *texts(const GPtrArray *list)
{
	json_t *array = json_array();

	for (guint i = 0; list && i < list->len; i++)
		json_array_append_new(array, text_or_null(list->pdata[i]));
	return array;
}

static json_t *match_json(const Match *match)
{
	const Rule *rule = match->rule;
	json_t *object = json_object();

	put(object, "name", text_or_null(rule->name));
	put(object, "clause", text_or_null(rule->clause));
	put(object, "action", text_or_null(action_name(rule->action)));
	put(object, "recipients", texts(match->recipients));
	put(object, "why", text_or_null(match->why));
	if (rule->mode == MODE_MONITOR)
		put(object, "mode", text_or_null(rule_mode_name(rule->mode)));
	if (match->declared_exception)
		put(object, "exception", json_true());
	return object;
}

static json_t *matches_json(const Verdict *verdict)
{
	json_t *array = json_array();

	for (guint i = 0; verdict && i < verdict->matches->len; i++)
		json_array_append_new(array,
				      match_json(verdict->matches->pdata[i]));
	return array;
}

static json_t *recipient_json(const char *address, const char *route,
			      Action action)
{
	json_t *object = json_object();

	put(object, "address", text_or_null(address));
	put(object, "route", text_or_null(route));
	put(object, "action", text_or_null(action_name(action)));
	return object;
}

/* Without a decision, everybody gets what was answered. */
static json_t *recipients_json(const Report *report)
{
	const GPtrArray *list = report->envelope->recipients;
	json_t *array = json_array();

	for (guint i = 0; !report->verdict && i < list->len; i++) {
		const Recipient *to = list->pdata[i];

		json_array_append_new(array,
			recipient_json(to->address, NULL, report->action));
	}
	for (guint i = 0; report->verdict &&
	     i < report->verdict->recipients->len; i++) {
		const Judged *judged = report->verdict->recipients->pdata[i];

		json_array_append_new(array,
			recipient_json(judged->address, judged->route->name,
				       judged->action));
	}
	return array;
}

static void put_class(json_t *object, const Findings *findings)
{
	const Mark *class = findings ? findings_class(findings) : NULL;

	put(object, "class", text_or_null(class ? class->level : NULL));
	put(object, "rank", json_integer(class ? class->rank : 0));
	put(object, "declared",
	    text_or_null(findings ? findings->declared : NULL));
	put(object, "restrictions",
	    texts(findings ? findings->restrictions : NULL));
}

static void put_findings(json_t *object, const Findings *findings)
{
	static const struct {
		const char *key;
		json_t *(*to_json)(const Findings *);
	} lists[] = {
		{ "marks", findings_marks_json },
		{ "parts", findings_parts_json },
		{ "viruses", findings_viruses_json },
		{ "problems", findings_problems_json },
	};

	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		put(object, lists[i].key, findings ?
		    lists[i].to_json(findings) : json_array());
}

static void put_report(json_t *object, const Report *report)
{
	if (report->file)
		put(object, "file", text_or_null(report->file));
	put(object, "action", text_or_null(action_name(report->action)));
	put(object, "reply", text_or_null(report->reply ? report->reply : ""));
	put_class(object, report->findings);
	put(object, "rules", matches_json(report->verdict));
	put_findings(object, report->findings);
	put(object, "password_follows", texts(report->findings ?
	    report->findings->password_follows : NULL));
	put(object, "recipients", recipients_json(report));
	put(object, "changes", texts(report->changes));
	if (report->failure)
		put(object, "failure", text_or_null(report->failure));
}

json_t *report_to_json(const Report *report)
{
	json_t *object = json_object();

	put_report(object, report);
	return object;
}

/* RFC 3339, UTC, milliseconds. */
static char *show_time(gint64 now)
{
	g_autoptr(GDateTime) when =
		g_date_time_new_from_unix_utc(now / G_USEC_PER_SEC);
	g_autofree char *seconds =
		when ? g_date_time_format(when, "%Y-%m-%dT%H:%M:%S") : NULL;

	return g_strdup_printf("%s.%03dZ",
			       seconds ? seconds : "0000-00-00T00:00:00",
			       (int)(now % G_USEC_PER_SEC / 1000));
}

static void put_envelope(json_t *object, const Envelope *envelope)
{
	json_t *client = json_object();

	put(client, "name", text_or_null(envelope->client_name));
	put(client, "address", text_or_null(envelope->client_address));
	put(object, "incident", text_or_null(envelope->incident));
	put(object, "queue_id", text_or_null(envelope->queue_id));
	put(object, "client", client);
	put(object, "helo", text_or_null(envelope->helo));
	put(object, "auth_user", text_or_null(envelope->auth_user));
	put(object, "sender", text_or_null(envelope->sender));
}

char *report_to_record(const Report *report, gint64 now)
{
	g_autoptr(json_t) object = json_object();
	g_autofree char *when = show_time(now);
	char *dumped;
	char *line;

	put(object, "time", text_or_null(when));
	put_envelope(object, report->envelope);
	put_report(object, report);
	dumped = json_dumps(object, JSON_COMPACT);
	g_assert(dumped);
	line = g_strdup(dumped);
	free(dumped);	/* Jansson's own allocation */
	return line;
}
