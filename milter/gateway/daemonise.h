/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * daemonise.h - into the background, with an honest exit status.
 */
#ifndef GATEWAY_DAEMONISE_H
#define GATEWAY_DAEMONISE_H

#include <glib.h>

/*
 * Forks; call before any thread exists. The parent stays until the child
 * says how its start went, prints a failure, and exits accordingly. Returns
 * in the child only, with the descriptor to say so on.
 */
gboolean daemonise(int *ret_ready_fd, GError **error);

/* Both do nothing with -1, and close the descriptor. */
void daemonise_ready(int ready_fd);
void daemonise_failed(int ready_fd, const char *reason);

#endif
