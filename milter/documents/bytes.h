/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * bytes.h - little-endian numbers at offsets that come from outside.
 *
 * What lies beyond the end is 0: a reader that must tell asks bytes_have().
 */
#ifndef DOCUMENTS_BYTES_H
#define DOCUMENTS_BYTES_H

#include <glib.h>

typedef struct Bytes {
	const guint8 *data;
	gsize size;
} Bytes;

static inline gboolean bytes_have(Bytes bytes, guint64 at, guint64 size)
{
	return at <= bytes.size && size <= bytes.size - at;
}

static inline guint8 bytes_u8(Bytes bytes, guint64 at)
{
	return at < bytes.size ? bytes.data[at] : 0;
}

static inline guint16 bytes_u16(Bytes bytes, guint64 at)
{
	if (!bytes_have(bytes, at, 2))
		return 0;
	return (guint16)(bytes.data[at] | bytes.data[at + 1] << 8);
}

static inline guint32 bytes_u32(Bytes bytes, guint64 at)
{
	return bytes_u16(bytes, at) |
	       (guint32)bytes_u16(bytes, at + 2) << 16;
}

static inline guint64 bytes_u64(Bytes bytes, guint64 at)
{
	return bytes_u32(bytes, at) |
	       (guint64)bytes_u32(bytes, at + 4) << 32;
}

/* What is there of the @size bytes at @at. */
static inline Bytes bytes_part(Bytes bytes, guint64 at, guint64 size)
{
	gsize from = (gsize)MIN(at, bytes.size);

	/* Nothing may be added to NULL, not even 0. */
	return (Bytes){ bytes.data ? bytes.data + from : NULL,
			(gsize)MIN(size, bytes.size - from) };
}

#endif
