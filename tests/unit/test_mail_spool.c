/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_mail_spool.c - the mail as it was written, and nothing changes it.
 */
#include "mail/spool.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#define MEMORY 100000
#define LIMIT 400000
#define NOBODY 65534

/* Writes @size bytes in steps of @step. */
static Spool *filled(gsize size, gsize step, GError **error)
{
	g_autofree char *bytes = g_malloc(step);
	g_autoptr(Spool) spool = spool_new(MEMORY, LIMIT, "/tmp", error);

	g_assert_nonnull(spool);
	memset(bytes, 'm', step);
	for (gsize at = 0; at < size; at += step) {
		if (!spool_append(spool, bytes, MIN(step, size - at), error))
			return NULL;
	}
	if (!spool_seal(spool, error))
		return NULL;
	return g_steal_pointer(&spool);
}

/* Only a memfd knows seals. */
static gboolean is_in_memory(const Spool *spool)
{
	return fcntl(spool_fd(spool), F_GET_SEALS) > 0;
}

static void check_bytes(const Spool *spool, gsize size)
{
	g_autofree char *bytes = g_malloc0(size + 1);
	struct stat status;

	g_assert_cmpuint(spool_size(spool), ==, size);
	g_assert_cmpint(fstat(spool_fd(spool), &status), ==, 0);
	g_assert_cmpint(status.st_size, ==, size);
	g_assert_cmpint(pread(spool_fd(spool), bytes, size + 1, 0), ==, size);
	g_assert_cmpuint(strspn(bytes, "m"), ==, size);
	g_assert_true(fcntl(spool_fd(spool), F_GETFD) & FD_CLOEXEC);
}

static const struct {
	gsize size;
	gsize step;
	gboolean in_memory;
} sizes[] = {
	{ 0, 1, TRUE },
	{ 1, 1, TRUE },
	{ 65535, 4096, TRUE },
	{ 65536, 65536, TRUE },
	{ 65537, 65536, TRUE },
	{ MEMORY, 7, TRUE },
	{ MEMORY + 1, 1000, FALSE },
	{ 3 * MEMORY, 65536, FALSE },
	{ LIMIT, LIMIT, FALSE },
	{ LIMIT, 1023, FALSE },
};

static void test_sizes(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Spool) spool = filled(sizes[i].size, sizes[i].step,
						&error);

		g_test_message("%u bytes", (guint)sizes[i].size);
		g_assert_no_error(error);
		check_bytes(spool, sizes[i].size);
		g_assert_cmpint(is_in_memory(spool), ==, sizes[i].in_memory);
	}
}

static void test_limit(void)
{
	const gsize steps[] = { 1000, LIMIT + 1, 65536 };

	for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(filled(LIMIT + 1, steps[i], &error));
		g_assert_error(error, FAIL_DOMAIN, FAIL_LIMIT);
	}
}

static void test_no_folder(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Spool) spool = spool_new(1, LIMIT, "/nonexistent", &error);

	g_assert_no_error(error);
	g_assert_true(spool_append(spool, "ab", 2, &error));
	g_assert_false(spool_seal(spool, &error));
	g_assert_error(error, FAIL_DOMAIN, FAIL_GENERAL);
	g_assert_nonnull(strstr(error->message, "/nonexistent"));
}

static gboolean can_change(int fd)
{
	return write(fd, "x", 1) >= 0 || pwrite(fd, "x", 1, 0) >= 0 ||
	       ftruncate(fd, 0) == 0 || ftruncate(fd, 1000000) == 0 ||
	       mmap(NULL, 1, PROT_WRITE, MAP_SHARED, fd, 0) != MAP_FAILED;
}

/* TRUE where the holder of the descriptor found no way in. */
static gboolean holds(gsize size)
{
	g_autoptr(Spool) spool = filled(size, 1000, NULL);
	g_autofree char *path = g_strdup_printf("/proc/self/fd/%d",
						spool_fd(spool));
	AUTO_FD reader = open(path, O_RDONLY | O_CLOEXEC);
	AUTO_FD again = open(path, O_RDWR | O_CLOEXEC);

	/* The path leads there, so it is not a broken one that kept us out. */
	if (reader < 0)
		return FALSE;
	if (can_change(spool_fd(spool)) || (again >= 0 && can_change(again)))
		return FALSE;
	check_bytes(spool, size);
	return TRUE;
}

/* As somebody without the superuser's right to write everywhere. */
static gboolean holds_for_nobody(gsize size)
{
	pid_t child = fork();
	int status = -1;

	g_assert_cmpint(child, >=, 0);
	if (child == 0) {
		if (getuid() == 0 &&
		    (setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
		     setresuid(NOBODY, NOBODY, NOBODY) != 0 ||
		     prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0))
			_exit(2);
		_exit(holds(size) ? 0 : 1);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), !=, 2);
	return WEXITSTATUS(status) == 0;
}

static void test_sealed(void)
{
	g_assert_true(holds(1000));
	g_assert_true(holds_for_nobody(1000));
	g_assert_true(holds_for_nobody(MEMORY + 1000));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define T(name, test) g_test_add_func("/mail/spool/" name, test)
	T("every-size-arrives-and-only-large-ones-use-a-file", test_sizes);
	T("a-mail-over-the-limit-is-refused", test_limit);
	T("a-folder-that-is-not-there-is-named", test_no_folder);
	T("nobody-changes-a-sealed-mail", test_sealed);
#undef T
	return g_test_run();
}
