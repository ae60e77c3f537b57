/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * explain.h - a dry run in words, for people at a terminal.
 */
#ifndef CTL_EXPLAIN_H
#define CTL_EXPLAIN_H

#include "ctl/dry-run.h"

enum {
	EXPLAIN_MENTIONS = 1 << 0,	/* what was seen and did not count */
	EXPLAIN_BOLD = 1 << 1,		/* a terminal that can show it */
};

/* What would happen to the mail and why. Returns: (transfer full). */
char *explain(const DryRun *run, guint flags);

#endif
