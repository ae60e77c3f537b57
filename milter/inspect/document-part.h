/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * document-part.h - a part that is a document: read, searched, taken apart.
 */
#ifndef INSPECT_DOCUMENT_PART_H
#define INSPECT_DOCUMENT_PART_H

#include "inspect/inspection.h"

/*
 * Reads @bytes as a document of the kind @type, which documents_take(); what
 * is in it becomes marks, restrictions and parts of their own.
 */
void document_part_read(Inspection *inspection, Part *part,
			const Piece *piece, const char *type,
			const guint8 *bytes, gsize size);

/*
 * The same for XML that may be a document by its root element. FALSE: it is
 * none, and nothing was done.
 */
gboolean document_part_read_xml(Inspection *inspection, Part *part,
				const Piece *piece, const guint8 *bytes,
				gsize size);

/* Texts whose lines mean something to programs. */
typedef enum {
	TEXT_TABLE,	/* rows and columns: RFC 4180 and its kin */
	TEXT_CARD,	/* vCard, iCalendar */
} TextKind;

/* Reads @text (UTF-8), which is of @kind. */
void document_part_read_text(Inspection *inspection, Part *part,
			     const Piece *piece, TextKind kind,
			     const char *text);

/*
 * For bytes of no format that anybody here reads: a search for runs of text.
 */
void document_part_salvage(Inspection *inspection, Part *part,
			   const Piece *piece, const guint8 *bytes,
			   gsize size);

#endif
