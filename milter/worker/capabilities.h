/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * capabilities.h - what a process may that was started as root, and need not.
 */
#ifndef WORKER_CAPABILITIES_H
#define WORKER_CAPABILITIES_H

#include <glib.h>

/*
 * Gives up all: effective, permitted, inheritable and with it ambient; and,
 * where there is the right to, the bounding set. For good.
 */
gboolean capabilities_drop(GError **error);

#endif
