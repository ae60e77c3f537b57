/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * environment.h - variables: what an inspector gets, and how it loses them.
 */
#ifndef WORKER_ENVIRONMENT_H
#define WORKER_ENVIRONMENT_H

#include <glib.h>

/* (transfer full): for posix_spawn(3): of our own variables the few that an
 * inspector needs. */
char **environment_of_inspector(void);

/* Empties the environment of this process, and overwrites what was in it:
 * clearenv(3) leaves the strings at the top of the stack. Main thread only. */
gboolean environment_wipe(GError **error);

#endif
