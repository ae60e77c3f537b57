/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole.h - what kind of compound file it is, and whose reader it needs.
 */
#ifndef DOCUMENTS_OLE_H
#define DOCUMENTS_OLE_H

#include "documents/cfb.h"
#include "documents/document.h"

/*
 * Reads a compound file: the document by the streams it has, property sets
 * for all kinds, and every object in it as an embedded file. What no reader
 * here knows is salvaged, and said.
 */
void ole_read(Document *document, const guint8 *bytes, gsize size);

/*
 * All of @stream; that it is cut short is said of @what. NULL: over a limit,
 * which was said. (transfer full) (nullable)
 */
GByteArray *ole_stream(Document *document, const CfbStream *stream,
		       const char *what);

/*
 * One reader a kind. TRUE: these streams were its kind, and were read as far
 * as possible. Further streams that nobody read are the caller's.
 */
gboolean doc_read(Document *document, const Cfb *cfb);
gboolean xls_read(Document *document, const Cfb *cfb);
gboolean ppt_read(Document *document, const Cfb *cfb);
gboolean msg_read(Document *document, const Cfb *cfb);
gboolean ichitaro_read(Document *document, const Cfb *cfb);

#endif
