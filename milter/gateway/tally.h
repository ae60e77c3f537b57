/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * tally.h - what the daemon counts while it runs.
 */
#ifndef GATEWAY_TALLY_H
#define GATEWAY_TALLY_H

#include <glib.h>

#include "policy/policy.h"

/* Since the start; a reload goes on with them. */
typedef struct Tally {
	guint64 mails[ACTION_COUNT];	/* by what became of them */
	guint64 failures;		/* of ours; each is a tempfail, too */
	guint64 reloads;		/* that were done, the start not */
	guint64 reload_failures;
	gint64 started_us;		/* Unix time */
	gint64 loaded_us;		/* of what is in force */
	char *reload_error;		/* of the last one, nullable */
} Tally;

#endif
