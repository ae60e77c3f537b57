/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * service.h - the daemon's one shared state: which snapshot is current, and
 * how many mails are in hand.
 */
#ifndef GATEWAY_SERVICE_H
#define GATEWAY_SERVICE_H

#include <glib.h>

#include "gateway/memory.h"
#include "gateway/poison.h"
#include "gateway/snapshot.h"
#include "gateway/tally.h"

typedef struct Service Service;

/* Takes over *@first. @file: what a reload reads. (transfer full) */
Service *service_new(const char *file, Snapshot **first);
void service_free(Service *service);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Service, service_free)

/* The snapshot for a mail that begins now. (transfer full) (nullable): NULL
 * once the service is closed. */
Snapshot *service_snapshot(Service *service);

/*
 * Loads the configuration and signatures anew, and logs what came of it. On
 * failure everything stays as it was. `listen` and the log take effect at the
 * next start only. One load at a time: all who ask while one is under way
 * share the next, so that each has the result of one that began after it
 * asked.
 */
gboolean service_reload(Service *service, GError **error);

/* The same for a second try at what nobody asked for: that it fails for the
 * same reason as before is not logged again. */
gboolean service_retry(Service *service, GError **error);

/* What recent mails carried; survives a reload. (transfer none) */
Memory *service_memory(Service *service);

/* Mails that ended their inspectors; survives a reload. (transfer none) */
Poison *service_poison(Service *service);

/* Those that are still remembered, by the current configuration. */
guint service_poison_count(Service *service);

/* A mail came to its end. @rule (nullable): the one that decided; @failed:
 * for a reason of ours. */
void service_count(Service *service, Action action, const char *rule,
		   gboolean failed);

/* An inspection took so long, waiting for a worker included. */
void service_count_inspection(Service *service, gint64 us);

/* A copy, for tally_clear(). */
void service_tally(Service *service, Tally *ret);

/* Takes the locks that judging takes, and returns while that is possible:
 * for whoever asks whether the daemon lives. */
void service_probe(Service *service);

/* Mails that are being judged now. */
guint service_in_hand(Service *service);

/* A mail's end of message is being worked on. */
void service_enter(Service *service);
void service_leave(Service *service);

/* Waits until no mail is in hand: at most the longest deadline that any
 * configuration gave one, and @extra_ms. FALSE where some still are. */
gboolean service_drain(Service *service, guint extra_ms);

/* Ends the inspectors; connections that still idle get no more snapshots. */
void service_close(Service *service);

#endif
