/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * inspector-path.c - where sekimori-inspector is.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   the configuration.
 * Effects:  reads /proc/self/exe.
 */
#include "worker/inspector-path.h"

#define PROGRAM "sekimori-inspector"

char *inspector_path(const char *configured)
{
	g_autofree char *self = NULL;
	g_autofree char *folder = NULL;

	if (configured)
		return g_strdup(configured);
	self = g_file_read_link("/proc/self/exe", NULL);
	folder = self ? g_path_get_dirname(self) : g_strdup("/usr/sbin");
	return g_build_filename(folder, PROGRAM, NULL);
}
