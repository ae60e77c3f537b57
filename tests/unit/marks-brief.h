/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * marks-brief.h - the levels that most tests of the recogniser look for.
 */
#ifndef TESTS_MARKS_BRIEF_H
#define TESTS_MARKS_BRIEF_H

#include "marks/marks.h"

#include "base/error.h"

static void add_level(Brief *brief, const char *name, guint rank,
		      const char *names)
{
	Level *level = level_new();

	level->name = g_strdup(name);
	level->rank = rank;
	g_strfreev(level->names);
	level->names = g_strsplit(names, ";", -1);
	g_ptr_array_add(brief->levels, level);
}

static G_GNUC_UNUSED Brief *police_brief(void)
{
	Brief *brief = brief_new();

	add_level(brief, "機密性1", 1, "機密性1;機密性1(低)");
	add_level(brief, "機密性2", 2, "機密性2;機密性2(中)");
	add_level(brief, "機密性3", 3, "機密性3;機密性3(高)");
	return brief;
}

static Matcher *matcher_for(Brief *brief)
{
	g_autoptr(GError) error = NULL;
	Matcher *matcher = matcher_new(brief, &error);

	g_assert_no_error(error);
	return matcher;
}

#endif
