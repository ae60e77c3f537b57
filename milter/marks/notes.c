/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * notes.c - what a search reports, and what it notes down for mentions.
 *
 * Runs in:  worker.
 * Trusts:   its callers.
 * Effects:  calls back.
 * Limits:   SPANS_MAX spans; behind the last one no mention is reported.
 */
#include "marks/notes.h"

#include "base/escape.h"
#include "base/utf8.h"

#define TEXT_MAX_CHARS 80
#define SPANS_MAX 100000

const char *why_text(Why why)
{
	static const char *const texts[] = {
		[WHY_NONE] = NULL,
		[WHY_TEXT] = "running text",
		[WHY_BESIDE] = "not set off from the words beside it",
		[WHY_LIST] = "part of a list of levels",
		[WHY_EXAMPLE] = "an example",
		[WHY_DEFINED] = "a term that is defined",
		[WHY_WRAPPED] = "part of a wrapped sentence",
		[WHY_QUOTED] = "quoted in brackets",
		[WHY_PARTICLE] = "followed by a particle",
		[WHY_SEVERAL] = "several levels in one line",
		[WHY_NUMBERED] = "a numbered heading",
		[WHY_UNTICKED] = "an unticked box",
		[WHY_ANNOUNCED] = "one of several things that are listed",
		[WHY_SENTENCE] = "a tag in a sentence",
		[WHY_TABLE] = "part of a table of levels",
		[WHY_CELL] = "a cell among others",
		[WHY_SHEETS] = "sheets are sorted by level",
		[WHY_PLACE] = "place not counted for this level",
	};

	G_STATIC_ASSERT(G_N_ELEMENTS(texts) == WHY_COUNT);
	return texts[why];
}

void notes_init(Notes *notes, Place place, const char *whole,
		SearchDepth depth, FoundFunc found, gpointer data)
{
	*notes = (Notes){
		.place = place, .whole = whole, .found = found, .data = data,
	};
	if (depth == SEARCH_MENTIONS)
		notes->spans = g_array_new(FALSE, FALSE, sizeof(Span));
}

void notes_clear(Notes *notes)
{
	g_clear_pointer(&notes->spans, g_array_unref);
}

char *mark_text(const char *from, const char *to)
{
	g_autofree char *whole = NULL;
	const char *end = from;

	/* escape_show() marks what it cuts with one character more. */
	for (guint i = 0; i < TEXT_MAX_CHARS + 1 && end < to; i++)
		end = utf8_next(end);
	whole = g_strndup(from, (gsize)(end - from));
	return escape_show(whole, g_utf8_strlen(whole, -1) > TEXT_MAX_CHARS ?
				  TEXT_MAX_CHARS - 1 : TEXT_MAX_CHARS);
}

char **restriction_texts(const Restrictions *restrictions)
{
	char **texts = g_new0(char *, restrictions->count + 1);

	for (guint i = 0; i < restrictions->count; i++)
		texts[i] = restriction_text(&restrictions->list[i]);
	return texts;
}

void notes_mention(Notes *notes, const char *from, const char *to, Why why)
{
	Span span = {
		(gsize)(from - notes->whole), (gsize)(to - notes->whole), why
	};

	if (notes->spans && notes->spans->len < SPANS_MAX)
		g_array_append_val(notes->spans, span);
}

gboolean notes_is_full(const Notes *notes)
{
	return notes->spans && notes->spans->len == SPANS_MAX;
}

void notes_mark(Notes *notes, const Level *level,
		char *const *restrictions, const char *from, const char *to)
{
	g_autofree char *text = mark_text(from, to);
	gboolean counts = level && (level->places >> notes->place & 1);
	Found found = {
		.text = text,
		.from = (gsize)(from - notes->whole),
		.to = (gsize)(to - notes->whole),
	};

	notes_mention(notes, from, to,
		      level && !counts ? WHY_PLACE : WHY_NONE);
	if (counts) {
		found.level = level;
		notes->found(&found, notes->data);
		found.level = NULL;
	}
	for (char *const *at = restrictions; at && *at; at++) {
		found.restriction = *at;
		notes->found(&found, notes->data);
	}
}
