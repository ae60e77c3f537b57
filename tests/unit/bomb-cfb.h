/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * bomb-cfb.h - compound files by hand, for what no program would write.
 *
 * Sectors of 512 bytes; every stream fills 4096 bytes at least, so that there
 * are no small ones. Siblings form a list, not a balanced tree.
 */
#ifndef TESTS_UNIT_BOMB_CFB_H
#define TESTS_UNIT_BOMB_CFB_H

#include <string.h>

#include <glib.h>

typedef struct CfbFile {
	const char *path;	/* ASCII: "a", or "storage/a" */
	const void *bytes;
	gsize size;
} CfbFile;

typedef struct CfbEntry {
	const char *name;
	gsize name_size;
	guint parent;
	guint last_child;	/* of a storage */
	gboolean is_storage;
	guint32 first;
	guint32 size;
} CfbEntry;

static inline void cfb_put(guint8 *at, guint32 value, guint size)
{
	for (guint i = 0; i < size; i++)
		at[i] = (guint8)(value >> 8 * i);
}

/* The entry of that storage below the root, made where it is not there. */
static inline guint cfb_storage(GArray *entries, const char *name, gsize size)
{
	CfbEntry entry = { .name = name, .name_size = size,
			   .is_storage = TRUE };

	for (guint i = 1; i < entries->len; i++) {
		const CfbEntry *at = &g_array_index(entries, CfbEntry, i);

		if (at->is_storage && at->name_size == size &&
		    memcmp(at->name, name, size) == 0)
			return i;
	}
	g_array_append_val(entries, entry);
	return entries->len - 1;
}

static inline void cfb_append_entry(GArray *entries, const CfbFile *file,
				    guint32 first, guint32 size)
{
	const char *slash = strchr(file->path, '/');
	CfbEntry entry = { .first = first, .size = size };

	entry.name = slash ? slash + 1 : file->path;
	entry.name_size = strlen(entry.name);
	if (slash)
		entry.parent = cfb_storage(entries, file->path,
					   (gsize)(slash - file->path));
	g_array_append_val(entries, entry);
}

/* Where entry @i is written: links to the next sibling and the first child. */
static inline void cfb_write_entry(guint8 *at, GArray *entries, guint i)
{
	const CfbEntry *entry = &g_array_index(entries, CfbEntry, i);
	guint32 next = 0xffffffff, child = 0xffffffff;

	for (guint j = entries->len - 1; j > 0; j--) {
		guint parent = g_array_index(entries, CfbEntry, j).parent;

		if (entry->is_storage && parent == i)
			child = j;
		if (j > i && i > 0 && parent == entry->parent)
			next = j;
	}
	for (gsize k = 0; k < entry->name_size; k++)
		at[2 * k] = (guint8)entry->name[k];
	cfb_put(at + 64, (guint32)(2 * entry->name_size + 2), 2);
	at[66] = i == 0 ? 5 : entry->is_storage ? 1 : 2;
	at[67] = 1;
	cfb_put(at + 68, 0xffffffff, 4);
	cfb_put(at + 72, next, 4);
	cfb_put(at + 76, child, 4);
	cfb_put(at + 116, entry->is_storage ? 0xfffffffe : entry->first, 4);
	cfb_put(at + 120, entry->size, 4);
}

static inline void cfb_chain(guint8 *fat, guint32 from, guint32 count)
{
	for (guint32 i = 0; i < count; i++)
		cfb_put(fat + 4 * (from + i), i + 1 < count ? from + i + 1 :
			0xfffffffe, 4);
}

static inline void cfb_write_header(guint8 *at, guint32 fats,
				    guint32 directory)
{
	memcpy(at, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	cfb_put(at + 24, 0x3e, 2);
	cfb_put(at + 26, 3, 2);
	cfb_put(at + 28, 0xfffe, 2);
	cfb_put(at + 30, 9, 2);
	cfb_put(at + 32, 6, 2);
	cfb_put(at + 44, fats, 4);
	cfb_put(at + 48, directory, 4);
	cfb_put(at + 56, 4096, 4);
	cfb_put(at + 60, 0xfffffffe, 4);
	cfb_put(at + 68, 0xfffffffe, 4);
	for (guint32 i = 0; i < 109; i++)
		cfb_put(at + 76 + 4 * i, i < fats ? i : 0xffffffff, 4);
}

/*
 * Allocation table, directory, streams. (transfer full)
 * The directory begins at 512 * (1 + *ret_directory), nullable.
 */
static inline GByteArray *cfb_build(const CfbFile *files, guint count,
				    guint32 *ret_directory)
{
	g_autoptr(GArray) entries = g_array_new(FALSE, TRUE,
						sizeof(CfbEntry));
	CfbEntry root = { .name = "Root Entry", .name_size = 10,
			  .is_storage = TRUE };
	GByteArray *out = g_byte_array_new();
	guint32 streams = 0, fats, directory, at, rows;

	for (guint i = 0; i < count; i++)
		streams += (guint32)(MAX(files[i].size, 4096) + 511) / 512;
	rows = (2 * count + 1 + 3) / 4;
	fats = (streams + rows) / 127 + 1;
	directory = fats;
	at = directory + rows;
	g_byte_array_set_size(out, 512 * (1 + at + streams));
	memset(out->data, 0, out->len);
	memset(out->data + 512, 0xff, 512 * fats);
	g_array_append_val(entries, root);
	cfb_write_header(out->data, fats, directory);
	cfb_chain(out->data + 512, directory, rows);
	for (guint i = 0; i < count; i++) {
		guint32 size = (guint32)MAX(files[i].size, 4096);
		guint32 sectors = (size + 511) / 512;

		cfb_append_entry(entries, &files[i], at, size);
		cfb_chain(out->data + 512, at, sectors);
		if (files[i].size > 0)
			memcpy(out->data + 512 * (1 + at), files[i].bytes,
			       files[i].size);
		at += sectors;
	}
	for (guint i = 0; i < entries->len; i++)
		cfb_write_entry(out->data + 512 * (1 + directory) + 128 * i,
				entries, i);
	if (ret_directory)
		*ret_directory = directory;
	return out;
}

#endif
