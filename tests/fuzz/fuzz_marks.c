/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_marks.c - whatever a text holds, what is reported of it is well-formed.
 *
 * The first byte chooses the place (low half), the set of levels and whether
 * mentions are asked for.
 */
#include "marks/marks.h"

#include <string.h>

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

static Brief *brief_for(gboolean others)
{
	Brief *brief = brief_new();

	if (!others) {
		add_level(brief, "機密性1", 1, "機密性1;機密性1(低)");
		add_level(brief, "機密性2", 2, "機密性2;機密性2(中)");
		add_level(brief, "機密性3", 3, "機密性3;機密性3(高)");
	} else {
		add_level(brief, "秘", 1, "秘;TLP:AMBER;3級");
		add_level(brief, "極秘", 2, "極秘;TLP:AMBER+STRICT;A-1-1");
		add_level(brief, "3A", 3, "自治体機密性3A;TOP SECRET");
	}
	return brief;
}

typedef struct Searched {
	const Brief *brief;
	gsize size;	/* of the text */
	gboolean mentions;	/* are asked for */
} Searched;

static void check(const Found *found, gpointer data)
{
	const Searched *searched = data;
	const Level *level = found->level;
	const char *restriction = found->restriction;

	g_assert_true((level == NULL) != (restriction == NULL));
	g_assert_true(!level ||
		      brief_level(searched->brief, level->name) == level);
	g_assert_true(g_utf8_validate(found->text, -1, NULL) && *found->text);
	g_assert_cmpint(g_utf8_strlen(found->text, -1), <=, 80);
	g_assert_cmpuint(found->from, <, found->to);
	g_assert_cmpuint(found->to, <=, searched->size);
	g_assert_true(!found->why_not || (searched->mentions && level));
	for (; restriction && *restriction;
	     restriction = g_utf8_next_char(restriction))
		g_assert_false(g_unichar_isspace(
			g_utf8_get_char(restriction)));
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	static Brief *briefs[2];
	static Matcher *matchers[2];
	g_autofree char *text = NULL;
	Searched searched;
	guint which;

	if (size == 0)
		return 0;
	which = (data[0] >> 4) & 1;
	if (!matchers[which]) {
		briefs[which] = brief_for(which == 1);
		matchers[which] = matcher_new(briefs[which], NULL);
	}
	/* Bytes that are no UTF-8 become replacement characters; what follows
	 * a NUL is none of the matcher's text. */
	text = g_utf8_make_valid((const char *)data + 1, (gssize)size - 1);
	searched = (Searched){ briefs[which], strlen(text),
			       (data[0] & 0x20) != 0 };
	matcher_search(matchers[which], (Place)((data[0] & 15) % PLACE_COUNT),
		       text, searched.mentions ? SEARCH_MENTIONS :
		       SEARCH_MARKS, check, &searched);
	return 0;
}
