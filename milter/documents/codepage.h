/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * codepage.h - text in one of the code pages that Windows numbers.
 */
#ifndef DOCUMENTS_CODEPAGE_H
#define DOCUMENTS_CODEPAGE_H

#include <glib.h>

#define CODEPAGE_JAPANESE 932
#define CODEPAGE_UTF16 1200
#define CODEPAGE_WESTERN 1252

/*
 * @bytes in @codepage as UTF-8, without NULs; what does not fit shows U+FFFD.
 * A code page that nobody knows (0 too) is guessed from the bytes.
 * Returns: (transfer full).
 */
char *codepage_text(guint codepage, const guint8 *bytes, gsize size);

/* The code page in which Windows wrote text of this language ([MS-LCID]). */
guint codepage_of_language(guint language);

#endif
