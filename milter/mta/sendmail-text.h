/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sendmail-text.h - a configuration of Sendmail (.cf), as far as filters go.
 */
#ifndef MTA_SENDMAIL_TEXT_H
#define MTA_SENDMAIL_TEXT_H

#include <glib.h>

#include "mta/endpoint.h"

/* A line with a value: O NAME=VALUE, DNAME VALUE. */
typedef struct CfLine {
	guint line;	/* from 1; the first of a continued one */
	char *value;
} CfLine;

/* XNAME, S=..., F=..., T=... */
typedef struct CfFilter {
	guint line;
	char *name;
	char *text;		/* the whole line */
	Endpoint *endpoint;	/* NULL where S= makes no sense */
	char *flags;		/* of F=; NULL: none is given */
	char *timeouts;		/* of T=; NULL: none is given */
} CfFilter;

typedef struct Cf {
	GHashTable *options;	/* lower case name -> CfLine; the last wins */
	GHashTable *macros;	/* "j", "{MTAHost}" -> CfLine */
	GHashTable *classes;	/* every member of class w, lower case */
	GPtrArray *daemons;	/* CfLine: O DaemonPortOptions */
	GPtrArray *filters;	/* CfFilter */
} Cf;

/* Returns: (transfer full). */
Cf *cf_read(const char *text);
void cf_free(Cf *cf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cf, cf_free)

/* (transfer none) (nullable). */
const CfLine *cf_option(const Cf *cf, const char *name);
const CfFilter *cf_filter(const Cf *cf, const char *name);

/*
 * The value of the equate that begins with @letter in "A=1, Bcd=2": Sendmail
 * looks at the first letter only. Returns: (transfer full) (nullable).
 */
char *cf_equate(const char *text, char letter);

/* The names in a list of filters. Returns: (transfer full): a vector. */
char **cf_names(const char *list);

/*
 * Seconds of @letter in "C:5m;S:10s;R:10s;E:5m", or of what Sendmail takes
 * where it is not there.
 */
guint64 cf_timeout(const CfFilter *filter, char letter);

#endif
