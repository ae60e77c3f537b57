/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * replay.c - every seed of a fuzz target once, without a fuzzer, as TAP.
 *
 * replay_NAME SEEDS feeds the files of SEEDS/NAME to the target NAME.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#define PREFIX "replay_"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static gint by_name(gconstpointer a, gconstpointer b)
{
	return g_strcmp0(*(char *const *)a, *(char *const *)b);
}

/* Returns: (transfer full): the names in @folder, sorted. */
static GPtrArray *names_in(const char *folder)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) open = g_dir_open(folder, 0, NULL);
	const char *name;

	while (open && (name = g_dir_read_name(open)) != NULL)
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, by_name);
	return names;
}

/* In a block of its own size, so that a read beyond it is seen. */
static gboolean replay(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *text = NULL;
	guint8 *bytes;
	gsize size;

	if (!g_file_get_contents(path, &text, &size, NULL))
		return FALSE;
	bytes = malloc(MAX(size, 1));
	if (!bytes)
		return FALSE;
	memcpy(bytes, text, size);
	(void)LLVMFuzzerTestOneInput(bytes, size);
	free(bytes);
	return TRUE;
}

int main(int argc, char **argv)
{
	g_autofree char *program = g_path_get_basename(argv[0]);
	g_autofree char *folder = NULL;
	g_autoptr(GPtrArray) names = NULL;

	if (argc != 2 || !g_str_has_prefix(program, PREFIX)) {
		(void)fprintf(stderr, "usage: " PREFIX "NAME SEEDS\n");
		return 2;
	}
	folder = g_build_filename(argv[1], program + strlen(PREFIX), NULL);
	names = names_in(folder);
	if (names->len == 0) {
		(void)printf("Bail out! no seeds in %s\n", folder);
		return 1;
	}
	(void)printf("1..%u\n", names->len);
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];

		(void)printf("%s %u - %s\n", replay(folder, name) ? "ok" :
			     "not ok", i + 1, name);
		(void)fflush(stdout);
	}
	return 0;
}
