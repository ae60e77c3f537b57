/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * watch.h - loads new virus signatures when they are there.
 *
 * freshclam writes beside its files and renames; several files come one after
 * another. So a change is waited out until all has been quiet for five seconds,
 * but not for ever; what changes during a load leads to another, and what could
 * not be loaded is tried again, at growing intervals (change.h).
 */
#ifndef GATEWAY_WATCH_H
#define GATEWAY_WATCH_H

#include <glib.h>

#include "gateway/service.h"

/* Watches what `signatures` names, where `watch-signatures` says so; a reload
 * may change both. Ends with the process. @service: borrowed, for ever. */
gboolean watch_signatures(Service *service, GError **error);

#endif
