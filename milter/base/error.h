/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * error.h - the one error domain of our own failures.
 *
 * A GError says that *we* failed. What is wrong with a mail is a finding,
 * never an error.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <glib.h>

typedef enum {
	FAIL_GENERAL,	/* anything without a reader of its own */
	FAIL_CONFIG,	/* the configuration does not hold; text has file:line */
	FAIL_LIMIT,	/* a limit of ours was reached; the text names it */
	FAIL_TIMEOUT,	/* the time budget is used up */
	FAIL_WORKER,	/* a worker died, stalled or babbled */
	FAIL_POISON,	/* a mail ended each worker that opened it */
	FAIL_RETIRED,	/* who was asked has a successor */
	FAIL_MEMORY,	/* no room for a mail in this process */
	FAIL_COUNT
} Fail;

#define FAIL_DOMAIN (fail_quark())
GQuark fail_quark(void);

/* Sets @error from errno: "what: No such file or directory". Returns FALSE. */
gboolean fail_errno(GError **error, const char *what);

/* Sets @error to @code with a formatted text. Returns FALSE. */
gboolean fail(GError **error, Fail code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

#endif
