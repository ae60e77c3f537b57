/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * reload.h - SIGUSR1: configuration and signatures anew.
 */
#ifndef GATEWAY_RELOAD_H
#define GATEWAY_RELOAD_H

#include <glib.h>

#include "gateway/service.h"

/* Before any thread exists: they all inherit the blocked signal. */
void reload_block_signal(void);

/* Starts the thread that reloads @service at each SIGUSR1. */
gboolean reload_on_signal(Service *service, GError **error);

#endif
