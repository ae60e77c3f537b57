/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * decode.h - the Unicode forms, and whatever iconv knows, to UTF-8.
 *
 * Every decoder appends to @out and returns how many bytes it could not
 * explain; each of these places shows U+FFFD. A NUL in the text arrives as
 * a NUL byte in @out. All are linear in @size.
 */
#ifndef TEXT_DECODE_H
#define TEXT_DECODE_H

#include <iconv.h>

#include <glib.h>

gsize decode_utf8(const guint8 *bytes, gsize size, GString *out);
gsize decode_utf16(const guint8 *bytes, gsize size, gboolean little,
		   GString *out);

/* The byte order is the one that explains more. */
gsize decode_utf32(const guint8 *bytes, gsize size, GString *out);

/* Runs that are no UTF-7 stay as they stand, and their "+" is counted. */
gsize decode_utf7(const guint8 *bytes, gsize size, GString *out);

/* Resets @converter (to UTF-8) before and after. */
gsize decode_iconv(iconv_t converter, const guint8 *bytes, gsize size,
		   GString *out);

/* What one letter of base64 stands for (RFC 4648 4): 0 to 63, or -1. */
int base64_value(guint8 c);

/* Whether a run of UTF-7 stands in @bytes that reads as CJK text. */
gboolean shows_utf7(const guint8 *bytes, gsize size);

/* Whether @text (UTF-8) is mostly what Japanese mail is written with. */
gboolean looks_japanese(const char *text, gsize size);

/* What g_string_append_unichar() does, in a third of the time. */
void append_character(GString *out, gunichar c);

/* Appends one U+FFFD. */
void append_replacement(GString *out);

#endif
