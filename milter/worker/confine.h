/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * confine.h - what a worker gives up before it sees its first mail.
 */
#ifndef WORKER_CONFINE_H
#define WORKER_CONFINE_H

#include <glib.h>

/*
 * Ties the calling process to its parent's life, gives up core dumps,
 * new privileges and being traced. System call filter and Landlock rules
 * belong here, after these steps.
 */
gboolean confine_worker(GError **error);

/* Makes a private folder (0700) with a new name below @parent.
 * (transfer full) */
char *confine_new_folder(const char *parent, GError **error);

/* The path of worker @pid's folder below the keeper's. (transfer full) */
char *confine_worker_folder(const char *keeper_folder, gint pid);

/* Removes everything in @folder, at most 16 levels deep, links not
 * followed; the folder itself too if @whole. */
void confine_empty_folder(const char *folder, gboolean whole);

#endif
