/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * examine.h - has a mail inspected, and believes what fits it.
 */
#ifndef GATEWAY_EXAMINE_H
#define GATEWAY_EXAMINE_H

#include <glib.h>

#include "gateway/message.h"
#include "gateway/service.h"

/* How long locks are kept by @config, and how many. */
MemoryLimits memory_limits(const Config *config);

/*
 * Has the sealed mail of @message inspected, with what is remembered of
 * earlier ones. The message goes on with the current snapshot where a reload
 * ended the inspectors of its own. @tick: as in pool.h. *@ret_poison: opening
 * it ended its inspectors, and the findings say only that.
 * Returns: (transfer full), or NULL where we failed.
 */
Findings *examine(Message *message, Service *service, TickFunc tick,
		  gpointer data, gboolean *ret_poison, GError **error);

#endif
