/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fd.h - descriptors that close themselves, and whole reads and writes.
 */
#ifndef BASE_FD_H
#define BASE_FD_H

#include <glib.h>
#include <sys/types.h>

/* Closes *fd unless it is negative; sets it to -1. errno is kept. */
void fd_close(int *fd);

/* An int that is closed at the end of its scope. Initialise it (-1). */
#define AUTO_FD __attribute__((cleanup(fd_close))) int

/* Gives away *fd and leaves -1 behind. */
static inline int fd_steal(int *fd)
{
	int given = *fd;

	*fd = -1;
	return given;
}

/* Writes all of @bytes, however often write(2) is interrupted or short. */
gboolean fd_write_all(int fd, const void *bytes, gsize size, GError **error);

/*
 * Reads @fd from where it stands to its end. More than @max bytes is
 * FAIL_LIMIT. Returns: (transfer full) (nullable).
 */
GByteArray *fd_read_all(int fd, gsize max, GError **error);

#endif
