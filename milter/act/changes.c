/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * changes.c - what is changed in a mail's header, as a plan.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   findings (decoded and range-checked).
 * Effects:  none.
 */
#include "act/changes.h"

#define NOBODY "undisclosed-recipients:;"

DEFINE_NAMES(ChangeKind, change_kind, CHANGE_COUNT,
	[CHANGE_REPLACE] = "replace",
	[CHANGE_DELETE]  = "delete",
	[CHANGE_ADD]     = "add");

void change_free(Change *change)
{
	if (!change)
		return;
	g_free(change->field);
	g_free(change->value);
	g_free(change);
}

void changes_add(GPtrArray *changes, ChangeKind kind, const char *field,
		 guint instance, const char *value)
{
	Change *change = g_new0(Change, 1);

	change->kind = kind;
	change->field = g_strdup(field);
	change->instance = instance;
	change->value = g_strdup(value);
	g_ptr_array_add(changes, change);
}

void changes_delete(GPtrArray *changes, const char *field, guint count,
		    guint kept)
{
	for (guint instance = count; instance > kept; instance--)
		changes_add(changes, CHANGE_DELETE, field, instance, NULL);
}

static void hide_recipients(GPtrArray *changes, const Findings *findings)
{
	static const Field removed[] = {
		FIELD_CC, FIELD_RESENT_TO, FIELD_RESENT_CC
	};
	guint to = findings->fields[FIELD_TO];

	changes_delete(changes, field_name(FIELD_TO), to, 1);
	if (to > 0)
		changes_add(changes, CHANGE_REPLACE, field_name(FIELD_TO), 1,
			    NOBODY);
	else if (findings->fields[FIELD_CC] > 0)
		changes_add(changes, CHANGE_ADD, field_name(FIELD_TO), 1, NOBODY);
	for (guint i = 0; i < G_N_ELEMENTS(removed); i++)
		changes_delete(changes, field_name(removed[i]),
			       findings->fields[removed[i]], 0);
}

GPtrArray *changes_plan(const Verdict *verdict, const Findings *findings,
			const char *share_header)
{
	GPtrArray *changes =
		g_ptr_array_new_with_free_func((GDestroyNotify)change_free);

	if (verdict->action == ACTION_REJECT ||
	    verdict->action == ACTION_TEMPFAIL)
		return changes;
	if (verdict->hide_recipients)
		hide_recipients(changes, findings);
	changes_delete(changes, share_header,
		       findings->fields[FIELD_SHARE_RECIPIENTS], 0);
	return changes;
}

static void describe_removed(GPtrArray *lines, const char *field, guint count)
{
	if (count == 0)
		return;
	g_ptr_array_add(lines, count == 1 ?
			g_strdup_printf("%s: removed", field) :
			g_strdup_printf("%s: removed (%u)", field, count));
}

GPtrArray *changes_describe(const GPtrArray *changes)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	guint removed = 0;

	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];
		const Change *next = i + 1 < changes->len ?
				     changes->pdata[i + 1] : NULL;

		removed += change->kind == CHANGE_DELETE;
		if (change->kind != CHANGE_DELETE)
			g_ptr_array_add(lines,
				g_strdup_printf("%s: %s", change->field,
						change->value));
		if (next && g_str_equal(next->field, change->field))
			continue;
		describe_removed(lines, change->field, removed);
		removed = 0;
	}
	return lines;
}
