/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * html.h - the text of an HTML document, hidden text included.
 */
#ifndef INSPECT_HTML_H
#define INSPECT_HTML_H

#include <glib.h>

/*
 * Reads @html (UTF-8) with libxml2's forgiving parser: entities resolved,
 * words split by tags joined, block elements and <br> as line ends, table
 * cells as lines of their own, title, comments, alt and title attributes
 * included, script and style left out. No network, no external entities,
 * bounded depth. At most @max_bytes of text; *ret_cut says whether more was
 * there. *ret_chars: visible characters, white space and comments left out.
 * Returns: (transfer full), valid UTF-8.
 */
char *html_text(const char *html, gsize size, gsize max_bytes,
		gboolean *ret_cut, guint64 *ret_chars);

/* The charset that a <meta> in the first 4 KiB names; NULL where none.
 * Returns: (transfer full) (nullable). */
char *html_declared_charset(const guint8 *bytes, gsize size);

/* Call once before confinement: libxml2 sets itself up. */
void html_warm_up(void);

#endif
