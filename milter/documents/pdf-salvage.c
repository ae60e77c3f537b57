/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-salvage.c - what is left to read of a PDF that no library opens.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include <string.h>

#include "documents/pdf.h"

/* XMP is there to be found by whoever knows nothing of the file around it. */
void pdf_salvage(Document *document, const guint8 *bytes, gsize size)
{
	static const char begin[] = "<x:xmpmeta", end[] = "</x:xmpmeta>";
	const guint8 *at = bytes, *from, *to;

	while ((from = memmem(at, size - (gsize)(at - bytes), begin,
			      strlen(begin))) != NULL &&
	       (to = memmem(from, size - (gsize)(from - bytes), end,
			    strlen(end))) != NULL) {
		at = to + strlen(end);
		document_metadata(document, from, (gsize)(at - from), "XMP");
	}
}
