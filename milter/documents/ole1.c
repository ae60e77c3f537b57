/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole1.c - objects in the form of OLE 1, as RTF holds them ([MS-OLEDS]).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/ole1.h"

#include "documents/bytes.h"
#include "documents/ole-object.h"

#define FORMAT_LINK 1
#define FORMAT_PICTURE 5

/* Where a name with its length before it ends. */
static guint64 after_name(Bytes bytes, guint64 at)
{
	return at + 4 + bytes_u32(bytes, at);
}

void ole1_read(Document *document, const guint8 *bytes, gsize size)
{
	Bytes all = { bytes, size };
	guint32 format = bytes_u32(all, 4);
	guint64 at = after_name(all, after_name(all, after_name(all, 8)));

	if (!bytes_have(all, at, 4)) {
		/* No header that anybody knows: a file as it is, perhaps. */
		if (document_may_member(document))
			document_embedded(document, NULL, NULL, bytes, size);
	} else if (format != FORMAT_LINK && format != FORMAT_PICTURE) {
		ole_native_read(document, bytes + at, size - (gsize)at);
	}
}
