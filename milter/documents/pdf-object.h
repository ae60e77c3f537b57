/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-object.h - objects of a PDF as they stand in its bytes, for files that
 * no library opens.
 */
#ifndef DOCUMENTS_PDF_OBJECT_H
#define DOCUMENTS_PDF_OBJECT_H

#include <glib.h>

typedef enum {
	PDF_NOTHING,	/* null, and what cannot be read */
	PDF_NUMBER,
	PDF_BOOLEAN,
	PDF_NAME,
	PDF_STRING,
	PDF_ARRAY,
	PDF_DICTIONARY,
	PDF_REFERENCE,
} PdfKind;

/* A tree; .number is the value of numbers, booleans and references. */
typedef struct PdfObject {
	PdfKind kind;
	gint64 number;
	GByteArray *bytes;	/* of a name without its slash, of a string;
				 * there is a NUL behind them */
	GPtrArray *items;	/* PdfObject; of a dictionary keys and values
				 * in turn */
} PdfObject;

void pdf_object_free(PdfObject *object);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfObject, pdf_object_free)

/*
 * The object that begins at @at, which is moved behind it; of bounded size
 * and depth. Never fails: what is not there is PDF_NOTHING.
 * Returns: (transfer full).
 */
PdfObject *pdf_object_read(const guint8 *bytes, gsize size, gsize *at);

/* The value of @key, the last one where it is there several times; NULL: not
 * there, or @object (nullable) is no dictionary. (transfer none) */
const PdfObject *pdf_object_get(const PdfObject *object, const char *key);

/* The name at @key; "" where there is none. */
const char *pdf_object_name(const PdfObject *object, const char *key);

/* The number or truth at @key; @otherwise where there is none. */
gint64 pdf_object_number(const PdfObject *object, const char *key,
			 gint64 otherwise);

/* Behind the blanks and comments at @at. */
gsize pdf_object_skip(const guint8 *bytes, gsize size, gsize at);

#endif
