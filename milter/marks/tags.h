/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * tags.h - markings beside other words: in subjects, file names and headers.
 */
#ifndef MARKS_TAGS_H
#define MARKS_TAGS_H

#include <glib.h>

#include "marks/reading.h"

/* One marking, from @first up to @end. */
typedef void (*TagFunc)(const Reading *reading, const Cell *first,
			const Cell *end, gpointer data);

/* Each reads all of @at up to @end; grammar in marks.c. */
void tags_subject(const Vocabulary *vocabulary, const Cell *at,
		  const Cell *end, TagFunc found, gpointer data);
void tags_filename(const Vocabulary *vocabulary, const Cell *at,
		   const Cell *end, TagFunc found, gpointer data);
void tags_header(const Vocabulary *vocabulary, const Cell *at,
		 const Cell *end, TagFunc found, gpointer data);
/* One line of a page's header: a subject, a page number beside it. */
void tags_page(const Vocabulary *vocabulary, const Cell *at,
	       const Cell *end, TagFunc found, gpointer data);

/* Bracketed tags only, wherever they stand. */
void tags_bracketed(const Vocabulary *vocabulary, const Cell *at,
		    const Cell *end, TagFunc found, gpointer data);

#endif
