/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf.h - what the files of the PDF reader share.
 */
#ifndef DOCUMENTS_PDF_H
#define DOCUMENTS_PDF_H

#include <gio/gio.h>
#include <poppler.h>

#include "documents/document.h"

/* What the pages of one document come to. */
typedef struct PdfPages {
	Flow *body;
	Flow *edges;		/* headers, footers, margins, watermarks */
	Flow *boxes;		/* annotations and form fields */
	guint images_only;
	guint unmapped;		/* text whose font maps to no characters */
	guint missing;
	guint text_pages;
} PdfPages;

/*
 * The bytes as a stream that says it is at its end from @deadline_us on.
 * poppler cannot be interrupted; but whatever it does, nested forms that
 * multiply or a page that never ends, it must go on reading for.
 * Borrows @bytes. Returns: (transfer full).
 */
GInputStream *pdf_source_new(const guint8 *bytes, gsize size,
			     gint64 deadline_us);

/*
 * Walks over everything that looks like a compressed stream and counts what
 * would come out. FALSE: too much; said, and not to be given to a library.
 */
gboolean pdf_streams_fit(Document *document, const guint8 *bytes, gsize size);

/* Where the next of these streams begins, from @at on; @size: nowhere. */
gsize pdf_streams_next(const guint8 *bytes, gsize size, gsize at);

/*
 * Opens with poppler; @password UTF-8, NULL: the empty one. NULL: it does
 * not open; @ret_closed (nullable) says whether for want of a password.
 * Returns: (transfer full) (nullable).
 */
PopplerDocument *pdf_open(Document *document, const guint8 *bytes,
			  gsize size, const char *password,
			  gboolean *ret_closed);

/* All places of a file that is open. */
void pdf_file_read(Document *document, PopplerDocument *pdf,
		   const guint8 *bytes, gsize size);

/* Whether some trailer may speak of encryption; crude, and fast. */
gboolean pdf_says_encrypted(const guint8 *bytes, gsize size);

/* A file that may say it is encrypted, and opens by itself as @pdf. */
void pdf_opened_read(Document *document, PopplerDocument *pdf,
		     const guint8 *bytes, gsize size);

/*
 * A file that says it is encrypted and does not open by itself: judges it,
 * tries the words, reads what can be read. FALSE: it says no such thing, or
 * @only_if_sure and it may be that another program opens it by itself.
 */
gboolean pdf_closed_read(Document *document, const guint8 *bytes, gsize size,
			 gboolean only_if_sure);

/*
 * The file without its encryption. @password as bytes. Returns:
 * (transfer full) (nullable): NULL where it does not open, or would cost too
 * much.
 */
GBytes *pdf_decrypted(Document *document, const guint8 *bytes, gsize size,
		      const char *password);

/* Object streams that are encrypted pdf_streams_fit() cannot look into: no
 * longer than what they may grow from. */
gboolean pdf_objects_are_short(const guint8 *bytes, gsize size);

/* The pieces of a file that no library opens: metadata, and strings. */
void pdf_salvage(Document *document, const guint8 *bytes, gsize size);

/* The page with the number @number, from 1. */
void pdf_page_read(PdfPages *pages, PopplerPage *page, guint number);

/* Adds columns of glyphs that stand one below another, right to left. */
void pdf_columns_read(Flow *flow, const char *text,
		      const PopplerRectangle *places, guint count);

/* Annotations and form fields of a page; files that are attached to it. */
void pdf_notes_read(Document *document, PdfPages *pages, PopplerPage *page,
		    guint number);

/* Bookmarks; files attached to the document. */
void pdf_bookmarks_read(Document *document, PopplerDocument *pdf);
void pdf_attachments_read(Document *document, PopplerDocument *pdf);

/* Document information, with every key that is there, and XMP. */
void pdf_information_read(Document *document, PopplerDocument *pdf,
			  const guint8 *bytes, gsize size);

#endif
