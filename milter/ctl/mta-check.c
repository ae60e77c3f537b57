/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * mta-check.c - `sekimori mta-check`: what of the mail server's configuration
 * would let mail past sekimori, or break it.
 *
 * Runs in:  sekimori.
 * Trusts:   its command line and configuration.
 * Effects:  standard output; reads the MTA's files, starts postconf(1).
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/escape.h"
#include "config/config.h"
#include "ctl/ctl.h"
#include "ctl/mta-read.h"
#include "mta/sendmail.h"

#define SHOWN_MAX_CHARS 400
#define WRAP_AT 76

typedef struct Wanted {
	char *config;
	char *postfix;		/* folder; NULL: not asked for */
	char *sendmail;		/* file; NULL: not asked for */
	char *submit;
	gboolean json;
	gboolean verbose;
} Wanted;

static void wanted_clear(Wanted *wanted)
{
	g_free(wanted->config);
	g_free(wanted->postfix);
	g_free(wanted->sendmail);
	g_free(wanted->submit);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wanted, wanted_clear)

/* What all MTAs came to. */
typedef struct Total {
	guint found[SEVERITY_COUNT];
	guint good;
} Total;

/* ---- printing ------------------------------------------------------------- */

static const char *const headings[] = {
	[SEVERITY_PAST] = "lets mail past sekimori",
	[SEVERITY_BREAKS] = "breaks mail",
	[SEVERITY_ADVICE] = "advice",
};
G_STATIC_ASSERT(G_N_ELEMENTS(headings) == SEVERITY_COUNT);

/* @text, a line for each WRAP_AT characters, behind @indent blanks. */
static void print_wrapped(const char *text, int indent)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	glong used = indent;

	printf("%*s", indent, "");
	for (char **word = words; *word; word++) {
		glong width = g_utf8_strlen(*word, -1);

		if (used > indent && used + 1 + width > WRAP_AT) {
			printf("\n%*s", indent, "");
			used = indent;
		}
		used += printf("%s", used > indent ? " " : "") + width;
		fputs(*word, stdout);
	}
	putchar('\n');
}

static void print_finding(const Finding *finding)
{
	g_autofree char *where = escape_show(finding->where, SHOWN_MAX_CHARS);
	g_autofree char *what = escape_show(finding->what, SHOWN_MAX_CHARS);
	g_autofree char *fix = g_utf8_make_valid(finding->fix, -1);

	printf("    %-18s %s\n", finding->check->id, where);
	print_wrapped(what, 8);
	/* Whole, or it could not be pasted. */
	if (*fix)
		printf("      > %s\n", fix);
}

static void print_group(const Advice *advice, Severity severity)
{
	if (advice_count(advice, severity) == 0)
		return;
	printf("\n  %s\n", headings[severity]);
	for (guint i = 0; i < advice->findings->len; i++) {
		const Finding *finding = advice->findings->pdata[i];

		if (finding->check->severity == severity)
			print_finding(finding);
	}
}

static void print_good(const Advice *advice)
{
	if (advice->good->len == 0)
		return;
	puts("\n  good");
	for (guint i = 0; i < advice->good->len; i++) {
		const Check *check = advice->good->pdata[i];

		printf("    %-18s %s\n", check->id, check->good);
	}
}

static void print_line(const char *mta, const Check *check,
		       const char *severity, const Finding *finding)
{
	g_autofree char *where = g_utf8_make_valid(finding ? finding->where :
						   "", -1);
	g_autofree char *what = g_utf8_make_valid(finding ? finding->what :
						  check->good, -1);
	g_autofree char *fix = g_utf8_make_valid(finding ? finding->fix : "",
						 -1);
	json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}",
				   "mta", mta, "check", check->id,
				   "severity", severity, "where", where,
				   "what", what, "fix", fix);
	char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;

	puts(text ? text : "null");
	free(text);
	json_decref(object);
}

