/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * marks.h - tells a marking from a mention.
 *
 * 「【機密性３】」 on a line of its own marks; 「機密性3情報を外部に送信しては
 * ならない」 talks about marking. The grammar is written down in marks.c.
 */
#ifndef MARKS_MARKS_H
#define MARKS_MARKS_H

#include <glib.h>

#include "findings/brief.h"
#include "findings/findings.h"

/* Compiled once from the levels of a brief; immutable. */
typedef struct Matcher Matcher;

/* Fails with FAIL_CONFIG where a name or a pattern is none. */
Matcher *matcher_new(const Brief *brief, GError **error);
void matcher_free(Matcher *matcher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Matcher, matcher_free)

/*
 * One thing that was found. @level and @restriction: at most one is not NULL
 * (a call for each). @level is borrowed from the brief. @restriction: NFKC, no
 * spaces: "複製禁止", "関係者限り", "2027-03-31まで".
 */
typedef struct Found {
	const Level *level;
	const char *restriction;
	const char *text;	/* the marking as written, at most 80 chars */
	gsize from;		/* bytes of the text that was searched */
	gsize to;
	const char *why_not;	/* NULL: it marks. Else a mention, and the
				 * reason why it does not count; static */
} Found;

typedef void (*FoundFunc)(const Found *found, gpointer data);

typedef enum {
	SEARCH_MARKS,
	SEARCH_MENTIONS,	/* report mentions of levels as well */
} SearchDepth;

/*
 * Calls @found for every marking and every restriction that @text (UTF-8, no
 * NUL; any length; lines end in LF or CRLF) bears at @place, and with
 * SEARCH_MENTIONS for every level that is named but does not mark. The place
 * decides the grammar; see marks.c. Markings at places that a level does not
 * count (Level.places) are mentions. Patterns of a level (Level.patterns)
 * mark wherever they match. Linear in the length of @text. Restrictions
 * count only beside a marking or as a marking of their own, never in running
 * text.
 *
 * Returns: (transfer none) (nullable): a level whose pattern gave up, so that
 * not all was searched for it; NULL as a rule.
 */
const Level *matcher_search(const Matcher *matcher, Place place,
			    const char *text, SearchDepth depth,
			    FoundFunc found, gpointer data);

#endif
