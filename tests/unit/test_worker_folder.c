/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_worker_folder.c - a folder is emptied, and nothing beside.
 */
#include "worker/folder.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools.h"

#define LEVELS 2500
#define NOBODY 65534

static gboolean is_there(const Tools *tools, const char *name)
{
	g_autofree char *path = g_build_filename(tools->folder, name, NULL);
	struct stat status;

	return lstat(path, &status) == 0;
}

static gboolean empty_within(const Tools *tools, const char *name,
			     gboolean whole, guint most_ms)
{
	g_autofree char *path = g_build_filename(tools->folder, name, NULL);

	return folder_empty(path, whole, most_ms);
}

static void empty(const Tools *tools, const char *name, gboolean whole)
{
	g_assert_true(empty_within(tools, name, whole, 60000));
}

static void test_empty(void)
{
	Tools *tools = tools_new();

	tools_must(tools, "mkdir -p in/a/b/c in/.h beside && "
		   "touch in/x in/.y in/a/z in/a/b/c/w in/.h/v beside/kept "
		   "'in/a/odd\nname' && mkfifo in/pipe");
	empty(tools, "in", FALSE);
	tools_must(tools, "test -d in && test -z \"$(ls -A in)\"");
	tools_must(tools, "mkdir -p in/a && touch in/a/b");
	empty(tools, "in", TRUE);
	g_assert_false(is_there(tools, "in"));
	g_assert_true(is_there(tools, "beside/kept"));
	empty(tools, "in", TRUE);
	tools_free(tools);
}

static void test_links(void)
{
	Tools *tools = tools_new();

	tools_must(tools, "mkdir -p in/a beside && touch beside/kept && "
		   "ln -s ../beside in/link && ln -s ../../beside in/a/link && "
		   "ln -s ../beside/kept in/file && ln -s . in/a/self && "
		   "ln beside/kept in/hard && ln -s beside linked");
	empty(tools, "in", TRUE);
	g_assert_false(is_there(tools, "in"));
	g_assert_true(is_there(tools, "beside/kept"));
	g_assert_false(empty_within(tools, "linked", TRUE, 60000));
	g_assert_true(is_there(tools, "linked"));
	g_assert_true(is_there(tools, "beside/kept"));
	tools_free(tools);
}

/* As deep as no path can name, with files beside the way. */
static void test_depth(void)
{
	Tools *tools = tools_new();
	g_autofree char *path = g_build_filename(tools->folder, "in", NULL);
	int fd;

	g_assert_cmpint(mkdir(path, 0700), ==, 0);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (guint i = 0; i < LEVELS; i++) {
		int below;

		g_assert_cmpint(mkdirat(fd, "a", 0700), ==, 0);
		g_assert_cmpint(mkdirat(fd, "b", 0700), ==, 0);
		g_assert_cmpint(mknodat(fd, "c", S_IFREG | 0600, 0), ==, 0);
		below = openat(fd, i % 2 ? "a" : "b",
			       O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		g_assert_cmpint(below, >=, 0);
		(void)close(fd);
		fd = below;
	}
	(void)close(fd);
	empty(tools, "in", FALSE);
	tools_must(tools, "test -z \"$(ls -A in)\"");
	tools_free(tools);
}

/* Run as root these modes keep nobody out; then nothing is shown. */
static void be_nobody(const Tools *tools)
{
	if (geteuid() != 0)
		return;
	g_assert_cmpint(chown(tools->folder, NOBODY, NOBODY), ==, 0);
	g_assert_cmpint(seteuid(NOBODY), ==, 0);
}

static void make_closed(const Tools *tools)
{
	static const struct {
		const char *name;
		mode_t mode;
	} folders[] = {
		{ "in/none/none", 0 }, { "in/none", 0 },
		{ "in/read/x", 0700 }, { "in/read", 0400 },
		{ "in/list/x", 0 }, { "in/list", 0500 },
		{ "in/write/x", 0700 }, { "in/write", 0300 },
		{ "in", 0 },
	};

	for (guint i = G_N_ELEMENTS(folders); i-- > 0;) {
		g_autofree char *path = g_build_filename(
			tools->folder, folders[i].name, NULL);

		g_assert_cmpint(mkdir(path, 0700), ==, 0);
	}
	for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path = g_build_filename(
			tools->folder, folders[i].name, NULL);

		g_assert_cmpint(chmod(path, folders[i].mode), ==, 0);
	}
}

static void test_closed(void)
{
	Tools *tools = tools_new();
	g_autofree char *path = g_build_filename(tools->folder, "in", NULL);
	gboolean emptied;

	be_nobody(tools);
	make_closed(tools);
	emptied = folder_empty(path, TRUE, 60000);
	if (getuid() == 0)
		g_assert_cmpint(seteuid(0), ==, 0);
	g_assert_true(emptied);
	g_assert_false(is_there(tools, "in"));
	tools_free(tools);
}

/* What cannot be removed stops neither us nor what is beside it. */
static void test_obstacle(void)
{
	Tools *tools = tools_new();

	if (geteuid() != 0) {
		g_test_skip("needs root");
		tools_free(tools);
		return;
	}
	tools_must(tools, "mkdir -p in/a/b in/c/d in/e/f && touch in/c/d/x "
		   "in/a/b/x in/e/f/x && mount -t tmpfs none in/c/d || "
		   "touch skip");
	if (is_there(tools, "skip")) {
		g_test_skip("nothing can be mounted here");
	} else {
		g_assert_false(empty_within(tools, "in", TRUE, 60000));
		tools_must(tools, "test ! -e in/a/b/x -a ! -e in/e/f/x && "
			   "umount in/c/d");
		empty(tools, "in", TRUE);
	}
	tools_free(tools);
}

static void test_time(void)
{
	Tools *tools = tools_new();

	tools_must(tools, "mkdir in && cd in && seq 2000 | xargs mkdir");
	g_assert_false(empty_within(tools, "in", TRUE, 0));
	g_assert_true(is_there(tools, "in"));
	empty(tools, "in", TRUE);
	tools_free(tools);
}

static void test_new(void)
{
	Tools *tools = tools_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *one = folder_new(tools->folder, &error);
	g_autofree char *other = folder_new(tools->folder, &error);
	g_autofree char *none = NULL;
	g_autofree char *of_worker = folder_of_worker(one, 42);
	struct stat status;

	g_assert_no_error(error);
	g_assert_cmpstr(one, !=, other);
	g_assert_cmpint(stat(one, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0700);
	g_assert_true(g_str_has_prefix(of_worker, one));
	g_assert_true(g_str_has_suffix(of_worker, "/42"));
	none = folder_new("/nonexistent", &error);
	g_assert_null(none);
	g_assert_nonnull(strstr(error->message, "/nonexistent"));
	tools_free(tools);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define T(name, test) g_test_add_func("/worker/folder/" name, test)
	T("a-folder-is-emptied-to-the-bottom", test_empty);
	T("no-link-is-followed", test_links);
	T("no-folder-is-too-deep-to-end", test_depth);
	T("no-mode-keeps-us-out", test_closed);
	T("what-cannot-be-removed-stops-nothing-else", test_obstacle);
	T("no-content-takes-more-time-than-there-is", test_time);
	T("a-new-folder-is-private", test_new);
#undef T
	return g_test_run();
}
