/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * dry-run.h - one mail through the same inspector and the same decision as
 * the daemon's, without an MTA.
 */
#ifndef CTL_DRY_RUN_H
#define CTL_DRY_RUN_H

#include <glib.h>

#include "act/reply.h"
#include "config/config.h"
#include "encrypt/certificates.h"
#include "findings/findings.h"
#include "mail/envelope.h"
#include "policy/verdict.h"
#include "worker/pool.h"

typedef struct DryRun {
	char *file;		/* as it was named; "-" is standard input */
	Findings *findings;	/* NULL where the mail is over a limit */
	Envelope *envelope;
	Verdict *verdict;	/* likewise */
	Action action;
	GPtrArray *changes;	/* char *, described; nullable */
	Reply *reply;		/* nullable */
} DryRun;

void dry_run_free(DryRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DryRun, dry_run_free)

/*
 * @certificates: nullable. @sender NULL: the From field's. @recipients NULL:
 * those of To and Cc.
 * Fails where the file cannot be read or the inspector fails.
 * Returns: (transfer full).
 */
DryRun *dry_run(Pool *pool, const Config *config,
		const Certificates *certificates, const char *file,
		const char *sender, char *const *recipients, GError **error);


#endif
