/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * doc-parts.h - what doc.c reads a Word document with.
 */
#ifndef DOCUMENTS_DOC_PARTS_H
#define DOCUMENTS_DOC_PARTS_H

#include "documents/bytes.h"
#include "documents/document.h"

/* Characters from @cp on stand at @fc of the main stream. */
typedef struct DocPiece {
	guint32 cp;
	guint32 count;		/* characters */
	guint32 fc;		/* byte */
	gboolean is_wide;	/* UTF-16; else one byte counts as one */
} DocPiece;

/*
 * The piece table of a CLX ([MS-DOC] 2.9.38), by rising @cp. @has_flag: bit
 * 30 of a place says that it has 8 bits (Word 97); else all are of 8 bits.
 * NULL where there is none; *ret_broken: some of it was left out.
 */
GArray *doc_pieces(Bytes clx, gboolean has_flag, gboolean *ret_broken);

/* Word's characters to lines: fields, cells, breaks, pictures. */
typedef struct DocText DocText;

/* Lines go to @flow, codes of fields to @codes; both are borrowed. */
DocText *doc_text_new(Flow *flow, Flow *codes);
void doc_text_free(DocText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DocText, doc_text_free)

/* Valid UTF-8, with Word's control characters; NULs are left out. */
void doc_text_put(DocText *text, const char *utf8, gsize size);
void doc_text_end(DocText *text);	/* ends the line and open fields */

/* Texts in the drawings of @art ([MS-ODRAW]): WordArt, descriptions. */
void doc_art_read(Document *document, Bytes art);

#endif
