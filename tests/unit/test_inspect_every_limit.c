/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_every_limit.c - each limit of inspection is reached by a mail
 * that goes over it, is said by its name, and is not said of a mail below it.
 *
 * A limit without a row here does not compile. Those that a single inspection
 * cannot reach name the test that does.
 */
#include "limit-mails.h"
#include "mail-inspect.h"

#define SIGNATURES "conf/demo-signatures"

typedef struct Case {
	const char *elsewhere;	/* the test that reaches it; else: */
	guint64 low;		/* the limit, where @over goes over it */
	char *(*over)(void);	/* (transfer full) */
	char *(*below)(void);	/* no problem with @low; NULL: none of @over
				 * with the default */
	const char *said;	/* in the problem; NULL: visible_overflow */
	const char *pattern;	/* of the highest level; nullable */
	gboolean scans;
} Case;

#define ROW(field) [offsetof(Limits, field) / sizeof(guint64)]
static const Case cases[] = {
	ROW(depth) = { .low = 2, .over = nested_mails, .said = "limit-depth" },
	ROW(parts) = { .low = 2, .over = five_parts, .said = "limit-parts" },
	ROW(header_bytes) = { .low = 4096, .over = long_header,
			      .said = "limit-header-bytes" },
	ROW(decoded_bytes) = { .low = 65536, .over = large_parts,
			       .said = "limit-decoded-bytes" },
	ROW(text_bytes) = { .low = 4096, .over = long_text,
			    .said = "limit-text-bytes" },
	ROW(addresses) = { .low = 10, .over = many_addresses },
	ROW(findings) = { .low = 10, .over = many_marks,
			  .said = "limit-findings" },
	ROW(scan_bytes) = { .low = 65536, .over = zip_for_the_scanner,
			    .said = "limit-scan-bytes", .scans = TRUE },
	ROW(scan_seconds) = { .low = 1, .over = zips_for_the_scanner,
			      .below = five_parts,
			      .said = "limit-scan-seconds", .scans = TRUE },
	ROW(scan_unpacked_bytes) = { .low = 65536,
				     .over = zip_for_the_scanner,
				     .said = "MaxScanSize", .scans = TRUE },
	ROW(scan_files) = { .low = 10, .over = zip_of_files,
			    .said = "MaxFiles", .scans = TRUE },
	ROW(scan_depth) = { .low = 2, .over = zip_in_zip,
			    .said = "MaxRecursion", .scans = TRUE },
	ROW(cells) = { .low = 1000, .over = csv_cells, .said = "limit-cells" },
	ROW(pages) = { .low = 1, .over = pdf_pages, .said = "limit-pages" },
	ROW(bookmarks) = { .low = 10, .over = pdf_bookmarks,
			   .said = "limit-bookmarks" },
	ROW(pdf_objects) = { .low = 100, .over = pdf_bookmarks,
			     .said = "limit-pdf-objects" },
	ROW(streams) = { .low = 1, .over = three_streams,
			 .said = "limit-streams" },
	ROW(compound_seconds) = { .elsewhere = "test_documents_cfb.c" },
	ROW(dictionary_bytes) = { .low = 65536, .over = large_dictionary,
				  .said = "limit-dictionary-bytes" },
	ROW(pattern_steps) = { .low = 100, .over = slow_to_match,
			       .said = "limit-pattern-steps",
			       .pattern = "(?:a|b)+?x" },
	ROW(pattern_seconds) = { .low = 1, .over = slow_lines,
				 .below = quick_line,
				 .said = "limit-pattern-seconds",
				 .pattern = "(a+)+$" },
	ROW(document_seconds) = { .low = 1, .over = pdf_forms,
				  .below = pdf_pages,
				  .said = "limit-document-seconds" },
	ROW(password_tries) = { .low = 1, .over = said_words,
				.said = "not all words" },
	ROW(password_words) = { .low = 1, .over = said_words,
				.said = "not all words" },
	ROW(password_milliseconds) = { .low = 10, .over = slow_words,
				       .below = five_parts,
				       .said = "time for trying" },
	ROW(worker_memory) = { .elsewhere = "limits.t" },
	ROW(worker_seconds) = { .elsewhere = "test_worker_confine.c" },
};
G_STATIC_ASSERT(sizeof cases / sizeof *cases ==
		sizeof(Limits) / sizeof(guint64));

/* The names by the same order. */
static const char *const names[] = {
#define X(field, fallback, least, most, help) #field,
	BRIEF_LIMITS(X)
#undef X
};

static guint64 *limit_of(Limits *limits, gsize i)
{
	return (guint64 *)(gpointer)limits + i;
}

static gboolean is_said(const Findings *findings, const char *said)
{
	if (!said)
		return findings->visible_overflow;
	for (guint i = 0; i < findings->problems->len; i++) {
		const Problem *problem = findings->problems->pdata[i];

		if (problem->kind == PROBLEM_LIMIT &&
		    strstr(problem->what, said))
			return TRUE;
	}
	return FALSE;
}

static Brief *brief_for(gsize i, gboolean low)
{
	Brief *brief = demo_brief();
	Level *highest = brief->levels->pdata[brief->levels->len - 1];

	if (cases[i].scans) {
		brief->signatures = g_strdup(SIGNATURES);
		g_free(brief->temporary);
		brief->temporary = g_strdup(g_get_tmp_dir());
	}
	if (cases[i].pattern) {
		g_strfreev(highest->patterns);
		highest->patterns = g_strsplit(cases[i].pattern, "\n", -1);
	}
	/* Or the steps would end it before the time does. */
	if (cases[i].pattern && i != offsetof(Limits, pattern_steps) / 8)
		brief->limits.pattern_steps = 1000000;
	if (low)
		*limit_of(&brief->limits, i) = cases[i].low;
	return brief;
}

static void test_limit(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	const Case *this = &cases[i];
	g_autofree char *over = NULL;
	g_autofree char *below = NULL;
	g_autoptr(Findings) with = NULL, without = NULL;

	if (this->elsewhere) {
		g_test_message("reached by %s", this->elsewhere);
		return;
	}
	over = this->over();
	below = this->below ? this->below() : g_strdup(over);
	with = inspected_with(brief_for(i, TRUE), over, strlen(over),
			      PATIENCE_US);
	g_assert_true(is_said(with, this->said));
	without = inspected_with(brief_for(i, this->below != NULL), below,
				 strlen(below), PATIENCE_US);
	g_assert_false(is_said(without, this->said));
}

/* A new limit makes the table longer, but its row would be empty. */
static void test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		if (!cases[i].elsewhere && !cases[i].over)
			g_error("no mail reaches limit %s", names[i]);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/inspect/every-limit/has-a-mail-that-reaches-it",
			test_rows);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat(
			"/inspect/every-limit/", names[i], NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_limit);
	}
	return g_test_run();
}
