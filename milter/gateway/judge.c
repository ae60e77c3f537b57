/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * judge.c - the end of a message: gather, inspect, decide, act.
 *
 * Runs in:  milter process, the thread of the connection.
 * Trusts:   the decision; not the findings, which were checked on their way.
 * Effects:  the record, the log, what the MTA does with the mail.
 *
 * One place turns our failures into a deferral: conclude_failure().
 */
#include "gateway/judge.h"

#include "act/changes.h"
#include "act/encryption.h"
#include "act/reply.h"
#include "audit/report.h"
#include "base/error.h"
#include "base/log.h"
#include "base/progress.h"
#include "gateway/answer.h"
#include "gateway/encrypt.h"
#include "gateway/examine.h"
#include "policy/decide.h"

/* The MTA's patience is reset this often, far below its shortest timeout. */
#define PROGRESS_US (PROGRESS_SECONDS * G_USEC_PER_SEC)

/* Everything that a mail comes to; freed as a whole. */
typedef struct Outcome {
	Message *message;
	Service *service;	/* borrowed */
	Findings *findings;
	Verdict *verdict;
	GPtrArray *changes;	/* Change */
	Spool *body;		/* encrypted; NULL: the mail's own stays */
	char *body_words;	/* what is in it; nullable */
	Action action;
	Reply *reply;
	const char *failure;	/* ours; nullable */
	gboolean is_poison;	/* .findings know nothing of what is in it */
} Outcome;

