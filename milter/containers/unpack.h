/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * unpack.h - bytes wrapped in deflate, or in base64, brought out in bounds.
 */
#ifndef CONTAINERS_UNPACK_H
#define CONTAINERS_UNPACK_H

#include <glib.h>

typedef enum {
	UNPACK_WHOLE,	/* the stream came to its end */
	UNPACK_LIMIT,	/* more than allowed would come out */
	UNPACK_TIMEOUT,	/* the deadline passed */
	UNPACK_BROKEN,	/* the stream is cut or damaged */
	UNPACK_STOPPED,	/* no more of it was wanted */
} UnpackEnd;

/* As zlib counts: which framing surrounds the deflated data. */
typedef enum {
	UNPACK_RAW = -15,
	UNPACK_ZLIB = 15,
} UnpackFraming;

/*
 * Inflates into @out, at most @max bytes, until @deadline_us
 * (g_get_monotonic_time()). What came out before the end stays in @out.
 * *ret_used, where not NULL: how much of @bytes the stream took up.
 */
UnpackEnd unpack_inflate(const guint8 *bytes, gsize size,
			 UnpackFraming framing, gsize max, gint64 deadline_us,
			 GByteArray *out, gsize *ret_used);

/* FALSE: no more is wanted. */
typedef gboolean (*UnpackFunc)(const guint8 *bytes, gsize size, gpointer data);

/* The same, block by block; @max may be any size. */
UnpackEnd unpack_inflate_blocks(const guint8 *bytes, gsize size,
				UnpackFraming framing, guint64 max,
				gint64 deadline_us, UnpackFunc func,
				gpointer data, gsize *ret_used);

/*
 * Decodes base64 with white space anywhere, up to the padding or the first
 * byte that is neither. *ret_used: where it stopped. Returns: (transfer full).
 */
GByteArray *unpack_base64(const guint8 *bytes, gsize size, gsize *ret_used);

/* Whether there is nothing but white space. */
gboolean unpack_is_blank(const guint8 *bytes, gsize size);

#endif
