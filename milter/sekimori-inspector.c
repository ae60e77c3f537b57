/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sekimori-inspector.c - opens what strangers send, and does nothing else.
 *
 * Runs in:  keeper, and after fork(2) each worker.
 * Trusts:   who started it; nothing in a mail.
 * Effects:  see worker/keeper.h and inspect/inspect.h.
 *
 * Started by sekimori-milter and sekimori with a socket as descriptor 3; it
 * is of no use by hand.
 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/log.h"
#include "findings/findings-json.h"
#include "inspect/inspect.h"
#include "worker/keeper.h"

static gpointer prepare(Brief **brief, Ready *ret_ready, GError **error)
{
	Inspector *inspector = inspector_new(brief, error);
	const Scanner *scanner;

	if (!inspector)
		return NULL;
	scanner = inspector_scanner(inspector);
	if (scanner) {
		ret_ready->signatures = scanner_signatures(scanner);
		ret_ready->signature_time = scanner_signature_time(scanner);
	}
	return inspector;
}

static void dispose(gpointer prepared)
{
	inspector_free(prepared);
}

static gboolean settle(gpointer prepared, const char *folder, GError **error)
{
	return inspector_use_folder(prepared, folder, error);
}

static char *dump(const Findings *findings, GError **error)
{
	g_autoptr(json_t) json = findings_to_json(findings);
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	char *copy = g_strdup(text);

	free(text);
	if (!copy)
		fail(error, FAIL_GENERAL, "findings are no JSON");
	return copy;
}

static char *inspect(gpointer prepared, int spool, const Job *job,
		     const GPtrArray *earlier, GError **error)
{
	gint64 deadline_us = g_get_monotonic_time() +
		(gint64)job->budget_ms * 1000;
	g_autoptr(Findings) findings = NULL;
	struct stat status;
	void *bytes = NULL;

	if (fstat(spool, &status) != 0) {
		fail_errno(error, "spool");
		return NULL;
	}
	if (status.st_size > 0) {
		/* Sealed, or a file only the milter could shrink. */
		bytes = mmap(NULL, (gsize)status.st_size, PROT_READ,
			     MAP_PRIVATE, spool, 0);
		if (bytes == MAP_FAILED) {
			/* Not by the mail's doing: config/check.c sees to it
			 * that a new worker has room for the largest. */
			fail(error, FAIL_MEMORY, "no room for the mail");
			return NULL;
		}
	}
	findings = inspect_mail_after(prepared, bytes, (gsize)status.st_size,
				      deadline_us, job->wants, earlier);
	if (bytes)
		(void)munmap(bytes, (gsize)status.st_size);
	return dump(findings, error);
}

static const KeeperWork work = {
	.prepare = prepare,
	.dispose = dispose,
	.settle = settle,
	.inspect = inspect,
};

int main(int argc, char **argv)
{
	gint channel = -1, workers = 0;
	gboolean to_stderr = FALSE;
	g_autofree char *folder = NULL;
	const GOptionEntry options[] = {
		{ "channel", 0, 0, G_OPTION_ARG_INT, &channel,
		  "Descriptor of the socket to who started this", "FD" },
		{ "workers", 0, 0, G_OPTION_ARG_INT, &workers,
		  "Workers to keep ready", "N" },
		{ "folder", 0, 0, G_OPTION_ARG_FILENAME, &folder,
		  "Where workers have their private folders", "PATH" },
		{ "log-stderr", 0, 0, G_OPTION_ARG_NONE, &to_stderr,
		  "Log to standard error instead of syslog", NULL },
		G_OPTION_ENTRY_NULL
	};
	g_autoptr(GOptionContext) context = g_option_context_new(
		"- opens mails for sekimori-milter, which starts it");
	g_autoptr(GError) error = NULL;

	(void)setlocale(LC_CTYPE, "C.UTF-8");
	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) ||
	    channel < 0 || workers < 1 || workers > 1024 || !folder) {
		log_open("sekimori-inspector", LOG_TO_STDERR);
		log_error("usage", "reason", error ? error->message :
			  "started by sekimori-milter, not by hand", NULL);
		return 2;
	}
	log_open("sekimori-inspector",
		 to_stderr ? LOG_TO_STDERR : LOG_TO_SYSLOG);
	return keeper_run(channel, (guint)workers, folder, &work);
}
