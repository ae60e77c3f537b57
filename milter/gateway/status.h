/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * status.h - what the daemon says of itself, as JSON.
 *
 * Keys are never taken away or given another meaning; new ones may come.
 */
#ifndef GATEWAY_STATUS_H
#define GATEWAY_STATUS_H

#include <glib.h>

#include "gateway/service.h"

/* Each returns one object and a line end (transfer full). */
char *status_text(Service *service);
char *status_reloaded(const char *error);	/* NULL: it was done */
char *status_refused(const char *why);

#endif
