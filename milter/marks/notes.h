/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * notes.h - what a search reports, and what it notes down for mentions.
 */
#ifndef MARKS_NOTES_H
#define MARKS_NOTES_H

#include <glib.h>

#include "findings/findings.h"
#include "marks/handling.h"
#include "marks/marks.h"

/* Why a level that is named does not mark. */
typedef enum {
	WHY_NONE,	/* it marks */
	WHY_TEXT,
	WHY_BESIDE,
	WHY_LIST,
	WHY_EXAMPLE,
	WHY_DEFINED,
	WHY_WRAPPED,
	WHY_QUOTED,
	WHY_PARTICLE,
	WHY_SEVERAL,
	WHY_NUMBERED,
	WHY_UNTICKED,
	WHY_ANNOUNCED,
	WHY_SENTENCE,
	WHY_TABLE,
	WHY_CELL,
	WHY_SHEETS,
	WHY_PLACE,
	WHY_COUNT
} Why;

/* Returns: (transfer none) (nullable): static; NULL for WHY_NONE. */
const char *why_text(Why why);

/* Bytes of the text that the search judged. */
typedef struct Span {
	gsize from;
	gsize to;
	Why why;
} Span;

typedef struct Notes {
	Place place;
	const char *whole;	/* the text that is searched */
	FoundFunc found;
	gpointer data;
	GArray *spans;		/* Span; NULL where nobody asks for mentions */
} Notes;

void notes_init(Notes *notes, Place place, const char *whole,
		SearchDepth depth, FoundFunc found, gpointer data);
void notes_clear(Notes *notes);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Notes, notes_clear)

/*
 * Reports a marking from @from up to @to: @level (nullable) unless it does not
 * count here, and @restrictions (NULL-terminated, nullable).
 */
void notes_mark(Notes *notes, const Level *level,
		char *const *restrictions, const char *from, const char *to);

/* Notes down that what stands there does not mark. */
void notes_mention(Notes *notes, const char *from, const char *to, Why why);

/* There was more to note down. */
gboolean notes_is_full(const Notes *notes);

/* What a caller is told: at most 80 characters. Returns: (transfer full). */
char *mark_text(const char *from, const char *to);

/* Each as the record shows it, NULL-terminated. Returns: (transfer full). */
char **restriction_texts(const Restrictions *restrictions);

#endif
