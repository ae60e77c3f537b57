/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rar.c - the blocks of RAR 1.5 to 4 and RAR 5 archives, read in bounds.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none. The key of headers is wiped by rar_end().
 */
#include "containers/rar.h"

#include <string.h>

#include <openssl/crypto.h>
#include <zlib.h>

#include "containers/cursor.h"

/* RAR 5 allows 2 MiB; RAR 4 has 16 bits. */
#define HEADER_MOST ((gsize)2 << 20)

enum {
	SPLIT4 = 0x03, CLOSED4 = 0x04, SOLID4 = 0x10, FOLDER4 = 0xe0,
	LARGE4 = 0x100, UNICODE4 = 0x200, SALT4 = 0x400, DATA4 = 0x8000,
	HEADERS_CLOSED4 = 0x80,
	EXTRA5 = 1, DATA5 = 2, SPLIT5 = 0x18,
};

gboolean rar_begin(RarReader *reader, const guint8 *bytes, gsize size)
{
	*reader = (RarReader){ .bytes = bytes, .size = size };
	if (size >= 8 && memcmp(bytes, "Rar!\x1a\x07\x01\0", 8) == 0) {
		reader->is_rar5 = TRUE;
		reader->at = 8;
	} else if (size >= 7 && memcmp(bytes, "Rar!\x1a\x07\0", 7) == 0) {
		reader->at = 7;
	} else {
		return FALSE;
	}
	reader->held = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_byte_array_unref);
	return TRUE;
}

void rar_end(RarReader *reader)
{
	g_clear_pointer(&reader->held, g_ptr_array_unref);
	OPENSSL_cleanse(&reader->key, sizeof(reader->key));
}

static gboolean fail(RarReader *reader, const char *why)
{
	reader->problem = why;
	return FALSE;
}

static guint64 vint(Cursor *cursor)
{
	guint64 value = 0;

	for (guint shift = 0; shift < 63; shift += 7) {
		guint8 byte = cursor_u8(cursor);

		value |= (guint64)(byte & 127) << shift;
		if (!(byte & 128))
			return value;
	}
	cursor->broken = TRUE;
	cursor->left = 0;
	return 0;
}

static void take(Cursor *cursor, guint8 *out, gsize size)
{
	const guint8 *at = cursor_take(cursor, size);

	if (at)
		memcpy(out, at, size);
}

/* The record of an encrypted file, or the header before encrypted headers. */
static void cipher_read5(Cursor *cursor, gboolean has_iv, RarCipher *cipher,
			 gboolean *ret_has_check, guint8 *check,
			 gboolean *ret_has_mac)
{
	guint64 version = vint(cursor), flags = vint(cursor);

	if (version != 0)
		cursor->broken = TRUE;
	*ret_has_check = (flags & 1) != 0;
	*ret_has_mac = (flags & 2) != 0;
	cipher->rounds_power = cursor_u8(cursor);
	take(cursor, cipher->salt, 16);
	if (has_iv)
		take(cursor, cipher->iv, RAR_BLOCK);
	if (*ret_has_check)
		take(cursor, check, RAR_CHECK);
}

static void extra_read5(Cursor extra, RarBlock *block)
{
	while (extra.left > 0 && !extra.broken) {
		Cursor record = cursor_within(&extra, vint(&extra));
		gboolean has_mac = FALSE;

		if (vint(&record) != 1 || record.broken)
			continue;
		block->is_closed = TRUE;
		cipher_read5(&record, TRUE, &block->cipher, &block->has_check,
			     block->check, &has_mac);
		block->has_crc = block->has_crc && !has_mac;
		if (record.broken)
			block->cipher.rounds_power = 255;
	}
}

static void file_read5(Cursor *cursor, RarBlock *block)
{
	guint64 flags = vint(cursor), size;

	block->size = vint(cursor);
	(void)vint(cursor);
	if (flags & 2)
		(void)cursor_u32(cursor);
	block->has_crc = (flags & 4) != 0;
	if (block->has_crc)
		block->crc = cursor_u32(cursor);
	block->method = vint(cursor);
	(void)vint(cursor);
	size = vint(cursor);
	block->name = cursor_take(cursor, size);
	block->name_size = block->name ? (gsize)size : 0;
	block->is_utf8 = TRUE;
	block->is_folder = (flags & 1) != 0;
	block->is_stored = (block->method >> 7 & 7) == 0;
	block->is_solid = (block->method & 64) != 0;
}

