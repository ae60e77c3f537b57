/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * examine.c - has a mail inspected, and believes what fits it.
 *
 * Runs in:  milter process, the thread of the connection.
 * Trusts:   what the MTA said of the mail; not the inspectors.
 * Effects:  through pool.h, memory.h, poison.h; the log.
 */
#include "gateway/examine.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"

typedef struct Examination {
	Message *message;
	Service *service;
	Inquiry inquiry;
	Known known;
	gboolean is_poison;
} Examination;

MemoryLimits memory_limits(const Config *config)
{
	return (MemoryLimits){
		.age_us = (gint64)config->password_memory_ms * 1000,
		.entries = config->password_memory_entries,
	};
}

/* ---- what is known of it already ------------------------------------------ */

static gboolean is_label_header(const Brief *brief, const char *name)
{
	for (char **label = brief->label_headers; *label; label++) {
		if (g_ascii_strcasecmp(*label, name) == 0)
			return TRUE;
	}
	return FALSE;
}

/* 0 where no level is written like that. */
static guint rank_of(const Brief *brief, const char *written)
{
	guint rank = 0;

	for (guint i = 0; i < brief->levels->len; i++) {
		const Level *level = brief->levels->pdata[i];

		if (g_strv_contains((const char *const *)level->names,
				    written))
			rank = MAX(rank, level->rank);
	}
	return rank;
}

static void learn_label(Known *known, const Brief *brief, const char *value)
{
	g_autofree char *written = g_strstrip(g_strdup(value));

	known->labelled |= value[strspn(value, " \t\r\n")] != '\0';
	known->label_rank = MAX(known->label_rank, rank_of(brief, written));
}

/* Header fields are told apart by name; what is in them is not decoded. */
static void learn(Known *known, const Message *message)
{
	const Headers *headers = message->headers;
	const Brief *brief = message->snapshot->config->brief;

	*known = (Known){ .size = spool_size(message->spool) };
	for (guint i = 0; i < FIELD_COUNT; i++)
		known->fields[i] = headers_count(
			headers, i == FIELD_SHARE_RECIPIENTS ?
			brief->share_header : field_name((Field)i));
	for (guint i = 0; i < headers_length(headers); i++) {
		if (is_label_header(brief, headers_name(headers, i)))
			learn_label(known, brief, headers_value(headers, i));
	}
}

/* ---- mails that end inspectors -------------------------------------------- */

/* Once more would cost two inspectors again. */
static gboolean is_known_poison(const Examination *e)
{
	const Message *message = e->message;
	const Config *config = message->snapshot->config;

	return poison_knows(service_poison(e->service), message->spool,
			    (gint64)config->poison_memory_ms * 1000,
			    g_get_monotonic_time());
}

static void keep_poison(const Examination *e)
{
	const Message *message = e->message;
	const Config *config = message->snapshot->config;
	const char *incident = message->envelope->incident;
	Poison *poison = service_poison(e->service);
	g_autoptr(GError) error = NULL;

	poison_remember(poison, message->spool, g_get_monotonic_time());
	if (config->poison_folder &&
	    !poison_save(poison, message->spool, config->poison_folder,
			 config->poison_folder_files, incident, &error))
		log_error("poison-not-saved", "incident", incident, "reason",
			  error->message, NULL);
}

/* Nothing is known of it but that; a rule says what becomes of it. */
static Findings *find_poison(Examination *e, const char *what)
{
	Findings *findings = findings_new();

	log_warning("poison", "incident", e->message->envelope->incident,
		    "reason", what, NULL);
	findings_add_problem(findings, PROBLEM_POISON, "", "%s", what);
	e->is_poison = TRUE;
	return findings;
}

/* ---- inspection ----------------------------------------------------------- */

static Findings *ask(Examination *e, GError **error)
{
	Snapshot *snapshot = e->message->snapshot;
	gint64 began_us = g_get_monotonic_time();
	g_autoptr(GError) reason = NULL;
	Findings *findings;

	e->inquiry.wants = snapshot->wants_addresses ? WANT_ADDRESSES : 0;
	if (is_known_poison(e))
		return find_poison(e, "it ended two inspectors before");
	findings = pool_inspect(snapshot->pool, &e->inquiry, &reason);
	service_count_inspection(e->service,
				 g_get_monotonic_time() - began_us);
	if (findings)
		return findings;
	if (g_error_matches(reason, FAIL_DOMAIN, FAIL_POISON)) {
		keep_poison(e);
		return find_poison(e, reason->message);
	}
	g_propagate_error(error, g_steal_pointer(&reason));
	return NULL;
}

static Findings *ask_with_memory(Examination *e, GError **error)
{
	MemoryLimits limits = memory_limits(e->message->snapshot->config);
	g_autoptr(GPtrArray) earlier =
		memory_recall(service_memory(e->service),
			      e->message->envelope, &limits,
			      g_get_monotonic_time());
	Findings *findings;

	learn(&e->known, e->message);
	e->inquiry.earlier = earlier;
	findings = ask(e, error);
	if (!findings)
		return NULL;
	/* The MTA's own list of fields is what its edits go by. */
	memcpy(findings->fields, e->known.fields, sizeof findings->fields);
	findings->signatures_old = snapshot_is_old(e->message->snapshot);
	return findings;
}

/* A reload had to end these inspectors before this mail's turn came. */
static gboolean move_on(const Examination *e, GError **error)
{
	g_autoptr(Snapshot) current = service_snapshot(e->service);

	if (!g_error_matches(*error, FAIL_DOMAIN, FAIL_RETIRED) || !current ||
	    current == e->message->snapshot)
		return FALSE;
	g_clear_error(error);
	message_move(e->message, &current);
	return TRUE;
}

Findings *examine(Message *message, Service *service, TickFunc tick,
		  gpointer data, gboolean *ret_poison, GError **error)
{
	Examination e = {
		.message = message, .service = service,
		.inquiry = { .spool = spool_fd(message->spool),
			     .tick = tick, .data = data },
	};
	g_autoptr(GError) reason = NULL;
	Findings *findings;

	e.inquiry.known = &e.known;
	do {
		findings = ask_with_memory(&e, &reason);
	} while (!findings && move_on(&e, &reason));
	if (findings)
		*ret_poison = e.is_poison;
	else
		g_propagate_error(error, g_steal_pointer(&reason));
	return findings;
}
