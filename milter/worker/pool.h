/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pool.h - the milter's side of its inspectors: one keeper, its workers,
 * and the mails they are given.
 *
 * A pool belongs to one configuration. It starts the keeper with
 * posix_spawn(3) (nothing of ours runs between clone and exec, so threads do
 * not matter), takes over the workers' sockets from it, gives each worker
 * one mail at a time, kills what dies, stalls or babbles, and starts a new
 * keeper when the keeper is gone.
 */
#ifndef WORKER_POOL_H
#define WORKER_POOL_H

#include <glib.h>

#include "findings/brief.h"
#include "findings/findings.h"
#include "findings/known.h"
#include "worker/channel.h"

typedef struct Pool Pool;

typedef struct PoolSettings {
	const char *inspector;	/* path of sekimori-inspector */
	const Brief *brief;	/* borrowed: must outlive the pool */
	guint workers;
	guint worker_jobs;	/* mails before a worker is replaced */
	guint64 findings_bytes;	/* longest answer */
	guint64 deadline_ms;	/* for one mail, both tries together */
	guint64 queue_ms;	/* longest wait for a free worker */
	guint queue_length;	/* most mails that wait for one */
} PoolSettings;

/*
 * Starts a keeper and waits until it has loaded its signatures. Fails with
 * the keeper's reason where it cannot (no signatures, ...).
 * Returns: (transfer full).
 */
Pool *pool_new(const PoolSettings *settings, GError **error);

/* Ends the keeper and waits for it. No pool_inspect() may be under way. */
void pool_free(Pool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pool, pool_free)

/*
 * Ends the keeper when the mails that its workers have are done, after five
 * seconds at most, and returns once its memory is free. Mails wait meanwhile:
 * until pool_wake(), or pool_retire().
 */
void pool_rest(Pool *pool);

/* A keeper is wanted again; it is started by itself. */
void pool_wake(Pool *pool);

/* Another pool has taken the place of this one. It goes on while its keeper
 * lives; there will be no other one, and then nobody waits here. */
void pool_retire(Pool *pool);

/* What the keeper has loaded. */
Ready pool_ready(Pool *pool);

typedef struct PoolState {
	Ready ready;
	gboolean has_keeper;	/* else one is being started */
	guint idle;		/* workers that wait for a mail */
	guint waiting;		/* mails that wait for a worker */
	guint64 worker_deaths;	/* not by themselves, since pool_new() */
	guint64 keeper_deaths;
} PoolState;

PoolState pool_state(Pool *pool);

/* What is asked about one mail; all borrowed for the call. */
typedef struct Inquiry {
	int spool;		/* sealed */
	guint wants;		/* bits of findings.h */
	const GPtrArray *earlier;	/* Earlier, to try its words on;
					 * nullable */
	const Known *known;	/* no findings are believed against it;
				 * nullable */
	TickFunc tick;		/* called at least every second while waiting;
				 * nullable */
	gpointer data;
} Inquiry;

/*
 * Has a mail inspected. A worker that fails is killed and the mail tried once
 * on another; tries that somebody else ended (SIGKILL, a dead keeper) are made
 * again, up to six in all. Safe from any thread. Returns: (transfer full), or
 * NULL with
 *   FAIL_TIMEOUT  no worker was free in time, or the time is used up
 *   FAIL_LIMIT    too many mails wait for a worker
 *   FAIL_POISON   the mail ended both workers that opened it
 *   FAIL_WORKER   they failed otherwise
 *   FAIL_RETIRED  there is no keeper any more: see pool_retire()
 */
Findings *pool_inspect(Pool *pool, const Inquiry *inquiry, GError **error);

#endif
