/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * callbacks.h - what libmilter calls.
 */
#ifndef GATEWAY_CALLBACKS_H
#define GATEWAY_CALLBACKS_H

#include <glib.h>

#include "gateway/service.h"

/* Tells libmilter about us. @service: borrowed until the program ends. */
gboolean callbacks_register(Service *service, GError **error);

#endif
