/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_worker_folder.c - a folder is emptied, and nothing beside.
 */
#include "worker/folder.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools.h"

static gboolean is_there(const Tools *tools, const char *name)
{
	g_autofree char *path = g_build_filename(tools->folder, name, NULL);
	struct stat status;

	return lstat(path, &status) == 0;
}

static void empty(const Tools *tools, const char *name, gboolean whole)
{
	g_autofree char *path = g_build_filename(tools->folder, name, NULL);

	folder_empty(path, whole);
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
	empty(tools, "linked", TRUE);
	g_assert_true(is_there(tools, "linked"));
	g_assert_true(is_there(tools, "beside/kept"));
	tools_free(tools);
}

static void test_depth(void)
{
	Tools *tools = tools_new();

	tools_must(tools, "mkdir -p in/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16");
	empty(tools, "in", FALSE);
	tools_must(tools, "test -z \"$(ls -A in)\"");
	tools_must(tools, "mkdir -p "
		   "in/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18 in/x");
	empty(tools, "in", FALSE);
	tools_must(tools, "test \"$(ls -A in)\" = 1");
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
	T("a-new-folder-is-private", test_new);
#undef T
	return g_test_run();
}
