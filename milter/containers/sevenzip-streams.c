/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sevenzip-streams.c - the streams and coders of a 7z header.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   coders with more than one output and external properties, which
 *           no program writes, are a problem.
 */
#include "containers/sevenzip-streams.h"

#include <string.h>

/* No archive of a mail has more files. */
#define MANY 1000000

gboolean sevenzip_fail(SevenzipReader *reader, const char *why)
{
	if (!reader->out->problem)
		reader->out->problem = why;
	return FALSE;
}

gboolean sevenzip_broken(SevenzipReader *reader)
{
	return sevenzip_fail(reader, "7z header is damaged");
}

/* As many bytes follow as the first one has bits set at its top. */
guint64 sevenzip_number(SevenzipReader *reader)
{
	guint8 first = cursor_u8(&reader->cursor), mask = 0x80;
	guint64 value = 0;

	for (guint i = 0; i < 8; i++, mask >>= 1) {
		if (!(first & mask))
			return value |
			       (guint64)(first & (mask - 1)) << (8 * i);
		value |= (guint64)cursor_u8(&reader->cursor) << (8 * i);
	}
	return value;
}

/* A count of things that take up at least @each bits here. */
gboolean sevenzip_count(SevenzipReader *reader, guint each, guint *ret_count)
{
	guint64 value = sevenzip_number(reader);

	if (reader->cursor.broken || value > MANY ||
	    value * each > (guint64)reader->cursor.left * 8)
		return sevenzip_broken(reader);
	*ret_count = (guint)value;
	return TRUE;
}

static gboolean expect(SevenzipReader *reader, guint8 id)
{
	return cursor_u8(&reader->cursor) == id && !reader->cursor.broken ?
	       TRUE : sevenzip_broken(reader);
}

static const guint8 *bits(SevenzipReader *reader, guint many)
{
	return cursor_take(&reader->cursor, ((guint64)many + 7) / 8);
}

/* Checksums, of all or of some; @func gets each that is there. */
static gboolean digests(SevenzipReader *reader, guint many,
			void (*func)(gpointer data, guint i, guint32 crc),
			gpointer data)
{
	gboolean all = cursor_u8(&reader->cursor) != 0;
	const guint8 *vector = all ? NULL : bits(reader, many);

	for (guint i = 0; i < many && !reader->cursor.broken; i++) {
		if (all || sevenzip_bit(vector, i))
			func(data, i, cursor_u32(&reader->cursor));
	}
	return reader->cursor.broken ? sevenzip_broken(reader) : TRUE;
}

/* Nothing but digests of @many things, if any, and the end of the list. */
static gboolean digests_to_end(SevenzipReader *reader, guint many,
			       void (*func)(gpointer data, guint i,
					    guint32 crc),
			       gpointer data)
{
	guint id;

	while ((id = cursor_u8(&reader->cursor)) == ID_CRC) {
		if (!digests(reader, many, func, data))
			return FALSE;
	}
	return (id == ID_END && !reader->cursor.broken) ||
	       sevenzip_broken(reader);
}

static void stream_crc(gpointer data, guint i, guint32 crc)
{
	SevenzipStream *stream = &g_array_index((GArray *)data,
						SevenzipStream, i);

	stream->crc = crc;
	stream->has_crc = TRUE;
}

static void folder_crc(gpointer data, guint i, guint32 crc)
{
	SevenzipFolder *folder = &g_array_index((GArray *)data,
						SevenzipFolder, i);

	folder->crc = crc;
	folder->has_crc = TRUE;
}

static gboolean pack_sizes(SevenzipReader *reader, guint64 at, guint many)
{
	for (guint i = 0; i < many; i++) {
		SevenzipStream stream = {
			.at = at, .size = sevenzip_number(reader),
		};

		if (reader->cursor.broken || at > reader->size ||
		    stream.size > reader->size - at)
			return sevenzip_fail(reader, "7z streams lie outside of the "
				    "archive");
		at += stream.size;
		g_array_append_val(reader->out->packed, stream);
	}
	return TRUE;
}

static gboolean pack_info(SevenzipReader *reader)
{
	guint64 at = sevenzip_number(reader);
	guint many;

	if (at > reader->size || !sevenzip_count(reader, 8, &many) ||
	    !expect(reader, ID_SIZE) ||
	    !pack_sizes(reader, at + SEVENZIP_START, many))
		return sevenzip_broken(reader);
	return digests_to_end(reader, many, stream_crc, reader->out->packed);
}

