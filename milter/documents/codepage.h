/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * codepage.h - Windows code page numbers, as RTF and MAPI write them.
 */
#ifndef DOCUMENTS_CODEPAGE_H
#define DOCUMENTS_CODEPAGE_H

#include <glib.h>

/* A name for charset_read(); NULL where the number stands for nothing that
 * is known here, or for ASCII. */
const char *codepage_charset(guint codepage);

/* What Windows calls the charset of a font; 0: the document's own. */
guint codepage_of_font(guint charset);

/*
 * The likeliest text of @bytes in @codepage (0: unknown), up to the first
 * NUL of an 8-bit code page. (transfer full), valid UTF-8.
 */
char *codepage_text(const guint8 *bytes, gsize size, guint codepage);

/* UTF-16LE up to its first NUL. (transfer full), valid UTF-8. */
char *codepage_utf16(const guint8 *bytes, gsize size);

#endif
