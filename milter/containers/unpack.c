/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * unpack.c - bytes wrapped in deflate, or in base64, brought out in bounds.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/unpack.h"

#include <string.h>

#include <zlib.h>

#include "text/decode.h"

#define CHUNK ((gsize)64 * 1024)

/* A GByteArray counts in guint and grows by powers of two. */
#define MOST ((gsize)G_MAXINT32)

/* Feeds zlib, whose counters are narrower than ours. */
static void input_refill(z_stream *stream, gsize *left)
{
	if (stream->avail_in == 0) {
		gsize next = MIN(*left, (gsize)G_MAXINT32);

		stream->avail_in = (uInt)next;
		*left -= next;
	}
}

static UnpackEnd inflate_all(z_stream *stream, gsize left, guint64 max,
			     gint64 deadline_us, UnpackFunc func,
			     gpointer data)
{
	guint8 chunk[CHUNK];
	int state = Z_OK;

	while (state == Z_OK) {
		gsize came;

		if (g_get_monotonic_time() > deadline_us)
			return UNPACK_TIMEOUT;
		input_refill(stream, &left);
		stream->next_out = chunk;
		stream->avail_out = sizeof(chunk);
		state = inflate(stream, Z_NO_FLUSH);
		came = sizeof(chunk) - stream->avail_out;
		if (came > 0 && !func(chunk, (gsize)MIN(came, max), data))
			return UNPACK_STOPPED;
		if (came > max)
			return UNPACK_LIMIT;
		max -= came;
	}
	return state == Z_STREAM_END ? UNPACK_WHOLE : UNPACK_BROKEN;
}

UnpackEnd unpack_inflate_blocks(const guint8 *bytes, gsize size,
				UnpackFraming framing, guint64 max,
				gint64 deadline_us, UnpackFunc func,
				gpointer data, gsize *ret_used)
{
	z_stream stream = { .next_in = (z_const Bytef *)(guintptr)bytes };
	UnpackEnd end;

	if (ret_used)
		*ret_used = 0;
	if (inflateInit2(&stream, (int)framing) != Z_OK)
		return UNPACK_BROKEN;
	end = inflate_all(&stream, size, max, deadline_us, func, data);
	if (ret_used)
		*ret_used = (gsize)(stream.next_in - bytes);
	(void)inflateEnd(&stream);
	return end;
}

static gboolean append(const guint8 *bytes, gsize size, gpointer data)
{
	g_byte_array_append(data, bytes, (guint)size);
	return TRUE;
}

UnpackEnd unpack_inflate(const guint8 *bytes, gsize size,
			 UnpackFraming framing, gsize max, gint64 deadline_us,
			 GByteArray *out, gsize *ret_used)
{
	g_assert(out->len == 0);
	return unpack_inflate_blocks(bytes, size, framing, MIN(max, MOST),
				     deadline_us, append, out, ret_used);
}

static gboolean is_blank(guint8 c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

GByteArray *unpack_base64(const guint8 *bytes, gsize size, gsize *ret_used)
{
	GByteArray *out = g_byte_array_new();
	guint32 bits = 0;
	guint have = 0, count = 0;
	gsize at;

	g_byte_array_set_size(out, (guint)MIN(size / 4 * 3 + 3, MOST));
	for (at = 0; at < size && count < out->len; at++) {
		int value = base64_value(bytes[at]);

		if (value < 0 && is_blank(bytes[at]))
			continue;
		if (value < 0)
			break;
		bits = bits << 6 | (guint32)value;
		have += 6;
		if (have >= 8)
			out->data[count++] = (guint8)(bits >> (have -= 8));
	}
	g_byte_array_set_size(out, count);
	while (at < size && (bytes[at] == '=' || is_blank(bytes[at])))
		at++;
	*ret_used = at;
	return out;
}

gboolean unpack_is_blank(const guint8 *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if (!is_blank(bytes[i]))
			return FALSE;
	}
	return TRUE;
}
