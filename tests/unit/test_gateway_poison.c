/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_gateway_poison.c - mails that ended their inspectors are known again,
 * for a while.
 */
#include "gateway/poison.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/error.h"
#include "tools.h"

#define HOUR (G_GINT64_CONSTANT(3600) * G_USEC_PER_SEC)

static Spool *spool_of(const char *text, gsize size)
{
	Spool *spool = spool_new(1 << 20, 1 << 20, "/tmp", NULL);

	g_assert_nonnull(spool);
	g_assert_true(spool_append(spool, text, size, NULL));
	g_assert_true(spool_seal(spool, NULL));
	return spool;
}

static void test_known(void)
{
	g_autoptr(Poison) poison = poison_new();
	g_autoptr(Spool) bad = spool_of("bad", 3);
	g_autoptr(Spool) same = spool_of("bad", 3);
	g_autoptr(Spool) other = spool_of("bae", 3);
	g_autoptr(Spool) longer = spool_of("bad\0", 4);

	g_assert_false(poison_knows(poison, bad, HOUR, 0));
	poison_remember(poison, bad, 0);
	poison_remember(poison, same, 0);
	g_assert_cmpuint(poison_count(poison, HOUR, 0), ==, 1);
	g_assert_true(poison_knows(poison, same, HOUR, 1));
	g_assert_false(poison_knows(poison, other, HOUR, 1));
	g_assert_false(poison_knows(poison, longer, HOUR, 1));
}

static void test_age(void)
{
	g_autoptr(Poison) poison = poison_new();
	g_autoptr(Spool) bad = spool_of("bad", 3);

	poison_remember(poison, bad, 10);
	g_assert_true(poison_knows(poison, bad, HOUR, HOUR + 9));
	g_assert_false(poison_knows(poison, bad, HOUR, HOUR + 10));
	poison_remember(poison, bad, HOUR);
	g_assert_true(poison_knows(poison, bad, HOUR, HOUR + 10));
	g_assert_false(poison_knows(poison, bad, 0, HOUR));
}

/* Else each mail would be read for the sake of one that nobody knows. */
static void test_forgotten(void)
{
	g_autoptr(Poison) poison = poison_new();
	g_autoptr(Spool) first = spool_of("1", 1);
	g_autoptr(Spool) second = spool_of("2", 1);
	g_autoptr(Spool) other = spool_of("3", 1);

	poison_remember(poison, first, 0);
	poison_remember(poison, second, 5);
	g_assert_cmpuint(poison_count(poison, HOUR, 5), ==, 2);
	/* Seen again: it is not the oldest any more. */
	poison_remember(poison, first, 10);
	g_assert_cmpuint(poison_count(poison, HOUR, HOUR + 5), ==, 1);
	g_assert_true(poison_knows(poison, first, HOUR, HOUR + 5));
	g_assert_false(poison_knows(poison, other, HOUR, HOUR + 10));
	/* It is gone, not just unknown: no age brings it back. */
	g_assert_cmpuint(poison_count(poison, 2 * HOUR, HOUR + 10), ==, 0);
}

static void test_bound(void)
{
	g_autoptr(Poison) poison = poison_new();
	g_autoptr(Spool) first = spool_of("first", 5);

	poison_remember(poison, first, 0);
	for (guint32 i = 0; i < 10000; i++) {
		g_autoptr(Spool) one = spool_of((const char *)&i, sizeof i);

		poison_remember(poison, one, 0);
	}
	g_assert_cmpuint(poison_count(poison, HOUR, 0), ==, 10000);
	g_assert_false(poison_knows(poison, first, HOUR, 1));
}

static void test_save(void)
{
	Tools *tools = tools_new();
	g_autofree char *whole = g_strnfill(200000, 'x');
	g_autoptr(Spool) spool = spool_of(whole, 200000);
	g_autofree char *path = g_build_filename(tools->folder, "I.eml", NULL);
	g_autofree char *text = NULL;
	g_autoptr(Poison) poison = poison_new();
	g_autoptr(GError) error = NULL;
	struct stat status;

	g_assert_true(poison_save(poison, spool, tools->folder, 100, "I",
				  &error));
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, whole);
	g_assert_cmpint(stat(path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 0777, ==, 0600);
	/* Never over what is there, and never through a link. */
	g_assert_false(poison_save(poison, spool, tools->folder, 100, "I",
				   &error));
	g_assert_nonnull(strstr(error->message, path));
	tools_must(tools, "ln -s elsewhere J.eml");
	g_assert_false(poison_save(poison, spool, tools->folder, 100, "J",
				   NULL));
	tools_must(tools, "test ! -e elsewhere");
	tools_free(tools);
}

static void test_full_folder(void)
{
	Tools *tools = tools_new();
	g_autoptr(Poison) poison = poison_new();
	g_autoptr(Spool) spool = spool_of("mail", 4);
	g_autoptr(GError) error = NULL;

	tools_must(tools, "touch README notes.txt");
	g_assert_true(poison_save(poison, spool, tools->folder, 2, "A", NULL));
	g_assert_true(poison_save(poison, spool, tools->folder, 2, "B", NULL));
	g_assert_false(poison_save(poison, spool, tools->folder, 2, "C",
				   &error));
	g_assert_error(error, FAIL_DOMAIN, FAIL_LIMIT);
	g_assert_nonnull(strstr(error->message, "poison-folder-files (2)"));
	tools_must(tools, "test -e A.eml -a -e B.eml -a ! -e C.eml && rm A.eml");
	g_assert_true(poison_save(poison, spool, tools->folder, 2, "D", NULL));
	tools_free(tools);
}

/* A full disk, say; here files may not grow. */
static void test_half_a_mail(void)
{
	Tools *tools = tools_new();
	g_autoptr(Poison) poison = poison_new();
	g_autoptr(Spool) spool = spool_of("mail", 4);
	struct rlimit all, none;

	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &all), ==, 0);
	none = (struct rlimit){ 2, all.rlim_max };
	(void)signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &none), ==, 0);
	g_assert_false(poison_save(poison, spool, tools->folder, 2, "A",
				   NULL));
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &all), ==, 0);
	tools_must(tools, "test ! -e A.eml");
	tools_free(tools);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define T(name, test) g_test_add_func("/gateway/poison/" name, test)
	T("known-by-its-bytes", test_known);
	T("known-for-a-while", test_age);
	T("the-oldest-make-room", test_bound);
	T("forgotten-when-it-is-old", test_forgotten);
	T("kept-for-the-administrator-only", test_save);
	T("no-more-files-than-asked-for", test_full_folder);
	T("no-half-mail-is-kept", test_half_a_mail);
#undef T
	return g_test_run();
}
