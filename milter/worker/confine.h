/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * confine.h - what keeper and worker give up before the first mail.
 *
 * Steps, in this order: ties to the parent, no new privileges, limits of the
 * kernel (rlimits), environment and descriptors, files (landlock.h), system
 * calls (syscalls.h). See milter/SECURITY.md for what each is against.
 */
#ifndef WORKER_CONFINE_H
#define WORKER_CONFINE_H

#include <glib.h>

#include "findings/brief.h"

typedef struct ConfineRules {
	Confinement mode;
	guint64 memory;		/* bytes that a worker may add to its own */
	guint64 file_bytes;	/* longest file that it may write */
	guint64 cpu_seconds;	/* of its whole life */
	guint64 own_bytes;	/* addresses of the keeper; set there */
} ConfineRules;

ConfineRules confine_rules(const Brief *brief);

/*
 * The keeper, after loading and before its first worker. It may still write
 * below @folder, start and end workers, and log. Returns FALSE where the
 * kernel lacks something and .mode requires it; else it is logged.
 */
gboolean confine_keeper(ConfineRules *rules, const char *folder,
			GError **error);

/* A worker: of its descriptors @channel stays, of the files @folder. Nothing
 * can be logged after it. */
gboolean confine_worker(const ConfineRules *rules, const char *folder,
			int channel, GError **error);

/* Whether a worker has used up so much of its limits that the next mail
 * should have a new one. */
gboolean confine_is_worn(const ConfineRules *rules);

#endif
