/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * watchdog.h - tells the service manager that we are alive, while we are.
 */
#ifndef GATEWAY_WATCHDOG_H
#define GATEWAY_WATCHDOG_H

#include <glib.h>

#include "gateway/service.h"

/*
 * Where the manager wants it (WatchdogSec=), says so twice in each interval,
 * each time after it could take what every mail takes. Who hangs there is
 * silent, and is restarted. @service: borrowed, for ever.
 */
gboolean watchdog_start(Service *service, GError **error);

#endif
