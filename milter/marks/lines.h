/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * lines.h - a text line by line, and a cheap look at which lines matter.
 */
#ifndef MARKS_LINES_H
#define MARKS_LINES_H

#include <glib.h>

#include "marks/vocabulary.h"

/* Source characters that may belong to a marking; immutable. */
typedef struct Hints Hints;

Hints *hints_new(const Vocabulary *vocabulary);
void hints_free(Hints *hints);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Hints, hints_free)

/* Whether @text has a hint at all: a look at each of its bytes. */
gboolean hints_in(const Hints *hints, const char *text);

typedef struct Line {
	const char *from;	/* after quote prefixes and white space */
	const char *to;		/* before white space */
	guint quoted;		/* depth of '>' */
	gboolean candidate;	/* has a hint */
	gboolean exists;
} Line;

/*
 * Takes the next line off *at; FALSE at the end. LF, CRLF, CR, form feed,
 * vertical tab, U+0085, U+2028 and U+2029 end a line. One pass over the
 * bytes.
 */
gboolean line_next(const Hints *hints, const char **at, const char *end,
		   Line *ret_line);

static inline gboolean line_is_blank(const Line *line)
{
	return !line->exists || line->from >= line->to;
}

#endif
