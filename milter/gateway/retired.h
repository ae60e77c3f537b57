/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * retired.h - snapshots that are no longer current, until nobody needs them.
 *
 * To end inspectors takes seconds. A thread of its own holds the last
 * reference and does it, so that no mail waits for it with its answer. Where
 * a mail is still on its way after the deadline that one may have, only the
 * inspectors end; it goes on with what is current then.
 */
#ifndef GATEWAY_RETIRED_H
#define GATEWAY_RETIRED_H

#include <glib.h>

#include "gateway/snapshot.h"

typedef struct Retired Retired;

/* Returns: (transfer full). */
Retired *retired_new(void);

/* Takes over *@snapshot. */
void retired_add(Retired *retired, Snapshot **snapshot);

/* Frees those that nobody else holds, and waits until that is done; the others
 * go with who holds them. NULL is fine. */
void retired_free(Retired *retired);

#endif
