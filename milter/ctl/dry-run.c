/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * dry-run.c - one mail through inspector and decision, without an MTA.
 *
 * Runs in:  sekimori.
 * Trusts:   nothing in the mail, which it does not look into.
 * Effects:  reads the file; inspectors through worker/pool.h.
 */
#include "ctl/dry-run.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "act/changes.h"
#include "act/encryption.h"
#include "base/error.h"
#include "base/fd.h"
#include "mail/spool.h"
#include "policy/decide.h"

void dry_run_free(DryRun *run)
{
	if (!run)
		return;
	verdict_free(run->verdict);
	findings_free(run->findings);
	envelope_free(run->envelope);
	g_clear_pointer(&run->changes, g_ptr_array_unref);
	reply_free(run->reply);
	g_free(run->file);
	g_free(run);
}

static gboolean fill_spool(Spool *spool, int fd, GError **error)
{
	guint8 chunk[65536];
	ssize_t got;

	for (;;) {
		got = read(fd, chunk, sizeof chunk);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_errno(error, "read");
		if (got == 0)
			return spool_seal(spool, error);
		if (!spool_append(spool, chunk, (gsize)got, error))
			return FALSE;
	}
}

static Spool *spool_file(const Config *config, const char *file,
			 GError **error)
{
	gboolean is_stdin = g_str_equal(file, "-");
	AUTO_FD fd = is_stdin ? dup(STDIN_FILENO) :
				open(file, O_RDONLY | O_CLOEXEC);
	g_autoptr(Spool) spool = NULL;

	if (fd < 0) {
		fail_errno(error, file);
		return NULL;
	}
	spool = spool_new(config->spool_memory, config->message_limit,
			  config->spool_folder, error);
	if (spool && fill_spool(spool, fd, error))
		return g_steal_pointer(&spool);
	g_prefix_error(error, "%s: ", file);
	return NULL;
}

static void fill_envelope(DryRun *run, const char *sender,
			  char *const *recipients)
{
	const GPtrArray *from = run->findings->from;
	const GPtrArray *to = run->findings->to;

	if (!sender && from->len > 0)
		sender = from->pdata[0];
	if (sender) {
		g_free(run->envelope->sender);
		run->envelope->sender = envelope_strip_path(sender);
	}
	for (guint i = 0; !recipients && i < to->len; i++)
		envelope_add_recipient(run->envelope, to->pdata[i], NULL);
	for (; recipients && *recipients; recipients++)
		envelope_add_recipient(run->envelope, *recipients, NULL);
}

/* ---- what encryption would do --------------------------------------------- */

/* The field that begins at @line and goes on in the lines after it. */
static void add_field(Headers *headers, const char *line, gsize size)
{
	const char *colon = memchr(line, ':', size);
	g_autofree char *name = colon ? g_strndup(line, colon - line) : NULL;
	g_autofree char *value = colon ?
		g_strndup(colon + 1, line + size - colon - 1) : NULL;

	if (name)
		headers_add(headers, g_strchomp(name), value);
}

/* The fields as an MTA would hand them over, for their names only. */
static Headers *read_headers(const char *bytes, gsize size)
{
	Headers *headers = headers_new();
	const char *end = bytes + size;
	const char *field = bytes;

	for (const char *line = bytes; line < end;) {
		const char *next = memchr(line, '\n', end - line);

		next = next ? next + 1 : end;
		if (next < end && (*next == ' ' || *next == '\t')) {
			line = next;
			continue;
		}
		if (*field == '\r' || *field == '\n')
			break;
		add_field(headers, field, next - field);
		field = line = next;
	}
	return headers;
}

static gboolean plan_encryption(DryRun *run, const Config *config, int fd,
				GPtrArray *changes, GError **error)
{
	gsize limit = config->header_limit;
	g_autofree char *bytes = g_malloc(limit);
	ssize_t got = pread(fd, bytes, limit, 0);
	g_autoptr(Headers) headers = NULL;
	Outside outside = {
		.cipher = config->encrypt_cipher,
		.subject = config->encrypt_subject,
		.label_headers = config->brief->label_headers,
		.share_header = config->brief->share_header,
	};

	if (got < 0)
		return fail_errno(error, run->file);
	headers = read_headers(bytes, (gsize)got);
	encryption_plan(changes, headers, &outside);
	return TRUE;
}

static gboolean reach_verdict(DryRun *run, const Config *config,
			      const Certificates *certificates, int fd,
			      GError **error)
{
	gint64 now = g_get_real_time();
	g_autoptr(GPtrArray) changes = NULL;
	g_autoptr(GPtrArray) found = NULL;

	run->verdict = decide(run->findings, run->envelope, config->policy,
			      now);
	if (run->verdict->encrypt && run->verdict->action != ACTION_REJECT)
		found = encryption_recipients(run->verdict, certificates,
					      now / G_USEC_PER_SEC);
	run->action = run->verdict->action;
	changes = changes_plan(run->verdict, run->findings,
			       config->brief->share_header);
	if (found && run->action <= ACTION_HOLD &&
	    !plan_encryption(run, config, fd, changes, error))
		return FALSE;
	run->changes = changes_describe(changes);
	if (found && run->action <= ACTION_HOLD)
		g_ptr_array_add(run->changes, encryption_describe(
			run->verdict, config->encrypt_cipher));
	run->reply = reply_for_verdict(run->verdict, run->envelope,
				       config->policy);
	return TRUE;
}

/* What the daemon answers for good without looking inside. */
static void refuse_size(DryRun *run, const Config *config)
{
	run->action = ACTION_REJECT;
	run->reply = reply_for_limit(run->envelope, "the mail",
				     "message-limit", config->message_limit);
}

DryRun *dry_run(Pool *pool, const Config *config,
		const Certificates *certificates, const char *file,
		const char *sender, char *const *recipients, GError **error)
{
	g_autoptr(DryRun) run = g_new0(DryRun, 1);
	Inquiry inquiry = { .wants = WANT_DETAILS };
	g_autoptr(GError) reason = NULL;
	g_autoptr(Spool) spool = NULL;

	run->file = g_strdup(file);
	run->envelope = envelope_new();
	g_free(run->envelope->incident);
	run->envelope->incident = g_strdup("dry-run");
	spool = spool_file(config, file, &reason);
	if (!spool && g_error_matches(reason, FAIL_DOMAIN, FAIL_LIMIT)) {
		refuse_size(run, config);
		return g_steal_pointer(&run);
	}
	if (!spool) {
		g_propagate_error(error, g_steal_pointer(&reason));
		return NULL;
	}
	inquiry.spool = spool_fd(spool);
	run->findings = pool_inspect(pool, &inquiry, error);
	if (!run->findings) {
		g_prefix_error(error, "%s: ", file);
		return NULL;
	}
	run->findings->signatures_old =
		config_calls_old(config, pool_ready(pool).signature_time,
				 g_get_real_time() / G_USEC_PER_SEC);
	fill_envelope(run, sender, recipients);
	if (!reach_verdict(run, config, certificates, spool_fd(spool), error))
		return NULL;
	return g_steal_pointer(&run);
}
