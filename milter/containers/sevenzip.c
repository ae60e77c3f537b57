/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sevenzip.c - the headers of a 7z archive, read in bounds.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/sevenzip.h"

#include <zlib.h>

#include "containers/sevenzip-streams.h"

static gboolean names_read(SevenzipReader *reader, Cursor cursor)
{
	GArray *files = reader->out->files;

	if (cursor_u8(&cursor) != 0)
		return sevenzip_broken(reader);
	for (guint i = 0; i < files->len; i++) {
		SevenzipFile *file = &g_array_index(files, SevenzipFile, i);

		file->name = cursor.at;
		while (cursor_u16(&cursor) != 0)
			file->name_size += 2;
		if (cursor.broken)
			return sevenzip_broken(reader);
	}
	return TRUE;
}

static void empty_streams(GArray *files, const guint8 *vector)
{
	for (guint i = 0; i < files->len; i++) {
		SevenzipFile *file = &g_array_index(files, SevenzipFile, i);

		file->is_empty = file->is_folder = sevenzip_bit(vector, i);
	}
}

/* A bit for each file without a stream: it is no folder. */
static gboolean empty_files(GArray *files, const guint8 *vector, gsize size)
{
	guint at = 0;

	for (guint i = 0; i < files->len; i++) {
		SevenzipFile *file = &g_array_index(files, SevenzipFile, i);

		if (!file->is_empty)
			continue;
		if (at / 8 >= size)
			return FALSE;
		file->is_folder = !sevenzip_bit(vector, at++);
	}
	return TRUE;
}

static gsize not_zero(Cursor cursor)
{
	gsize found = 0;

	for (gsize i = 0; i < cursor.left; i++)
		found += cursor.at[i] != 0;
	return found;
}

static gboolean file_property(SevenzipReader *reader, guint64 id)
{
	GArray *files = reader->out->files;
	Cursor cursor = cursor_within(&reader->cursor, sevenzip_number(reader));

	if (cursor.broken)
		return sevenzip_broken(reader);
	switch (id) {
	case ID_NAMES:
		return names_read(reader, cursor);
	case ID_EMPTY_STREAM:
		if (cursor.left < (files->len + 7) / 8)
			return sevenzip_broken(reader);
		empty_streams(files, cursor.at);
		return TRUE;
	case ID_EMPTY_FILE:
		return empty_files(files, cursor.at, cursor.left) ?
		       TRUE : sevenzip_broken(reader);
	case ID_DUMMY:
		reader->out->extra += not_zero(cursor);
		return TRUE;
	default:
		if (id < ID_ANTI || id > ID_START)
			reader->out->extra += cursor.left;
		return TRUE;
	}
}

static gboolean files_info(SevenzipReader *reader)
{
	guint many, filled = 0;
	guint64 id;

	if (!sevenzip_count(reader, 1, &many))
		return FALSE;
	g_array_set_size(reader->out->files, many);
	while ((id = sevenzip_number(reader)) != ID_END && !reader->cursor.broken) {
		if (!file_property(reader, id))
			return FALSE;
	}
	for (guint i = 0; i < many; i++)
		filled += !g_array_index(reader->out->files, SevenzipFile,
					 i).is_empty;
	if (reader->cursor.broken)
		return sevenzip_broken(reader);
	return filled == reader->out->subs->len ? TRUE :
	       sevenzip_fail(reader, "7z files and streams do not fit together");
}

static gboolean archive_properties(SevenzipReader *reader)
{
	while (sevenzip_number(reader) != ID_END && !reader->cursor.broken) {
		guint64 size = sevenzip_number(reader);

		if (cursor_take(&reader->cursor, size))
			reader->out->extra += (gsize)size;
	}
	return reader->cursor.broken ? sevenzip_broken(reader) : TRUE;
}

static gboolean header_read(SevenzipReader *reader)
{
	guint64 id = sevenzip_number(reader);

	if (id == ID_ARCHIVE_PROPERTIES) {
		if (!archive_properties(reader))
			return FALSE;
		id = sevenzip_number(reader);
	}
	if (id == ID_ADDITIONAL_STREAMS)
		return sevenzip_fail(reader, "7z archive with additional streams");
	if (id == ID_MAIN_STREAMS) {
		if (!sevenzip_streams(reader))
			return FALSE;
		id = sevenzip_number(reader);
	}
	if (id == ID_FILES) {
		if (!files_info(reader))
			return FALSE;
		id = sevenzip_number(reader);
	}
	if (id != ID_END || reader->cursor.broken)
		return sevenzip_broken(reader);
	reader->out->extra += reader->cursor.left;
	return TRUE;
}

SevenzipStart sevenzip_start(const guint8 *bytes, gsize size)
{
	SevenzipStart start = { 0 };
	Cursor cursor = { bytes, size, FALSE };
	guint32 crc, header_crc;
	guint64 at, header_size;

	if (size < SEVENZIP_START)
		return start;
	(void)cursor_take(&cursor, 8);
	crc = cursor_u32(&cursor);
	at = cursor_number(&cursor, 8);
	header_size = cursor_number(&cursor, 8);
	header_crc = cursor_u32(&cursor);
	if (crc != crc32_z(0, bytes + 12, 20) ||
	    at > size - SEVENZIP_START ||
	    header_size > size - SEVENZIP_START - at)
		return start;
	start.is_empty = header_size == 0;
	if (header_size > 0 && header_crc ==
	    crc32_z(0, bytes + SEVENZIP_START + at, (gsize)header_size)) {
		start.header = bytes + SEVENZIP_START + at;
		start.size = (gsize)header_size;
	}
	return start;
}

Sevenzip *sevenzip_read(const guint8 *header, gsize header_size, gsize size)
{
	Sevenzip *out = g_new0(Sevenzip, 1);
	SevenzipReader reader = { { header, header_size, FALSE }, out, size };

	out->packed = g_array_new(FALSE, TRUE, sizeof(SevenzipStream));
	out->folders = g_array_new(FALSE, TRUE, sizeof(SevenzipFolder));
	out->subs = g_array_new(FALSE, TRUE, sizeof(SevenzipStream));
	out->files = g_array_new(FALSE, TRUE, sizeof(SevenzipFile));
	switch (sevenzip_number(&reader)) {
	case ID_HEADER:
		(void)header_read(&reader);
		break;
	case ID_ENCODED:
		out->is_encoded = TRUE;
		if (sevenzip_streams(&reader) &&
		    (out->folders->len != 1 || out->subs->len != 1))
			(void)sevenzip_broken(&reader);
		out->extra += reader.cursor.left;
		break;
	default:
		(void)sevenzip_broken(&reader);
	}
	return out;
}

void sevenzip_free(Sevenzip *sevenzip)
{
	if (!sevenzip)
		return;
	g_array_unref(sevenzip->packed);
	g_array_unref(sevenzip->folders);
	g_array_unref(sevenzip->subs);
	g_array_unref(sevenzip->files);
	g_free(sevenzip);
}

const SevenzipCoder *sevenzip_cipher(const SevenzipFolder *folder,
				     guint packed)
{
	for (guint i = 0; i < folder->coders_count; i++) {
		const SevenzipCoder *coder = &folder->coders[i];

		if (coder->id == SEVENZIP_AES && coder->inputs == 1 &&
		    folder->from_packed[coder->first_input] == (gint8)packed)
			return coder;
	}
	return NULL;
}
