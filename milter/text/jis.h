/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * jis.h - the Japanese encodings as they are really used, to UTF-8.
 *
 * glibc's ISO-2022-JP fails on, or drops, the characters that vendors added
 * (NEC row 13 with its circled digits, NEC selected IBM extensions,
 * half-width kana), and readers of mail show them. So the row and cell are
 * read here and looked up in tables made from CP932.
 *
 * Decoders append to @out and return how many bytes they could not explain;
 * each of these places shows U+FFFD. All are linear in @size.
 */
#ifndef TEXT_JIS_H
#define TEXT_JIS_H

#include <glib.h>

/* Makes the tables; the first call does the work. */
void jis_warm_up(void);

gsize decode_cp932(const guint8 *bytes, gsize size, GString *out);
gsize decode_euc_jp(const guint8 *bytes, gsize size, GString *out);

/*
 * ISO-2022 with what CP50220, CP50221, CP50222, -JP-1, -2, -3, -2004, -KR
 * and -CN (GB 2312 only) designate. A shift that is open at the end of a
 * line stays open, or is closed where @close_lines; *ret_open: it mattered.
 */
gsize decode_iso2022(const guint8 *bytes, gsize size, gboolean close_lines,
		     GString *out, gboolean *ret_open);

/* RFC 1843. */
gsize decode_hz(const guint8 *bytes, gsize size, GString *out);

/* How many escape sequences in @bytes designate a character set. */
gsize count_designations(const guint8 *bytes, gsize size);

#endif
