/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * known.c - what is known of a mail without opening it, to hold findings
 * against.
 *
 * Runs in:  milter process.
 * Trusts:   what the MTA said; not the findings.
 * Effects:  none.
 * Limits:   a lie that fits the header and the size is not noticed.
 */
#include "findings/known.h"

#include <string.h>

#include "base/error.h"

/* Every mail has a part, be it empty; without one, why there is none is
 * said. */
static gboolean has_parts(const Known *known, const Findings *findings)
{
	(void)known;
	return findings->parts->len > 0 || findings->problems->len > 0;
}

/* Decoding makes nothing longer. What was unpacked ("1.2/a.txt") may be. */
static gboolean parts_fit(const Known *known, const Findings *findings)
{
	for (guint i = 0; i < findings->parts->len; i++) {
		const Part *part = findings->parts->pdata[i];

		if (!strchr(part->id, '/') && part->size > known->size)
			return FALSE;
	}
	return TRUE;
}

/* Of a header that could not be read, a problem says so. */
static gboolean header_was_read(const Findings *findings)
{
	for (guint i = 0; i < findings->problems->len; i++) {
		const Problem *problem = findings->problems->pdata[i];

		if (*problem->part == '\0')
			return FALSE;
	}
	return TRUE;
}

/* The addresses of a field that was not seen were not counted. */
static gboolean fields_agree(const Known *known, const Findings *findings)
{
	return !header_was_read(findings) ||
	       memcmp(known->fields, findings->fields,
		      sizeof known->fields) == 0;
}

static gboolean may_share(const Known *known, const Findings *findings)
{
	return !findings->share_recipients ||
	       known->fields[FIELD_SHARE_RECIPIENTS] > 0;
}

/* A label that names no class is a problem of the header. */
static gboolean tells_label(const Known *known, const Findings *findings)
{
	return !known->labelled || findings->declared ||
	       !header_was_read(findings);
}

static gboolean tells_rank(const Known *known, const Findings *findings)
{
	return findings->declared_rank >= known->label_rank ||
	       !header_was_read(findings);
}

static const struct {
	gboolean (*holds)(const Known *known, const Findings *findings);
	const char *lie;
} checks[] = {
	{ has_parts, "no part of the mail is spoken of" },
	{ parts_fit, "a part is larger than the mail" },
	{ fields_agree, "not the address fields that the mail has" },
	{ may_share, "share_recipients without the field that asks for it" },
	{ tells_label, "the label header is not spoken of" },
	{ tells_rank, "declared is below the label header" },
};

gboolean known_agrees(const Known *known, const Findings *findings,
		      GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(checks); i++) {
		if (!checks[i].holds(known, findings))
			return fail(error, FAIL_WORKER, "findings: %s",
				    checks[i].lie);
	}
	return TRUE;
}
