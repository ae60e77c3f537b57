/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * signers.c - milters that sign, as far as an address or a name tells.
 *
 * Runs in:  sekimori.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   a guess: what it does not know is unknown, and not harmless.
 */
#include "mta/signers.h"

#include <string.h>

static const char *const hints[] = {
	"dkim", "sign", "openarc", "rspamd",
	/* Ports: OpenDKIM's in its own and in most instructions, rspamd's. */
	":8891", "8891@", ":12301", "12301@", ":11332", "11332@",
};

gboolean signers_has(const char *text)
{
	g_autofree char *lower = g_ascii_strdown(text, -1);

	for (guint i = 0; i < G_N_ELEMENTS(hints); i++) {
		if (strstr(lower, hints[i]))
			return TRUE;
	}
	return FALSE;
}
