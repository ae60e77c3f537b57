/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-closed.c - a PDF that says it is encrypted: whether it takes a secret
 * to read it, and its content where it does not.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  see pdf.c.
 *
 * It is closed only where its dictionary is understood, no word opens it, and
 * its streams are noise. Whatever else is found is readable, or unknown.
 */
#include "documents/pdf-crypt.h"

#include <string.h>

#include "documents/pdf.h"

#define FOLLOWS_MOST 16	/* bytes of no meaning */

#define REVISIONS_MAX 16
#define SAID "/Encrypt"

gboolean pdf_says_encrypted(const guint8 *bytes, gsize size)
{
	return memmem(bytes, size, SAID, strlen(SAID)) != NULL;
}

/* FALSE: nothing could be read. */
static gboolean read_bytes(Document *document, const guint8 *bytes,
			   gsize size, const char *password)
{
	PopplerDocument *pdf = pdf_open(document, bytes, size, password, NULL);

	if (!pdf)
		return FALSE;
	pdf_file_read(document, pdf, bytes, size);
	g_object_unref(pdf);
	return TRUE;
}

/* FALSE: it does not open, or shows fewer than @pages. */
static gboolean read_copy(Document *document, const guint8 *bytes, gsize size,
			  gint pages)
{
	PopplerDocument *pdf = pdf_open(document, bytes, size, NULL, NULL);
	gboolean is_whole = pdf && poppler_document_get_n_pages(pdf) >= pages;

	if (is_whole)
		pdf_file_read(document, pdf, bytes, size);
	g_clear_object(&pdf);
	return is_whole;
}

/* With the password that was found, in the bytes in which it opens. What
 * would come out of the streams is counted on the copy. @pages: what the file
 * itself shows; 0: not known. */
static gboolean read_with(Document *document, const guint8 *bytes, gsize size,
			  const char *password, gint pages)
{
	g_autoptr(GBytes) copy = pdf_decrypted(document, bytes, size,
					       password);
	gsize copy_size = 0;
	const guint8 *plain = copy ? g_bytes_get_data(copy, &copy_size) : NULL;

	if (copy && (!document_may_unpack(document, copy_size) ||
		     !pdf_streams_fit(document, plain, copy_size)))
		return TRUE;
	if (copy && read_copy(document, plain, copy_size, pages))
		return TRUE;
	return read_bytes(document, bytes, size,
			  g_utf8_validate(password, -1, NULL) ? password
							      : NULL);
}

/* The file as programs see it that know no encryption. */
static gboolean read_masked(Document *document, const guint8 *bytes,
			    gsize size)
{
	g_autofree guint8 *masked = g_memdup2(bytes, size);
	guint8 *at = masked, *stop = masked + size;

	while ((at = memmem(at, (gsize)(stop - at), SAID, strlen(SAID))))
		at[1] = 'X';
	return read_bytes(document, masked, size, NULL);
}

/* An earlier revision, or a file before this one, that opens by itself. */
static gboolean read_earlier(Document *document, const guint8 *bytes,
			     gsize size)
{
	static const char mark[] = "%%EOF";
	gsize at = 0;

	for (guint i = 0; i < REVISIONS_MAX && document_goes_on(document);
	     i++) {
		const guint8 *found = memmem(bytes + at, size - at, mark,
					     strlen(mark));

		if (!found)
			break;
		at = (gsize)(found - bytes) + strlen(mark);
		if (size - at > 64 && read_bytes(document, bytes, at, NULL))
			return TRUE;
	}
	return FALSE;
}

/* Something of it stands there as it is. */
static void read_plain(Document *document, const guint8 *bytes, gsize size)
{
	gboolean read;

	document_problem(document, PROBLEM_MALFORMED,
			 "said to be encrypted, but is not, or not all of it");
	read = read_earlier(document, bytes, size);
	read = read_masked(document, bytes, size) || read;
	if (!read)
		pdf_salvage(document, bytes, size);
}

static gboolean open_with_word(Document *document, const PdfCrypt *crypt,
			       const guint8 *bytes, gsize size)
{
	static const char *const known[] = { "", NULL };
	g_autoptr(Lock) lock = pdf_lock_new(crypt->locks, crypt->count);
	g_autoptr(Lock) kept = lock_copy(lock);
	g_autofree char *password = NULL;
	const char *word;

	if (!lock)
		return FALSE;
	word = document_open(document, &lock, known);
	if (!word)
		return FALSE;
	document->scheme = crypt->scheme;
	password = pdf_lock_password(kept, word);
	if ((!password || !read_with(document, bytes, size, password, 0)) &&
	    !read_earlier(document, bytes, size))
		document_problem(document, PROBLEM_MALFORMED,
				 "PDF opens, but cannot be read");
	return TRUE;
}

