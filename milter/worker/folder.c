/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * folder.c - private folders of keeper and workers: made, emptied, removed.
 *
 * Runs in:  milter process, keeper, worker.
 * Trusts:   nothing in a folder that it empties.
 * Effects:  the file system, below those folders.
 * Limits:   under Landlock ABI 1 some 40 bytes for each level of nesting, and
 *           what is too deep for the time of one call stays: the keeper leaves
 *           it to the milter, which has no Landlock.
 */
#include "worker/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"

/*
 * Folders that are kept open on the way down. What lies deeper is moved to the
 * top, so that no depth uses up descriptors, nor time: under Landlock each
 * call costs as much as its path is long. Before ABI 2 nothing can be moved,
 * and below these the way up is "..".
 */
#define KEPT_OPEN 16
#define MOVE_TRIES 4
#define MS_IN_US 1000

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

/* One folder on the way from the one that is emptied to the current one. */
typedef struct Level {
	dev_t device;
	ino_t inode;
	DIR *list;		/* NULL where it was closed on the way down */
	gboolean changed;	/* something was removed since it was begun */
	gboolean obstacle;	/* something in it cannot be removed */
} Level;

static void level_clear(gpointer data)
{
	Level *level = data;

	if (level->list)
		(void)closedir(level->list);
	level->list = NULL;
}

static Level *last(const GArray *way)
{
	return &g_array_index(way, Level, way->len - 1);
}

/* A mode that keeps out its owner is no protection against him. */
static int open_folder(int parent, const char *name)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(parent, name, flags);

	if (fd < 0 && errno == EACCES &&
	    fchmodat(parent, name, S_IRWXU, AT_SYMLINK_NOFOLLOW) == 0)
		fd = openat(parent, name, flags);
	return fd;
}

static gboolean list_folder(Level *level, int *fd)
{
	level->list = *fd >= 0 ? fdopendir(*fd) : NULL;
	if (level->list)
		(void)fd_steal(fd);
	return level->list != NULL;
}

/* To the top, where it is found again. FALSE where it has to stay. */
static gboolean move_up(GArray *way, const char *name)
{
	Level *top = &g_array_index(way, Level, 0);

	for (guint i = 0; i < MOVE_TRIES; i++) {
		g_autofree char *other = g_strdup_printf("%08x%08x",
							 g_random_int(),
							 g_random_int());

		if (renameat(dirfd(last(way)->list), name, dirfd(top->list),
			     other) == 0) {
			top->changed = TRUE;
			last(way)->changed = TRUE;
			return TRUE;
		}
	}
	return FALSE;
}

static gboolean go_down(GArray *way, const char *name)
{
	int parent = way->len > 0 ? dirfd(last(way)->list) : AT_FDCWD;
	AUTO_FD fd = open_folder(parent, name);
	Level level = { 0 };
	struct stat status;

	if (fd < 0 || fstat(fd, &status) != 0 ||
	    ((status.st_mode & S_IRWXU) != S_IRWXU &&
	     fchmod(fd, S_IRWXU) != 0))
		return FALSE;
	/* Another file system is an administrator's, and cannot be removed. */
	if (way->len > 0 && status.st_dev != last(way)->device)
		return FALSE;
	level.device = status.st_dev;
	level.inode = status.st_ino;
	if (way->len > KEPT_OPEN && move_up(way, name))
		return TRUE;
	if (!list_folder(&level, &fd))
		return FALSE;
	if (way->len > KEPT_OPEN)
		level_clear(last(way));
	g_array_append_val(way, level);
	return TRUE;
}

/* Opens @above again from @below, if that is still where it was: somebody who
 * lives may move folders, and we must not go where he wants us. */
static gboolean reopen(Level *above, const Level *below)
{
	AUTO_FD fd = openat(dirfd(below->list), "..",
			    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat status;

	/* From the beginning, where the obstacle would be met for ever. */
	return !below->obstacle && fd >= 0 && fstat(fd, &status) == 0 &&
	       status.st_dev == above->device &&
	       status.st_ino == above->inode && list_folder(above, &fd);
}

/* From a folder that has nothing left which can be removed. */
static gboolean go_up(GArray *way)
{
	Level *below = last(way);
	gboolean obstacle = below->obstacle;

	if (way->len > 1) {
		Level *above = below - 1;

		if (!above->list && !reopen(above, below))
			return FALSE;
		above->changed = TRUE;	/* it may be empty now */
		above->obstacle |= obstacle;
		obstacle = FALSE;
	}
	g_array_set_size(way, way->len - 1);
	return !obstacle;
}

static void take(GArray *way, const char *name)
{
	Level *here = last(way);
	int fd = dirfd(here->list);

	if (g_str_equal(name, ".") || g_str_equal(name, ".."))
		return;
	if (unlinkat(fd, name, 0) == 0 ||
	    unlinkat(fd, name, AT_REMOVEDIR) == 0)
		here->changed = TRUE;
	else if (!go_down(way, name))
		here->obstacle = TRUE;
}

static gboolean empty_along(GArray *way, gint64 until_us)
{
	while (way->len > 0) {
		Level *here = last(way);
		const struct dirent *entry = readdir(here->list);

		if (g_get_monotonic_time() >= until_us)
			return FALSE;
		if (entry) {
			take(way, entry->d_name);
		} else if (here->changed && !here->obstacle) {
			/* What is removed may hide what is behind it. */
			here->changed = FALSE;
			rewinddir(here->list);
		} else if (!go_up(way)) {
			return FALSE;
		}
	}
	return TRUE;
}

gboolean folder_empty(const char *folder, gboolean whole, guint most_ms)
{
	g_autoptr(GArray) way = g_array_new(FALSE, FALSE, sizeof(Level));
	gint64 until_us = g_get_monotonic_time() + (gint64)most_ms * MS_IN_US;

	g_array_set_clear_func(way, level_clear);
	if (!go_down(way, folder))
		return errno == ENOENT;
	return empty_along(way, until_us) &&
	       (!whole || rmdir(folder) == 0 || errno == ENOENT);
}
