/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_flow.c - text and where it stands.
 */
#include "documents/flow.h"

#include <string.h>

#define PAGES 7
#define LINES 3000

/* Every line says itself where it stands. */
static void fill(Flow *flow)
{
	for (guint page = 1; page <= PAGES; page++) {
		flow_at(flow, "page %u", page);
		for (guint line = 1; line <= LINES; line++) {
			g_autofree char *text = g_strdup_printf(
				"page %u, line %u", page, line);

			flow_put(flow, text, strlen(text));
			flow_line(flow);
		}
	}
}

static void test_every_line_is_found(void)
{
	g_autoptr(Flow) flow = flow_new(PLACE_TEXT, "line", 16 << 20);
	const char *at, *end;

	fill(flow);
	at = flow_text(flow);
	while ((end = strchr(at, '\n')) != NULL) {
		g_autofree char *said = g_strndup(at, (gsize)(end - at));
		g_autofree char *first = flow_where(flow,
			(gsize)(at - flow_text(flow)));
		g_autofree char *last = flow_where(flow,
			(gsize)(end - flow_text(flow)));

		g_assert_cmpstr(first, ==, said);
		g_assert_cmpstr(last, ==, said);
		at = end + 1;
	}
	g_assert_cmpstr(at, ==, "");
}

/* Lines of one byte: ends fall on every place that could be special. */
static void test_empty_lines_count(void)
{
	g_autoptr(Flow) flow = flow_new(PLACE_TEXT, "line", 1 << 20);

	for (guint i = 0; i < 20000; i++)
		flow_line(flow);
	for (gsize at = 0; at < 20000; at++) {
		g_autofree char *where = flow_where(flow, at);
		g_autofree char *wanted = g_strdup_printf(
			"line %" G_GSIZE_FORMAT, at + 1);

		g_assert_cmpstr(where, ==, wanted);
	}
}

static void test_what_does_not_fit_is_cut(void)
{
	g_autoptr(Flow) flow = flow_new(PLACE_TEXT, NULL, 4);

	flow_put(flow, "機密", strlen("機密"));
	g_assert_true(flow_is_cut(flow));
	g_assert_cmpstr(flow_text(flow), ==, "機");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/documents/flow/every-line-is-found",
			test_every_line_is_found);
	g_test_add_func("/documents/flow/empty-lines-count",
			test_empty_lines_count);
	g_test_add_func("/documents/flow/what-does-not-fit-is-cut",
			test_what_does_not_fit_is_cut);
	return g_test_run();
}
