/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cfb-check.c - what a compound file must be for libgsf to open it safely.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * libgsf walks the directory tree by recursion, a call for each entry where
 * the tree is a list, and sorts siblings one by one: a directory that was
 * made for it takes the stack, or minutes. So the tree is walked here first,
 * without recursion. Offsets are those of [MS-CFB] 2.
 */
#include "documents/cfb-check.h"

#include <string.h>

#include "containers/type.h"
#include "documents/bytes.h"

#define HEADER_SIZE 512
#define ENTRY_SIZE 128
#define HEADER_FATS 109
#define FREE_SECTOR 0xffffffffU
#define NO_SECTOR 0xfffffffaU	/* this and above: no sector */

#define MAX_ENTRIES 16384
#define MAX_DEPTH 4096		/* calls, in a stack of 8 MiB */

typedef struct Look {
	Bytes bytes;
	guint shift;
	guint32 sectors;
	guint32 fats;		/* sectors of the allocation table */
	GArray *fat;		/* guint32, where they are */
	GArray *directory;	/* guint32, sectors of the directory */
} Look;

/* Sector 0 begins where sector -1, the header, ends. */
static guint64 sector_at(const Look *look, guint32 sector)
{
	return ((guint64)sector + 1) << look->shift;
}

static gboolean look_header(Look *look)
{
	static const guint8 magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
	guint mini;
	guint64 sectors;

	if (look->bytes.size < HEADER_SIZE + ENTRY_SIZE ||
	    memcmp(look->bytes.data, magic, sizeof(magic) - 1) != 0)
		return FALSE;
	look->shift = bytes_u16(look->bytes, 30);
	mini = bytes_u16(look->bytes, 32);
	if ((look->shift != 9 && look->shift != 12) || mini != 6 ||
	    bytes_u32(look->bytes, 56) != 4096)
		return FALSE;
	sectors = look->bytes.size >> look->shift;
	if (sectors > G_MAXINT32)
		return FALSE;
	look->sectors = (guint32)sectors;
	look->fats = bytes_u32(look->bytes, 44);
	return look->fats <= look->sectors;
}

/* The first are named in the header, the others in a chain of sectors. */
static gboolean look_fat(Look *look)
{
	guint32 next = bytes_u32(look->bytes, 68);
	guint32 row = ((1U << look->shift) / 4) - 1;

	look->fat = g_array_new(FALSE, FALSE, sizeof(guint32));
	for (guint32 i = 0; i < MIN(look->fats, HEADER_FATS); i++) {
		guint32 sector = bytes_u32(look->bytes, 76 + 4 * (guint64)i);

		g_array_append_val(look->fat, sector);
	}
	while (look->fat->len < look->fats) {
		if (next >= look->sectors)
			return FALSE;
		for (guint32 i = 0; i < row && look->fat->len < look->fats;
		     i++) {
			guint32 sector = bytes_u32(look->bytes,
				sector_at(look, next) + 4 * (guint64)i);

			g_array_append_val(look->fat, sector);
		}
		next = bytes_u32(look->bytes, sector_at(look, next) +
					      4 * (guint64)row);
	}
	return TRUE;
}

static guint32 next_sector(const Look *look, guint32 sector)
{
	guint32 row = (1U << look->shift) / 4;
	guint32 index = sector / row;

	if (index >= look->fat->len)
		return NO_SECTOR;
	return bytes_u32(look->bytes, sector_at(look,
				g_array_index(look->fat, guint32, index)) +
			 4 * (guint64)(sector % row));
}

static CfbState look_directory(Look *look)
{
	guint32 sector = bytes_u32(look->bytes, 48);
	guint32 most = (MAX_ENTRIES * ENTRY_SIZE) >> look->shift;

	look->directory = g_array_new(FALSE, FALSE, sizeof(guint32));
	while (sector < look->sectors) {
		if (look->directory->len == most)
			return CFB_LARGE;
		g_array_append_val(look->directory, sector);
		sector = next_sector(look, sector);
	}
	return look->directory->len > 0 ? CFB_SOUND : CFB_BROKEN;
}

