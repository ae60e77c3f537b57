/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * keeper.h - loads once, forks workers, replaces the dead.
 */
#ifndef WORKER_KEEPER_H
#define WORKER_KEEPER_H

#include <glib.h>

#include "findings/brief.h"
#include "worker/channel.h"

/* What the inspector program brings along; this layer parses no mail. */
typedef struct KeeperWork {
	/*
	 * Loads everything that workers share, signatures first, and warms
	 * up whatever would open a file later. Once, in the keeper. Takes
	 * over *@brief.
	 */
	gpointer (*prepare)(Brief **brief, Ready *ret_ready, GError **error);
	void (*dispose)(gpointer prepared);
	/* In a new worker: its private folder. Called before any mail. */
	gboolean (*settle)(gpointer prepared, const char *folder,
			   GError **error);
	/*
	 * Inspects the mail behind @spool, and tries its words on the locks
	 * @earlier (Earlier). Returns: (transfer full): the
	 * findings as JSON; NULL where it failed, and the worker ends.
	 * FAIL_MEMORY: the mail itself was not looked at.
	 */
	char *(*inspect)(gpointer prepared, int spool, const Job *job,
			 const GPtrArray *earlier, GError **error);
} KeeperWork;

/*
 * Runs a keeper on the socket @channel until its other end is closed.
 * Workers have their private folders below @folder; the folder of a worker
 * that died is removed. Returns: exit status of the program.
 */
int keeper_run(int channel, guint workers, const char *folder,
	       const KeeperWork *work);

#endif