static void print_json(const char *mta, const Advice *advice, gboolean all)
{
	for (guint i = 0; i < advice->findings->len; i++) {
		const Finding *finding = advice->findings->pdata[i];

		print_line(mta, finding->check,
			   severity_name(finding->check->severity), finding);
	}
	for (guint i = 0; all && i < advice->good->len; i++)
		print_line(mta, advice->good->pdata[i], "good", NULL);
}

static void report(const Wanted *wanted, const char *mta, const char *title,
		   const char *path, const Advice *advice, Total *total)
{
	for (guint i = 0; i < SEVERITY_COUNT; i++)
		total->found[i] += advice_count(advice, (Severity)i);
	total->good += advice->good->len;
	if (wanted->json) {
		print_json(mta, advice, wanted->verbose);
		return;
	}
	printf("%s, %s\n", title, path);
	for (guint i = 0; i < SEVERITY_COUNT; i++)
		print_group(advice, (Severity)i);
	if (wanted->verbose)
		print_good(advice);
	putchar('\n');
}

static void print_total(const Total *total)
{
	printf("past sekimori %u, breaking mail %u, advice %u; good %u\n",
	       total->found[SEVERITY_PAST], total->found[SEVERITY_BREAKS],
	       total->found[SEVERITY_ADVICE], total->good);
}

/* ---- the checks ----------------------------------------------------------- */

static gboolean check_postfix(const Wanted *wanted, const Gate *gate,
			      Total *total, GError **error)
{
	g_autoptr(Postfix) postfix = mta_read_postfix(wanted->postfix, error);
	g_autoptr(Advice) advice = NULL;

	if (!postfix)
		return FALSE;
	advice = postfix_check(postfix, gate);
	report(wanted, "postfix", "Postfix", wanted->postfix, advice, total);
	return TRUE;
}

static gboolean check_sendmail(const Wanted *wanted, const Gate *gate,
			       Total *total, GError **error)
{
	GError *failed = NULL;
	g_autofree char *text = mta_read_file(wanted->sendmail, &failed);
	g_autofree char *submit = text ? mta_read_file(wanted->submit,
						       &failed) : NULL;
	CfFile files[] = {
		{ .path = wanted->sendmail, .text = text },
		{ .path = wanted->submit, .text = submit },
	};
	g_autoptr(Advice) advice = NULL;

	if (!text && !failed)
		(void)fail(&failed, FAIL_GENERAL, "%s: no such file",
			   wanted->sendmail);
	if (failed) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	advice = sendmail_check(&files[0], &files[1], gate);
	report(wanted, "sendmail", "Sendmail", wanted->sendmail, advice,
	       total);
	return TRUE;
}

/* Takes what is installed where nothing was asked for. */
static gboolean choose(Wanted *wanted, GError **error)
{
	g_autofree char *folder = NULL;

	if (!wanted->postfix && !wanted->sendmail) {
		if (g_file_test(POSTFIX_FOLDER "/main.cf",
				G_FILE_TEST_EXISTS))
			wanted->postfix = g_strdup(POSTFIX_FOLDER);
		if (g_file_test(SENDMAIL_FILE, G_FILE_TEST_EXISTS))
			wanted->sendmail = g_strdup(SENDMAIL_FILE);
	}
	if (!wanted->postfix && !wanted->sendmail)
		return fail(error, FAIL_GENERAL, "there is neither "
			    POSTFIX_FOLDER "/main.cf nor " SENDMAIL_FILE
			    "; say --postfix=DIR or --sendmail=FILE");
	if (wanted->sendmail && !wanted->submit) {
		folder = g_path_get_dirname(wanted->sendmail);
		wanted->submit = g_build_filename(folder, SENDMAIL_SUBMIT,
						  NULL);
	}
	return TRUE;
}

