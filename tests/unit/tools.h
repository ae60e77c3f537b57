/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * tools.h - files made by the real tools, in a folder that is gone afterwards.
 */
#ifndef TESTS_UNIT_TOOLS_H
#define TESTS_UNIT_TOOLS_H

#include <glib.h>

typedef struct Tools {
	char *folder;
	guint right;
	guint all;
} Tools;

/* Runs @command with /bin/sh in the folder; TRUE where it exits with 0. */
static inline gboolean tools_run(const Tools *tools, const char *command)
{
	char shell[] = "/bin/sh", option[] = "-c";
	g_autofree char *copy = g_strdup(command);
	char *argv[] = { shell, option, copy, NULL };
	int status = -1;

	g_assert_true(g_spawn_sync(tools->folder, argv, NULL,
				   G_SPAWN_STDOUT_TO_DEV_NULL |
				   G_SPAWN_STDERR_TO_DEV_NULL,
				   NULL, NULL, NULL, NULL, &status, NULL));
	return g_spawn_check_wait_status(status, NULL);
}

/* As tools_run(), for what must work. */
static inline void tools_must(const Tools *tools, const char *command)
{
	if (!tools_run(tools, command))
		g_error("does not work here: %s", command);
}

static inline Tools *tools_new(void)
{
	Tools *tools = g_new0(Tools, 1);

	tools->folder = g_dir_make_tmp("sekimori-test-XXXXXX", NULL);
	g_assert_nonnull(tools->folder);
	return tools;
}

static inline void tools_free(Tools *tools)
{
	tools_must(tools, "chmod -R u+w . && rm -rf -- \"$PWD\"");
	g_free(tools->folder);
	g_free(tools);
}

static inline void tools_write(const Tools *tools, const char *name,
			       const void *bytes, gsize size)
{
	g_autofree char *path = g_build_filename(tools->folder, name, NULL);

	g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
}

static inline GByteArray *tools_read(const Tools *tools, const char *name)
{
	g_autofree char *path = g_build_filename(tools->folder, name, NULL);
	char *bytes;
	gsize size;

	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	return g_byte_array_new_take((guint8 *)bytes, size);
}

#endif
