/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * embedded.h - parts of a mail in what we take for text.
 *
 * Mail readers disagree about boundaries: what stands between two lines that
 * look like some is inspected as the part that another reader may see.
 */
#ifndef INSPECT_EMBEDDED_H
#define INSPECT_EMBEDDED_H

#include <glib.h>

/* The length of the first entity in @text after a line that begins with
 * "--", up to the next such line; 0 where there is none. */
gsize embedded_next(const guint8 *text, gsize size, const guint8 **ret_at);

#endif
