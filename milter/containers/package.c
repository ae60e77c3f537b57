/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * package.c - a ZIP whose members make one document.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   of a member that the reader does not take to its end neither
 *           size nor checksum are looked at.
 */
#include "containers/package.h"

#include <zlib.h>

#include "containers/zip-walk.h"

#define BLOCK ((gsize)64 * 1024)

typedef struct Item {
	const ZipEntry *entry;
	GPtrArray *names;
	guint order;
	guint index;
} Item;

/* A member on its way out. */
typedef struct Stream {
	const PackageReader *reader;
	gpointer data;
	guint64 size;
	guint32 crc;
} Stream;

static void item_clear(gpointer data)
{
	Item *item = data;

	g_ptr_array_unref(item->names);
}

static gint item_compare(gconstpointer a, gconstpointer b)
{
	const Item *left = a, *right = b;

	if (left->order != right->order)
		return left->order < right->order ? -1 : 1;
	return left->index < right->index ? -1 : left->index > right->index;
}

static GArray *items_sorted(Walk *walk, const Zip *zip,
			    const PackageReader *reader, gpointer data)
{
	GArray *items = g_array_new(FALSE, FALSE, sizeof(Item));

	g_array_set_clear_func(items, item_clear);
	for (guint i = 0; i < zip->entries->len; i++) {
		Item item = { &g_array_index(zip->entries, ZipEntry, i),
			      NULL, 0, i };

		item.names = zip_entry_names(walk, item.entry);
		if (reader->order)
			item.order = reader->order(item.names->pdata[0], data);
		g_array_append_val(items, item);
	}
	g_array_sort(items, item_compare);
	return items;
}

/* One reading of it, by a method that gives it out in pieces. */
static gboolean can_stream(const ZipEntry *entry)
{
	const ZipHeader *header = &entry->central;

	return header->is_there && entry->local.is_there &&
	       zip_is_open(entry) && !zip_views_differ(entry) &&
	       (header->method == ZIP_STORED ||
		header->method == ZIP_DEFLATED) && header->size > 0;
}

static gboolean on_block(const guint8 *bytes, gsize size, gpointer data)
{
	Stream *stream = data;

	stream->size += size;
	stream->crc = (guint32)crc32_z(stream->crc, bytes, size);
	return stream->reader->bytes(bytes, size, stream->data);
}

static UnpackEnd stored_stream(const guint8 *bytes, gsize size, guint64 max,
			       gint64 deadline_us, Stream *stream)
{
	gsize most = (gsize)MIN((guint64)size, max);

	for (gsize at = 0; at < most; at += MIN(most - at, BLOCK)) {
		if (g_get_monotonic_time() > deadline_us)
			return UNPACK_TIMEOUT;
		if (!on_block(bytes + at, MIN(most - at, BLOCK), stream))
			return UNPACK_STOPPED;
	}
	return size > max ? UNPACK_LIMIT : UNPACK_WHOLE;
}

/* What comes out of it goes to the reader; FALSE where the walk ends. */
static gboolean member_stream(Walk *walk, const ZipEntry *entry,
			      const PackageReader *reader)
{
	const ZipHeader *header = &entry->central;
	Stream stream = { reader, walk->data, 0,
			  (guint32)crc32_z(0, NULL, 0) };
	gsize size = zip_packed_size(entry, header), used = size;
	gint64 deadline = walk->limits->deadline_us;
	const char *problem;
	ProblemKind kind;
	UnpackEnd end;

	if (header->method == ZIP_STORED)
		end = stored_stream(entry->data, size, walk->bytes_left,
				    deadline, &stream);
	else
		end = unpack_inflate_blocks(entry->data, size, UNPACK_RAW,
					    walk->bytes_left, deadline,
					    on_block, &stream, &used);
	walk_count(walk, PROTECTION_NONE, size > 0);
	problem = walk_unpacked_bytes(walk, end, stream.size, &kind);
	if (!problem && end == UNPACK_WHOLE) {
		problem = zip_content_problem(header, stream.size, stream.crc,
					      used >= size);
		kind = PROBLEM_MALFORMED;
	}
	reader->end(problem, kind, walk->data);
	return !walk->stopped;
}

static gboolean item_emit(Walk *walk, ZipOpener *opener, const Item *item,
			  const PackageReader *reader)
{
	if (reader->begin && can_stream(item->entry) &&
	    reader->begin(item->names, walk->data))
		return member_stream(walk, item->entry, reader);
	return zip_entry_emit(walk, opener, item->entry, item->names);
}

Judgement *package_walk(const guint8 *bytes, gsize size,
			const ArchiveLimits *limits,
			const PackageReader *reader, gpointer data)
{
	g_autoptr(Zip) zip = zip_read(bytes, size, limits->members);
	g_autoptr(ZipOpener) opener = NULL;
	g_autoptr(GArray) items = NULL;
	Walk walk;

	walk_init(&walk, limits, reader->member, data);
	if (zip->problem)
		walk_complain(&walk, zip->problem_kind, zip->problem);
	opener = zip_opener_new(&walk, zip);
	items = items_sorted(&walk, zip, reader, data);
	for (guint i = 0; i < items->len && walk_may_go_on(&walk); i++) {
		const Item *item = &g_array_index(items, Item, i);

		if (!item_emit(&walk, opener, item, reader))
			break;
	}
	return zip_conclude(&walk, zip, opener);
}
