/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-information.c - what a PDF says about itself: the document
 * information dictionary and the XMP packet, and what its stamps are called.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * Labels stand in the dictionary under keys of their own, which poppler does
 * not list; qpdf does. Where qpdf cannot open the file, the keys that poppler
 * knows are read.
 * Limits:   qpdf unpacks object streams as a whole; pdf_streams_fit() has
 *           seen those that are not encrypted, and a file with long ones
 *           that are shows only the keys that poppler knows.
 */
#include <string.h>

#include <qpdf/qpdf-c.h>

#include "documents/pdf.h"

#define QPDF_MOST ((gsize)64 << 20)

static void put_property(Document *document, const char *name,
			 const char *value)
{
	g_autofree char *clean_name = g_utf8_make_valid(name, -1);
	g_autofree char *clean = g_utf8_make_valid(value, -1);

	if (*clean && *clean_name)
		document_property(document, clean_name, clean,
				  "document information");
}

static void read_known(Document *document, PopplerDocument *pdf)
{
	static const struct {
		const char *name;
		char *(*get)(PopplerDocument *pdf);
	} keys[] = {
		{ "Title", poppler_document_get_title },
		{ "Subject", poppler_document_get_subject },
		{ "Keywords", poppler_document_get_keywords },
		{ "Author", poppler_document_get_author },
		{ "Creator", poppler_document_get_creator },
		{ "Producer", poppler_document_get_producer },
	};

	for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_autofree char *value = keys[i].get(pdf);

		if (value)
			put_property(document, keys[i].name, value);
	}
}

/* Keys first: a value that is asked for between them would end the list. */
static GPtrArray *keys_of(const Document *document, qpdf_data file,
			  qpdf_oh dictionary)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);

	qpdf_oh_begin_dict_key_iter(file, dictionary);
	while (keys->len < document->limits->parts && qpdf_oh_dict_more_keys(file))
		g_ptr_array_add(keys,
				g_strdup(qpdf_oh_dict_next_key(file)));
	return keys;
}

static void read_key(Document *document, qpdf_data file, qpdf_oh dictionary,
		     const char *key)
{
	qpdf_oh value = qpdf_oh_get_key(file, dictionary, key);

	if (qpdf_oh_is_string(file, value))
		put_property(document, key + (*key == '/'),
			     qpdf_oh_get_utf8_value(file, value));
	else if (qpdf_oh_is_name(file, value))
		put_property(document, key + (*key == '/'),
			     qpdf_oh_get_name(file, value) + 1);
	qpdf_oh_release(file, value);
}

static gboolean read_all(Document *document, qpdf_data file)
{
	qpdf_oh trailer = qpdf_get_trailer(file);
	qpdf_oh information = qpdf_oh_get_key(file, trailer, "/Info");
	g_autoptr(GPtrArray) keys = NULL;

	if (!qpdf_oh_is_dictionary(file, information))
		return FALSE;
	keys = keys_of(document, file, information);
	for (guint i = 0; i < keys->len && document_goes_on(document); i++)
		read_key(document, file, information, keys->pdata[i]);
	if (keys->len == document->limits->parts)
		document_limit(document, "parts", "document information");
	return keys->len > 0;
}

/* The two read the tree of pages each in its own way: what only one of them
 * sees may be what the recipient's program shows. */
static void compare_pages(Document *document, PopplerDocument *pdf,
			  qpdf_data file)
{
	gint theirs = qpdf_get_num_pages(file);
	gint ours = poppler_document_get_n_pages(pdf);

	if (theirs > ours && ours > 0)
		document_problem(document, PROBLEM_MALFORMED,
				 "%d pages, of which %d can be read",
				 theirs, ours);
}

static void read_stamp(Document *document, qpdf_data file, qpdf_oh note,
		       gint page)
{
	qpdf_oh kind = qpdf_oh_get_key(file, note, "/Subtype");
	qpdf_oh subject = qpdf_oh_get_key(file, note, "/Subj");

	if (qpdf_oh_is_name_and_equals(file, kind, "/Stamp") &&
	    qpdf_oh_is_string(file, subject)) {
		g_autofree char *where =
			g_strdup_printf("page %d, stamp", page + 1);
		g_autofree char *text = g_utf8_make_valid(
			qpdf_oh_get_utf8_value(file, subject), -1);

		document_note(document, PLACE_BOX, where, text);
	}
	qpdf_oh_release(file, kind);
	qpdf_oh_release(file, subject);
}

