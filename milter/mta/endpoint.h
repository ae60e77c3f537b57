/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * endpoint.h - the address of a milter, in one form for three notations.
 */
#ifndef MTA_ENDPOINT_H
#define MTA_ENDPOINT_H

#include <glib.h>

typedef struct Endpoint {
	char *host;	/* lower case, no brackets; NULL: a Unix socket */
	char *port;	/* as written; NULL: a Unix socket */
	char *path;	/* absolute, without "//" and ".."; NULL: TCP */
} Endpoint;

void endpoint_free(Endpoint *endpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Endpoint, endpoint_free)

/*
 * libmilter's and Sendmail's notation: "inet:PORT@HOST", "inet6:PORT@HOST",
 * "unix:PATH", "local:PATH", or a path alone. Returns: (transfer full)
 * (nullable): NULL where it is none of them.
 */
Endpoint *endpoint_of_milter(const char *text);

/*
 * Postfix's notation: "inet:HOST:PORT", "unix:PATH". A relative path, and
 * every path if @chrooted, begins at @queue. Returns: as above.
 */
Endpoint *endpoint_of_postfix(const char *text, const char *queue,
			      gboolean chrooted);

/*
 * Whether they lead to the same milter. All names of the loopback interface
 * are one, and one that listens on every address is met there.
 */
gboolean endpoint_same(const Endpoint *a, const Endpoint *b);

/* Whether only this machine reaches @host. Brackets do not matter. */
gboolean endpoint_is_loopback(const char *host);

/* In Postfix's notation, the path without a @queue it is in, as a chrooted
 * Postfix has to have it. Returns: (transfer full). */
char *endpoint_for_postfix(const Endpoint *endpoint, const char *queue,
			   gboolean chrooted);

#endif
