/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * filter.h - one layer of compression, taken off by libarchive in bounds.
 *
 * One layer at a time, never guessed: a chain of filters would do work that
 * no limit of ours sees.
 */
#ifndef CONTAINERS_FILTER_H
#define CONTAINERS_FILTER_H

#include "containers/unpack.h"

typedef enum {
	FILTER_GZIP,
	FILTER_BZIP2,
	FILTER_COMPRESS,
	FILTER_LZMA,
	FILTER_XZ,
	FILTER_LZIP,
	FILTER_LZ4,
	FILTER_ZSTD,
	FILTER_COUNT
} Filter;

/* As unpack_inflate(). */
UnpackEnd filter_unpack(Filter filter, const guint8 *bytes, gsize size,
			gsize max, gint64 deadline_us, GByteArray *out);

/* The data of the entry that @archive (libarchive's) stands at; likewise. */
struct archive;
UnpackEnd filter_read(struct archive *archive, gsize max,
		      gint64 deadline_us, GByteArray *out);

#endif
