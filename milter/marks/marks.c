/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * marks.c - tells a marking from a mention.
 *
 * Runs in:  worker; the matcher is built before mail is read.
 * Trusts:   that texts are valid UTF-8, as marks.h demands.
 * Effects:  calls back.
 *
 * All matching is done on cells (normalise.c): NFKC, lower case, no white
 * space, nothing shapeless. Names of levels are those of the brief in every
 * spelling that vocabulary.c derives; the words around them are handling.c's.
 *
 *   marking  = { ornament | aside } [ intro ] { item }	(reading.c)
 *   item     = [ box ] level [ degree ] | restriction | share | period
 *              | aside | ornament
 *   tag      = bracket marking bracket
 *
 * Header     A marking; else every level that stands alone in the value.
 *
 * Subject    After Re:, Fw: and the like: a marking; every tag; a level in
 *            front or a marking at the end, set off by a space, ':', '_', '/'
 *            or a bracket. Without brackets only if no other level is named.
 *
 * File name  Each path component without its extension: the same, and a
 *            level anywhere between separators; "C2_" in front.
 *
 *            In both, what a particle or 「、」 follows is a mention
 *            (【機密性3】の表示), as is a level without a border behind it
 *            (機密性3情報の取扱い), a tag in quotation marks, and a tag after
 *            例 or a particle.
 *
 * Text       A line that, after '>' and ornaments, is a marking; or that
 *            starts with a tag beside a title, or is one of the first
 *            TITLE_LINES lines and ends with 【tag】; or a quoted "Subject:"
 *            field, or a title in the first line: both read like a
 *            subject. A title has no 。, does not go on from the tag as a
 *            sentence, and does not end like a clause.
 *
 *            Running text never marks. So these lines are mentions too:
 *            - numbered headings (１ 機密性３情報): a number is no ornament,
 *              except before an intro (１ 格付：機密性３);
 *            - several levels in a line, unless a box is ticked before one;
 *              a level behind an empty box, where boxes are used;
 *            - the rest of a wrapped sentence: the next line starts with a
 *              particle, or the line before is long and ends in one;
 *            - an example: 例, or 次のように表示 and such, in the line above,
 *              and what looks the same below one;
 *            - one of several bullet points of which others are no markings,
 *              or below a line that announces a list, unless introduced;
 *            - a term that the next line explains (をいう, とは, に相当する),
 *              or that a colon ends, if bare of ornament;
 *            - a row of a table: bare, and the line above or below starts
 *              with another level;
 *            - terms of a list of levels: lines of one look that name
 *              different levels directly below one another, or near one
 *              another with text below each (pending.c). Introduced
 *              and ticked ones mark all the same, and so does the first
 *              line of a text if it stands alone.
 *            - headings with # that name different levels; restrictions each
 *              with text below that explains it.
 *            Where none of this holds, a line that consists of a marking is
 *            one: when in doubt it marks.
 *
 * Page       Each line of a page's header or footer, or a watermark: a
 *            subject, beside which a page number may stand; or a level in the
 *            middle, between white space. No chapter heading (第３章 機密性３).
 *            The same marking on every page is one; different ones in lines
 *            beside each other are of different sections, unless there are
 *            three, which make a list.
 *
 * Box        Three short lines at most: each as a page's, but two levels are
 *            a list already, and a line that explains the one above makes it
 *            a term. If no line marks, all lines as one: 「機密性」,「２」. Longer
 *            ones are text.
 *
 * Cell       Judged among its neighbours: grid-judge.c.
 *
 * Sheet      Each line as a file name. Where names of sheets name several
 *            levels they sort by them, and only tags mark; where tags of
 *            several levels stand there, nothing does.
 *
 * Property   A marking; or keywords, parted by ';', ',' or 「、」, of which one
 *            is a marking, and no two of different levels; or a subject.
 *
 * Label      As a header.
 *
 * Patterns   Wherever one matches the text as it is written (patterns.c).
 *
 * A restriction may be a date: 取扱制限, 保存期間 and such before it, and a
 * marking or another restriction beside it (periods.c).
 */
#include "marks/marks.h"

#include "marks/fields.h"
#include "marks/judge.h"
#include "marks/lines.h"
#include "marks/matcher.h"
#include "marks/mentions.h"
#include "marks/notes.h"
#include "marks/vocabulary.h"

Matcher *matcher_new(const Brief *brief, GError **error)
{
	g_autoptr(Matcher) matcher = g_new0(Matcher, 1);

	matcher->vocabulary = vocabulary_new(brief, error);
	if (!matcher->vocabulary)
		return NULL;
	matcher->hints = hints_new(matcher->vocabulary);
	matcher->patterns = patterns_new(brief, error);
	if (!matcher->patterns)
		return NULL;
	return g_steal_pointer(&matcher);
}

void matcher_free(Matcher *matcher)
{
	if (!matcher)
		return;
	vocabulary_free(matcher->vocabulary);
	hints_free(matcher->hints);
	patterns_free(matcher->patterns);
	g_free(matcher);
}

static gboolean is_lines(Place place, const char *text)
{
	return place == PLACE_BODY || place == PLACE_TEXT ||
	       ((place == PLACE_BOX || place == PLACE_CELL) &&
		!is_small_box(text));
}

const Level *matcher_search(const Matcher *matcher, Place place,
			    const char *text, SearchDepth depth,
			    FoundFunc found, gpointer data)
{
	const Level *gave_up;
	g_auto(Notes) notes;

	notes_init(&notes, place, text, depth, found, data);
	if (is_lines(place, text))
		judge_text(matcher->vocabulary, matcher->hints, &notes);
	else
		fields_search(matcher->vocabulary, matcher->hints, &notes);
	gave_up = patterns_search(matcher->patterns, &notes);
	if (depth == SEARCH_MENTIONS)
		mentions_report(matcher->vocabulary, matcher->hints, &notes);
	return gave_up;
}
