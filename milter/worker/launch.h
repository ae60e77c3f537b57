/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * launch.h - starts and ends a keeper process.
 */
#ifndef WORKER_LAUNCH_H
#define WORKER_LAUNCH_H

#include <glib.h>
#include <sys/types.h>

#include "findings/brief.h"
#include "worker/channel.h"

typedef struct KeeperProcess {
	pid_t pid;
	int channel;
	char *folder;	/* holds its workers' private folders */
	Ready ready;
} KeeperProcess;

/*
 * Starts @inspector, hands it @brief and waits until it has loaded, or @tick
 * gives up; its reason is in @error where it cannot. Returns: (transfer full).
 */
KeeperProcess *launch_keeper(const char *inspector, const Brief *brief,
			     guint workers, TickFunc tick, gpointer data,
			     GError **error);

/* Closes the channel, waits a moment, kills if need be, reaps, and removes
 * what it left in its folder. NULL is fine. */
void launch_end(KeeperProcess *process);

#endif
