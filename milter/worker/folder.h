/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * folder.h - private folders of keeper and workers: made, emptied, removed.
 */
#ifndef WORKER_FOLDER_H
#define WORKER_FOLDER_H

#include <glib.h>

/* Makes a private folder (0700) with a new name below @parent.
 * (transfer full) */
char *folder_new(const char *parent, GError **error);

/* The path of worker @pid's folder below the keeper's. (transfer full) */
char *folder_of_worker(const char *keeper_folder, gint pid);

/*
 * Removes everything in @folder, however deep and whatever its mode; links
 * are not followed; the folder itself too if @whole. Returns FALSE where
 * something is left after @most_ms, or cannot be removed: to be called again.
 */
gboolean folder_empty(const char *folder, gboolean whole, guint most_ms);

#endif
