/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * advice.h - what is wrong with an MTA's configuration, and what is not.
 */
#ifndef MTA_ADVICE_H
#define MTA_ADVICE_H

#include <glib.h>

#include "base/names.h"
#include "mta/endpoint.h"

typedef enum {
	SEVERITY_PAST,		/* mail would pass uninspected */
	SEVERITY_BREAKS,	/* mail would be deferred, refused, spoilt */
	SEVERITY_ADVICE,
	SEVERITY_COUNT
} Severity;

DECLARE_NAMES(Severity, severity);

/* A row of an MTA's table of checks; @data is that MTA's configuration. */
typedef struct Advice Advice;
typedef struct Check {
	const char *id;
	Severity severity;
	void (*run)(Advice *advice, gconstpointer data);
	const char *good;	/* what holds where it finds nothing */
} Check;

typedef struct Finding {
	const Check *check;
	char *where;
	char *what;
	char *fix;	/* to paste; "" where no single line mends it */
} Finding;

struct Advice {
	GPtrArray *findings;	/* Finding, in the order of the checks */
	GPtrArray *good;	/* const Check, that found nothing */
	const Check *check;	/* the one that runs */
	gboolean found;		/* it has found something */
};

/* What an MTA has to know of sekimori. */
typedef struct Gate {
	const Endpoint *listen;
	guint64 deadline_ms;
} Gate;

/* Runs @count @checks on @data. Returns: (transfer full). */
Advice *advice_new(const Check *checks, gsize count, gconstpointer data);
void advice_free(Advice *advice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Advice, advice_free)

/*
 * A finding of the check that runs. Takes over @where and @fix; @fix may be
 * NULL. What was found already is not found again: several services have one
 * setting.
 */
void advice_add(Advice *advice, char *where, const char *what, char *fix);

/* The check that runs cannot say that all is well: what it asks about is not
 * there. */
void advice_skip(Advice *advice);

guint advice_count(const Advice *advice, Severity severity);

/*
 * Seconds of a time as MTAs write it: "300", "300s", "1h30m"; @unit is that
 * of a number alone. FALSE where it is no time.
 */
gboolean advice_seconds(const char *text, char unit, guint64 *ret);

#endif
