/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_worker_inspector_path.c - where sekimori-inspector is looked for.
 */
#include "worker/inspector-path.h"

#include <glib/gstdio.h>

/* The folder of this very program, where a build puts no inspector. */
static char *beside(void)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = g_path_get_dirname(self);

	return g_build_filename(folder, "sekimori-inspector", NULL);
}

static void test_configured(void)
{
	g_autofree char *path = inspector_path("/elsewhere/inspector");

	g_assert_cmpstr(path, ==, "/elsewhere/inspector");
}

static void test_installed(void)
{
	g_autofree char *path = inspector_path(NULL);
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *not_there = beside();

	g_assert_cmpstr(path, !=, not_there);
	g_assert_cmpstr(name, ==, "sekimori-inspector");
	g_assert_true(g_path_is_absolute(path));
}

static void test_beside(void)
{
	g_autofree char *expected = beside();
	g_autofree char *path = NULL;
	g_autofree char *of_no_use = NULL;

	g_assert_true(g_file_set_contents(expected, "", 0, NULL));
	of_no_use = inspector_path(NULL);
	g_assert_cmpint(g_chmod(expected, 0700), ==, 0);
	path = inspector_path(NULL);
	g_assert_cmpint(g_unlink(expected), ==, 0);
	g_assert_cmpstr(path, ==, expected);
	g_assert_cmpstr(of_no_use, !=, expected);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/worker/inspector-path/what-is-configured-holds",
			test_configured);
	g_test_add_func("/worker/inspector-path/else-the-installed-one",
			test_installed);
	g_test_add_func("/worker/inspector-path/but-one-beside-us-comes-first",
			test_beside);
	return g_test_run();
}
