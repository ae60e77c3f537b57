/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * verdict-build.h - how a verdict comes to be; for decide() and for tests.
 */
#ifndef POLICY_VERDICT_BUILD_H
#define POLICY_VERDICT_BUILD_H

#include "policy/verdict.h"

/* Accepts, for nobody, because of nothing. Returns: (transfer full). */
Verdict *verdict_new(void);

/*
 * Adds a match of @rule without recipients and reason, both to be filled in.
 * Returns: (transfer none).
 */
Match *verdict_add_match(Verdict *verdict, const Rule *rule);

/* Adds a recipient that is accepted so far. Returns: (transfer none). */
Judged *verdict_add_recipient(Verdict *verdict, const char *address,
			      const Route *route);

#endif
