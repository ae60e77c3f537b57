/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_act_changes.c - which header fields are changed, and in which order.
 */
#include "act/changes.h"

#include "policy/verdict-build.h"

typedef struct Case {
	const char *name;
	Action action;
	gboolean hide;
	guint fields[FIELD_COUNT];	/* To Cc Resent-To Resent-Cc share */
	const char *plan;
	const char *described;
} Case;

static const Case cases[] = {
	{ "nothing-is-changed-without-need", ACTION_ACCEPT, FALSE,
	  { 1, 1, 0, 0, 0 }, "", "" },
	{ "to-is-replaced-and-cc-removed", ACTION_ACCEPT, TRUE,
	  { 1, 1, 0, 0, 0 },
	  "replace To 1=undisclosed-recipients:;|delete Cc 1|",
	  "To: undisclosed-recipients:;|Cc: removed|" },
	{ "the-highest-instance-goes-first", ACTION_ACCEPT, TRUE,
	  { 3, 2, 0, 0, 0 },
	  "delete To 3|delete To 2|replace To 1=undisclosed-recipients:;|"
	  "delete Cc 2|delete Cc 1|",
	  "To: undisclosed-recipients:;|To: removed (2)|Cc: removed (2)|" },
	{ "a-to-is-added-where-only-a-cc-was", ACTION_HOLD, TRUE,
	  { 0, 1, 0, 0, 0 },
	  "add To 1=undisclosed-recipients:;|delete Cc 1|",
	  "To: undisclosed-recipients:;|Cc: removed|" },
	{ "resent-fields-go-without-replacement", ACTION_ACCEPT, TRUE,
	  { 1, 0, 2, 1, 0 },
	  "replace To 1=undisclosed-recipients:;|delete Resent-To 2|"
	  "delete Resent-To 1|delete Resent-Cc 1|",
	  "To: undisclosed-recipients:;|Resent-To: removed (2)|"
	  "Resent-Cc: removed|" },
	{ "a-mail-without-recipients-gets-none", ACTION_ACCEPT, TRUE,
	  { 0, 0, 0, 0, 0 }, "", "" },
	{ "the-declaration-never-leaves", ACTION_ACCEPT, FALSE,
	  { 1, 1, 0, 0, 2 },
	  "delete X-Share 2|delete X-Share 1|", "X-Share: removed (2)|" },
	{ "the-declaration-goes-with-the-rest", ACTION_ACCEPT, TRUE,
	  { 1, 0, 0, 0, 1 },
	  "replace To 1=undisclosed-recipients:;|delete X-Share 1|",
	  "To: undisclosed-recipients:;|X-Share: removed|" },
	{ "a-refused-mail-is-not-changed", ACTION_REJECT, TRUE,
	  { 1, 1, 1, 1, 1 }, "", "" },
	{ "a-deferred-mail-is-not-changed", ACTION_TEMPFAIL, TRUE,
	  { 1, 1, 1, 1, 1 }, "", "" },
};

static void test_case(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(Verdict) verdict = verdict_new();
	g_autoptr(Findings) findings = findings_new();
	g_autoptr(GPtrArray) plan = NULL;
	g_autoptr(GPtrArray) lines = NULL;
	g_autoptr(GString) planned = g_string_new(NULL);
	g_autoptr(GString) described = g_string_new(NULL);

	verdict->action = c->action;
	verdict->hide_recipients = c->hide;
	for (guint i = 0; i < FIELD_COUNT; i++)
		findings->fields[i] = c->fields[i];
	plan = changes_plan(verdict, findings, "X-Share");
	for (guint i = 0; i < plan->len; i++) {
		const Change *change = plan->pdata[i];

		g_string_append_printf(planned, "%s %s %u%s%s|",
				       change_kind_name(change->kind),
				       change->field, change->instance,
				       change->value ? "=" : "",
				       change->value ? change->value : "");
	}
	g_assert_cmpstr(planned->str, ==, c->plan);
	lines = changes_describe(plan);
	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(described, "%s|",
				       (const char *)lines->pdata[i]);
	g_assert_cmpstr(described->str, ==, c->described);
}

/*
 * Applied to a header in which deleted fields move up (Postfix), and to one
 * in which they leave a hole (Sendmail), the plan leaves the same behind.
 */
static char *apply(const GPtrArray *plan, guint to, guint cc, gboolean holes)
{
	g_autoptr(GPtrArray) header = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) left = g_string_new(NULL);

	for (guint i = 1; i <= to; i++)
		g_ptr_array_add(header, g_strdup_printf("To:%u", i));
	for (guint i = 1; i <= cc; i++)
		g_ptr_array_add(header, g_strdup_printf("Cc:%u", i));
	for (guint i = 0; i < plan->len; i++) {
		const Change *change = plan->pdata[i];
		guint seen = 0;

		for (guint k = 0; k < header->len; k++) {
			char *field = header->pdata[k];

			if (!g_str_has_prefix(field[0] == '-' ? field + 1 :
					      field, change->field) ||
			    ++seen != change->instance)
				continue;
			if (change->kind == CHANGE_REPLACE) {
				g_free(field);
				header->pdata[k] = g_strdup("To:hidden");
			} else if (holes) {
				header->pdata[k] = g_strconcat("-", field,
							       NULL);
				g_free(field);
			} else {
				g_ptr_array_remove_index(header, k);
			}
			break;
		}
	}
	for (guint k = 0; k < header->len; k++) {
		const char *field = header->pdata[k];

		if (*field != '-')
			g_string_append(left, field);
	}
	return g_string_free(g_steal_pointer(&left), FALSE);
}

static void test_both_mtas(void)
{
	for (guint to = 1; to < 5; to++) {
		for (guint cc = 0; cc < 4; cc++) {
			g_autoptr(Verdict) verdict = verdict_new();
			g_autoptr(Findings) findings = findings_new();
			g_autoptr(GPtrArray) plan = NULL;
			g_autofree char *moved = NULL;
			g_autofree char *holes = NULL;

			verdict->hide_recipients = TRUE;
			findings->fields[FIELD_TO] = to;
			findings->fields[FIELD_CC] = cc;
			plan = changes_plan(verdict, findings, "X");
			moved = apply(plan, to, cc, FALSE);
			holes = apply(plan, to, cc, TRUE);
			g_assert_cmpstr(moved, ==, "To:hidden");
			g_assert_cmpstr(holes, ==, "To:hidden");
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/act/changes/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/act/changes/the-order-suits-both-mail-servers",
			test_both_mtas);
	return g_test_run();
}
