/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * tally.h - what the daemon counts while it runs.
 */
#ifndef GATEWAY_TALLY_H
#define GATEWAY_TALLY_H

#include <glib.h>

#include "policy/policy.h"

#define TALLY_BUCKETS 12

/* Inspections up to these are counted apart; ascending. */
extern const guint tally_bounds_ms[TALLY_BUCKETS];

/* Since the start; a reload goes on with them. */
typedef struct Tally {
	guint64 mails[ACTION_COUNT];	/* by what became of them */
	guint64 failures;		/* of ours; each is a tempfail, too */
	guint64 reloads;		/* that were done, the start not */
	guint64 reload_failures;
	gint64 started_us;		/* Unix time */
	gint64 loaded_us;		/* of what is in force */
	char *reload_error;		/* of the last one, nullable */
	guint64 inspections[TALLY_BUCKETS + 1];	/* the last: longer */
	guint64 inspection_us;		/* all of them, waiting included */
	GHashTable *rules;		/* name to guint64: mails it decided */
} Tally;

/* The rest is zero. */
void tally_init(Tally *tally);

void tally_mail(Tally *tally, Action action, const char *rule,
		gboolean failed);
void tally_inspection(Tally *tally, gint64 us);

/* @ret needs no tally_init(), and tally_clear() later. */
void tally_copy(const Tally *tally, Tally *ret);

void tally_clear(Tally *tally);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tally, tally_clear)

#endif
