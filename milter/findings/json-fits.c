/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * json-fits.c - whether a JSON text can be findings at all, before it is
 * parsed.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "findings/json-fits.h"

#include "findings/earlier.h"

/* The keys of one entry, and one value for the entry itself. */
#define PART_VALUES 15
#define MARK_VALUES 11
#define MENTION_VALUES 12
#define VIRUS_VALUES 3
#define PROBLEM_VALUES 4
#define VISIBLE_VALUES 3
#define LOCK_VALUES 4
#define OTHER_VALUES 64

/* Limits are below 2^33 each, so the sum has room. */
static guint64 most_values(const Brief *brief)
{
	const Limits *limits = &brief->limits;
	guint64 entries = limits->findings + brief->levels->len + 1;

	return limits->parts * PART_VALUES +
	       entries * (MARK_VALUES + MENTION_VALUES + VIRUS_VALUES +
			  PROBLEM_VALUES + 1) +
	       limits->addresses * (VISIBLE_VALUES + 2) +
	       FOUND_LOCKS_MAX * LOCK_VALUES + EARLIER_MAX_MAILS +
	       OTHER_VALUES;
}

/* Behind a string that begins at @at; @end where it has no end. */
static const char *skip_string(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++) {
		if (*at == '\\')
			at++;
	}
	return at < end ? at + 1 : end;
}

/* Each value but the first stands behind one of these. */
static gboolean begins_value(char c)
{
	return c == ',' || c == '{' || c == '[';
}

gboolean json_fits(const char *json, gsize size, const Brief *brief)
{
	guint64 left = most_values(brief);
	const char *end = json + size;

	for (const char *at = json; at < end;) {
		if (*at == '"') {
			at = skip_string(at, end);
			continue;
		}
		if (begins_value(*at) && left-- == 0)
			return FALSE;
		at++;
	}
	return TRUE;
}
