/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * mail-inspect.h - whole mails through the inspector, and what it says of
 * them on one line.
 */
#ifndef TESTS_UNIT_MAIL_INSPECT_H
#define TESTS_UNIT_MAIL_INSPECT_H

#include <string.h>

#include "../fuzz/demo-brief.h"
#include "findings/findings-json.h"
#include "inspect/inspect.h"

#define PATIENCE_US (60 * G_USEC_PER_SEC)

/* What the milter reads must be what the inspector meant. */
static inline void must_be_believed(const Findings *findings,
				    const Brief *brief)
{
	g_autoptr(json_t) json = findings_to_json(findings);
	g_autoptr(GError) error = NULL;
	g_autoptr(Findings) back = NULL;
	char *text;

	g_assert_nonnull(json);
	text = json_dumps(json, JSON_COMPACT);
	back = findings_from_json(text, strlen(text), brief, &error);
	free(text);
	g_assert_no_error(error);
}

/* Takes @brief; NULL: the levels of the demonstration. */
static inline Findings *inspected_with(Brief *brief, const void *bytes,
				       gsize size, gint64 budget_us)
{
	Brief *own = brief ? brief : demo_brief();
	g_autofree char *copy = brief_to_json(own);
	g_autoptr(Brief) same = brief_from_json(copy, strlen(copy), NULL);
	g_autoptr(Inspector) inspector = inspector_new(&own, NULL);
	Findings *findings;

	g_assert_nonnull(inspector);
	g_assert_nonnull(same);
	findings = inspect_mail(inspector, bytes, size,
				g_get_monotonic_time() + budget_us, TRUE);
	must_be_believed(findings, same);
	return findings;
}

static inline Findings *inspected(const char *mail)
{
	return inspected_with(NULL, mail, strlen(mail), PATIENCE_US);
}

/* "1=body 2=attachment:a.zip 2/x=member:x" */
static inline char *parts_of(const Findings *findings)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < findings->parts->len; i++) {
		const Part *part = findings->parts->pdata[i];

		g_string_append_printf(all, "%s%s=%s%s%s", i > 0 ? " " : "",
				       part->id, part_role_name(part->role),
				       part->name ? ":" : "",
				       part->name ? part->name : "");
	}
	return g_string_free(all, FALSE);
}

/* "subject::3 body:1:2": place, part, rank */
static inline char *marks_of(const Findings *findings)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < findings->marks->len; i++) {
		const Mark *mark = findings->marks->pdata[i];

		g_string_append_printf(all, "%s%s:%s:%u", i > 0 ? " " : "",
				       place_name(mark->place), mark->part,
				       mark->rank);
	}
	return g_string_free(all, FALSE);
}

/* "malformed limit", in order, each kind once in a row */
static inline char *problems_of(const Findings *findings)
{
	GString *all = g_string_new(NULL);
	const char *last = "";

	for (guint i = 0; i < findings->problems->len; i++) {
		const Problem *problem = findings->problems->pdata[i];
		const char *kind = problem_kind_name(problem->kind);

		if (g_str_equal(kind, last))
			continue;
		last = kind;
		g_string_append_printf(all, "%s%s", all->len > 0 ? " " : "",
				       kind);
	}
	return g_string_free(all, FALSE);
}

static inline guint visible_of(const Findings *findings)
{
	guint count = 0;

	for (guint i = 0; i < findings->visible->len; i++)
		count += ((Visible *)findings->visible->pdata[i])->count;
	return count;
}

#endif
