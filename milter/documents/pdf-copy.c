/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-copy.c - an encrypted PDF that was opened, written anew without its
 * encryption, with qpdf.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * Everything that is done with an open file can be done with the copy: the
 * streams are counted before a library unpacks them, and the password need
 * not be in an encoding that poppler takes.
 * Limits:   qpdf unpacks object streams as a whole and unseen; of a file
 *           with long ones there is no copy.
 */
#include <string.h>

#include <qpdf/qpdf-c.h>

#include "documents/pdf.h"

#define COPIED_MOST ((gsize)64 << 20)
#define OBJECTS_MOST (256 * 1024)

gboolean pdf_objects_are_short(const guint8 *bytes, gsize size)
{
	static const char kind[] = "/ObjStm", end[] = "endstream";
	const guint8 *at = bytes, *stop = bytes + size, *close;

	if (!memmem(bytes, size, "/Encrypt", 8))
		return TRUE;
	while ((at = memmem(at, (gsize)(stop - at), kind, strlen(kind)))) {
		close = memmem(at, (gsize)(stop - at), end, strlen(end));
		if ((close ? close : stop) - at > OBJECTS_MOST)
			return FALSE;
		at = close ? close : stop;
	}
	return TRUE;
}

static GBytes *write_copy(qpdf_data file)
{
	if ((qpdf_init_write_memory(file) & QPDF_ERRORS) != 0)
		return NULL;
	qpdf_set_preserve_encryption(file, QPDF_FALSE);
	qpdf_set_stream_data_mode(file, qpdf_s_preserve);
	qpdf_set_object_stream_mode(file, qpdf_o_disable);
	qpdf_set_suppress_original_object_IDs(file, QPDF_TRUE);
	if ((qpdf_write(file) & QPDF_ERRORS) != 0 ||
	    qpdf_get_buffer_length(file) == 0)
		return NULL;
	return g_bytes_new(qpdf_get_buffer(file),
			   qpdf_get_buffer_length(file));
}

GBytes *pdf_decrypted(Document *document, const guint8 *bytes, gsize size,
		      const char *password)
{
	qpdf_data file;
	GBytes *copy = NULL;

	if (size > COPIED_MOST || size > document->bytes_left ||
	    !document_goes_on(document) || !pdf_objects_are_short(bytes, size))
		return NULL;
	file = qpdf_init();
	qpdf_silence_errors(file);
	qpdf_set_suppress_warnings(file, QPDF_TRUE);
	if ((qpdf_read_memory(file, "document", (const char *)bytes, size,
			      password) & QPDF_ERRORS) == 0)
		copy = write_copy(file);
	/* An error that nobody took goes to standard error. */
	if (qpdf_has_error(file))
		(void)qpdf_get_error(file);
	qpdf_cleanup(&file);
	return copy;
}
