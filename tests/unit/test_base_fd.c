/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_base_fd.c - whole reads and writes, and descriptors given back.
 */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
static gpointer write_slowly(gpointer data)
{
	int *fd = data;

	for (guint i = 0; i < 40000; i++)
		g_assert_true(fd_write_all(*fd, "abcdefg", 7, NULL));
	fd_close(fd);
	return NULL;
}

static void test_pipe(void)
{
	int ends[2];
	g_autoptr(GByteArray) all = NULL;
	GThread *writer;

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	writer = g_thread_new("writer", write_slowly, &ends[1]);
	all = fd_read_all(ends[0], 280000, NULL);
	g_thread_join(writer);
	fd_close(&ends[0]);
	g_assert_nonnull(all);
	g_assert_cmpuint(all->len, ==, 280000);
	g_assert_cmpmem(all->data + 279993, 7, "abcdefg", 7);
}

static void test_limit(void)
{
	AUTO_FD fd = memfd_create("test", MFD_CLOEXEC);
	g_autoptr(GError) error = NULL;
	g_autoptr(GByteArray) fits = NULL, more = NULL;

	g_assert_true(fd_write_all(fd, "12345", 5, NULL));
	g_assert_cmpint(lseek(fd, 0, SEEK_SET), ==, 0);
	fits = fd_read_all(fd, 5, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(fits->len, ==, 5);
	g_assert_cmpint(lseek(fd, 0, SEEK_SET), ==, 0);
	more = fd_read_all(fd, 4, &error);
	g_assert_null(more);
	g_assert_error(error, FAIL_DOMAIN, FAIL_LIMIT);
}

static void test_failures(void)
{
	AUTO_FD full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	g_autoptr(GError) no_room = NULL;
	g_autoptr(GError) no_fd = NULL;

	g_assert_false(fd_write_all(full, "x", 1, &no_room));
	g_assert_error(no_room, FAIL_DOMAIN, FAIL_GENERAL);
	g_assert_null(fd_read_all(full, 1, &no_fd));
	g_assert_error(no_fd, FAIL_DOMAIN, FAIL_GENERAL);
}

static void test_close(void)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	int was = fd;
	int none = -1;

	errno = ENOENT;
	fd_close(&fd);
	fd_close(&none);
	g_assert_cmpint(errno, ==, ENOENT);
	g_assert_cmpint(fd, ==, -1);
	g_assert_cmpint(fcntl(was, F_GETFD), ==, -1);
	was = fd = memfd_create("test", MFD_CLOEXEC);
	{
		AUTO_FD taken = fd_steal(&fd);

		g_assert_cmpint(fd, ==, -1);
		g_assert_cmpint(taken, ==, was);
	}
	g_assert_cmpint(fcntl(was, F_GETFD), ==, -1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/base/fd/all-bytes-pass-a-pipe", test_pipe);
	g_test_add_func("/base/fd/more-than-the-limit-is-not-read", test_limit);
	g_test_add_func("/base/fd/failures-are-told", test_failures);
	g_test_add_func("/base/fd/a-closed-one-is-gone-once", test_close);
	return g_test_run();
}