static gboolean check_all(Wanted *wanted, Total *total, GError **error)
{
	g_autoptr(Config) config = NULL;
	g_autoptr(Endpoint) listen = NULL;
	Gate gate;

	if (!choose(wanted, error))
		return FALSE;
	config = config_load(wanted->config ? wanted->config :
			     CTL_DEFAULT_CONFIG, error);
	if (!config)
		return FALSE;
	listen = endpoint_of_milter(config->listen);
	if (!listen)
		return fail(error, FAIL_CONFIG, "`listen = %s` is no address",
			    config->listen);
	gate = (Gate){ .listen = listen, .deadline_ms = config->deadline_ms };
	if (!wanted->json)
		printf("sekimori at %s\n", config->listen);
	return (!wanted->postfix ||
		check_postfix(wanted, &gate, total, error)) &&
	       (!wanted->sendmail ||
		check_sendmail(wanted, &gate, total, error));
}

/* ---- the command line ----------------------------------------------------- */

/* --postfix and --sendmail may come without a value. */
static gboolean take_path(const char *name, const char *value, gpointer data,
			  GError **error)
{
	Wanted *wanted = data;
	gboolean is_postfix = strcmp(name, "--postfix") == 0;
	char **path = is_postfix ? &wanted->postfix : &wanted->sendmail;

	(void)error;
	g_free(*path);
	*path = g_strdup(value ? value : is_postfix ? POSTFIX_FOLDER :
			 SENDMAIL_FILE);
	return TRUE;
}

static const char more[] =
	"Without --postfix and --sendmail: what is installed in /etc.\n\n"
	"Exit status: 0 nothing lets mail past or breaks it (advice may be "
	"there),\n1 something does, 2 could not tell (usage, configuration, "
	"unreadable file).\n";

static gboolean parse(Wanted *wanted, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		{ "config", 'c', 0, G_OPTION_ARG_FILENAME, &wanted->config,
		  "Configuration file (" CTL_DEFAULT_CONFIG ")", "FILE" },
		{ "postfix", 0, G_OPTION_FLAG_OPTIONAL_ARG,
		  G_OPTION_ARG_CALLBACK, (gpointer)(guintptr)take_path,
		  "Check Postfix (" POSTFIX_FOLDER ")", "DIR" },
		{ "sendmail", 0, G_OPTION_FLAG_OPTIONAL_ARG |
		  G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK,
		  (gpointer)(guintptr)take_path,
		  "Check Sendmail (" SENDMAIL_FILE ")", "FILE" },
		{ "submit", 0, 0, G_OPTION_ARG_FILENAME, &wanted->submit,
		  "Its configuration for submission (" SENDMAIL_SUBMIT
		  " beside it)", "FILE" },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &wanted->json,
		  "One JSON object a finding, one line each", NULL },
		{ "verbose", 'v', 0, G_OPTION_ARG_NONE, &wanted->verbose,
		  "Also what was checked and is good", NULL },
		G_OPTION_ENTRY_NULL
	};

	return ctl_parse_with(entries, "- what of the mail server's "
			      "configuration lets mail past or breaks it",
			      more, wanted, argc, argv);
}

int ctl_mta_check(int argc, char **argv)
{
	g_auto(Wanted) wanted = { 0 };
	g_autoptr(GError) error = NULL;
	Total total = { 0 };

	if (!parse(&wanted, &argc, &argv))
		return CTL_UNKNOWN;
	if (argc > 1) {
		fprintf(stderr, "sekimori %s: unexpected argument %s\n",
			argv[0], argv[1]);
		return CTL_UNKNOWN;
	}
	if (!check_all(&wanted, &total, &error)) {
		(void)fflush(stdout);
		fprintf(stderr, "sekimori %s: %s\n", argv[0], error->message);
		return CTL_UNKNOWN;
	}
	if (!wanted.json)
		print_total(&total);
	return total.found[SEVERITY_PAST] || total.found[SEVERITY_BREAKS] ?
	       CTL_STOP : CTL_PASS;
}
