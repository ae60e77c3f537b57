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

Matcher *matcher_new(const Brief *brief, GError **error);
void matcher_free(Matcher *matcher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Matcher, matcher_free)

/*
 * One call for each level and one for each restriction: the other of the two
 * is NULL. @level is borrowed from the brief. @text: the marking as written,
 * at most 80 characters. @restriction: NFKC, no spaces: "複製禁止", "関係者限り".
 */
typedef void (*MarkFunc)(const Level *level, const char *text,
			 const char *restriction, gpointer data);

/*
 * Calls @found for every marking and every restriction that @text (UTF-8, no
 * NUL; any length; lines end in LF or CRLF) bears at @place. The place
 * decides the grammar: PLACE_BODY and PLACE_TEXT want lines that consist of
 * a marking, PLACE_SUBJECT tags, PLACE_FILENAME prefixes and tags,
 * PLACE_HEADER a value that is a level's name. Linear in the length of
 * @text. Restrictions count only beside a marking or as a marking of their
 * own, never in running text.
 */
void matcher_search(const Matcher *matcher, Place place, const char *text,
		    MarkFunc found, gpointer data);

#endif
