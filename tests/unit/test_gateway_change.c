/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_gateway_change.c - new signatures are loaded once they rest, and sooner
 * or later where they do not, or where it failed.
 *
 * A second is a character: what is there then; '-' if it cannot be told. What
 * comes of it: '.' for waiting, '!' for a load that is taken, 'x' for one that
 * fails.
 */
#include "gateway/change.h"

typedef struct Case {
	const char *name;
	const char *there;	/* 'a' is loaded at first */
	const char *loads;
	gboolean fails;
} Case;

#define TEN(c) c c c c c c c c c c
#define THIRTY(c) TEN(c) TEN(c) TEN(c)
#define SIXTY(c) THIRTY(c) THIRTY(c)

static const Case cases[] = {
	{ "nothing-is-done-where-nothing-changes",
	  "aaaaaaaaaaaaaaaa",
	  "................", FALSE },
	{ "a-change-is-loaded-once-it-rests",
	  "abbbbbbbbbbbb",
	  "......!......", FALSE },
	{ "several-files-are-one-change",
	  "abbbcccdddddddd",
	  "............!..", FALSE },
	{ "what-is-taken-back-is-nothing",
	  "abbbaaaaaaaaaa",
	  "..............", FALSE },
	{ "what-is-not-there-is-not-loaded",
	  "a----------bbbbbbb",
	  "................!.", FALSE },
	{ "what-failed-is-tried-again-at-growing-intervals",
	  "abbbbbb" THIRTY("b") SIXTY("b") "b",
	  "......x" TEN(".") TEN(".") "........." "x"
	  TEN(".") TEN(".") TEN(".") TEN(".") TEN(".") "........." "x" ".",
	  TRUE },
	{ "what-failed-is-tried-at-once-where-it-changed",
	  "abbbbbbbbcccccccc",
	  "......x.......x..", TRUE },
	{ "who-writes-for-ever-holds-nothing-up",
	  "a" "bcdefghijk" "lmnopqrstu" "vwxyzABCDE" "FGH",
	  "." TEN(".") TEN(".") TEN(".") "!..", FALSE },
};

static void test_case(gconstpointer data)
{
	const Case *one = data;
	Change change = { 0 };
	guint64 loaded = 'a';
	g_autoptr(GString) loads = g_string_new(NULL);

	for (gint64 second = 0; one->there[second]; second++) {
		gint64 now_us = (second + 1000) * G_USEC_PER_SEC;
		char there = one->there[second];

		if (!change_is_due(&change, there == '-' ? 0 : (guint64)there,
				   loaded, now_us)) {
			g_string_append_c(loads, '.');
			continue;
		}
		if (!one->fails)
			loaded = (guint64)there;
		change_tried(&change, now_us);
		g_string_append_c(loads, one->fails ? 'x' : '!');
	}
	g_assert_cmpstr(loads->str, ==, one->loads);
}

/* How often in six hours. */
static guint count_loads(gboolean rests, gboolean fails)
{
	Change change = { 0 };
	guint64 loaded = 1;
	guint count = 0;

	for (gint64 second = 0; second < 6 * 3600; second++) {
		gint64 now_us = (second + 1000) * G_USEC_PER_SEC;
		/* Each stamp is seen twice: it is the same for a moment. */
		guint64 there = rests ? 2 : (guint64)second / 2 + 2;

		if (!change_is_due(&change, there, loaded, now_us))
			continue;
		if (!fails)
			loaded = there;
		change_tried(&change, now_us);
		count++;
	}
	return count;
}

static void test_cost(void)
{
	g_assert_cmpuint(count_loads(TRUE, FALSE), ==, 1);
	g_assert_cmpuint(count_loads(TRUE, TRUE), <, 32);
	g_assert_cmpuint(count_loads(TRUE, TRUE), >, 20);
	g_assert_cmpuint(count_loads(FALSE, FALSE), <, 32);
	g_assert_cmpuint(count_loads(FALSE, FALSE), >, 20);
}

/* Said aloud once: the second try of the same is a retry. */
static void test_retry(void)
{
	Change change = { 0 };

	for (gint64 second = 0; second < 5; second++)
		g_assert_false(change_is_due(&change, 2, 1, second *
					     G_USEC_PER_SEC));
	g_assert_true(change_is_due(&change, 2, 1, 5 * G_USEC_PER_SEC));
	g_assert_false(change_is_retry(&change));
	change_tried(&change, 5 * G_USEC_PER_SEC);
	g_assert_true(change_is_due(&change, 2, 1, 35 * G_USEC_PER_SEC));
	g_assert_true(change_is_retry(&change));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/gateway/change/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	g_test_add_func("/gateway/change/what-never-works-or-rests-costs-little",
			test_cost);
	g_test_add_func("/gateway/change/the-same-again-is-a-retry",
			test_retry);
	return g_test_run();
}
