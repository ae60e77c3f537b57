/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * deaths.h - how workers died, as their keeper tells.
 *
 * A worker's socket closes before its keeper has taken leave of it, so who
 * asks waits a little. A keeper's workers die with it; nobody tells of them.
 */
#ifndef WORKER_DEATHS_H
#define WORKER_DEATHS_H

#include <glib.h>

#include "worker/channel.h"

/* How a worker exits by itself with a mail in hand. */
#define DEATH_FAILED 3
#define DEATH_NO_ROOM 4	/* the mail could not be mapped, nor was it opened */

typedef struct Deaths Deaths;

/* Safe from any thread. */
Deaths *deaths_new(void);
void deaths_free(Deaths *deaths);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Deaths, deaths_free)

/* A FRAME_DEATH came. FALSE where it is not one. */
gboolean deaths_add(Deaths *deaths, const Frame *frame);

/* A worker @pid begins: what was told of an earlier one of that number is not
 * about it. */
void deaths_begin(Deaths *deaths, guint32 pid);

/* The keeper is gone: its numbers mean nothing any more. */
void deaths_forget(Deaths *deaths);

/* All that came since deaths_new(). */
guint64 deaths_count(Deaths *deaths);

/*
 * Whether worker @pid died of what it did: a crash, an abort, a call that is
 * refused, a limit. FALSE where something else ended it (SIGKILL), its keeper
 * died, it had no room for the mail, or nobody says so within a second. @ret_how: "signal 11", (transfer
 * full), where TRUE.
 */
gboolean deaths_own_doing(Deaths *deaths, guint32 pid, char **ret_how);

#endif
