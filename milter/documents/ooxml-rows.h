/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-rows.h - rows of a sheet that are written plainly, read by hand.
 *
 * A workbook of 20 MB holds 200 MB of XML, nearly all of it cells in one
 * form; an XML parser needs ten seconds for what takes one by hand.
 */
#ifndef DOCUMENTS_OOXML_ROWS_H
#define DOCUMENTS_OOXML_ROWS_H

#include <glib.h>

/* Pointers into the bytes; .reference and .type may be empty. */
typedef struct PlainCell {
	const char *reference;	/* "B3" */
	gsize reference_size;
	const char *type;	/* "s", "str", "inlineStr", "n", ... */
	gsize type_size;
	const char *formula;	/* still escaped */
	gsize formula_size;
	const char *value;	/* still escaped */
	gsize value_size;
} PlainCell;

typedef struct PlainRows {
	/* @number: "r" of the row; 0: it has none. */
	void (*row)(guint number, gpointer data);
	/* FALSE: it takes a real parser after all. */
	gboolean (*cell)(const PlainCell *cell, gpointer data);
	gpointer data;
} PlainRows;

typedef enum {
	ROW_READ,	/* *ret_used bytes are done with */
	ROW_CUT,	/* its end is not there yet */
	ROW_OTHER,	/* no row, or one for a real parser */
} RowEnd;

/*
 * Reads the one row that @bytes begin with, white space before it too. Cells
 * of a row that turns out to be ROW_OTHER may have been handed over.
 */
RowEnd plain_row_read(const PlainRows *rows, const char *bytes, gsize size,
		      gsize *ret_used);

/* Resolves XML's own entities into @out. FALSE: there are others, or it is no
 * UTF-8. */
gboolean plain_unescape(const char *text, gsize size, GString *out);

/* "B3" as numbers from 0; FALSE where it is no reference. */
gboolean reference_read(const char *text, gsize size, guint *ret_row,
			guint *ret_column);

#endif
