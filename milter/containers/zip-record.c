/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-record.c - the records of a ZIP, one at a time.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/zip-record.h"

#include <string.h>

/* Takes one 64-bit number of a ZIP64 extra where the header had no room. */
static void extra_number(const guint8 **at, const guint8 *end, guint64 *number)
{
	if (*number != G_MAXUINT32 || end - *at < 8)
		return;
	*number = zip_get64(*at);
	*at += 8;
}

/* Version 1 or 2, "AE", strength, method. Without method 99 before it, no
 * program takes this for AES. */
static void extra_aes(ZipHeader *header, const guint8 *field, gsize size)
{
	guint version;

	if (size < 7 || !header->is_aes || memcmp(field + 2, "AE", 2) != 0)
		return;
	version = zip_get16(field);
	if (version < 1 || version > 2)
		return;
	header->aes_has_crc = version == 1;
	header->aes_strength = field[4];
	header->method = zip_get16(field + 5);
}

/* Format, algorithm, bits, flags, certificates (APPNOTE 4.5.12). */
static void extra_strong(ZipHeader *header, const guint8 *field, gsize size)
{
	if (size >= 8)
		header->strong_algorithm = zip_get16(field + 2);
}

/* Version, CRC of the name it stands for, UTF-8 (APPNOTE 4.6.9). */
static void extra_name(ZipHeader *header, const guint8 *field, gsize size)
{
	if (size < 6 || field[0] != 1)
		return;
	header->unicode_name = field + 5;
	header->unicode_name_size = size - 5;
}

static void extra_read(ZipHeader *header, const guint8 *at, gsize size,
		       guint64 *offset)
{
	const guint8 *end = at + size;

	header->is_aes = header->method == ZIP_AES;
	while (end - at >= 4) {
		guint id = zip_get16(at);
		gsize length = zip_get16(at + 2);
		const guint8 *field = at + 4;

		if (length > (gsize)(end - field))
			return;
		at = field + length;
		if (id == 0x9901)
			extra_aes(header, field, length);
		else if (id == 0x0017)
			extra_strong(header, field, length);
		else if (id == 0x7075)
			extra_name(header, field, length);
		if (id != 0x0001)
			continue;
		extra_number(&field, at, &header->size);
		extra_number(&field, at, &header->packed_size);
		if (offset)
			extra_number(&field, at, offset);
	}
}

/* Fields that both kinds of header have in the same order, from flags on. */
static void header_common(ZipHeader *header, const guint8 *at)
{
	header->is_there = TRUE;
	header->flags = zip_get16(at);
	header->method = zip_get16(at + 2);
	header->time_high = at[5];
	header->crc = zip_get32(at + 8);
	header->packed_size = zip_get32(at + 12);
	header->size = zip_get32(at + 16);
	header->name_size = zip_get16(at + 20);
}

gsize zip_local_read(const guint8 *bytes, gsize size, gsize at,
			ZipHeader *header)
{
	gsize extra;

	if (at > size || size - at < ZIP_LOCAL_SIZE || !zip_is_at(bytes + at, 3, 4))
		return 0;
	header_common(header, bytes + at + 6);
	extra = zip_get16(bytes + at + 28);
	if (header->name_size + extra > size - at - ZIP_LOCAL_SIZE) {
		*header = (ZipHeader){ 0 };
		return 0;
	}
	header->name = bytes + at + ZIP_LOCAL_SIZE;
	extra_read(header, header->name + header->name_size, extra, NULL);
	return ZIP_LOCAL_SIZE + header->name_size + extra;
}

gsize zip_central_read(const guint8 *at, gsize size, ZipHeader *header,
			  guint64 *ret_offset)
{
	gsize extra, comment;

	if (size < ZIP_CENTRAL_SIZE || !zip_is_at(at, 1, 2))
		return 0;
	header_common(header, at + 8);
	extra = zip_get16(at + 30);
	comment = zip_get16(at + 32);
	*ret_offset = zip_get32(at + 42);
	if (header->name_size + extra + comment > size - ZIP_CENTRAL_SIZE)
		return 0;
	header->name = at + ZIP_CENTRAL_SIZE;
	header->comment_size = comment;
	extra_read(header, header->name + header->name_size, extra,
		   ret_offset);
	return ZIP_CENTRAL_SIZE + header->name_size + extra + comment;
}

gsize zip_descriptor_size(const guint8 *at, gsize room,
			     const ZipHeader *header)
{
	gsize signature = room >= 4 && zip_is_at(at, 7, 8) ? 4 : 0;

	if (!(header->flags & ZIP_DESCRIPTOR) || room < signature + 12)
		return 0;
	at += signature;
	/* The wide shape begins like the narrow one: it goes first. */
	if (room >= signature + 20 && zip_get64(at + 4) == header->packed_size &&
	    zip_get64(at + 12) == header->size)
		return signature + 20;
	return zip_get32(at + 4) == header->packed_size ? signature + 12 : 0;
}
