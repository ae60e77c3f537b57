/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * reason.h - why a rule applies, in words.
 *
 * English, one sentence, no content of the mail but the names of its parts,
 * shown without control characters and not longer than fits.
 */
#ifndef POLICY_REASON_H
#define POLICY_REASON_H

#include "findings/findings.h"
#include "policy/policy.h"

/* "part 1.2 'meibo.xlsx'"; "the mail" for "". Returns: (transfer full). */
char *reason_part(const Findings *findings, const char *id);

/* "the subject", "the name of part 1.2 'x'", ... Returns: (transfer full). */
char *reason_place(const Findings *findings, const Mark *mark);

/* The first problem of a kind that the rule is about; NULL where there is
 * none. (transfer none) (nullable) */
const Problem *reason_problem(const Rule *rule, const Findings *findings);

/*
 * The first restriction that was found and that one of the rule's globs
 * fits; NULL where none does. (transfer none) (nullable)
 */
const char *reason_restriction(const Rule *rule, const Findings *findings);

/* What was counted and judged once for all rules of one decision. */
typedef struct Facts {
	const Mark *class;	/* the highest mark; NULL without */
	gboolean labelled;
	gboolean understated;
	gboolean protected;
	const char *readable;	/* why not protected; NULL if it is */
	const Part *weak;	/* the first that is secret by a weak scheme;
				 * NULL without */
	const Part *unscanned;	/* the first; NULL without */
} Facts;

/*
 * Why @rule matched a mail of which it sees @visible addresses.
 * Returns: (transfer full).
 */
char *reason_of_match(const Rule *rule, const Findings *findings,
		      const Facts *facts, guint64 visible);

#endif
