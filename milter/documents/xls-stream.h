/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xls-stream.h - the stream of a workbook, BIFF2 to BIFF8.
 */
#ifndef DOCUMENTS_XLS_STREAM_H
#define DOCUMENTS_XLS_STREAM_H

#include "documents/document.h"

/* "Workbook" or "Book" of a compound file, or a file of BIFF2 to BIFF4. */
void xls_stream_read(Document *document, const guint8 *bytes, gsize size);

/* A stream of _SX_DB_CUR: what a pivot table remembers of its source.
 * @version: of the workbook, 5 or 8. */
void xls_pivot_read(Document *document, guint version, const guint8 *bytes,
		    gsize size);

/* Whether a file without compound file around it begins like a sheet. */
gboolean xls_stream_is(const guint8 *bytes, gsize size);

#endif
