/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-crypt.h - what a PDF says of its encryption, and what its bytes show.
 */
#ifndef DOCUMENTS_PDF_CRYPT_H
#define DOCUMENTS_PDF_CRYPT_H

#include "documents/document.h"
#include "documents/pdf-object.h"
#include "locks/pdf-lock.h"

/* Of all revisions of a file together: the weakest of them counts. */
typedef struct PdfCrypt {
	gboolean is_there;	/* some trailer speaks of encryption */
	gboolean is_strange;	/* by what nobody here knows, or that is not
				 * found */
	gboolean is_identity;	/* some of content is said to be left as is */
	gboolean needs_key;	/* for public keys, and there are some */
	const char *scheme;	/* static; nullable */
	PdfLock locks[PDF_LOCKS_MAX];
	guint count;
} PdfCrypt;

void pdf_crypt_read(Document *document, const guint8 *bytes, gsize size,
		    PdfCrypt *ret);

/* What the bytes of the streams show. */
typedef struct PdfStreams {
	guint plain;	/* content that can be read as it stands: where there
			 * is one, no more are looked at */
	guint closed;	/* noise, as encryption leaves it */
	gboolean is_cut;	/* time was up before all were seen */
} PdfStreams;

/* Whether strings that people read, in annotations, fields and titles, stand
 * there as they are. */
gboolean pdf_strings_are_plain(Document *document, const guint8 *bytes,
			       gsize size);

PdfStreams pdf_streams_weigh(Document *document, const guint8 *bytes,
			     gsize size);

/* Hands over the XMP that an encrypted file leaves readable. */
void pdf_streams_metadata(Document *document, const guint8 *bytes,
			  gsize size);

/*
 * The dictionary of the stream whose word stands at @at; the object begins
 * not far before it. Returns: (transfer full).
 */
PdfObject *pdf_stream_dictionary(const guint8 *bytes, gsize at);

/* Where the next word "stream" stands that begins one; @size: nowhere. */
gsize pdf_stream_next(const guint8 *bytes, gsize size, gsize at);

#endif
