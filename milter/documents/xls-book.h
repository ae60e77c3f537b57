/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xls-book.h - a workbook being read: what its parts must know of another.
 *
 * For the files of the reader of workbooks only. The stream is gone through
 * twice: for what all sheets share, then for what stands in them.
 */
#ifndef DOCUMENTS_XLS_BOOK_H
#define DOCUMENTS_XLS_BOOK_H

#include "documents/document.h"
#include "documents/placed-flow.h"
#include "documents/xls-record.h"

/* A sheet as the workbook lists it. */
typedef struct XlsSheet {
	guint32 from;		/* where its BOF stands */
	char *name;		/* the likeliest reading */
	gboolean is_read;
} XlsSheet;

/* A cell that is handed over when its sheet is done. */
typedef struct XlsAside {
	guint row;
	guint column;
	char *text;
} XlsAside;

typedef struct XlsBook {
	Document *document;
	XlsRecords records;	/* behind the record that is being read */
	guint version;		/* 2, 3, 4, 5 (also 7), 8 */
	guint codepage;		/* 0: not said */

	GArray *sheets;		/* XlsSheet */
	GHashTable *by_offset;	/* XlsSheet.from -> index + 1 */

	/* Strings that cells share: NUL behind each. */
	GString *strings;
	GArray *starts;		/* guint32 */
	GByteArray *is_used;
	gboolean strings_are_cut;

	/* The sheet that is being read. */
	guint depth;		/* substreams that are open */
	char *name;
	gboolean has_cells;	/* document_sheet() was said */
	GArray *asides;		/* XlsAside */
	GByteArray *drawing;
	guint object_type;	/* of the last OBJ */
	guint row;		/* of the last FORMULA, for STRING */
	guint column;

	Flow *names;		/* of all sheets */
	PlacedFlow pages;
	PlacedFlow boxes;
	PlacedFlow texts;
	gboolean is_malformed;	/* was said */
	guint ticks;
} XlsBook;

/* What is in no order any more; once for a book. */
void xls_malformed(XlsBook *book, const char *what);

/* Whether @record begins a substream; its version is the book's from here. */
gboolean xls_bof(XlsBook *book, const XlsRecord *record);

/*
 * Every reading of @count characters, flags first where the format has
 * flags. (transfer full): char *, valid UTF-8, at least one.
 */
GPtrArray *xls_texts(XlsBook *book, XlsBody *body, gsize count);

/* xls-shared.c: what the sheets share. FALSE: it is encrypted. */
gboolean xls_shared_read(XlsBook *book);
void xls_shared_rest(XlsBook *book);

/* xls-cells.c: records that hold cells. FALSE: @record is none. */
gboolean xls_cells_read(XlsBook *book, guint id, XlsBody *body);
void xls_cell(XlsBook *book, guint row, guint column, const char *text);
void xls_cells_end(XlsBook *book);

/* xls-texts.c: records that hold other text. */
void xls_texts_read(XlsBook *book, guint id, XlsBody *body);
void xls_texts_end(XlsBook *book);

/* "header" as it stands in the book: "sheet 名簿, header". (transfer full) */
char *xls_where(const XlsBook *book, const char *what);

#endif
