/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * postfix-where.h - everywhere that a Postfix decides which milters to ask.
 */
#ifndef MTA_POSTFIX_WHERE_H
#define MTA_POSTFIX_WHERE_H

#include "mta/postfix-text.h"

/* What every check of Postfix gets. */
typedef struct Asked {
	const Postfix *postfix;
	const Gate *gate;
} Asked;

typedef enum {
	MATCH_NONE,
	MATCH_OURS,
	MATCH_ELSEWHERE	/* our path, but chroot makes it another file */
} Match;

/* A list of milters, for one service. */
typedef struct List {
	const Service *service;
	Setting setting;
	const MapRow *row;	/* of a table; NULL: of the setting itself */
	GPtrArray *entries;	/* Entry */
	gint ours;		/* the first of ours; -1: none */
	Match match;		/* how it is ours */
} List;

typedef void (*LookAtList)(Advice *advice, const Asked *asked,
			   const List *list);

/*
 * Every list of milters that decides about mail: of each service that takes
 * SMTP, of what its smtpd_milter_maps give (but DISABLE), and of what takes
 * mail that does not come by SMTP.
 */
void where_each_list(Advice *advice, const Asked *asked, LookAtList look);

typedef void (*LookAtService)(Advice *advice, const Asked *asked,
			      const Service *service);

/* Every service that takes SMTP. */
void where_each_smtpd(Advice *advice, const Asked *asked,
		      LookAtService look);

/* Every service that asks milters: the above, and those that clean up what
 * comes otherwise. */
void where_each_asking(Advice *advice, const Asked *asked,
		       LookAtService look);

Match where_match(const Asked *asked, const Service *service,
		  const Entry *entry);

/* Whether "no_milters" is among the receive_override_options. */
gboolean where_no_milters(const Setting *setting);

/* Whether SMTP mail that @service takes is asked about; tables aside. */
gboolean where_asks_us(const Asked *asked, const Service *service);

/* Whether some service hands mail to a filter; @filter: the setting that names
 * one, content_filter or smtpd_proxy_filter. */
gboolean where_is_filtered(const Postfix *postfix, const char *filter);

/* How we stand in a list of @service. (transfer full) */
char *where_our_entry(const Asked *asked, const Service *service);

/* Where @list is written, and how to have @text there. (transfer full) */
char *list_where(const List *list);
char *list_fix(const Asked *asked, const List *list, const char *text);

/* The texts of @list as one, ours first, as a plain address, and once.
 * (transfer full) */
char *list_with_us_first(const Asked *asked, const List *list);

#endif