typedef struct Step {
	guint32 entry;
	guint32 depth;
} Step;

static void push(const Look *look, GArray *steps, guint8 *seen,
		 guint32 entry, guint32 depth)
{
	Step step = { entry, depth };

	if (entry >= look->directory->len << (look->shift - 7) || seen[entry])
		return;
	seen[entry] = TRUE;
	g_array_append_val(steps, step);
}

enum { STORAGE = 1, STREAM = 2, ROOT = 5 };

/* An entry of no kind, and a stream that is longer than the file, is none to
 * libgsf; and what is linked to it only is lost as well. */
static gboolean is_passed_over(const Look *look, guint64 at)
{
	guint kind = bytes_u8(look->bytes, at + 66);

	if (kind == STREAM)
		return bytes_u32(look->bytes, at + 120) > look->bytes.size;
	return kind != STORAGE && kind != ROOT;
}

/* Every entry once, as libgsf does. */
static CfbState look_tree(const Look *look)
{
	CfbState state = CFB_SOUND;
	g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(Step));
	g_autofree guint8 *seen = g_malloc0(MAX_ENTRIES + 32);

	push(look, steps, seen, 0, 1);
	while (steps->len > 0) {
		Step step = g_array_index(steps, Step, steps->len - 1);
		guint64 offset = (guint64)step.entry * ENTRY_SIZE;
		guint64 at = sector_at(look, g_array_index(look->directory,
				guint32, offset >> look->shift)) +
			(offset & ((1U << look->shift) - 1));

		if (step.depth > MAX_DEPTH)
			return CFB_LARGE;
		if (is_passed_over(look, at))
			state = CFB_LOSSY;
		g_array_set_size(steps, steps->len - 1);
		for (guint i = 0; i < 3; i++)
			push(look, steps, seen,
			     bytes_u32(look->bytes, at + 68 + 4 * i),
			     step.depth + 1);
	}
	return state;
}

CfbState cfb_check(const guint8 *bytes, gsize size)
{
	Look look = { .bytes = { bytes, size } };
	CfbState state = CFB_BROKEN;

	if (look_header(&look) && look_fat(&look))
		state = look_directory(&look);
	if (state == CFB_SOUND)
		state = look_tree(&look);
	g_clear_pointer(&look.fat, g_array_unref);
	g_clear_pointer(&look.directory, g_array_unref);
	return state;
}

/* Free, or where the table has nothing to say. */
static gboolean is_loose(const Look *look, guint32 sector)
{
	guint32 next = next_sector(look, sector);

	return next == FREE_SECTOR || next == NO_SECTOR;
}

/* Sectors of the table itself, which not every program lists in it. */
static guint8 *table_sectors(const Look *look)
{
	guint8 *is_table = g_malloc0((gsize)look->sectors + 1);

	for (guint i = 0; i < look->fat->len; i++) {
		guint32 sector = g_array_index(look->fat, guint32, i);

		if (sector < look->sectors)
			is_table[sector] = 1;
	}
	return is_table;
}

static gboolean look_loose(const Look *look)
{
	g_autofree guint8 *is_table = table_sectors(look);

	for (guint32 i = 0; i < look->sectors; i++) {
		Bytes sector = bytes_part(look->bytes, sector_at(look, i),
					  1U << look->shift);

		if (sector.size > 0 && !is_table[i] && is_loose(look, i) &&
		    type_is_plain(sector.data, sector.size))
			return TRUE;
	}
	return FALSE;
}

gboolean cfb_has_loose_text(const guint8 *bytes, gsize size)
{
	Look look = { .bytes = { bytes, size } };
	gboolean found = look_header(&look) && look_fat(&look) &&
			 look_loose(&look);

	g_clear_pointer(&look.fat, g_array_unref);
	return found;
}
