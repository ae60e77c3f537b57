/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * http.h - the port of this machine that monitors ask.
 *
 *   GET /metrics	metrics.h
 *   GET /live		200 while the daemon can take its own locks
 *   GET /ready		200 while there are inspectors to judge a mail; else 503
 *
 * Whoever has an account on this machine may ask: no answer holds anything
 * of a mail.
 */
#ifndef GATEWAY_HTTP_H
#define GATEWAY_HTTP_H

#include <glib.h>

#include "gateway/service.h"

/* Listens at @where (loopback.h) until the process ends. @service: borrowed,
 * for ever. */
gboolean http_open(const char *where, Service *service, GError **error);

#endif