static void outcome_clear(Outcome *outcome)
{
	verdict_free(outcome->verdict);
	findings_free(outcome->findings);
	g_clear_pointer(&outcome->changes, g_ptr_array_unref);
	reply_free(outcome->reply);
	spool_free(outcome->body);
	g_free(outcome->body_words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Outcome, outcome_clear)

/* ---- inspect -------------------------------------------------------------- */

typedef struct Progress {
	SMFICTX *ctx;
	gint64 next_us;
} Progress;

static gboolean report_progress(gpointer data)
{
	Progress *progress = data;
	gint64 now_us = g_get_monotonic_time();

	if (now_us < progress->next_us)
		return TRUE;
	progress->next_us = now_us + PROGRESS_US;
	/* Fails where the MTA is gone: nobody waits for the verdict. */
	return smfi_progress(progress->ctx) == MI_SUCCESS;
}

static gboolean inspect(Outcome *outcome, Progress *progress, GError **error)
{
	outcome->findings = examine(outcome->message, outcome->service,
				    report_progress, progress,
				    &outcome->is_poison, error);
	return outcome->findings != NULL;
}

/* ---- decide --------------------------------------------------------------- */

static gboolean leaves(const Outcome *outcome)
{
	return outcome->action == ACTION_ACCEPT ||
	       outcome->action == ACTION_HOLD;
}

/* A verdict that encrypts leaves here with a body, refused, or failed. */
static gboolean encrypt(Outcome *outcome, const GPtrArray *certificates,
			Progress *progress, GError **error)
{
	const Message *message = outcome->message;
	const Config *config = message->snapshot->config;
	Outside outside = {
		.cipher = config->encrypt_cipher,
		.subject = config->encrypt_subject,
		.label_headers = config->brief->label_headers,
		.share_header = config->brief->share_header,
	};

	if (!outcome->verdict->encrypt || !leaves(outcome))
		return TRUE;
	if (!certificates)
		return fail(error, FAIL_GENERAL, "nobody to encrypt to");
	outcome->body = encrypt_message(message, certificates,
					outcome->changes, report_progress,
					progress, error);
	if (!outcome->body)
		return FALSE;
	encryption_plan(outcome->changes, message->headers, &outside);
	outcome->body_words = encryption_describe(outcome->verdict,
						  outside.cipher);
	return TRUE;
}

static gboolean reach_verdict(Outcome *outcome, Progress *progress,
			      GError **error)
{
	const Message *message = outcome->message;
	const Config *config = message->snapshot->config;
	gint64 now = g_get_real_time();
	g_autoptr(GPtrArray) certificates = NULL;

	outcome->verdict = decide(outcome->findings, message->envelope,
				  config->policy, now);
	if (outcome->verdict->encrypt &&
	    outcome->verdict->action != ACTION_REJECT)
		certificates = encryption_recipients(outcome->verdict,
					message->snapshot->certificates,
					now / G_USEC_PER_SEC);
	outcome->action = outcome->verdict->action;
	outcome->changes = changes_plan(outcome->verdict, outcome->findings,
					config->brief->share_header);
	outcome->reply = reply_for_verdict(outcome->verdict,
					   message->envelope, config->policy);
	return encrypt(outcome, certificates, progress, error);
}

/* ---- record and log ------------------------------------------------------- */

static gboolean keep_record(const Outcome *outcome, GError **error)
{
	const Message *message = outcome->message;
	g_autofree char *reply = reply_to_text(outcome->reply);
	g_autoptr(GPtrArray) changes = outcome->changes ?
		changes_describe(outcome->changes) : NULL;
	Report report = {
		.findings = outcome->findings,
		.envelope = message->envelope,
		.verdict = outcome->verdict,
		.action = outcome->action,
		.reply = reply,
		.failure = outcome->failure,
		.changes = changes,
	};
	g_autofree char *line = NULL;

	if (changes && outcome->body_words)
		g_ptr_array_add(changes, g_strdup(outcome->body_words));
	line = report_to_record(&report, g_get_real_time());
	if (!line)
		return fail(error, FAIL_GENERAL,
			    "the record cannot be written as JSON");
	return record_append(message->snapshot->record, line, error);
}

static const char *rule_name_of(const Outcome *outcome)
{
	return outcome->verdict && outcome->verdict->cause ?
		outcome->verdict->cause->rule->name : NULL;
}

static void log_mail(const Outcome *outcome)
{
	const Envelope *envelope = outcome->message->envelope;
	const Mark *mark = outcome->findings ?
		findings_class(outcome->findings) : NULL;
	g_autofree char *recipients =
		g_strdup_printf("%u", envelope->recipients->len);
	g_autofree char *took = g_strdup_printf(
		"%" G_GINT64_FORMAT,
		(g_get_real_time() - outcome->message->began_us) / 1000);

	service_count(outcome->service, outcome->action,
		      rule_name_of(outcome), outcome->failure != NULL);
	log_info("mail", "incident", envelope->incident,
		 "queue-id", envelope->queue_id, "from", envelope->sender,
		 "recipients", recipients,
		 "action", action_name(outcome->action),
		 "class", mark ? mark->level : NULL,
		 "rule", rule_name_of(outcome), "ms", took,
		 "failure", outcome->failure, NULL);
}

/* ---- act ------------------------------------------------------------------ */

/* Our failure: the mail waits. This is the only row of that table. */
static sfsistat conclude_failure(Outcome *outcome, SMFICTX *ctx,
				 const GError *error)
{
	g_autoptr(GError) record_error = NULL;

	reply_free(outcome->reply);
	outcome->reply = reply_for_failure(outcome->message->envelope);
	outcome->action = ACTION_TEMPFAIL;
	outcome->failure = error->message;
	g_clear_pointer(&outcome->changes, g_ptr_array_unref);
	log_mail(outcome);
	if (!keep_record(outcome, &record_error))
		log_error("record-failed", "incident",
			  outcome->message->envelope->incident,
			  "reason", record_error->message, NULL);
	return answer(ctx, ACTION_TEMPFAIL, outcome->reply);
}

/* Over a limit of ours: trying again changes nothing, so for good. */
static sfsistat conclude_excess(Outcome *outcome, SMFICTX *ctx)
{
	const Message *message = outcome->message;
	g_autoptr(GError) error = NULL;

	outcome->reply = reply_for_limit(message->envelope,
					 message->excess.what,
					 message->excess.setting,
					 message->excess.limit);
	outcome->action = ACTION_REJECT;
	if (!keep_record(outcome, &error))
		return conclude_failure(outcome, ctx, error);
	log_warning("over-limit", "incident", message->envelope->incident,
		    "limit", message->excess.setting, NULL);
	log_mail(outcome);
	return answer(ctx, ACTION_REJECT, outcome->reply);
}

/* The record first: what it does not hold must not happen. */
static gboolean act(Outcome *outcome, SMFICTX *ctx, Progress *progress,
		    GError **error)
{
	/* No rule may let out what nobody has seen. */
	if (outcome->is_poison && outcome->action == ACTION_ACCEPT)
		return fail(error, FAIL_GENERAL, "the mail ends inspectors, "
			    "and no rule on problem-kind = poison rejects, "
			    "holds or defers it");
	/* However the code around this changes: never plain. */
	if (outcome->verdict->encrypt && leaves(outcome) && !outcome->body)
		return fail(error, FAIL_GENERAL, "the mail is not encrypted");
	if (!keep_record(outcome, error))
		return FALSE;
	if (!answer_changes(ctx, outcome->changes,
			    outcome->message->with_space, error))
		return FALSE;
	if (outcome->body &&
	    !answer_body(ctx, spool_fd(outcome->body), report_progress,
			 progress, error))
		return FALSE;
	return outcome->action != ACTION_HOLD ||
	       answer_hold(ctx, outcome->verdict->cause->why, error);
}

/* What stays here needs no password to follow. */
static void remember(const Outcome *outcome)
{
	MemoryLimits limits =
		memory_limits(outcome->message->snapshot->config);

	if (leaves(outcome))
		memory_keep(service_memory(outcome->service),
			    outcome->message->envelope,
			    outcome->findings->locks, &limits,
			    g_get_monotonic_time());
}

sfsistat judge(SMFICTX *ctx, Connection *connection)
{
	g_auto(Outcome) outcome = {
		.message = connection->message,
		.service = connection->service,
		.action = ACTION_TEMPFAIL,
	};
	Progress progress = { ctx, g_get_monotonic_time() + PROGRESS_US };
	g_autoptr(GError) error = NULL;

	message_end(connection->message);
	if (connection->message->failure)
		return conclude_failure(&outcome, ctx,
					connection->message->failure);
	if (connection->message->excess.what)
		return conclude_excess(&outcome, ctx);
	if (!inspect(&outcome, &progress, &error) ||
	    !reach_verdict(&outcome, &progress, &error) ||
	    !act(&outcome, ctx, &progress, &error))
		return conclude_failure(&outcome, ctx, error);
	remember(&outcome);
	log_mail(&outcome);
	return answer(ctx, outcome.action, outcome.reply);
}
