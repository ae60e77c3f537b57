/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * property-set.h - [MS-OLEPS]: title, author and labels of a document.
 */
#ifndef DOCUMENTS_PROPERTY_SET_H
#define DOCUMENTS_PROPERTY_SET_H

#include "documents/document.h"

/*
 * Hands over every property of the stream that has a value to read. Those
 * that users define are said to be "custom"; @where (nullable) comes before
 * that: the storage that the stream is in.
 */
void property_set_read(Document *document, const guint8 *bytes, gsize size,
		       const char *where);

#endif
