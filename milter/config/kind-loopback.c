/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * kind-loopback.c - the kind of setting that is a port of this machine.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   texts are valid UTF-8.
 * Effects:  none.
 */
#include "config/kind.h"

#include "base/loopback.h"
#include "config/schema.h"

static char *parse_loopback(const Row *row, char *const *texts,
			    const char *folder, gpointer field)
{
	struct sockaddr_storage address;

	if (*texts[0] && !loopback_read(texts[0], &address))
		return g_strdup_printf("\"%s\" is not a port of this machine; "
				       "write %s", texts[0],
				       kind_loopback.shape);
	return kind_optional.parse(row, texts, folder, field);
}

static void print_loopback(gconstpointer field, GString *out)
{
	kind_optional.print(field, out);
}

const Kind kind_loopback = { "inet:PORT@127.0.0.1 or inet6:PORT@::1", FALSE,
			     FALSE, parse_loopback, print_loopback };