static gboolean coder_read(SevenzipReader *reader, SevenzipFolder *folder)
{
	guint8 flags = cursor_u8(&reader->cursor);
	SevenzipCoder *coder = &folder->coders[folder->coders_count];
	const guint8 *id = cursor_take(&reader->cursor, flags & 15);
	guint64 inputs = 1, outputs = 1;

	if (!id || (flags & 15) > 8 || flags & 0xc0)
		return sevenzip_broken(reader);
	for (guint i = 0; i < (flags & 15u); i++)
		coder->id = coder->id << 8 | id[i];
	if (flags & 0x10) {
		inputs = sevenzip_number(reader);
		outputs = sevenzip_number(reader);
	}
	if (inputs == 0 || inputs > SEVENZIP_CODERS - folder->inputs ||
	    outputs != 1)
		return sevenzip_fail(reader, "7z coder that cannot be read here");
	coder->inputs = (guint)inputs;
	coder->first_input = folder->inputs;
	folder->inputs += coder->inputs;
	if (flags & 0x20) {
		guint64 size = sevenzip_number(reader);

		coder->properties = cursor_take(&reader->cursor, size);
		coder->properties_size = coder->properties ? (gsize)size : 0;
	}
	folder->coders_count++;
	return reader->cursor.broken ? sevenzip_broken(reader) : TRUE;
}

static gboolean binds_read(SevenzipReader *reader, SevenzipFolder *folder)
{
	guint taken = 0;

	for (guint i = 0; i + 1 < folder->coders_count; i++) {
		guint64 input = sevenzip_number(reader);
		guint64 coder = sevenzip_number(reader);

		if (input >= folder->inputs || coder >= folder->coders_count ||
		    folder->from_coder[input] >= 0 || taken & 1u << coder)
			return sevenzip_broken(reader);
		folder->from_coder[input] = (gint8)coder;
		taken |= 1u << coder;
	}
	for (guint i = 0; i < folder->coders_count; i++) {
		if (!(taken & 1u << i))
			folder->main_coder = i;
	}
	return TRUE;
}

static gboolean packed_read(SevenzipReader *reader, SevenzipFolder *folder)
{
	if (folder->inputs + 1 < folder->coders_count)
		return sevenzip_broken(reader);
	folder->packed_count = folder->inputs + 1 - folder->coders_count;
	if (folder->packed_count == 0)
		return sevenzip_broken(reader);
	for (guint i = 0; i < folder->packed_count; i++) {
		guint64 input = 0;

		if (folder->packed_count > 1)
			input = sevenzip_number(reader);
		else
			while (input < folder->inputs &&
			       folder->from_coder[input] >= 0)
				input++;
		if (input >= folder->inputs ||
		    folder->from_coder[input] >= 0 ||
		    folder->from_packed[input] >= 0)
			return sevenzip_broken(reader);
		folder->from_packed[input] = (gint8)i;
	}
	return TRUE;
}

/* Every coder is reached from the main one, so there is no loop. */
static gboolean is_tree(const SevenzipFolder *folder)
{
	guint reached = 1u << folder->main_coder;

	for (guint round = 0; round < folder->coders_count; round++) {
		for (guint i = 0; i < folder->coders_count; i++) {
			const SevenzipCoder *coder = &folder->coders[i];

			for (guint k = 0; reached & 1u << i &&
			     k < coder->inputs; k++) {
				gint8 from = folder->from_coder
					[coder->first_input + k];

				if (from >= 0)
					reached |= 1u << from;
			}
		}
	}
	return reached == (1u << folder->coders_count) - 1;
}

static gboolean folder_read(SevenzipReader *reader)
{
	SevenzipFolder folder = { 0 };
	guint64 coders = sevenzip_number(reader);

	memset(folder.from_coder, -1, sizeof(folder.from_coder));
	memset(folder.from_packed, -1, sizeof(folder.from_packed));
	if (coders == 0 || coders > SEVENZIP_CODERS)
		return sevenzip_broken(reader);
	for (guint i = 0; i < coders; i++) {
		if (!coder_read(reader, &folder))
			return FALSE;
	}
	if (!binds_read(reader, &folder) || !packed_read(reader, &folder) ||
	    !is_tree(&folder))
		return sevenzip_broken(reader);
	g_array_append_val(reader->out->folders, folder);
	return TRUE;
}

static gboolean unpack_sizes(SevenzipReader *reader)
{
	GArray *folders = reader->out->folders;
	guint packed = 0;

	for (guint i = 0; i < folders->len; i++) {
		SevenzipFolder *folder = &g_array_index(folders,
							SevenzipFolder, i);

		for (guint k = 0; k < folder->coders_count; k++)
			folder->coders[k].size = sevenzip_number(reader);
		folder->first_packed = packed;
		folder->subs_count = 1;
		if (folder->packed_count > reader->out->packed->len - packed)
			return sevenzip_broken(reader);
		packed += folder->packed_count;
	}
	return packed == reader->out->packed->len && !reader->cursor.broken ?
	       TRUE : sevenzip_broken(reader);
}

