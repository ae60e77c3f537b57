/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * decide.h - findings x envelope x policy -> verdict. Pure.
 */
#ifndef POLICY_DECIDE_H
#define POLICY_DECIDE_H

#include "findings/findings.h"
#include "mail/envelope.h"
#include "policy/policy.h"
#include "policy/verdict.h"

/*
 * No I/O, no clock, no globals: @now is Unix time in microseconds. Adding a
 * bad finding (a mark, a virus, a problem, an unprotected part, a visible
 * address) never makes the verdict milder. A mail without recipients is
 * judged as one to the `otherwise` route.
 *
 * Rules of ACTION_ENCRYPT need findings->to (WANT_ADDRESSES): who gets the
 * mail and is not shown there gets a blind copy, which no encrypted mail to
 * several keeps blind. Without it each of several counts as blind.
 *
 * The verdict borrows from @envelope and @policy; both must outlive it.
 * Returns: (transfer full).
 */
Verdict *decide(const Findings *findings, const Envelope *envelope,
		const Policy *policy, gint64 now);

/*
 * Whether everything a marking of @rank covers is behind a secret: at least
 * one attachment with content, every one of them secret, and the readable
 * text beside them a note of at most @cover_note_limit characters without a
 * marking of its own. Pure. @ret_why (transfer full) says what is readable.
 */
gboolean protection_holds(const Findings *findings, guint64 cover_note_limit,
			  char **ret_why);

/*
 * The first part or member that only a scheme protects which is called weak;
 * NULL where there is none. Pure. (transfer none) (nullable)
 */
const Part *protection_weakness(const Findings *findings);

#endif
