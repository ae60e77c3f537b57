/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cfb-cut.h - a compound file whose streams are cut out of fuzzed bytes, so
 * that what is fuzzed is the reader and not the container.
 *
 * Each stream is a record: number of its name in a list, how many storages
 * of the path before it are kept, length in two bytes, content.
 */
#ifndef TESTS_FUZZ_CFB_CUT_H
#define TESTS_FUZZ_CFB_CUT_H

#include "../unit/cfb-write.h"

#define CUT_STREAMS 64
#define CUT_STORAGES 8

/* @names: those that end in "/" open a storage. (transfer full) */
static inline GByteArray *cfb_cut(const guint8 *data, gsize size,
				  const char *const *names, gsize count)
{
	CfbBuild *build = cfb_build_new();
	g_autoptr(GPtrArray) storages = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < CUT_STREAMS && size >= 4; i++) {
		const char *name = names[data[0] % count];
		guint kept = data[1] % CUT_STORAGES;
		gsize length = MIN(size - 4, (gsize)(data[2] |
						     data[3] << 8));
		g_autoptr(GString) path = g_string_new(NULL);

		if (storages->len > kept)
			g_ptr_array_set_size(storages, (gint)kept);
		if (g_str_has_suffix(name, "/")) {
			g_ptr_array_add(storages, (gpointer)(guintptr)name);
			data += 4;
			size -= 4;
			continue;
		}
		for (guint j = 0; j < storages->len; j++)
			g_string_append(path, storages->pdata[j]);
		g_string_append(path, name);
		if (g_hash_table_add(seen, g_strdup(path->str)))
			cfb_build_add(build, path->str, data + 4, length);
		data += 4 + length;
		size -= 4 + length;
	}
	return cfb_build_end(build);
}

#endif
