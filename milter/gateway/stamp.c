/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * stamp.c - tells whether signatures on the disk are still the same.
 *
 * Runs in:  milter process, any thread.
 * Trusts:   whoever may write the signatures.
 * Effects:  reads a folder, and what its files are; not what is in them.
 * Limits:   a file is another where its inode is, or has changed in any way:
 *           rights and links, too. st_mtime would not tell what a package
 *           put in place, all of one time.
 */
#include "gateway/stamp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

static gboolean is_left_out(const char *name)
{
	return name[0] == '.' || g_str_has_prefix(name, "tmp") ||
	       g_str_has_suffix(name, ".log") ||
	       g_str_has_suffix(name, ".dat");
}

/* FNV-1a. */
static guint64 mix(guint64 sum, const void *bytes, gsize size)
{
	const guint8 *at = bytes;

	for (gsize i = 0; i < size; i++)
		sum = (sum ^ at[i]) * G_GUINT64_CONSTANT(0x100000001b3);
	return sum;
}

static guint64 stamp_file(const char *name, const struct stat *file)
{
	const gint64 facts[] = {
		(gint64)file->st_dev, (gint64)file->st_ino, file->st_size,
		file->st_ctim.tv_sec, file->st_ctim.tv_nsec,
	};
	guint64 sum = mix(G_GUINT64_CONSTANT(0xcbf29ce484222325), name,
			  strlen(name));

	return mix(sum, facts, sizeof facts);
}

/* A sum, as files come in any order. A file that went meanwhile is not there;
 * a link to nothing neither. */
static guint64 stamp_folder(DIR *folder)
{
	guint64 sum = 0;
	const struct dirent *entry;

	while ((entry = readdir(folder)) != NULL) {
		struct stat file;

		if (!is_left_out(entry->d_name) &&
		    fstatat(dirfd(folder), entry->d_name, &file, 0) == 0 &&
		    S_ISREG(file.st_mode))
			sum += stamp_file(entry->d_name, &file);
	}
	return sum;
}

guint64 stamp_of(const char *path, GError **error)
{
	struct stat status;
	guint64 sum;
	DIR *folder;

	if (stat(path, &status) != 0) {
		fail_errno(error, path);
		return 0;
	}
	if (!S_ISDIR(status.st_mode))
		return MAX(stamp_file("", &status), 1);
	folder = opendir(path);
	if (!folder) {
		fail_errno(error, path);
		return 0;
	}
	sum = stamp_folder(folder);
	(void)closedir(folder);
	return MAX(sum, 1);
}
