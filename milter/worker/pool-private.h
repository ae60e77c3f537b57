/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pool-private.h - what pool.c and errand.c share of a Pool.
 */
#ifndef WORKER_POOL_PRIVATE_H
#define WORKER_POOL_PRIVATE_H

#include "worker/deaths.h"
#include "worker/launch.h"
#include "worker/pool.h"

#define MS_IN_US 1000

struct Pool {
	PoolSettings settings;
	char *inspector;
	GThread *supervisor;
	GMutex mutex;
	GCond freed;		/* for mails: a worker came free, or .retired */
	GCond turned;		/* for all others: any of what follows */
	GQueue idle;		/* Link */
	guint waiting;		/* mails without a worker */
	guint busy;		/* workers with a mail */
	guint64 keeper_deaths;
	Deaths *deaths;
	KeeperProcess *keeper;	/* NULL while there is none */
	Ready ready;
	gboolean resting;	/* no keeper is wanted for now */
	gboolean asleep;	/* there is none, and none is being started */
	gboolean retired;	/* nor will there be one */
	gboolean ending;
};

#endif
