/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_audit_report.c - the JSON object of one mail.
 */
#include "audit/report.h"

#include <string.h>

#include "config/config.h"
#include "findings/findings-json.h"
#include "policy/decide.h"

/* A mail with something in every list. */
static Findings *rich_findings(void)
{
	Findings *findings = findings_new();
	const Mark mark = { .level = (char[]){ "機密性2" }, .rank = 2,
			    .place = PLACE_SUBJECT,
			    .text = (char[]){ "【機密性２】" } };
	Part *part = findings_add_part(findings, "1.2", ROLE_ATTACHMENT);
	Visible *visible = g_new0(Visible, 1);

	part->name = g_strdup("名簿.xlsx");
	part->size = 12;
	part->protection = PROTECTION_SECRET;
	part->unscanned = TRUE;
	findings_add_mark(findings, &mark);
	findings_add_restriction(findings, "複製禁止");
	findings_add_virus(findings, "Eicar-Test-Signature", "1.2");
	findings_add_problem(findings, PROBLEM_LIMIT, "1.2", "too deep");
	findings->declared = g_strdup("機密性1");
	findings->declared_rank = 1;
	findings->share_recipients = TRUE;
	visible->domain = g_strdup("example.com");
	visible->count = 3;
	g_ptr_array_add(findings->visible, visible);
	return findings;
}

static Envelope *rich_envelope(void)
{
	Envelope *envelope = envelope_new();

	g_free(envelope->incident);
	envelope->incident = g_strdup("i-1");
	envelope->queue_id = g_strdup("Q1");
	envelope->client_address = g_strdup("192.0.2.1");
	envelope_add_recipient(envelope, "<a@example.com>", NULL);
	envelope_add_recipient(envelope, "b@police.example.jp", NULL);
	return envelope;
}

/* The keys of @object, in their order. */
static char *keys(const json_t *object)
{
	g_autoptr(GString) out = g_string_new(NULL);
	void *iter = json_object_iter((json_t *)(guintptr)object);

	for (; iter; iter = json_object_iter_next(
			     (json_t *)(guintptr)object, iter))
		g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "",
				       json_object_iter_key(iter));
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void assert_keys(const json_t *object, const char *wanted)
{
	g_autofree char *found = keys(object);

	g_assert_cmpstr(found, ==, wanted);
}

static const char *text(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	g_assert_true(json_is_string(value));
	return json_string_value(value);
}

static const json_t *rule(const json_t *report, const char *name)
{
	const json_t *rules = json_object_get(report, "rules");

	for (gsize i = 0; i < json_array_size(rules); i++) {
		const json_t *one = json_array_get(rules, i);

		if (g_str_equal(text(one, "name"), name))
			return one;
	}
	g_error("rule %s is not in the report", name);
}

#define KEYS "action reply class rank declared restrictions rules marks " \
	     "parts viruses problems password_follows recipients changes"

static void test_contract(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = config_load("conf/demo.conf", &error);
	g_autoptr(Findings) findings = rich_findings();
	g_autoptr(Envelope) envelope = rich_envelope();
	g_autoptr(Verdict) verdict = decide(findings, envelope,
					    config->policy, 0);
	g_autoptr(GPtrArray) changes = g_ptr_array_new();
	const Report report = {
		.file = "a.eml", .findings = findings, .envelope = envelope,
		.verdict = verdict, .action = verdict->action,
		.reply = "550 5.7.1 no", .changes = changes
	};
	g_autoptr(json_t) json = NULL;
	const json_t *to;

	g_ptr_array_add(changes, (char[]){ "To: undisclosed-recipients:;" });
	json = report_to_json(&report);
	assert_keys(json, "file " KEYS);
	g_assert_cmpstr(text(json, "file"), ==, "a.eml");
	g_assert_cmpstr(text(json, "action"), ==, "reject");
	g_assert_cmpstr(text(json, "reply"), ==, "550 5.7.1 no");
	g_assert_cmpstr(text(json, "class"), ==, "機密性2");
	g_assert_cmpstr(text(json, "declared"), ==, "機密性1");
	g_assert_cmpint(json_integer_value(json_object_get(json, "rank")), ==,
			2);
	to = json_array_get(json_object_get(json, "recipients"), 0);
	assert_keys(to, "address route action");
	g_assert_cmpstr(text(to, "address"), ==, "a@example.com");
	g_assert_cmpstr(text(to, "route"), ==, "internet");
	assert_keys(rule(json, "virus"), "name clause action recipients why");
	assert_keys(rule(json, "many-visible"),
		    "name clause action recipients why exception");
	assert_keys(rule(json, "unscanned"),
		    "name clause action recipients why mode");
	g_assert_cmpstr(text(rule(json, "unscanned"), "mode"), ==, "monitor");
	g_assert_cmpuint(json_array_size(json_object_get(
		rule(json, "not-inspected"), "recipients")), ==, 1);
	g_assert_cmpuint(json_array_size(json_object_get(json, "changes")),
			 ==, 1);
}

/* Inspection failed: the report has the same shape all the same. */
static void test_failure(void)
{
	g_autoptr(Envelope) envelope = rich_envelope();
	const Report report = { .envelope = envelope,
				.action = ACTION_TEMPFAIL,
				.failure = "no worker is free" };
	g_autoptr(json_t) json = report_to_json(&report);
	const json_t *to = json_array_get(json_object_get(json, "recipients"),
					  1);

	assert_keys(json, KEYS " failure");
	g_assert_true(json_is_null(json_object_get(json, "class")));
	g_assert_true(json_is_null(json_object_get(json, "declared")));
	g_assert_cmpint(json_integer_value(json_object_get(json, "rank")), ==,
			0);
	g_assert_cmpuint(json_array_size(json_object_get(json, "rules")), ==,
			 0);
	g_assert_cmpstr(text(to, "address"), ==, "b@police.example.jp");
	g_assert_true(json_is_null(json_object_get(to, "route")));
	g_assert_cmpstr(text(to, "action"), ==, "tempfail");
}

static void test_record(void)
{
	g_autoptr(Findings) findings = findings_new();
	g_autoptr(Envelope) envelope = rich_envelope();
	const Report report = { .findings = findings, .envelope = envelope,
				.action = ACTION_ACCEPT };
	g_autofree char *line = NULL;
	g_autoptr(json_t) json = NULL;
	const json_t *client;

	g_free(envelope->sender);
	envelope->sender = g_strdup("bad\xff\n\"@example.com");
	line = report_to_record(&report, G_GINT64_CONSTANT(1772366400045678));
	g_assert_null(strchr(line, '\n'));
	g_assert_true(g_utf8_validate(line, -1, NULL));
	json = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	g_assert_nonnull(json);
	assert_keys(json, "time incident queue_id client helo auth_user "
		    "sender " KEYS);
	g_assert_cmpstr(text(json, "time"), ==, "2026-03-01T12:00:00.045Z");
	g_assert_cmpstr(text(json, "queue_id"), ==, "Q1");
	g_assert_cmpstr(text(json, "sender"), ==,
			"bad\uFFFD\n\"@example.com");
	client = json_object_get(json, "client");
	assert_keys(client, "name address");
	g_assert_true(json_is_null(json_object_get(client, "name")));
	g_assert_true(json_is_null(json_object_get(json, "helo")));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/audit/report/has-every-key-in-order",
			test_contract);
	g_test_add_func("/audit/report/a-failure-has-the-same-shape",
			test_failure);
	g_test_add_func("/audit/report/a-record-is-one-line-whatever-is-in-it",
			test_record);
	return g_test_run();
}
