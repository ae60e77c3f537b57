/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * reload.c - SIGUSR1: configuration and signatures anew.
 *
 * Runs in:  milter process, a thread of its own. (libmilter's signal thread
 *           takes SIGHUP, SIGTERM and SIGINT for "stop".)
 * Trusts:   who may send us signals.
 * Effects:  through service.h; the log.
 */
#include "gateway/reload.h"

#include <signal.h>

static void fill(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGUSR1);
}

void reload_block_signal(void)
{
	sigset_t set;

	fill(&set);
	/* libmilter waits for these in a thread of its own, but blocks them
	 * only in threads that come after it: ours would die of them. */
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static gpointer wait_and_reload(gpointer data)
{
	Service *service = data;
	sigset_t all, set;

	/* SIGTERM here would end us at once, with mails in hand. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, NULL);
	fill(&set);
	for (;;) {
		int number;

		if (sigwait(&set, &number) == 0)
			(void)service_reload(service, NULL);
	}
	return NULL;
}

gboolean reload_on_signal(Service *service, GError **error)
{
	GThread *thread = g_thread_try_new("reload", wait_and_reload, service,
					   error);

	if (!thread)
		return FALSE;
	g_thread_unref(thread);
	return TRUE;
}
