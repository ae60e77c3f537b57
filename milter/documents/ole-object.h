/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole-object.h - files that are embedded in the streams of a compound file.
 */
#ifndef DOCUMENTS_OLE_OBJECT_H
#define DOCUMENTS_OLE_OBJECT_H

#include "documents/cfb.h"
#include "documents/document.h"

/*
 * "\001Ole10Native" ([MS-OLEDS] 2.3.6): with the Packager's file name where
 * there is one. Damage is said.
 */
void ole_native_read(Document *document, const guint8 *bytes, gsize size);

/* Hands over what @stream holds, if it is a file of some known type. TRUE:
 * it is. */
gboolean ole_file_read(Document *document, const CfbStream *stream);

/* The last part of a path. (transfer none) */
const char *ole_name(const char *path);

#endif
