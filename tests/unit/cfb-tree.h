/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cfb-tree.h - compound files with storages, written by libgsf.
 */
#ifndef TESTS_UNIT_CFB_TREE_H
#define TESTS_UNIT_CFB_TREE_H

#include <string.h>

#include <gsf/gsf.h>

typedef struct CfbTree {
	GsfOutput *memory;
	GPtrArray *storages;	/* GsfOutfile, the root first */
	GHashTable *by_path;	/* char * -> GsfOutfile, borrowed */
} CfbTree;

static inline CfbTree *cfb_tree_new(void)
{
	CfbTree *tree = g_new0(CfbTree, 1);

	gsf_init();
	tree->memory = gsf_output_memory_new();
	tree->storages = g_ptr_array_new_with_free_func(g_object_unref);
	tree->by_path = g_hash_table_new_full(g_str_hash, g_str_equal,
					       g_free, NULL);
	g_ptr_array_add(tree->storages,
			gsf_outfile_msole_new(tree->memory));
	return tree;
}

/* The storage that the last part of @path stands in, made where needed. */
static inline GsfOutfile *cfb_tree_storage(CfbTree *tree, const char *path)
{
	GsfOutfile *storage = tree->storages->pdata[0];
	const char *slash = strchr(path, '/');

	for (const char *from = path; slash;
	     from = slash + 1, slash = strchr(from, '/')) {
		g_autofree char *whole =
			g_strndup(path, (gsize)(slash - path));
		g_autofree char *name =
			g_strndup(from, (gsize)(slash - from));
		GsfOutfile *next = g_hash_table_lookup(tree->by_path, whole);

		if (!next) {
			next = GSF_OUTFILE(gsf_outfile_new_child(storage, name,
								 TRUE));
			g_ptr_array_add(tree->storages, next);
			g_hash_table_insert(tree->by_path,
					    g_steal_pointer(&whole), next);
		}
		storage = next;
	}
	return storage;
}

/* A stream "storage/storage/name". */
static inline void cfb_tree_add(CfbTree *tree, const char *path,
				 const void *bytes, gsize size)
{
	GsfOutfile *storage = cfb_tree_storage(tree, path);
	const char *slash = strrchr(path, '/');
	GsfOutput *stream = gsf_outfile_new_child(
		storage, slash ? slash + 1 : path, FALSE);

	if (size > 0)
		gsf_output_write(stream, size, bytes);
	gsf_output_close(stream);
	g_object_unref(stream);
}

/* The file; @tree is freed. (transfer full) */
static inline GByteArray *cfb_tree_end(CfbTree *tree)
{
	GByteArray *bytes = g_byte_array_new();

	while (tree->storages->len > 0) {
		gsf_output_close(GSF_OUTPUT(
			tree->storages->pdata[tree->storages->len - 1]));
		g_ptr_array_set_size(tree->storages,
				     (gint)tree->storages->len - 1);
	}
	g_byte_array_append(bytes, gsf_output_memory_get_bytes(
					GSF_OUTPUT_MEMORY(tree->memory)),
			    (guint)gsf_output_size(tree->memory));
	g_object_unref(tree->memory);
	g_ptr_array_unref(tree->storages);
	g_hash_table_unref(tree->by_path);
	g_free(tree);
	return bytes;
}

#endif
