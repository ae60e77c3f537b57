/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * control.h - the socket that `sekimori status` and `sekimori reload` talk to.
 *
 * A client sends one word and a line end; the answer is one JSON object and a
 * line end, then the connection is closed. `status`: what the daemon is and
 * does. `reload`: configuration and signatures anew; {"reloaded": true}, or
 * {"reloaded": false, "error": why}. Neither was done: {"error": why}, which
 * is "unknown request", or "busy" where too many ask at once. Whoever may
 * connect may do both; the socket is open to the daemon's user and group.
 */
#ifndef GATEWAY_CONTROL_H
#define GATEWAY_CONTROL_H

#include <glib.h>

#include "gateway/service.h"

/*
 * Listens at @path, taking the place of a socket that nobody listens on, and
 * of nothing else. Ends with the process. @service: borrowed, for ever.
 */
gboolean control_open(const char *path, Service *service, GError **error);

#endif
