/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * readable.h - whether bytes that are said to be encrypted can be read.
 */
#ifndef CONTAINERS_READABLE_H
#define CONTAINERS_READABLE_H

#include <glib.h>

/*
 * Whether @bytes are text, a file of a known format, a MIME entity, CMS, or
 * deflate to their end. Of ciphertext one in 10^6 or so looks like that.
 */
gboolean readable_is(const guint8 *bytes, gsize size);

#endif
