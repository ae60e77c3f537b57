/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cfb-write.h - compound files in memory, written by libgsf.
 */
#ifndef TESTS_UNIT_CFB_WRITE_H
#define TESTS_UNIT_CFB_WRITE_H

#include <string.h>

#include <gsf/gsf.h>

typedef struct CfbBuild {
	GsfOutput *memory;
	GPtrArray *storages;	/* GsfOutfile, the root first */
	GHashTable *by_path;	/* char * -> GsfOutfile, borrowed */
} CfbBuild;

static inline CfbBuild *cfb_build_new(void)
{
	CfbBuild *build = g_new0(CfbBuild, 1);

	gsf_init();
	build->memory = gsf_output_memory_new();
	build->storages = g_ptr_array_new_with_free_func(g_object_unref);
	build->by_path = g_hash_table_new_full(g_str_hash, g_str_equal,
					       g_free, NULL);
	g_ptr_array_add(build->storages,
			gsf_outfile_msole_new(build->memory));
	return build;
}

/* The storage that the last part of @path stands in, made where needed. */
static inline GsfOutfile *cfb_build_storage(CfbBuild *build, const char *path)
{
	GsfOutfile *storage = build->storages->pdata[0];
	const char *slash = strchr(path, '/');

	for (const char *from = path; slash;
	     from = slash + 1, slash = strchr(from, '/')) {
		g_autofree char *whole =
			g_strndup(path, (gsize)(slash - path));
		g_autofree char *name =
			g_strndup(from, (gsize)(slash - from));
		GsfOutfile *next = g_hash_table_lookup(build->by_path, whole);

		if (!next) {
			next = GSF_OUTFILE(gsf_outfile_new_child(storage, name,
								 TRUE));
			g_ptr_array_add(build->storages, next);
			g_hash_table_insert(build->by_path,
					    g_steal_pointer(&whole), next);
		}
		storage = next;
	}
	return storage;
}

/* A stream "storage/storage/name". */
static inline void cfb_build_add(CfbBuild *build, const char *path,
				 const void *bytes, gsize size)
{
	GsfOutfile *storage = cfb_build_storage(build, path);
	const char *slash = strrchr(path, '/');
	GsfOutput *stream = gsf_outfile_new_child(
		storage, slash ? slash + 1 : path, FALSE);

	if (size > 0)
		gsf_output_write(stream, size, bytes);
	gsf_output_close(stream);
	g_object_unref(stream);
}

/* The file; @build is freed. (transfer full) */
static inline GByteArray *cfb_build_end(CfbBuild *build)
{
	GByteArray *bytes = g_byte_array_new();

	while (build->storages->len > 0) {
		gsf_output_close(GSF_OUTPUT(
			build->storages->pdata[build->storages->len - 1]));
		g_ptr_array_set_size(build->storages,
				     (gint)build->storages->len - 1);
	}
	g_byte_array_append(bytes, gsf_output_memory_get_bytes(
					GSF_OUTPUT_MEMORY(build->memory)),
			    (guint)gsf_output_size(build->memory));
	g_object_unref(build->memory);
	g_ptr_array_unref(build->storages);
	g_hash_table_unref(build->by_path);
	g_free(build);
	return bytes;
}

#endif
