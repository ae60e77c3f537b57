/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * mentions.c - levels that a text names without marking anything.
 *
 * Runs in:  worker; only for who asks why a text has no class.
 * Trusts:   that the text is valid UTF-8.
 * Effects:  calls back.
 *
 * A second walk through the text, after the search. Where the search noted
 * why something does not mark, that is the reason; else what stands beside
 * the level is looked at again, more roughly than the search did.
 */
#include "marks/mentions.h"

#include <string.h>

#include "marks/reading.h"

#define CHUNK 4000	/* cells read at a time, of lines without end */
#define OVERLAP 64	/* of them, the longest name */

typedef struct Walk {
	const Vocabulary *vocabulary;
	Notes *notes;
	guint span;		/* the next one that does not end before */
	gsize done;		/* bytes that were looked at */
} Walk;

static gint by_start(gconstpointer a, gconstpointer b)
{
	const Span *one = a;
	const Span *other = b;

	if (one->from != other->from)
		return one->from < other->from ? -1 : 1;
	return one->to < other->to ? -1 : one->to > other->to;
}

/* Returns: (nullable): what the search noted of @from up to @to; a marking
 * goes before a mention. */
static const Span *span_of(Walk *walk, gsize from, gsize to)
{
	const GArray *spans = walk->notes->spans;
	const Span *found = NULL;

	while (walk->span < spans->len &&
	       g_array_index(spans, Span, walk->span).to <= from)
		walk->span++;
	for (guint i = walk->span; i < spans->len; i++) {
		const Span *span = &g_array_index(spans, Span, i);

		if (span->from >= to)
			break;
		if (span->to <= from)
			continue;
		if (span->why == WHY_NONE)
			return span;
		found = span;
	}
	return found;
}

static gboolean is_quote(gunichar c)
{
	return c == 0x300C || c == 0x300E || c == 0x201C || c == 0x2018;
}

static gboolean names_another(const Vocabulary *vocabulary, const Cell *at,
			      const Cell *end, const Level *level)
{
	Hit hit;

	for (; at < end; at++) {
		if (level_at(vocabulary, at, end, &hit) && !hit.brief &&
		    hit.level != level)
			return TRUE;
	}
	return FALSE;
}

static Why before_it(const Cell *first, const Cell *at)
{
	const Cell *before = at;

	while (before > first && (is_opening(before[-1].c) ||
				  is_separator(before[-1].c))) {
		before--;
		if (is_quote(before->c))
			return WHY_QUOTED;
	}
	if (before == first)
		return WHY_NONE;
	if (before[-1].c == 0x25A1 || before[-1].c == 0x2610)
		return WHY_UNTICKED;
	if (before[-1].c == 0x4F8B)	/* 例 */
		return WHY_EXAMPLE;
	while (before > first && (g_unichar_isdigit(before[-1].c) ||
				  before[-1].c == '.' ||
				  is_closing(before[-1].c)))
		before--;
	return before == first || (before == first + 1 &&
				   before[-1].c == 0x7B2C) ? WHY_NUMBERED :
	       WHY_NONE;
}

/* Why a level in words of its own does not mark. */
static Why reason(const Walk *walk, const Cell *first, const Cell *at,
		  const Hit *hit, const Cell *end)
{
	Why why = before_it(first, at);
	const Cell *from = at - first > OVERLAP ? at - OVERLAP : first;
	const Cell *to = end - hit->end > OVERLAP ? hit->end + OVERLAP : end;
	const Cell *after = hit->end;

	if (why != WHY_NONE)
		return why;
	if (names_another(walk->vocabulary, from, to, hit->level))
		return WHY_SEVERAL;
	while (after < end && is_closing(after->c))
		after++;
	if (continues(after, end, TRUE))
		return WHY_PARTICLE;
	return walk->notes->place == PLACE_BODY ||
	       walk->notes->place == PLACE_TEXT ? WHY_TEXT : WHY_BESIDE;
}

static void report(Walk *walk, const Cell *first, const Cell *at,
		   const Hit *hit, const Cell *end)
{
	const Notes *notes = walk->notes;
	Found found = {
		.level = hit->level,
		.from = (gsize)(at->from - notes->whole),
		.to = (gsize)(hit->end[-1].to - notes->whole),
	};
	g_autofree char *text = mark_text(at->from, hit->end[-1].to);
	const Span *span = span_of(walk, found.from, found.to);

	if (span && span->why == WHY_NONE)
		return;
	found.text = text;
	found.why_not = why_text(span ? span->why :
				 reason(walk, first, at, hit, end));
	notes->found(&found, notes->data);
}

/* Returns: whether a hit is no more than two characters by chance. */
static gboolean is_chance(const Cell *first, const Cell *at, const Hit *hit)
{
	return hit->brief && (at == first || !is_opening(at[-1].c));
}

static void look_at(Walk *walk, const Cell *first, const Cell *end)
{
	for (const Cell *at = first; at < end;) {
		Hit hit;

		if ((gsize)(at->from - walk->notes->whole) < walk->done ||
		    !level_at(walk->vocabulary, at, end, &hit) ||
		    is_chance(first, at, &hit)) {
			at++;
			continue;
		}
		report(walk, first, at, &hit, end);
		walk->done = (gsize)(hit.end[-1].to - walk->notes->whole);
		at = hit.end;
	}
}

static void look_at_line(Walk *walk, const Line *line)
{
	const char *from = line->from;
	gboolean whole = FALSE;

	while (!whole) {
		g_autoptr(GArray) cells = normalise(from, line->to, CHUNK,
						    &whole);
		const Cell *first = (const Cell *)(gpointer)cells->data;

		look_at(walk, first, first + cells->len);
		if (whole || cells->len <= OVERLAP)
			return;
		from = first[cells->len - OVERLAP].from;
	}
}

void mentions_report(const Vocabulary *vocabulary, const Hints *hints,
		     Notes *notes)
{
	Walk walk = { .vocabulary = vocabulary, .notes = notes };
	const char *at = notes->whole;
	const char *end = at + strlen(at);
	Line line;

	g_array_sort(notes->spans, by_start);
	if (notes_is_full(notes))
		end = notes->whole +
		      g_array_index(notes->spans, Span,
				    notes->spans->len - 1).from;
	while (line_next(hints, &at, end, &line)) {
		if (line.candidate && !line_is_blank(&line))
			look_at_line(&walk, &line);
	}
}