/* What stamps are called: to poppler they are no markup, and it keeps the
 * subjects of others only. */
static void read_stamps(Document *document, qpdf_data file)
{
	gint pages = qpdf_get_num_pages(file);

	for (gint i = 0; i < pages && document_goes_on(document); i++) {
		qpdf_oh page = qpdf_get_page_n(file, (size_t)i);
		qpdf_oh notes = qpdf_oh_get_key(file, page, "/Annots");
		gint count = qpdf_oh_is_array(file, notes) ?
			     qpdf_oh_get_array_n_items(file, notes) : 0;

		for (gint k = 0; k < count && document_goes_on(document);
		     k++) {
			qpdf_oh note = qpdf_oh_get_array_item(file, notes, k);

			read_stamp(document, file, note, i);
			qpdf_oh_release(file, note);
		}
		qpdf_oh_release(file, notes);
		qpdf_oh_release(file, page);
	}
}

/* How many objects an object stream says to hold: "/N 100". */
static guint64 number_behind(const guint8 *at, const guint8 *stop)
{
	guint64 number = 0;

	while (at < stop && (*at == ' ' || (*at >= '\t' && *at <= '\r')))
		at++;
	for (; at < stop && g_ascii_isdigit(*at) && number < G_MAXUINT32; at++)
		number = number * 10 + (guint64)(*at - '0');
	return number;
}

/*
 * qpdf makes an object of each that a stream holds as soon as it needs one
 * of them, of every one of a damaged file, and of every page that is referred
 * to, once more for each time.
 */
static gboolean objects_are_few(const Document *document, const guint8 *bytes,
				gsize size)
{
	static const struct {
		const char *word;
		gboolean counts;	/* what stands behind it */
	} words[] = { { " 0 R", FALSE }, { " obj", FALSE }, { "/N", TRUE } };
	const guint8 *stop = bytes + size;
	guint64 most = document->limits->pdf_objects, found = 0;

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		gsize length = strlen(words[i].word);
		const guint8 *at = bytes;

		while (found <= most &&
		       (at = memmem(at, (gsize)(stop - at), words[i].word,
				    length)) != NULL) {
			at += length;
			found += words[i].counts ? number_behind(at, stop) : 1;
		}
	}
	return found <= most;
}

static gboolean pages_are_few(const Document *document, PopplerDocument *pdf)
{
	gint count = poppler_document_get_n_pages(pdf);

	return count <= 0 || (guint64)count <= document->pages_left;
}

static gboolean read_with_qpdf(Document *document, PopplerDocument *pdf,
			       const guint8 *bytes, gsize size)
{
	qpdf_data file;
	gboolean done;

	if (!objects_are_few(document, bytes, size)) {
		document_limit(document, "pdf-objects", "document");
		return FALSE;
	}
	file = qpdf_init();
	qpdf_silence_errors(file);
	qpdf_set_suppress_warnings(file, QPDF_TRUE);
	done = (qpdf_read_memory(file, "document", (const char *)bytes,
				 size, NULL) & QPDF_ERRORS) == 0 &&
	       read_all(document, file);
	if (pages_are_few(document, pdf)) {
		compare_pages(document, pdf, file);
		read_stamps(document, file);
	} else {
		document_limit(document, "pages", "document");
	}
	/* An error that nobody took goes to standard error. */
	if (qpdf_has_error(file))
		(void)qpdf_get_error(file);
	qpdf_cleanup(&file);
	return done;
}

void pdf_information_read(Document *document, PopplerDocument *pdf,
			  const guint8 *bytes, gsize size)
{
	g_autofree char *xmp = poppler_document_get_metadata(pdf);

	if (size > QPDF_MOST || !pdf_objects_are_short(bytes, size) ||
	    !read_with_qpdf(document, pdf, bytes, size))
		read_known(document, pdf);
	if (xmp && *xmp)
		document_metadata(document, (const guint8 *)xmp, strlen(xmp),
				  "XMP");
}
