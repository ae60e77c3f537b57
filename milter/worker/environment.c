/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * environment.c - variables: what an inspector gets, and how it loses them.
 *
 * Runs in:  milter process, and sekimori (choosing); worker (wiping).
 * Trusts:   who started the daemon.
 * Effects:  the environment of the calling process.
 */
#include "worker/environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "worker/sanitized.h"

/* An administrator's variables may hold a password or a token: what is not
 * named here never reaches a process that opens mails. */
static const char *const names[] = {
	"TZ",			/* time stamps of syslog(3) */
	"TMPDIR",		/* libclamav, while it loads */
	"LD_LIBRARY_PATH",	/* libraries in a place of their own */
#if SANITIZED
	"ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS",
#endif
};

char **environment_of_inspector(void)
{
	g_autoptr(GStrvBuilder) chosen = g_strv_builder_new();

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *value = getenv(names[i]);
		g_autofree char *entry = value ?
			g_strconcat(names[i], "=", value, NULL) : NULL;

		if (entry)
			g_strv_builder_add(chosen, entry);
	}
	return g_strv_builder_end(chosen);
}

gboolean environment_wipe(GError **error)
{
	char here = 0;

	/* What execve(2) put there lies above all frames of the main thread;
	 * what putenv(3) was given, maybe a constant, lies below. */
	for (char **at = environ; at && *at; at++) {
		if ((guintptr)*at > (guintptr)&here)
			explicit_bzero(*at, strlen(*at));
	}
	return clearenv() == 0 ? TRUE :
	       fail(error, FAIL_GENERAL, "clearenv failed");
}
