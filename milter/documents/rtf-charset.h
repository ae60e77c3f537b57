/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rtf-charset.h - charsets, by the numbers that RTF and MAPI have for them.
 */
#ifndef DOCUMENTS_RTF_CHARSET_H
#define DOCUMENTS_RTF_CHARSET_H

#include <glib.h>

/* A name for charset_read(); NULL where the number stands for nothing that
 * is known here, or for ASCII. */
const char *rtf_charset(guint codepage);

/* What Windows calls the charset of a font; 0: the document's own. */
guint rtf_font_codepage(guint charset);

#endif
