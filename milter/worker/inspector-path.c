/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * inspector-path.c - where sekimori-inspector is.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   the configuration.
 * Effects:  reads /proc/self/exe, looks for a file.
 */
#include "worker/inspector-path.h"

#include <unistd.h>

#define PROGRAM "sekimori-inspector"

/* A build tree has all programs in one folder. (transfer full) (nullable) */
static char *beside_us(void)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = self ? g_path_get_dirname(self) : NULL;
	g_autofree char *path =
		folder ? g_build_filename(folder, PROGRAM, NULL) : NULL;

	return path && access(path, X_OK) == 0 ? g_steal_pointer(&path) : NULL;
}

char *inspector_path(const char *configured)
{
	char *beside;

	if (configured)
		return g_strdup(configured);
	beside = beside_us();
	return beside ? beside :
			g_build_filename(SEKIMORI_SBINDIR, PROGRAM, NULL);
}
