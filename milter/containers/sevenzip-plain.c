/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sevenzip-plain.c - the content of a folder of 7z whose encryption is gone.
 *
 * An archive of one folder and one file is written, without the coders that
 * decrypt, and libarchive reads it: it knows all the methods, but no AES.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none. Needs a copy of the packed bytes.
 */
#include "containers/sevenzip-plain.h"

#include <string.h>

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include "containers/filter.h"

/* What of a folder stays: numbers of coders and inputs, new by old. */
typedef struct Kept {
	gint8 coder[SEVENZIP_CODERS];	/* -1: left out */
	guint coders;
	guint inputs[SEVENZIP_CODERS];	/* first of each coder */
	guint packed_input[SEVENZIP_CODERS];
} Kept;

static void put(GByteArray *out, guint64 value, guint size)
{
	value = GUINT64_TO_LE(value);
	g_byte_array_append(out, (const guint8 *)&value, size);
}

/* The longest form of a number is always right. */
static void put_number(GByteArray *out, guint64 value)
{
	if (value < 128) {
		put(out, value, 1);
		return;
	}
	put(out, 255, 1);
	put(out, value, 8);
}

static gboolean is_cipher(const SevenzipFolder *folder, guint coder)
{
	return folder->coders[coder].id == SEVENZIP_AES &&
	       folder->from_packed[folder->coders[coder].first_input] >= 0;
}

static void keep(const SevenzipFolder *folder, Kept *kept)
{
	guint inputs = 0;

	memset(kept, 0, sizeof(*kept));
	for (guint i = 0; i < folder->coders_count; i++) {
		kept->coder[i] = -1;
		if (is_cipher(folder, i))
			continue;
		kept->coder[i] = (gint8)kept->coders++;
		kept->inputs[i] = inputs;
		inputs += folder->coders[i].inputs;
	}
}

static void put_coder(GByteArray *out, const SevenzipCoder *coder)
{
	guint size = 1;

	while (size < 8 && coder->id >> (8 * size))
		size++;
	put(out, size | (coder->inputs > 1 ? 0x10u : 0u) |
		 (coder->properties_size > 0 ? 0x20u : 0u), 1);
	for (guint i = size; i-- > 0;)
		put(out, coder->id >> (8 * i) & 255, 1);
	if (coder->inputs > 1) {
		put_number(out, coder->inputs);
		put_number(out, 1);
	}
	if (coder->properties_size > 0) {
		put_number(out, coder->properties_size);
		g_byte_array_append(out, coder->properties,
				    (guint)coder->properties_size);
	}
}

/* Where each input of a kept coder comes from now. */
static void put_binds(GByteArray *out, const SevenzipFolder *folder,
		      Kept *kept)
{
	for (guint i = 0; i < folder->coders_count; i++) {
		const SevenzipCoder *coder = &folder->coders[i];

		for (guint k = 0; kept->coder[i] >= 0 && k < coder->inputs;
		     k++) {
			guint input = coder->first_input + k;
			gint8 from = folder->from_coder[input];
			gint8 packed = folder->from_packed[input];

			if (from >= 0 && kept->coder[from] < 0)
				packed = folder->from_packed
					[folder->coders[from].first_input];
			if (packed >= 0) {
				kept->packed_input[packed] =
					kept->inputs[i] + k;
				continue;
			}
			put_number(out, kept->inputs[i] + k);
			put_number(out, (guint64)kept->coder[from]);
		}
	}
}

static void put_folder(GByteArray *out, const SevenzipFolder *folder,
		       Kept *kept)
{
	put_number(out, kept->coders);
	for (guint i = 0; i < folder->coders_count; i++) {
		if (kept->coder[i] >= 0)
			put_coder(out, &folder->coders[i]);
	}
	put_binds(out, folder, kept);
	for (guint i = 0; folder->packed_count > 1 &&
	     i < folder->packed_count; i++)
		put_number(out, kept->packed_input[i]);
}

