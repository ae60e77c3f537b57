/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * watchdog.c - tells the service manager that we are alive, while we are.
 *
 * Runs in:  milter process, a thread of its own.
 * Trusts:   the environment that the service manager gave us.
 * Effects:  datagrams to the service manager.
 */
#include "gateway/watchdog.h"

#include "base/notify.h"

static gpointer watch(gpointer data)
{
	gulong pause_us = (gulong)(notify_watchdog_us() / 2);

	for (;;) {
		service_probe(data);
		notify("WATCHDOG=1");
		g_usleep(pause_us);
	}
	return NULL;
}

gboolean watchdog_start(Service *service, GError **error)
{
	GThread *thread;

	if (notify_watchdog_us() < 2)
		return TRUE;
	thread = g_thread_try_new("watchdog", watch, service, error);
	if (!thread)
		return FALSE;
	g_thread_unref(thread);
	return TRUE;
}
