/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_marks.c - what marks, what merely mentions.
 *
 * Cases are written as people write; a case says what it expects as
 * "level|restriction|restriction". Levels stand in the order found.
 */
#include "inspect/marks.h"

#include <locale.h>
#include <string.h>

#include "base/error.h"

typedef struct Case {
	Place place;
	const char *expected;	/* "" for a mention */
	const char *text;
} Case;

static void add_level(Brief *brief, const char *name, guint rank,
		      const char *names)
{
	Level *level = g_new0(Level, 1);

	level->name = g_strdup(name);
	level->rank = rank;
	level->names = g_strsplit(names, ";", -1);
	g_ptr_array_add(brief->levels, level);
}

static Brief *police_brief(void)
{
	Brief *brief = brief_new();

	add_level(brief, "機密性1", 1, "機密性1;機密性1(低)");
	add_level(brief, "機密性2", 2, "機密性2;機密性2(中)");
	add_level(brief, "機密性3", 3, "機密性3;機密性3(高)");
	return brief;
}

static Brief *other_brief(void)
{
	Brief *brief = brief_new();

	add_level(brief, "社外秘", 1, "社外秘;TLP:GREEN");
	add_level(brief, "秘", 2, "秘;TLP:AMBER;OFFICIAL:Sensitive");
	add_level(brief, "極秘", 3, "極秘;PROTECTED;TLP:RED");
	add_level(brief, "AMBER+STRICT", 4, "TLP:AMBER+STRICT");
	add_level(brief, "自治体機密性3A", 5, "自治体機密性3A");
	add_level(brief, "自治体機密性3B", 6, "自治体機密性3B");
	add_level(brief, "TOP", 7, "TOP SECRET");
	return brief;
}

static void collect(const Level *level, const char *text,
		    const char *restriction, gpointer data)
{
	GString *all = data;

	g_assert_true((level == NULL) != (restriction == NULL));
	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_cmpint(g_utf8_strlen(text, -1), <=, 80);
	if (all->len)
		g_string_append_c(all, '|');
	g_string_append(all, level ? level->name : restriction);
}

static char *search(const Matcher *matcher, Place place, const char *text)
{
	GString *all = g_string_new(NULL);

	matcher_search(matcher, place, text, collect, all);
	return g_string_free(all, FALSE);
}

static Matcher *matcher_for(Brief *brief)
{
	g_autoptr(GError) error = NULL;
	Matcher *matcher = matcher_new(brief, &error);

	g_assert_no_error(error);
	return matcher;
}

/* Returns how many cases came out as expected. */
static guint run(Brief *brief, const Case *cases, gsize count)
{
	g_autoptr(Matcher) matcher = matcher_for(brief);
	guint good = 0;

	for (gsize i = 0; i < count; i++) {
		g_autofree char *got = search(matcher, cases[i].place,
					      cases[i].text);

		if (g_str_equal(got, cases[i].expected)) {
			good++;
			continue;
		}
		g_test_message("%s: expected \"%s\", got \"%s\": %s",
			       place_name(cases[i].place), cases[i].expected,
			       got, cases[i].text);
		g_test_fail();
	}
	return good;
}

#define S PLACE_SUBJECT
#define H PLACE_HEADER
#define B PLACE_BODY
#define F PLACE_FILENAME
#define T PLACE_TEXT

#include "marks-cases.h"

static void test_marked(void)
{
	g_autoptr(Brief) brief = police_brief();
	guint found = run(brief, marked, G_N_ELEMENTS(marked));

	g_test_message("marked: %u/%u", found, (guint)G_N_ELEMENTS(marked));
}

static void test_mentions(void)
{
	g_autoptr(Brief) brief = police_brief();
	guint quiet = run(brief, mentions, G_N_ELEMENTS(mentions));

	g_test_message("mentions: %u/%u alarms",
		       (guint)G_N_ELEMENTS(mentions) - quiet,
		       (guint)G_N_ELEMENTS(mentions));
}

static void test_other_names(void)
{
	g_autoptr(Brief) brief = other_brief();
	guint good = run(brief, other_names, G_N_ELEMENTS(other_names));

	g_test_message("other names: %u/%u", good,
		       (guint)G_N_ELEMENTS(other_names));
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "C.UTF-8");	/* for what a failure prints */
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/inspect/marks/marked-mail-is-found", test_marked);
	g_test_add_func("/inspect/marks/a-mention-gives-no-class",
			test_mentions);
	g_test_add_func("/inspect/marks/any-name-can-be-a-level",
			test_other_names);
	return g_test_run();
}
