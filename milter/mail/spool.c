/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * spool.c - the bytes of one mail on their way to a worker.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   nothing; bytes are only stored.
 * Effects:  a memfd, or an unlinked file in the spool folder.
 */
#include "mail/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"

/* Small appends are gathered, so that a mail costs few system calls. */
#define GATHER_BYTES 65536

struct Spool {
	int fd;
	gboolean in_file;
	gboolean sealed;
	gsize memory;
	gsize limit;
	guint64 size;
	char *folder;
	GByteArray *gathered;
};

Spool *spool_new(gsize memory, gsize limit, const char *folder,
		 GError **error)
{
	g_autoptr(Spool) spool = g_new0(Spool, 1);

	spool->memory = memory;
	spool->limit = limit;
	spool->folder = g_strdup(folder);
	spool->gathered = g_byte_array_sized_new(8192);
	spool->fd = memfd_create("sekimori-spool",
				 MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (spool->fd < 0) {
		fail_errno(error, "memfd_create");
		return NULL;
	}
	return g_steal_pointer(&spool);
}

void spool_free(Spool *spool)
{
	if (!spool)
		return;
	fd_close(&spool->fd);
	g_free(spool->folder);
	if (spool->gathered)
		g_byte_array_unref(spool->gathered);
	g_free(spool);
}

static gboolean copy_all(int from, int to, GError **error)
{
	guint8 chunk[65536];
	off_t at = 0;
	ssize_t got;

	while ((got = pread(from, chunk, sizeof chunk, at)) > 0) {
		if (!fd_write_all(to, chunk, (gsize)got, error))
			return FALSE;
		at += got;
	}
	return got == 0 ? TRUE : fail_errno(error, "spool: pread");
}

static gboolean move_to_file(Spool *spool, GError **error)
{
	AUTO_FD file = open(spool->folder,
			    O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (file < 0) {
		fail_errno(error, spool->folder);
		g_prefix_error(error, "spool: ");
		return FALSE;
	}
	if (!copy_all(spool->fd, file, error))
		return FALSE;
	fd_close(&spool->fd);
	spool->fd = fd_steal(&file);
	spool->in_file = TRUE;
	return TRUE;
}

static gboolean flush(Spool *spool, GError **error)
{
	gsize size = spool->gathered->len;

	if (!spool->in_file && spool->size > spool->memory &&
	    !move_to_file(spool, error))
		return FALSE;
	if (!fd_write_all(spool->fd, spool->gathered->data, size, error)) {
		g_prefix_error(error, "spool: ");
		return FALSE;
	}
	g_byte_array_set_size(spool->gathered, 0);
	return TRUE;
}

gboolean spool_append(Spool *spool, const void *bytes, gsize size,
		      GError **error)
{
	g_assert(!spool->sealed);
	if (size > spool->limit || spool->size > spool->limit - size)
		return fail(error, FAIL_LIMIT,
			    "mail larger than message-limit %" G_GSIZE_FORMAT,
			    spool->limit);
	spool->size += size;
	for (const guint8 *at = bytes; size > 0;) {
		gsize step = MIN(size, GATHER_BYTES);

		g_byte_array_append(spool->gathered, at, (guint)step);
		at += step;
		size -= step;
		if (spool->gathered->len >= GATHER_BYTES &&
		    !flush(spool, error))
			return FALSE;
	}
	return TRUE;
}

/*
 * A file has no seals. A read-only descriptor of an unlinked file has one
 * other way in, /proc/self/fd, and the mode closes that one for all but the
 * superuser.
 */
static gboolean reopen_read_only(Spool *spool, GError **error)
{
	g_autofree char *path = g_strdup_printf("/proc/self/fd/%d",
						spool->fd);
	AUTO_FD reader = open(path, O_RDONLY | O_CLOEXEC);

	if (reader < 0 || fchmod(spool->fd, 0400) != 0)
		return fail_errno(error, "spool: reopen");
	fd_close(&spool->fd);
	spool->fd = fd_steal(&reader);
	return TRUE;
}

gboolean spool_seal(Spool *spool, GError **error)
{
	if (!flush(spool, error))
		return FALSE;
	if (!spool->in_file &&
	    fcntl(spool->fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW |
		  F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
		return fail_errno(error, "spool: seal");
	spool->sealed = TRUE;
	return spool->in_file ? reopen_read_only(spool, error) : TRUE;
}

int spool_fd(const Spool *spool)
{
	g_assert(spool->sealed);
	return spool->fd;
}

guint64 spool_size(const Spool *spool)
{
	return spool->size;
}
