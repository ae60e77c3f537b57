/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf.c - PDF documents, with poppler.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  poppler reads tables of characters in /usr/share/poppler when a
 *           font needs them, iconv its modules, the C library the time zone.
 * Limits:   poppler is a large program in the same process: what it does
 *           between two reads cannot be interrupted, and a crash of its ends
 *           the worker. Pages that are images are said, not read.
 */
#include "documents/pdf.h"

#include <string.h>

#include "documents/formats.h"

#define TAIL ((gsize)4096)

static gboolean contains(const guint8 *bytes, gsize size, const char *word)
{
	return memmem(bytes, size, word, strlen(word)) != NULL;
}

/* The end of a file says where its table is; transfers cut it off. */
static gboolean has_end(const guint8 *bytes, gsize size)
{
	gsize from;

	while (size > 0 && (bytes[size - 1] == 0 ||
			    g_ascii_isspace(bytes[size - 1])))
		size--;
	from = size > TAIL ? size - TAIL : 0;
	return contains(bytes + from, size - from, "startxref");
}

PopplerDocument *pdf_open(Document *document, const guint8 *bytes,
			  gsize size, const char *password,
			  gboolean *ret_closed)
{
	g_autoptr(GInputStream) source =
		pdf_source_new(bytes, size, document->deadline_us);
	g_autoptr(GError) error = NULL;
	PopplerDocument *pdf;

	pdf = poppler_document_new_from_stream(source, (goffset)size, password,
					       NULL, &error);
	if (ret_closed)
		*ret_closed = g_error_matches(error, POPPLER_ERROR,
					      POPPLER_ERROR_ENCRYPTED);
	return pdf;
}

static void read_page(Document *document, PdfPages *pages,
		      PopplerDocument *pdf, gint index)
{
	PopplerPage *page = poppler_document_get_page(pdf, index);

	if (!page) {
		pages->missing++;
		return;
	}
	pdf_page_read(pages, page, (guint)index + 1);
	pdf_notes_read(document, pages, page, (guint)index + 1);
	g_object_unref(page);
}

static void say_pages(Document *document, const PdfPages *pages)
{
	if (pages->missing > 0)
		document_problem(document, PROBLEM_MALFORMED,
				 "pages are missing: %u", pages->missing);
	if (pages->images_only > 0)
		document_problem(document, PROBLEM_UNSUPPORTED,
				 "pages are images; their text cannot be "
				 "searched: %u", pages->images_only);
	if (pages->unmapped > 0)
		document_problem(document, PROBLEM_UNSUPPORTED,
				 "text in a font without a map to characters, "
				 "pages: %u", pages->unmapped);
}

static void read_pages(Document *document, PopplerDocument *pdf)
{
	g_autoptr(Flow) body = document_flow(document, PLACE_TEXT, "line");
	g_autoptr(Flow) edges = document_flow(document, PLACE_PAGE, "line");
	g_autoptr(Flow) boxes = document_flow(document, PLACE_BOX, NULL);
	PdfPages pages = { .body = body, .edges = edges, .boxes = boxes };
	gint count = poppler_document_get_n_pages(pdf);

	if (count <= 0)
		document_problem(document, PROBLEM_MALFORMED,
				 "pages cannot be counted");
	for (gint i = 0; i < count && document_goes_on(document) &&
	     !flow_is_cut(body); i++) {
		if (!document_may_page(document))
			break;
		read_page(document, &pages, pdf, i);
	}
	document_text(document, edges);
	document_text(document, body);
	document_text(document, boxes);
	say_pages(document, &pages);
}

void pdf_file_read(Document *document, PopplerDocument *pdf,
		   const guint8 *bytes, gsize size)
{
	pdf_information_read(document, pdf, bytes, size);
	pdf_bookmarks_read(document, pdf);
	read_pages(document, pdf);
	pdf_attachments_read(document, pdf);
	(void)document_goes_on(document);
}

static void read_broken(Document *document, const guint8 *bytes, gsize size,
			gboolean is_closed)
{
	if (is_closed) {
		/* By what is not found in its bytes. */
		document->is_encrypted = TRUE;
		document->protection = PROTECTION_UNKNOWN;
		document->scheme = "pdf";
		return;
	}
	if (document_goes_on(document))
		document_problem(document, PROBLEM_MALFORMED,
				 "PDF cannot be opened");
	pdf_salvage(document, bytes, size);
}

static void read_open(Document *document, PopplerDocument *pdf,
		      const guint8 *bytes, gsize size)
{
	if (!has_end(bytes, size))
		document_problem(document, PROBLEM_MALFORMED,
				 "end of the PDF is missing");
	if (pdf_says_encrypted(bytes, size))
		pdf_opened_read(document, pdf, bytes, size);
	else
		pdf_file_read(document, pdf, bytes, size);
}

void pdf_read(Document *document, const guint8 *bytes, gsize size)
{
	PopplerDocument *pdf = NULL;
	gboolean is_closed = FALSE;

	if (!pdf_streams_fit(document, bytes, size)) {
		pdf_salvage(document, bytes, size);
		return;
	}
	if (pdf_closed_read(document, bytes, size, TRUE))
		return;
	pdf = pdf_open(document, bytes, size, NULL, &is_closed);
	if (pdf)
		read_open(document, pdf, bytes, size);
	else if (!pdf_closed_read(document, bytes, size, FALSE))
		read_broken(document, bytes, size, is_closed);
	g_clear_object(&pdf);
}
