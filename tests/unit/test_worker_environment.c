/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_worker_environment.c - what inspectors are told, and how they forget it.
 */
#include "worker/environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void test_chosen(void)
{
	static const char *const told[] = { "TZ", "TMPDIR", "LD_LIBRARY_PATH" };
	static const char *const kept_back[] = {
		"NOTIFY_SOCKET", "WATCHDOG_USEC", "DB_PASSWORD", "HOME", "PATH",
		"LD_PRELOAD", "XTZ", "TZ_", "",
	};
	g_auto(GStrv) chosen = NULL;
	guint count = 0;

	for (guint i = 0; i < G_N_ELEMENTS(told); i++)
		g_assert_true(g_setenv(told[i], "a=b", TRUE));
	for (guint i = 0; *kept_back[i]; i++)
		g_assert_true(g_setenv(kept_back[i], "secret", TRUE));
	chosen = environment_of_inspector();
	for (guint i = 0; i < G_N_ELEMENTS(told); i++) {
		g_autofree char *entry = g_strconcat(told[i], "=a=b", NULL);

		g_assert_true(g_strv_contains((const gchar *const *)chosen,
					      entry));
	}
	for (; chosen[count]; count++)
		g_assert_null(strstr(chosen[count], "secret"));
	for (guint i = 0; i < count; i++)
		g_assert_false(g_str_has_prefix(chosen[i], "PATH="));
}

static void test_none(void)
{
	g_auto(GStrv) chosen = NULL;

	g_assert_cmpint(clearenv(), ==, 0);
	chosen = environment_of_inspector();
	g_assert_null(chosen[0]);
}

/* A constant in the environment is emptied out of it, and not written to. */
static void test_constant(void)
{
	static const char entry[] = "CONSTANT=kept";

	g_assert_cmpint(putenv((char *)(gintptr)entry), ==, 0);
	g_assert_true(environment_wipe(NULL));
	g_assert_cmpstr(entry, ==, "CONSTANT=kept");
	g_assert_null(getenv("CONSTANT"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define T(name, test) g_test_add_func("/worker/environment/" name, test)
	T("an-inspector-is-told-what-it-needs", test_chosen);
	T("nothing-comes-of-nothing", test_none);
	T("constants-are-not-overwritten", test_constant);
#undef T
	return g_test_run();
}
