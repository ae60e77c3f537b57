/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * snapshot.h - one configuration with everything that belongs to it.
 *
 * A mail keeps the snapshot it started with; a reload puts a new one beside
 * it, and the old one ends with its last mail.
 */
#ifndef GATEWAY_SNAPSHOT_H
#define GATEWAY_SNAPSHOT_H

#include <glib.h>

#include "audit/record.h"
#include "config/config.h"
#include "encrypt/certificates.h"
#include "worker/pool.h"

typedef struct Snapshot {
	gint references;	/* atomic */
	Config *config;
	Pool *pool;		/* NULL until snapshot_start() */
	Record *record;
	guint64 stamp;		/* of its signatures, from before they were
				 * loaded; 0: none, or unknown */
	Certificates *certificates;	/* nullable: none configured */
	gboolean wants_addresses;	/* a rule must know who is visible */
} Snapshot;

/* Loads @file and what it names, all but the inspectors. (transfer full) */
Snapshot *snapshot_prepare(const char *file, GError **error);

/* Starts its inspectors, once, and waits until they have loaded. */
gboolean snapshot_start(Snapshot *snapshot, GError **error);

/* Both, all or nothing. (transfer full) */
Snapshot *snapshot_new(const char *file, GError **error);
Snapshot *snapshot_ref(Snapshot *snapshot);

/* Whether its virus signatures are older than `signature-age`. */
gboolean snapshot_is_old(const Snapshot *snapshot);

/* Whether anybody else holds a reference. */
gboolean snapshot_is_shared(Snapshot *snapshot);

/* The last one ends the inspectors, in the thread that calls this. */
void snapshot_unref(Snapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Snapshot, snapshot_unref)

#endif
