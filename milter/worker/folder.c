/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * folder.c - private folders of keeper and workers: made, emptied, removed.
 *
 * Runs in:  milter process, keeper, worker.
 * Trusts:   nothing in a folder that it empties.
 * Effects:  the file system, below those folders.
 */
#include "worker/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"

#define EMPTY_MAX_DEPTH 16

char *folder_new(const char *parent, GError **error)
{
	g_autofree char *path =
		g_build_filename(parent, "sekimori-XXXXXX", NULL);

	if (!mkdtemp(path)) {
		fail_errno(error, parent);
		g_prefix_error(error, "temporary folder in ");
		return NULL;
	}
	return g_steal_pointer(&path);
}

char *folder_of_worker(const char *keeper_folder, gint pid)
{
	return g_strdup_printf("%s/%d", keeper_folder, pid);
}

static void empty_below(int parent, const char *name, guint depth)
{
	AUTO_FD fd = openat(parent, name, O_RDONLY | O_DIRECTORY |
			    O_NOFOLLOW | O_CLOEXEC);
	DIR *folder = fd >= 0 ? fdopendir(dup(fd)) : NULL;
	struct dirent *entry;

	if (!folder)
		return;
	while ((entry = readdir(folder)) != NULL) {
		if (g_str_equal(entry->d_name, ".") ||
		    g_str_equal(entry->d_name, ".."))
			continue;
		if (unlinkat(fd, entry->d_name, 0) == 0)
			continue;
		if (depth < EMPTY_MAX_DEPTH)
			empty_below(fd, entry->d_name, depth + 1);
		(void)unlinkat(fd, entry->d_name, AT_REMOVEDIR);
	}
	(void)closedir(folder);
}

void folder_empty(const char *folder, gboolean whole)
{
	empty_below(AT_FDCWD, folder, 0);
	if (whole)
		(void)rmdir(folder);
}
