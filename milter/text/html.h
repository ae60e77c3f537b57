/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * html.h - the text of an HTML document, hidden text included.
 */
#ifndef TEXT_HTML_H
#define TEXT_HTML_H

#include <glib.h>

/*
 * Reads @html (UTF-8; what is not shows U+FFFD) as forgivingly as browsers:
 * entities resolved, words split by tags joined, block elements and <br> as
 * line ends, table cells as lines of their own, script and style left out.
 * Title, comments, alt and title attributes and the like follow the line
 * that they stand in, as lines of their own. What is never closed is text.
 * No tree, no network, linear in @size. At most @max_bytes of text; *ret_cut
 * says whether more was there. *ret_chars: characters shown, without white
 * space; what only a style hides counts as shown.
 * Returns: (transfer full), valid UTF-8, lines end in LF.
 */
char *html_text(const char *html, gsize size, gsize max_bytes,
		gboolean *ret_cut, guint64 *ret_chars);

/* The charset that a <meta> in the first 4 KiB names; NULL where none.
 * Returns: (transfer full) (nullable). */
char *html_declared_charset(const guint8 *bytes, gsize size);

/* Call once before confinement: libxml2 sets itself up. */
void html_warm_up(void);

#endif
