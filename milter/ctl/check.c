/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * check.c - `sekimori check`: what would happen to these mails, and why.
 *
 * Runs in:  sekimori.
 * Trusts:   its command line and configuration.
 * Effects:  standard output; an inspector of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "audit/report.h"
#include "config/config.h"
#include "ctl/ctl.h"
#include "ctl/dry-run.h"
#include "ctl/explain.h"
#include "findings/findings-json.h"
#include "worker/inspector-path.h"

/* One mail after another keeps the output in order. */
#define WORKERS 1

typedef struct Check {
	char *file;
	char *from;
	char **to;
	gboolean json;
	gboolean no_virus;
	gboolean mentions;
	gboolean on_terminal;
	Config *config;
	Certificates *certificates;	/* nullable */
	Pool *pool;
} Check;

static void check_clear(Check *check)
{
	pool_free(check->pool);
	certificates_free(check->certificates);
	config_unref(check->config);
	g_free(check->file);
	g_free(check->from);
	g_strfreev(check->to);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Check, check_clear)

static void print_json(const Check *check, const DryRun *run)
{
	g_autofree char *reply = reply_to_text(run->reply);
	Report report = {
		.file = run->file, .findings = run->findings,
		.envelope = run->envelope, .verdict = run->verdict,
		.action = run->action, .reply = reply,
		.changes = run->changes,
	};
	g_autoptr(json_t) json = report_to_json(&report);
	char *text;

	if (json && check->mentions && run->findings)
		json_object_set_new(json, "mentions",
				    findings_mentions_json(run->findings));
	text = json ? json_dumps(json, JSON_COMPACT) : NULL;

	puts(text ? text : "null");
	free(text);
}

static int check_one(const Check *check, const char *file)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DryRun) run = dry_run(check->pool, check->config,
					check->certificates, file,
					check->from, check->to, &error);
	g_autofree char *words = NULL;

	if (!run) {
		fprintf(stderr, "sekimori check: %s\n", error->message);
		return CTL_UNKNOWN;
	}
	if (check->json)
		print_json(check, run);
	else {
		words = explain(run, (check->mentions ? EXPLAIN_MENTIONS : 0) |
				(isatty(STDOUT_FILENO) ? EXPLAIN_BOLD : 0));
		puts(words);
	}
	(void)fflush(stdout);
	return run->action == ACTION_ACCEPT ? CTL_PASS : CTL_STOP;
}

static int check_all(const Check *check, int count, char *const *files)
{
	int worst = CTL_PASS;

	for (int i = 0; i < count; i++) {
		int status;

		if (check->on_terminal && count > 1)
			fprintf(stderr, "\r%d of %d ", i + 1, count);
		status = check_one(check, files[i]);
		worst = MAX(worst, status);
	}
	if (check->on_terminal && count > 1)
		fputc('\n', stderr);
	return worst;
}

static gboolean load(Check *check, GError **error)
{
	g_autoptr(GError) reason = NULL;

	check->config = config_load(check->file ? check->file :
				    CTL_DEFAULT_CONFIG, error);
	if (!check->config)
		return FALSE;
	check->certificates = config_certificates(check->config, &reason);
	if (!reason)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&reason));
	return FALSE;
}

static gboolean start(Check *check, GError **error)
{
	g_autofree char *inspector = NULL;
	PoolSettings settings;

	if (!load(check, error))
		return FALSE;
	/* Ours alone, loaded a moment ago: nobody else sees the change. */
	if (check->no_virus)
		g_clear_pointer(&check->config->brief->signatures, g_free);
	inspector = inspector_path(check->config->inspector);
	settings = (PoolSettings){
		.inspector = inspector,
		.brief = check->config->brief,
		.workers = WORKERS,
		.worker_jobs = (guint)check->config->worker_jobs,
		.findings_bytes = check->config->findings_bytes,
		.deadline_ms = check->config->deadline_ms,
		.queue_ms = check->config->queue_ms,
		.queue_length = (guint)check->config->queue_length,
	};
	check->pool = pool_new(&settings, error);
	return check->pool != NULL;
}

static const char more[] =
	"A MAIL is a file, or - for standard input.\n"
	"Exit status: 0 every mail would pass (changed or not), 1 one would "
	"not,\n2 could not tell (usage, configuration, unreadable file).\n";

int ctl_check(int argc, char **argv)
{
	g_auto(Check) check = { 0 };
	const GOptionEntry entries[] = {
		{ "config", 'c', 0, G_OPTION_ARG_FILENAME, &check.file,
		  "Configuration file (" CTL_DEFAULT_CONFIG ")", "FILE" },
		{ "from", 0, 0, G_OPTION_ARG_STRING, &check.from,
		  "Envelope sender (else the From field)", "ADDRESS" },
		{ "to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &check.to,
		  "Envelope recipient, may be repeated (else To and Cc)",
		  "ADDRESS" },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &check.json,
		  "One JSON object a mail, one line each", NULL },
		{ "explain", 0, 0, G_OPTION_ARG_NONE, &check.mentions,
		  "Show what names a class and does not count, and why",
		  NULL },
		{ "no-virus", 0, 0, G_OPTION_ARG_NONE, &check.no_virus,
		  "Load no signatures and scan for no viruses", NULL },
		G_OPTION_ENTRY_NULL
	};
	g_autoptr(GError) error = NULL;

	if (!ctl_parse(entries, "MAIL... - what would happen to these mails, "
		       "and why", more, &argc, &argv))
		return CTL_UNKNOWN;
	if (argc < 2) {
		fputs("sekimori check: which mail? A file, or - for standard "
		      "input.\n", stderr);
		return CTL_UNKNOWN;
	}
	if (!start(&check, &error)) {
		fprintf(stderr, "%s\n", error->message);
		return CTL_UNKNOWN;
	}
	check.on_terminal = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	return check_all(&check, argc - 1, argv + 1);
}
