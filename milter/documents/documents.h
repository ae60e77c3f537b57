/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * documents.h - the document formats, and which reader knows which.
 */
#ifndef DOCUMENTS_DOCUMENTS_H
#define DOCUMENTS_DOCUMENTS_H

#include <glib.h>

#include "documents/document.h"

/* Loads what libraries load late: once, before confinement. */
void documents_warm_up(void);

/*
 * Whether some reader here takes bytes whose type by content is @type. Those
 * are read as documents instead of as archives or as text.
 */
gboolean documents_take(const char *type);

/* Reads @bytes; call only where documents_take(). */
void documents_read(Document *document, const char *type,
		    const guint8 *bytes, gsize size);

#endif
