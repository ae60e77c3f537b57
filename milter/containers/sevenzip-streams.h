/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sevenzip-streams.h - the streams and coders of a 7z header; for sevenzip.c.
 */
#ifndef CONTAINERS_SEVENZIP_STREAMS_H
#define CONTAINERS_SEVENZIP_STREAMS_H

#include "containers/cursor.h"
#include "containers/sevenzip.h"

enum {
	ID_END = 0, ID_HEADER = 1, ID_ARCHIVE_PROPERTIES = 2,
	ID_ADDITIONAL_STREAMS = 3, ID_MAIN_STREAMS = 4, ID_FILES = 5,
	ID_PACK_INFO = 6, ID_UNPACK_INFO = 7, ID_SUBSTREAMS = 8, ID_SIZE = 9,
	ID_CRC = 10, ID_FOLDER = 11, ID_UNPACK_SIZE = 12,
	ID_UNPACK_STREAMS = 13, ID_EMPTY_STREAM = 14, ID_EMPTY_FILE = 15,
	ID_ANTI = 16, ID_NAMES = 17, ID_CREATED = 18, ID_ATTRIBUTES = 21,
	ID_ENCODED = 23, ID_START = 24, ID_DUMMY = 25,
};

typedef struct SevenzipReader {
	Cursor cursor;
	Sevenzip *out;
	guint64 size;		/* of the archive */
} SevenzipReader;

/* Notes why the header cannot be read. Returns: FALSE. */
gboolean sevenzip_fail(SevenzipReader *reader, const char *why);
gboolean sevenzip_broken(SevenzipReader *reader);

guint64 sevenzip_number(SevenzipReader *reader);

/* A count of things that take up at least @each bits here. */
gboolean sevenzip_count(SevenzipReader *reader, guint each, guint *ret_count);

static inline gboolean sevenzip_bit(const guint8 *vector, guint i)
{
	return (vector[i / 8] & 0x80 >> i % 8) != 0;
}

/* Packed streams, folders, and what is in them; up to their end. */
gboolean sevenzip_streams(SevenzipReader *reader);

#endif