static void close_unknown(Document *document, const char *scheme)
{
	document->is_encrypted = TRUE;
	document->protection = PROTECTION_UNKNOWN;
	document->scheme = scheme ? scheme : "pdf";
}

/* poppler opens what it does not know how to decrypt, and shows the noise. */
static gboolean is_ignored(Document *document, const PdfCrypt *crypt,
			   const guint8 *bytes, gsize size)
{
	g_autoptr(Lock) lock = pdf_lock_new(crypt->locks, crypt->count);
	PdfStreams streams;

	if (!lock || crypt->is_strange || crypt->is_identity ||
	    lock_try(lock, "") != LOCK_STAYS)
		return FALSE;
	streams = pdf_streams_weigh(document, bytes, size);
	return !streams.is_cut && streams.plain == 0 && streams.closed > 0 &&
	       !pdf_strings_are_plain(document, bytes, size);
}

void pdf_opened_read(Document *document, PopplerDocument *pdf,
		     const guint8 *bytes, gsize size)
{
	PdfCrypt crypt;

	pdf_crypt_read(document, bytes, size, &crypt);
	if (!crypt.is_there) {
		pdf_file_read(document, pdf, bytes, size);
		return;
	}
	if (is_ignored(document, &crypt, bytes, size)) {
		if (!open_with_word(document, &crypt, bytes, size))
			close_unknown(document, crypt.scheme);
		return;
	}
	document->opened = MAX(document->opened, OPENED_EMPTY);
	document->scheme = crypt.scheme;
	if (!read_with(document, bytes, size, "",
		       poppler_document_get_n_pages(pdf)))
		document_problem(document, PROBLEM_MALFORMED,
				 "PDF opens, but cannot be read");
	/* Other programs may show what is not encrypted at all. */
	if (!crypt.is_identity &&
	    (pdf_streams_weigh(document, bytes, size).plain > 0 ||
	     pdf_strings_are_plain(document, bytes, size)))
		read_plain(document, bytes, size);
}

/* Behind the last end there may be zeros and white space, and no more. */
static gboolean something_follows(const guint8 *bytes, gsize size)
{
	static const char mark[] = "%%EOF";
	const guint8 *at = bytes, *end = bytes + size, *found;

	while ((found = memmem(at, (gsize)(end - at), mark,
			       sizeof(mark) - 1)))
		at = found + sizeof(mark) - 1;
	if (at == bytes)
		return FALSE;
	while (at < end && (*at == 0 || g_ascii_isspace(*at)))
		at++;
	return end - at > FOLLOWS_MOST;
}

static void read_closed(Document *document, const PdfCrypt *crypt,
			const guint8 *bytes, gsize size)
{
	PdfStreams streams = pdf_streams_weigh(document, bytes, size);

	if (streams.plain > 0 || crypt->is_identity ||
	    pdf_strings_are_plain(document, bytes, size)) {
		read_plain(document, bytes, size);
		return;
	}
	if (open_with_word(document, crypt, bytes, size))
		return;
	if (crypt->is_strange || !crypt->scheme || streams.is_cut ||
	    streams.closed == 0 || (crypt->count == 0 && !crypt->needs_key)) {
		close_unknown(document, crypt->scheme);
	} else if (something_follows(bytes, size)) {
		close_unknown(document, crypt->scheme);
		document_problem(document, PROBLEM_MALFORMED,
				 "something follows the end of the PDF");
	} else {
		document_close(document, crypt->scheme);
	}
	pdf_streams_metadata(document, bytes, size);
}

/*
 * Trying passwords of revision 6 takes poppler 12 ms, and us 3. Where there is
 * but one reading of how the file is encrypted, it need not be asked.
 */
static gboolean is_surely_closed(const PdfCrypt *crypt)
{
	g_autoptr(Lock) lock = NULL;

	if (crypt->count != 1 || crypt->is_strange || crypt->is_identity ||
	    g_strcmp0(crypt->scheme, "pdf-aes256") != 0)
		return FALSE;
	lock = pdf_lock_new(crypt->locks, crypt->count);
	return lock && lock_try(lock, "") == LOCK_STAYS;
}

gboolean pdf_closed_read(Document *document, const guint8 *bytes, gsize size,
			 gboolean only_if_sure)
{
	PdfCrypt crypt;

	if (only_if_sure && !pdf_says_encrypted(bytes, size))
		return FALSE;
	pdf_crypt_read(document, bytes, size, &crypt);
	if (!crypt.is_there || (only_if_sure && !is_surely_closed(&crypt)))
		return FALSE;
	read_closed(document, &crypt, bytes, size);
	return TRUE;
}
