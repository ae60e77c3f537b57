/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * unfold.h - a folded header value as one line.
 */
#ifndef TEXT_UNFOLD_H
#define TEXT_UNFOLD_H

#include <glib.h>

/*
 * RFC 5322 2.2.3: line ends before white space go away. A line end that
 * stands elsewhere, or alone, is a space; at the very end it is nothing.
 * Returns: (transfer full).
 */
GString *unfold(const char *raw, gsize size);

#endif
