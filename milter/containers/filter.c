/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * filter.c - one layer of compression, taken off by libarchive in bounds.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/filter.h"

#include <archive.h>
#include <archive_entry.h>

#define CHUNK ((gsize)64 * 1024)

/*
 * By support, not by archive_read_append_filter(): that starts the filter
 * before there is anything to read from, and the one of compress(1) reads at
 * its start, from nowhere.
 */
static int (*const supports[])(struct archive *archive) = {
	[FILTER_GZIP] = archive_read_support_filter_gzip,
	[FILTER_BZIP2] = archive_read_support_filter_bzip2,
	[FILTER_COMPRESS] = archive_read_support_filter_compress,
	[FILTER_LZMA] = archive_read_support_filter_lzma,
	[FILTER_XZ] = archive_read_support_filter_xz,
	[FILTER_LZIP] = archive_read_support_filter_lzip,
	[FILTER_LZ4] = archive_read_support_filter_lz4,
	[FILTER_ZSTD] = archive_read_support_filter_zstd,
};
G_STATIC_ASSERT(G_N_ELEMENTS(supports) == FILTER_COUNT);

UnpackEnd filter_read(struct archive *archive, gsize max,
		      gint64 deadline_us, GByteArray *out)
{
	guint8 chunk[CHUNK];

	max = MIN(max, (gsize)G_MAXINT32);
	for (;;) {
		la_ssize_t came;

		if (g_get_monotonic_time() > deadline_us)
			return UNPACK_TIMEOUT;
		came = archive_read_data(archive, chunk, sizeof(chunk));
		if (came == 0)
			return UNPACK_WHOLE;
		if (came < 0)
			return UNPACK_BROKEN;
		if ((gsize)came > max - out->len) {
			g_byte_array_append(out, chunk,
					    (guint)(max - out->len));
			return UNPACK_LIMIT;
		}
		g_byte_array_append(out, chunk, (guint)came);
	}
}

UnpackEnd filter_unpack(Filter filter, const guint8 *bytes, gsize size,
			gsize max, gint64 deadline_us, GByteArray *out)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	UnpackEnd end = UNPACK_BROKEN;
	int state;

	g_assert(out->len == 0);
	if (archive_read_support_format_raw(archive) == ARCHIVE_OK &&
	    archive_read_support_format_empty(archive) == ARCHIVE_OK &&
	    supports[filter](archive) == ARCHIVE_OK &&
	    archive_read_open_memory(archive, bytes, size) == ARCHIVE_OK &&
	    (size == 0 || archive_filter_count(archive) > 1)) {
		state = archive_read_next_header(archive, &entry);
		if (state == ARCHIVE_EOF)
			end = UNPACK_WHOLE;
		else if (state >= ARCHIVE_WARN)
			end = filter_read(archive, max, deadline_us, out);
	}
	(void)archive_read_free(archive);
	return end;
}
