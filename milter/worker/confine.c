/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * confine.c - what a worker gives up before it sees its first mail.
 *
 * Runs in:  worker.
 * Trusts:   nothing in the folder it empties.
 * Effects:  process attributes; a private folder.
 */
#include "worker/confine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"

#define EMPTY_MAX_DEPTH 16

gboolean confine_worker(GError **error)
{
	static const struct {
		int option;
		unsigned long value;
		const char *what;
	} attributes[] = {
		{ PR_SET_PDEATHSIG, SIGKILL, "PR_SET_PDEATHSIG" },
		{ PR_SET_NO_NEW_PRIVS, 1, "PR_SET_NO_NEW_PRIVS" },
		{ PR_SET_DUMPABLE, 0, "PR_SET_DUMPABLE" },
	};
	const struct rlimit none = { 0, 0 };

	for (guint i = 0; i < G_N_ELEMENTS(attributes); i++) {
		if (prctl(attributes[i].option, attributes[i].value,
			  0, 0, 0) != 0)
			return fail_errno(error, attributes[i].what);
	}
	/* A core file would hold the mail. */
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		return fail_errno(error, "RLIMIT_CORE");
	return TRUE;
}

char *confine_new_folder(const char *parent, GError **error)
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

char *confine_worker_folder(const char *keeper_folder, gint pid)
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

void confine_empty_folder(const char *folder, gboolean whole)
{
	empty_below(AT_FDCWD, folder, 0);
	if (whole)
		(void)rmdir(folder);
}