static gboolean unpack_info(SevenzipReader *reader)
{
	guint many;

	if (reader->out->folders->len > 0 || !expect(reader, ID_FOLDER) ||
	    !sevenzip_count(reader, 16, &many) || !expect(reader, 0))
		return sevenzip_broken(reader);
	for (guint i = 0; i < many; i++) {
		if (!folder_read(reader))
			return FALSE;
	}
	if (!expect(reader, ID_UNPACK_SIZE) || !unpack_sizes(reader))
		return sevenzip_broken(reader);
	return digests_to_end(reader, many, folder_crc, reader->out->folders);
}

static gboolean sub_counts(SevenzipReader *reader)
{
	GArray *folders = reader->out->folders;

	for (guint i = 0; i < folders->len; i++) {
		SevenzipFolder *folder = &g_array_index(folders,
							SevenzipFolder, i);

		if (!sevenzip_count(reader, 0, &folder->subs_count))
			return FALSE;
	}
	return TRUE;
}

/* All sizes but the last of each folder are there. */
static gboolean sub_sizes(SevenzipReader *reader, gboolean are_there)
{
	GArray *folders = reader->out->folders, *subs = reader->out->subs;

	for (guint i = 0; i < folders->len; i++) {
		SevenzipFolder *folder = &g_array_index(folders,
							SevenzipFolder, i);
		guint64 left = folder->coders[folder->main_coder].size;

		folder->first_sub = subs->len;
		for (guint k = 0; k < folder->subs_count; k++) {
			SevenzipStream sub = { .size = left };

			if (k + 1 < folder->subs_count)
				sub.size = are_there ? sevenzip_number(reader) : 0;
			if (sub.size > left || reader->cursor.broken ||
			    subs->len >= MANY)
				return sevenzip_broken(reader);
			left -= sub.size;
			if (folder->subs_count == 1) {
				sub.crc = folder->crc;
				sub.has_crc = folder->has_crc;
			}
			g_array_append_val(subs, sub);
		}
	}
	return TRUE;
}

/* Those that the folders' own checksums do not cover. */
static gboolean sub_digests(SevenzipReader *reader)
{
	GArray *subs = reader->out->subs;
	g_autoptr(GArray) open = g_array_new(FALSE, TRUE,
					     sizeof(SevenzipStream));
	guint next = 0;
	gboolean fine;

	for (guint i = 0; i < subs->len; i++) {
		SevenzipStream *sub = &g_array_index(subs, SevenzipStream, i);

		if (!sub->has_crc)
			g_array_append_val(open, *sub);
	}
	fine = digests(reader, open->len, stream_crc, open);
	for (guint i = 0; fine && i < subs->len; i++) {
		SevenzipStream *sub = &g_array_index(subs, SevenzipStream, i);

		if (!sub->has_crc)
			*sub = g_array_index(open, SevenzipStream, next++);
	}
	return fine;
}

static gboolean substreams(SevenzipReader *reader)
{
	guint8 id = cursor_u8(&reader->cursor);

	if (id == ID_UNPACK_STREAMS) {
		if (!sub_counts(reader))
			return FALSE;
		id = cursor_u8(&reader->cursor);
	}
	if (!sub_sizes(reader, id == ID_SIZE))
		return FALSE;
	if (id == ID_SIZE)
		id = cursor_u8(&reader->cursor);
	if (id == ID_CRC) {
		if (!sub_digests(reader))
			return FALSE;
		id = cursor_u8(&reader->cursor);
	}
	return (id == ID_END && !reader->cursor.broken) ||
	       sevenzip_broken(reader);
}

gboolean sevenzip_streams(SevenzipReader *reader)
{
	guint8 id = cursor_u8(&reader->cursor);
	gboolean has_subs = FALSE;

	if (id == ID_PACK_INFO) {
		if (!pack_info(reader))
			return FALSE;
		id = cursor_u8(&reader->cursor);
	}
	if (id == ID_UNPACK_INFO) {
		if (!unpack_info(reader))
			return FALSE;
		id = cursor_u8(&reader->cursor);
	}
	if (id == ID_SUBSTREAMS) {
		has_subs = TRUE;
		if (!substreams(reader))
			return FALSE;
		id = cursor_u8(&reader->cursor);
	}
	if (!has_subs && !sub_sizes(reader, FALSE))
		return FALSE;
	return (id == ID_END && !reader->cursor.broken) ||
	       sevenzip_broken(reader);
}
