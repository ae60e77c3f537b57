/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * error.c - the one error domain of our own failures.
 *
 * Runs in:  every process.
 * Trusts:   its callers.
 * Effects:  none.
 */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>

G_DEFINE_QUARK(sekimori-fail, fail)

gboolean fail_errno(GError **error, const char *what)
{
	int saved = errno;

	g_set_error(error, FAIL_DOMAIN, FAIL_GENERAL, "%s: %s", what,
		    g_strerror(saved));
	return FALSE;
}

gboolean fail(GError **error, Fail code, const char *format, ...)
{
	va_list args;
	g_autofree char *text = NULL;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error_literal(error, FAIL_DOMAIN, (int)code, text);
	return FALSE;
}
