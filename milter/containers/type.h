/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * type.h - what bytes are, whatever they are called.
 */
#ifndef CONTAINERS_TYPE_H
#define CONTAINERS_TYPE_H

#include <glib.h>

/*
 * Media type by content alone: magic numbers, then structure (CMS, OpenPGP,
 * archives, Office documents in ZIP), then the look of text.
 * "application/octet-stream" where nothing fits. Returns: (transfer none).
 */
const char *type_by_content(const guint8 *bytes, gsize size);

/*
 * Whether @bytes begin like a MIME entity: header fields only, MIME's own or
 * a mail's among them, up to an empty line. A text whose first lines happen
 * to hold colons does not.
 */
gboolean type_is_entity(const guint8 *bytes, gsize size);

/*
 * Whether @bytes, said to be encrypted, can be read as they are: text at
 * their beginning, middle or end, or a magic number too long to be chance.
 */
gboolean type_is_plain(const guint8 *bytes, gsize size);

#endif
