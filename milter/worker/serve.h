/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * serve.h - a worker: one mail at a time, until it is told to end.
 */
#ifndef WORKER_SERVE_H
#define WORKER_SERVE_H

#include "worker/confine.h"
#include "worker/keeper.h"

/*
 * Serves jobs from @sock until its end, with @folder made for itself alone.
 * Returns: exit status.
 */
int serve(int sock, const char *folder, gpointer prepared,
	  const KeeperWork *work, const ConfineRules *rules);

#endif
