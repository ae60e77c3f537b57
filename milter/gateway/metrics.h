/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * metrics.h - the daemon's numbers for a monitor, as OpenMetrics 1.0.
 *
 * Names and labels are never taken away or given another meaning; new ones
 * may come. Deaths of workers and keepers begin anew with each reload, as
 * counters may.
 */
#ifndef GATEWAY_METRICS_H
#define GATEWAY_METRICS_H

#include <glib.h>

#include "gateway/service.h"

#define METRICS_TYPE \
	"application/openmetrics-text; version=1.0.0; charset=utf-8"

/* Returns: (transfer full). */
char *metrics_text(Service *service);

#endif
