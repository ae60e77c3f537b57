/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * incident.c - our own id of a mail.
 *
 * Runs in:  milter process, any thread.
 * Trusts:   the kernel's random numbers.
 * Effects:  getrandom(2).
 */
#include "gateway/incident.h"

#include <sys/random.h>

#define CHARS 16

char *incident_new(void)
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	guint8 random[CHARS];
	char *id = g_malloc0(CHARS + 1);

	/* Up to 256 bytes never come short once the pool is ready. */
	if (getrandom(random, sizeof random, 0) != (gssize)sizeof random)
		g_error("getrandom failed");
	for (guint i = 0; i < CHARS; i++)
		id[i] = digits[random[i] & 31];
	return id;
}
