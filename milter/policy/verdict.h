/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * verdict.h - what is done with a mail, and which rules said so.
 */
#ifndef POLICY_VERDICT_H
#define POLICY_VERDICT_H

#include <glib.h>

#include "base/names.h"

typedef struct Rule Rule;
typedef struct Route Route;

/*
 * The terminal ones are ordered from mild to strict; of several the
 * strictest wins, whatever the order of the rules. ACTION_HIDE_RECIPIENTS
 * and ACTION_ENCRYPT are changes: they go with accept and hold, and add up.
 */
typedef enum {
	ACTION_ACCEPT,
	ACTION_HOLD,
	ACTION_TEMPFAIL,
	ACTION_REJECT,
	ACTION_HIDE_RECIPIENTS,
	ACTION_ENCRYPT,
	ACTION_COUNT
} Action;
DECLARE_NAMES(Action, action);

#define ACTION_IS_TERMINAL(action) ((action) <= ACTION_REJECT)

/* A rule that matched. */
typedef struct Match {
	const Rule *rule;	/* borrowed from the Policy */
	GPtrArray *recipients;	/* const char *, borrowed from the Envelope */
	char *why;		/* one English sentence, no mail content but
				 * part names */
	gboolean declared_exception;	/* hide-recipients asked for, and a
				 * declared exception stands against it */
} Match;

typedef struct Judged {
	const char *address;	/* borrowed */
	const Route *route;	/* borrowed */
	Action action;		/* terminal, for this recipient alone */
} Judged;

typedef struct Verdict {
	Action action;		/* terminal: the strictest of all */
	const Match *cause;	/* the first enforced match with .action;
				 * NULL where nothing asked for it */
	gboolean hide_recipients;
	Match *encrypt;		/* the first enforced that asks for it; the
				 * mail must not leave as it is. NULL: none */
	GPtrArray *matches;	/* Match, in rule order, monitored included */
	GPtrArray *recipients;	/* Judged, in envelope order */
} Verdict;

/*
 * What has to be encrypted cannot be, for the reason @why (a sentence, which
 * goes before that of the rule): the mail is refused, unless it is already.
 * Whom it is about is for the caller to say in verdict->recipients.
 */
void verdict_refuse(Verdict *verdict, const char *why);

void verdict_free(Verdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verdict, verdict_free)

#endif