static void put_header(GByteArray *out, const SevenzipFolder *folder,
		       const SevenzipPlain *packed)
{
	static const guint8 file[] = { 5, 1, 0x11, 5, 0, 'a', 0, 0, 0, 0, 0 };
	Kept kept;

	keep(folder, &kept);
	put(out, 0x060401, 3);
	put_number(out, 0);
	put_number(out, folder->packed_count);
	put(out, 9, 1);
	for (guint i = 0; i < folder->packed_count; i++)
		put_number(out, packed[i].size);
	put(out, 0x0b0700, 3);
	put_number(out, 1);
	put(out, 0, 1);
	put_folder(out, folder, &kept);
	put(out, 12, 1);
	for (guint i = 0; i < folder->coders_count; i++) {
		if (kept.coder[i] >= 0)
			put_number(out, folder->coders[i].size);
	}
	put(out, 0x010d0800, 4);
	put(out, 0, 2);
	g_byte_array_append(out, file, sizeof(file));
}

static GByteArray *archive_new(const SevenzipFolder *folder,
			       const SevenzipPlain *packed)
{
	GByteArray *out = g_byte_array_new();
	g_autoptr(GByteArray) header = g_byte_array_new();
	g_autoptr(GByteArray) start = g_byte_array_new();
	guint64 size = 0;

	put_header(header, folder, packed);
	for (guint i = 0; i < folder->packed_count; i++)
		size += packed[i].size;
	put(start, size, 8);
	put(start, header->len, 8);
	put(start, crc32_z(0, header->data, header->len), 4);
	g_byte_array_append(out, (const guint8 *)"7z\xbc\xaf\x27\x1c\0\4", 8);
	put(out, crc32_z(0, start->data, start->len), 4);
	g_byte_array_append(out, start->data, start->len);
	for (guint i = 0; i < folder->packed_count; i++)
		g_byte_array_append(out, packed[i].bytes,
				    (guint)packed[i].size);
	g_byte_array_append(out, header->data, header->len);
	return out;
}

static UnpackEnd read_only_file(const GByteArray *bytes, gsize max,
				gint64 deadline_us, GByteArray *out)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	UnpackEnd end = UNPACK_BROKEN;
	int state;

	if (archive_read_support_format_7zip(archive) == ARCHIVE_OK &&
	    archive_read_open_memory(archive, bytes->data, bytes->len) ==
	    ARCHIVE_OK) {
		state = archive_read_next_header(archive, &entry);
		if (state == ARCHIVE_OK || state == ARCHIVE_WARN)
			end = filter_read(archive, max, deadline_us, out);
	}
	(void)archive_read_free(archive);
	return end;
}

static UnpackEnd take_stored(const SevenzipPlain *packed, guint64 size,
			     gsize max, GByteArray *out)
{
	gsize all = (gsize)MIN(size, packed->size);

	g_byte_array_append(out, packed->bytes, (guint)MIN(all, max));
	if (all > max)
		return UNPACK_LIMIT;
	return all < size ? UNPACK_BROKEN : UNPACK_WHOLE;
}

UnpackEnd sevenzip_unpack(const SevenzipFolder *folder,
			  const SevenzipPlain *packed, gsize max,
			  gint64 deadline_us, GByteArray *out)
{
	g_autoptr(GByteArray) bytes = NULL;
	guint64 size = 0;

	max = MIN(max, (gsize)G_MAXINT32);
	for (guint i = 0; i < folder->packed_count; i++)
		size += packed[i].size;
	if (size > G_MAXINT32)
		return UNPACK_LIMIT;
	if (folder->coders_count == 1 && is_cipher(folder, 0))
		return take_stored(packed, folder->coders[0].size, max, out);
	bytes = archive_new(folder, packed);
	return read_only_file(bytes, max, deadline_us, out);
}

static guint64 dictionary(const SevenzipCoder *coder)
{
	const guint8 *at = coder->properties;

	if ((coder->id == SEVENZIP_LZMA || coder->id == SEVENZIP_PPMD) &&
	    coder->properties_size >= 5)
		return at[1] | (guint32)at[2] << 8 | (guint32)at[3] << 16 |
		       (guint32)at[4] << 24;
	if (coder->id == SEVENZIP_LZMA2 && coder->properties_size >= 1)
		return at[0] > 40 ? G_MAXUINT64 :
		       (guint64)(2 | (at[0] & 1)) << (at[0] / 2 + 11);
	return 0;
}

gboolean sevenzip_is_too_large(const SevenzipFolder *folder, guint64 most)
{
	for (guint i = 0; i < folder->coders_count; i++) {
		if (dictionary(&folder->coders[i]) > most)
			return TRUE;
	}
	return FALSE;
}
