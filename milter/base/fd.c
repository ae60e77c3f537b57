/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fd.c - descriptors that close themselves, and whole reads and writes.
 *
 * Runs in:  every process.
 * Trusts:   nothing about what it reads.
 * Effects:  reads and writes the descriptors it is given.
 */
#include "base/fd.h"

#include <errno.h>
#include <unistd.h>

#include "base/error.h"

void fd_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
	errno = saved;
}

gboolean fd_write_all(int fd, const void *bytes, gsize size, GError **error)
{
	const guint8 *at = bytes;

	while (size > 0) {
		ssize_t wrote = write(fd, at, size);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return fail_errno(error, "write");
		at += wrote;
		size -= (gsize)wrote;
	}
	return TRUE;
}

GByteArray *fd_read_all(int fd, gsize max, GError **error)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	guint8 chunk[16384];

	for (;;) {
		ssize_t got = read(fd, chunk, sizeof chunk);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			fail_errno(error, "read");
			return NULL;
		}
		if (got == 0)
			return g_steal_pointer(&all);
		if ((gsize)got > max - all->len) {
			fail(error, FAIL_LIMIT,
			     "longer than %" G_GSIZE_FORMAT " bytes", max);
			return NULL;
		}
		g_byte_array_append(all, chunk, (guint)got);
	}
}
