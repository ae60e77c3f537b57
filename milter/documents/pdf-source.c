/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-source.c - a stream over bytes that runs dry when time is up.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  reads the monotonic clock.
 *
 * A class of GObject's, the one exception here: it is the only way in which
 * poppler takes bytes that may end early.
 */
#include "documents/pdf.h"

typedef struct PdfSource {
	GMemoryInputStream parent;
	gint64 deadline_us;
} PdfSource;

typedef struct PdfSourceClass {
	GMemoryInputStreamClass parent_class;
} PdfSourceClass;

static GType pdf_source_get_type(void);
G_DEFINE_TYPE(PdfSource, pdf_source, G_TYPE_MEMORY_INPUT_STREAM)

static gssize read_in_time(GInputStream *stream, void *buffer, gsize size,
			   GCancellable *cancellable, GError **error)
{
	PdfSource *source = (PdfSource *)(gpointer)stream;

	if (g_get_monotonic_time() > source->deadline_us)
		return 0;
	return G_INPUT_STREAM_CLASS(pdf_source_parent_class)
		->read_fn(stream, buffer, size, cancellable, error);
}

static void pdf_source_class_init(PdfSourceClass *class)
{
	G_INPUT_STREAM_CLASS(class)->read_fn = read_in_time;
}

static void pdf_source_init(PdfSource *source)
{
	source->deadline_us = 0;
}

GInputStream *pdf_source_new(const guint8 *bytes, gsize size,
			     gint64 deadline_us)
{
	g_autoptr(GBytes) all = g_bytes_new_static(bytes, size);
	PdfSource *source = g_object_new(pdf_source_get_type(), NULL);

	source->deadline_us = deadline_us;
	g_memory_input_stream_add_bytes(
		G_MEMORY_INPUT_STREAM(&source->parent), all);
	return G_INPUT_STREAM(&source->parent);
}
