/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * notify.h - tells the service manager how we are (sd_notify(3)).
 *
 * A datagram to the socket that the environment's NOTIFY_SOCKET names; the
 * protocol is documented as stable, and small enough to need no library.
 */
#ifndef BASE_NOTIFY_H
#define BASE_NOTIFY_H

#include <glib.h>

/*
 * Sends "READY=1", "STOPPING=1", "WATCHDOG=1"... Nothing where no manager
 * asked for it; a manager that cannot be reached is not our failure. Safe
 * from any thread.
 */
void notify(const char *state);

/* How often the manager wants to hear "WATCHDOG=1" at the latest, in
 * microseconds; 0: not at all. */
guint64 notify_watchdog_us(void);

#endif