static gboolean block_read5(RarReader *reader, Cursor cursor,
			    RarBlock *block)
{
	guint64 type = vint(&cursor), flags = vint(&cursor), extra = 0;
	gboolean has_mac;

	if (flags & EXTRA5)
		extra = vint(&cursor);
	if (flags & DATA5)
		block->packed_size = vint(&cursor);
	if (cursor.broken || extra > cursor.left)
		return fail(reader, "RAR header is damaged");
	block->is_split = (flags & SPLIT5) != 0;
	block->type = RAR_OTHER;
	if (type == 1)
		block->type = RAR_MAIN;
	if (type == 5)
		block->type = RAR_END;
	if (type == 2 || type == 3) {
		block->type = type == 2 ? RAR_FILE : RAR_SERVICE;
		file_read5(&cursor, block);
		if (!cursor.broken && cursor.left < extra)
			cursor.broken = TRUE;
		if (!cursor.broken)
			extra_read5((Cursor){ cursor.at + cursor.left - extra,
					      (gsize)extra, FALSE }, block);
	}
	if (type == 4) {
		reader->headers_closed = TRUE;
		cipher_read5(&cursor, FALSE, &reader->cipher,
			     &reader->has_check, reader->check, &has_mac);
	}
	return cursor.broken ? fail(reader, "RAR header is damaged") : TRUE;
}

static void file_read4(Cursor *cursor, RarBlock *block)
{
	guint64 high = 0, high_size = 0;
	gsize name_size;
	const guint8 *zero;

	block->size = cursor_u32(cursor);
	(void)cursor_u8(cursor);
	block->crc = cursor_u32(cursor);
	block->has_crc = TRUE;
	(void)cursor_u32(cursor);
	block->method = cursor_u16(cursor);
	name_size = cursor_u16(cursor);
	(void)cursor_u32(cursor);
	if (block->flags & LARGE4) {
		high = cursor_u32(cursor);
		high_size = cursor_u32(cursor);
	}
	block->packed_size |= high << 32;
	block->size |= high_size << 32;
	block->name = cursor_take(cursor, name_size);
	block->name_size = block->name ? name_size : 0;
	block->is_stored = block->method >> 8 == 0x30;
	block->is_folder = (block->flags & FOLDER4) == FOLDER4;
	block->is_solid = (block->flags & SOLID4) != 0;
	block->is_split = (block->flags & SPLIT4) != 0;
	block->is_closed = (block->flags & CLOSED4) != 0;
	block->cipher.is_rar4 = TRUE;
	if (block->flags & SALT4) {
		block->cipher.has_salt = TRUE;
		take(cursor, block->cipher.salt, 8);
	}
	zero = block->name_size > 0 && block->flags & UNICODE4 ?
	       memchr(block->name, 0, block->name_size) : NULL;
	block->is_utf8 = block->flags & UNICODE4 && !zero;
	if (zero) {
		gsize size = (gsize)(zero - block->name);

		block->unicode = zero + 1;
		block->unicode_size = block->name_size - size - 1;
		block->name_size = size;
	}
}

static gboolean block_read4(RarReader *reader, Cursor cursor,
			    RarBlock *block)
{
	guint8 type;

	(void)cursor_u16(&cursor);
	type = cursor_u8(&cursor);
	block->flags = cursor_u16(&cursor);
	(void)cursor_u16(&cursor);
	if (block->flags & DATA4 || type == 0x74 || type == 0x7a)
		block->packed_size = cursor_u32(&cursor);
	block->type = RAR_OTHER;
	if (type == 0x73) {
		block->type = RAR_MAIN;
		reader->headers_closed =
			(block->flags & HEADERS_CLOSED4) != 0;
		reader->cipher.is_rar4 = TRUE;
		reader->cipher.has_salt = TRUE;
	}
	if (type == 0x7b)
		block->type = RAR_END;
	if (type == 0x74 || type == 0x7a) {
		block->type = type == 0x74 ? RAR_FILE : RAR_SERVICE;
		file_read4(&cursor, block);
	}
	return cursor.broken ? fail(reader, "RAR header is damaged") : TRUE;
}

