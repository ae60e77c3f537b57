/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * report.h - the JSON object of one mail: what `sekimori check --json`
 * prints and what the record keeps.
 */
#ifndef AUDIT_REPORT_H
#define AUDIT_REPORT_H

#include <glib.h>
#include <jansson.h>

#include "findings/findings.h"
#include "mail/envelope.h"
#include "policy/verdict.h"

typedef struct Report {
	const char *file;		/* nullable: the daemon has none */
	const Findings *findings;	/* nullable: inspection failed */
	const Envelope *envelope;
	const Verdict *verdict;		/* nullable: no decision was reached */
	Action action;			/* what was answered */
	const char *reply;		/* "550 5.7.1 ...", lines by " "; "" */
	const char *failure;		/* ours, in words; nullable */
	const GPtrArray *changes;	/* char *; nullable */
} Report;

/* The object of `check --json`; keys in a fixed order. (transfer full) */
json_t *report_to_json(const Report *report);

/* The same with time, incident and envelope added in front, as one line
 * without newline. @now: Unix time in microseconds. (transfer full) */
char *report_to_record(const Report *report, gint64 now);

#endif
