/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * html-lines.h - lines of text as a document is walked through.
 */
#ifndef TEXT_HTML_LINES_H
#define TEXT_HTML_LINES_H

#include <glib.h>

/*
 * What is not shown within the line (comments, attributes) is kept beside it
 * and set below it: it must neither be lost nor cut a line in two, which
 * could make a marking of half a sentence, or hide one.
 */
typedef struct HtmlLines {
	GString *out;
	GString *beside;
	gsize max;		/* bytes */
	gboolean cut;		/* there was more */
	gboolean spaces[2];	/* white space waits for a character; by side */
	guint pre;		/* open elements whose line ends count */
	gboolean keep;		/* line ends count everywhere */
	gboolean is_beside;
	guint64 chars;		/* shown, without white space */
} HtmlLines;

void html_lines_init(HtmlLines *lines, gsize max_bytes);

/* Returns: (transfer full): the text; frees the rest. */
char *html_lines_finish(HtmlLines *lines, gboolean *ret_cut);

/*
 * @size bytes of UTF-8: one character of any kind, or any number without
 * white space. White space is collapsed.
 */
void html_lines_put(HtmlLines *lines, const char *bytes, gsize size);

/* Ends the line, if one is begun. */
void html_lines_end(HtmlLines *lines);

/* Changes sides. Returns the side that it was before. */
gboolean html_lines_go_beside(HtmlLines *lines, gboolean beside);

/* White space of HTML, which is less than that of C. */
gboolean html_is_space(char c);

#endif
