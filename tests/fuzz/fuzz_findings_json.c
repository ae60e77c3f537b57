/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_findings_json.c - what a worker may say: refused with a reason, or
 * believed, and then it says the same when written again.
 */
#include <string.h>

#include "base/error.h"
#include "demo-brief.h"
#include "findings/findings-json.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static char *written(const Findings *findings)
{
	g_autoptr(json_t) json = findings_to_json(findings);
	char *text;

	g_assert_nonnull(json);
	text = json_dumps(json, JSON_COMPACT);
	g_assert_nonnull(text);
	return text;
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(Brief) brief = demo_brief();
	g_autoptr(GError) error = NULL;
	g_autoptr(Findings) findings = NULL;
	g_autoptr(Findings) back = NULL;
	char *first, *second;

	brief->remember_locks = TRUE;
	findings = findings_from_json((const char *)data, size, brief, &error);
	if (!findings) {
		g_assert_error(error, FAIL_DOMAIN, FAIL_WORKER);
		return 0;
	}
	first = written(findings);
	back = findings_from_json(first, strlen(first), brief, &error);
	g_assert_no_error(error);
	second = written(back);
	g_assert_cmpstr(first, ==, second);
	free(first);
	free(second);
	return 0;
}
