/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_mail.c - any bytes as a mail: what the inspector says of them must be
 * something that the milter believes.
 */
#include <string.h>

#include "demo-brief.h"
#include "findings/findings-json.h"
#include "inspect/inspect.h"

#define BUDGET_US ((gint64)10 * G_USEC_PER_SEC)

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static Inspector *inspector(void)
{
	static Inspector *only;

	if (!only) {
		Brief *brief = demo_brief();

		only = inspector_new(&brief, NULL);
		g_assert_nonnull(only);
	}
	return only;
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(Brief) brief = demo_brief();
	g_autoptr(Findings) findings =
		inspect_mail(inspector(), data, size,
			     g_get_monotonic_time() + BUDGET_US, TRUE);
	g_autoptr(json_t) json = findings_to_json(findings);
	g_autoptr(Findings) back = NULL;
	g_autoptr(GError) error = NULL;
	char *text;

	g_assert_nonnull(json);
	text = json_dumps(json, JSON_COMPACT);
	g_assert_nonnull(text);
	back = findings_from_json(text, strlen(text), brief, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(back->parts->len, ==, findings->parts->len);
	g_assert_cmpuint(back->marks->len, ==, findings->marks->len);
	free(text);
	return 0;
}
