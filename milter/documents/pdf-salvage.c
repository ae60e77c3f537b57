/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-salvage.c - what is left to read of a PDF that no library opens.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   text in fonts with codes of their own, as most programs write
 *           today, stays unread: what it means is in the part that is lost.
 */
#include <string.h>

#include "containers/unpack.h"
#include "documents/pdf.h"
#include "documents/salvage.h"

/* XMP is there to be found by whoever knows nothing of the file around it. */
static void read_packets(Document *document, const guint8 *bytes, gsize size)
{
	static const char begin[] = "<x:xmpmeta", end[] = "</x:xmpmeta>";
	const guint8 *at = bytes, *stop = bytes + size, *from, *to;

	while ((from = memmem(at, (gsize)(stop - at), begin,
			      strlen(begin))) != NULL &&
	       (to = memmem(from, (gsize)(stop - from), end,
			    strlen(end))) != NULL) {
		at = to + strlen(end);
		document_metadata(document, from, (gsize)(at - from), "XMP");
	}
}

/* Returns how much of @bytes the stream took up. */
static gsize read_stream(Document *document, const guint8 *bytes, gsize size,
			 gsize *left)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	gsize used = 0;

	(void)unpack_inflate(bytes, size, UNPACK_ZLIB, *left,
			     document->deadline_us, out, &used);
	*left -= out->len;
	if (out->len > 0)
		salvage_read(document, "salvaged stream", out->data, out->len);
	return used;
}

void pdf_salvage(Document *document, const guint8 *bytes, gsize size)
{
	gsize left = (gsize)MIN(document->text_left, (guint64)G_MAXINT32);
	gsize at = 0;

	read_packets(document, bytes, size);
	while (at < size && left > 0 && document_goes_on(document)) {
		gsize next = pdf_streams_next(bytes, size, at);

		if (next > at)
			salvage_read(document, "salvaged", bytes + at,
				     next - at);
		at = next;
		if (at < size)
			at += read_stream(document, bytes + at, size - at,
					  &left);
	}
}
