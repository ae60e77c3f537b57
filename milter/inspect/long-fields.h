/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * long-fields.h - header fields that GMime makes many times as large.
 */
#ifndef INSPECT_LONG_FIELDS_H
#define INSPECT_LONG_FIELDS_H

#include <glib.h>

/*
 * GMime makes an object of every word, address and parameter of a field that
 * it looks at, in nested messages too, and before anybody can ask how long
 * the field is. A field of @bytes that is longer than @most alone, and one of
 * addresses or parameters beyond twice @most of all of them, is left with its
 * name and nothing behind it. Returns: (transfer full): the shorter copy;
 * NULL where all may stay. *ret_own: it was in the first header block.
 */
GByteArray *long_fields_cut(const guint8 *bytes, gsize size, guint64 most,
			    gboolean *ret_own);

#endif
