/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms-wrapping.h - base64 and PEM around a CMS object.
 */
#ifndef CONTAINERS_CMS_WRAPPING_H
#define CONTAINERS_CMS_WRAPPING_H

#include <glib.h>

/*
 * What is within base64, or the PEM block (RFC 7468) that @bytes begin with.
 * *ret_end: where that ends. Returns: (transfer full).
 */
GByteArray *cms_unwrap(const guint8 *bytes, gsize size, gsize *ret_end);

/*
 * The next PEM block of CMS that begins a line of @bytes, with its own lines.
 * Returns: where; NULL where there is none. *ret_size: how long it is.
 */
const guint8 *cms_pem_next(const guint8 *bytes, gsize size, gsize *ret_size);

#endif