/* The header at @bytes with all that stands before it; *ret_size: its own. */
static gboolean header_size(RarReader *reader, const guint8 *bytes,
			    gsize size, gsize *ret_begin, gsize *ret_size)
{
	Cursor cursor = { bytes, size, FALSE };
	guint64 header;

	if (reader->is_rar5) {
		(void)cursor_u32(&cursor);
		header = vint(&cursor);
		*ret_begin = (gsize)(cursor.at - bytes);
	} else {
		(void)cursor_take(&cursor, 5);
		header = cursor_u16(&cursor);
		*ret_begin = 0;
		if (header < 7)
			cursor.broken = TRUE;
	}
	if (cursor.broken || header > HEADER_MOST)
		return fail(reader, "RAR header is damaged");
	*ret_size = (gsize)header;
	return TRUE;
}

static gboolean is_sound(const RarReader *reader, const guint8 *bytes,
			 gsize begin, gsize size)
{
	if (reader->is_rar5)
		return crc32_z(0, bytes + 4, begin - 4 + size) ==
		       (bytes[0] | bytes[1] << 8 | bytes[2] << 16 |
			(guint32)bytes[3] << 24);
	return (crc32_z(0, bytes + 2, size - 2) & 0xffff) ==
	       (guint32)(bytes[0] | bytes[1] << 8);
}

/* Salt (RAR 4) or IV (RAR 5) stand before each encrypted header. */
static gboolean key_for_header(RarReader *reader)
{
	gsize size = reader->is_rar5 ? 16 : 8;
	const guint8 *before = reader->bytes + reader->at;

	if (reader->size - reader->at < size + RAR_BLOCK)
		return fail(reader, "RAR archive is cut");
	reader->at += size;
	if (reader->is_rar5)
		memcpy(reader->cipher.iv, before, size);
	else
		memcpy(reader->cipher.salt, before, size);
	if (!reader->has_key || (!reader->is_rar5 &&
	    memcmp(reader->key_salt, before, size) != 0)) {
		if (!rar_lock_key(&reader->cipher, reader->word,
				  &reader->key))
			return fail(reader, "RAR header is damaged");
		reader->has_key = TRUE;
		memcpy(reader->key_salt, before, size);
	}
	if (reader->is_rar5)
		memcpy(reader->key.iv, before, size);
	return TRUE;
}

/* Decrypts the header at .at; *ret_used: how long it is encrypted. */
static const GByteArray *header_decrypt(RarReader *reader, gsize *ret_used)
{
	guint8 first[RAR_BLOCK];
	GByteArray *out;
	gsize begin, size, used;

	if (!key_for_header(reader) ||
	    !rar_decrypt(&reader->key, reader->bytes + reader->at, RAR_BLOCK,
			 first) ||
	    !header_size(reader, first, RAR_BLOCK, &begin, &size))
		return NULL;
	used = (begin + size + RAR_BLOCK - 1) / RAR_BLOCK * RAR_BLOCK;
	if (used > reader->size - reader->at)
		return NULL;
	out = g_byte_array_new();
	g_byte_array_set_size(out, (guint)used);
	g_ptr_array_add(reader->held, out);
	*ret_used = used;
	return rar_decrypt(&reader->key, reader->bytes + reader->at, used,
			   out->data) ? out : NULL;
}

gboolean rar_next(RarReader *reader, RarBlock *ret_block)
{
	RarBlock block = { .header_at = reader->at };
	const guint8 *header = reader->bytes + reader->at;
	gsize left = reader->size - reader->at, begin, size, used = 0;

	if (reader->headers_closed && !reader->word)
		return FALSE;
	if (left == 0)
		return FALSE;
	if (reader->headers_closed) {
		const GByteArray *held = header_decrypt(reader, &used);

		if (!held)
			return fail(reader, "RAR header is damaged");
		header = held->data;
		left = held->len;
	}
	if (!header_size(reader, header, left, &begin, &size) ||
	    size > left - begin || !is_sound(reader, header, begin, size))
		return fail(reader, "RAR header is damaged");
	if (!(reader->is_rar5 ? block_read5 : block_read4)(
		reader, (Cursor){ header + begin, size, FALSE }, &block))
		return FALSE;
	block.data_at = reader->at + (used ? used : begin + size);
	if (block.packed_size > reader->size - block.data_at)
		return fail(reader, "RAR archive is cut");
	reader->at = block.data_at + (gsize)block.packed_size;
	*ret_block = block;
	return TRUE;
}
