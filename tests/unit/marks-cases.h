/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * marks-cases.h - a text, where it stands, and what is found in it.
 *
 * Cases are written as people write; a case says what it expects as
 * "level|restriction|restriction". Levels stand in the order found.
 */
#ifndef TESTS_MARKS_CASES_H
#define TESTS_MARKS_CASES_H

#include "marks/marks.h"

#include "marks-brief.h"

typedef struct Case {
	Place place;
	const char *expected;	/* "" for a mention */
	const char *text;
} Case;

static void collect(const Found *found, gpointer data)
{
	GString *all = data;

	g_assert_true((found->level == NULL) != (found->restriction == NULL));
	g_assert_true(g_utf8_validate(found->text, -1, NULL));
	g_assert_cmpint(g_utf8_strlen(found->text, -1), <=, 80);
	g_assert_null(found->why_not);
	if (all->len)
		g_string_append_c(all, '|');
	g_string_append(all, found->level ? found->level->name :
			found->restriction);
}

static char *search(const Matcher *matcher, Place place, const char *text)
{
	GString *all = g_string_new(NULL);

	matcher_search(matcher, place, text, SEARCH_MARKS, collect, all);
	return g_string_free(all, FALSE);
}

/* Returns how many cases came out as expected. */
static G_GNUC_UNUSED guint run(Brief *brief, const Case *cases, gsize count)
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

/* The tables' shorthand for places. */
#define S PLACE_SUBJECT
#define H PLACE_HEADER
#define B PLACE_BODY
#define F PLACE_FILENAME
#define T PLACE_TEXT
#define G PLACE_PAGE
#define X PLACE_BOX
#define C PLACE_CELL
#define N PLACE_SHEET
#define P PLACE_PROPERTY
#define L PLACE_LABEL

#endif
