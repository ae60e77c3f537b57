/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * readable.c - whether bytes that are said to be encrypted can be read.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/readable.h"

#include <string.h>

#include "containers/cms.h"
#include "containers/type.h"
#include "containers/unpack.h"

/* What inflates is looked at no further. */
#define INFLATE_MOST ((gsize)64 * 1024)
#define INFLATE_TIME G_TIME_SPAN_SECOND

#define BYTES(s) s, sizeof(s) - 1

/* Files that hold others, by marks of four bytes at least. */
static const struct {
	const char *magic;
	gsize size;
} magics[] = {
	{ BYTES("7z\xbc\xaf\x27\x1c") },
	{ BYTES("Rar!\x1a\x07") },
	{ BYTES("\xfd" "7zXZ\0") },
	{ BYTES("\x28\xb5\x2f\xfd") },
	{ BYTES("MSCF\0\0\0\0") },
	{ BYTES("\x1f\x8b\x08\x00") },
	{ BYTES("\x1f\x8b\x08\x08") },
	{ BYTES("BZh91AY&SY") },
};

static gboolean has_magic(const guint8 *bytes, gsize size)
{
	for (guint i = 0; i < G_N_ELEMENTS(magics); i++) {
		if (size >= magics[i].size &&
		    memcmp(bytes, magics[i].magic, magics[i].size) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Shorter random bytes are now and then a whole stream without framing. */
#define RAW_LEAST ((gsize)64)

/* Random bytes, too, inflate for a while; but not to their very end. */
static gboolean inflates(const guint8 *bytes, gsize size,
			 UnpackFraming framing)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	gsize used = 0;
	UnpackEnd end = unpack_inflate(bytes, size, framing, INFLATE_MOST,
				       g_get_monotonic_time() + INFLATE_TIME,
				       out, &used);

	if (end == UNPACK_LIMIT)
		return TRUE;
	return end == UNPACK_WHOLE && used == size &&
	       (framing == UNPACK_ZLIB || size >= RAW_LEAST);
}

gboolean readable_is(const guint8 *bytes, gsize size)
{
	if (size == 0)
		return FALSE;
	return type_is_plain(bytes, size) || has_magic(bytes, size) ||
	       type_is_entity(bytes, size) || cms_is(bytes, size) ||
	       inflates(bytes, size, UNPACK_ZLIB) ||
	       inflates(bytes, size, UNPACK_RAW);
}
