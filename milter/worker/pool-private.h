/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pool-private.h - what pool.c and errand.c share of a Pool.
 */
#ifndef WORKER_POOL_PRIVATE_H
#define WORKER_POOL_PRIVATE_H

#include "worker/deaths.h"
#include "worker/launch.h"
#include "worker/link.h"
#include "worker/pool.h"

#define MS_IN_US 1000

struct Pool {
	PoolSettings settings;
	char *inspector;
	GThread *supervisor;
	GMutex mutex;
	GCond turned;		/* any of what follows */
	GQueue idle;		/* Link */
	GQueue waiters;		/* Waiter: mails without a worker, in the
				 * order in which they get one */
	guint busy;		/* workers with a mail */
	guint64 keeper_deaths;
	Deaths *deaths;
	KeeperProcess *keeper;	/* NULL while there is none */
	Ready ready;
	gboolean resting;	/* no keeper is wanted for now */
	gboolean asleep;	/* there is none, and none is being started */
	gboolean retired;	/* when this one is gone none is wanted */
	gboolean ending;
};

/* A mail that waits; on its own stack, and only with the mutex. */
typedef struct Waiter {
	GCond woken;
	Link *link;		/* handed to it */
} Waiter;

/* Gives a free worker to whoever waits longest, or keeps it for the next.
 * With the mutex held. Takes over @link. */
void pool_offer(Pool *pool, Link *link);

/* Whether there is no keeper, and none will come. With the mutex held. */
gboolean pool_is_gone(const Pool *pool);

#endif
