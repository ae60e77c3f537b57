/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xls-stream.c - the stream of a workbook, BIFF2 to BIFF8.
 *
 * Every record counts, in the order in which they stand; then the sheets that
 * only the list of sheets leads to.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none but the sink.
 */
#include "documents/xls-stream.h"

#include <string.h>

#include "documents/xls-book.h"

#define RECORDS_BETWEEN_LOOKS 256
/* Sheets may overlap; no more is read than this many times the stream. */
#define MAX_TURNS 2

static void sheet_clear(gpointer data)
{
	XlsSheet *sheet = data;

	g_free(sheet->name);
}

static void aside_clear(gpointer data)
{
	XlsAside *aside = data;

	g_free(aside->text);
}

static void book_init(XlsBook *book, Document *document,
		      const guint8 *bytes, gsize size)
{
	*book = (XlsBook){
		.document = document,
		.records = { bytes, size, 0 },
		.version = 8,
		.sheets = g_array_new(FALSE, FALSE, sizeof(XlsSheet)),
		.by_offset = g_hash_table_new(NULL, NULL),
		.strings = g_string_new(NULL),
		.starts = g_array_new(FALSE, FALSE, sizeof(guint32)),
		.is_used = g_byte_array_new(),
		.name = g_strdup(""),
		.asides = g_array_new(FALSE, FALSE, sizeof(XlsAside)),
		.drawing = g_byte_array_new(),
		.names = document_flow(document, PLACE_SHEET, NULL),
	};
	g_array_set_clear_func(book->sheets, sheet_clear);
	g_array_set_clear_func(book->asides, aside_clear);
	placed_flow_init(&book->pages, document, PLACE_PAGE);
	placed_flow_init(&book->boxes, document, PLACE_BOX);
	placed_flow_init(&book->texts, document, PLACE_TEXT);
}

static void book_clear(XlsBook *book)
{
	placed_flow_clear(&book->pages);
	placed_flow_clear(&book->boxes);
	placed_flow_clear(&book->texts);
	flow_free(book->names);
	g_array_unref(book->sheets);
	g_hash_table_unref(book->by_offset);
	g_string_free(book->strings, TRUE);
	g_array_unref(book->starts);
	g_byte_array_unref(book->is_used);
	g_free(book->name);
	g_array_unref(book->asides);
	g_byte_array_unref(book->drawing);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(XlsBook, book_clear)

static void end_sheet(XlsBook *book)
{
	xls_cells_end(book);
	xls_texts_end(book);
	g_free(book->name);
	book->name = g_strdup("");
	book->depth = 0;
}

/* A sheet begins, or a chart within one. */
static void begin(XlsBook *book, gsize from)
{
	guint index = GPOINTER_TO_UINT(g_hash_table_lookup(book->by_offset,
			GSIZE_TO_POINTER(from)));

	if (index > 0) {
		XlsSheet *sheet = &g_array_index(book->sheets, XlsSheet,
						 index - 1);

		/* Where one begins that is listed, the last one has ended. */
		end_sheet(book);
		g_free(book->name);
		book->name = g_strdup(sheet->name);
		sheet->is_read = TRUE;
	}
	book->depth++;
}

static void read_record(XlsBook *book, const XlsRecord *record)
{
	XlsBody body = xls_body(record, &book->records);

	if (record->is_cut)
		xls_malformed(book, "a record is cut");
	if (xls_bof(book, record)) {
		begin(book, record->from);
	} else if (record->id == XLS_EOF) {
		if (book->depth > 0)
			book->depth--;
		if (book->depth == 0)
			end_sheet(book);
	} else if (!xls_cells_read(book, record->id, &body)) {
		xls_texts_read(book, record->id, &body);
	}
}

static gboolean is_zero(const XlsRecords *records)
{
	const guint8 *at = records->bytes + records->at;
	gsize size = records->size - records->at;

	return size == 0 || (*at == 0 && memcmp(at, at + 1, size - 1) == 0);
}

/*
 * Where @to_end, the records of the whole stream as they stand; else those of
 * one sheet. At most @max bytes; returns how many it read.
 */
static guint64 read_records(XlsBook *book, gboolean to_end, guint64 max)
{
	gsize from = book->records.at;
	XlsRecord record;

	while (book->records.at - from < max &&
	       xls_record_next(&book->records, &record)) {
		read_record(book, &record);
		if (record.id == XLS_EOF && book->depth == 0 &&
		    (!to_end || is_zero(&book->records)))
			break;
		if (++book->ticks % RECORDS_BETWEEN_LOOKS == 0 &&
		    !document_goes_on(book->document))
			break;
	}
	end_sheet(book);
	return book->records.at - from;
}

/* Sheets that the list knows and that did not come in sequence. */
static void read_listed(XlsBook *book)
{
	guint64 left = MAX_TURNS * (guint64)book->records.size;

	for (guint i = 0; i < book->sheets->len; i++) {
		const XlsSheet *sheet = &g_array_index(book->sheets, XlsSheet,
						       i);
		XlsRecords at = { book->records.bytes, book->records.size,
				  sheet->from };
		XlsRecord record;

		if (sheet->is_read)
			continue;
		xls_malformed(book, "sheets are not where they should be");
		if (left == 0 || !document_goes_on(book->document))
			break;
		if (at.at >= at.size || !xls_record_next(&at, &record) ||
		    !xls_bof(book, &record))
			continue;
		book->records.at = sheet->from;
		left -= MIN(left, read_records(book, FALSE, left));
	}
}

static void hand_over(XlsBook *book)
{
	document_text(book->document, book->names);
	document_text(book->document, book->pages.flow);
	document_text(book->document, book->boxes.flow);
	document_text(book->document, book->texts.flow);
}

void xls_stream_read(Document *document, const guint8 *bytes, gsize size)
{
	g_auto(XlsBook) book;

	book_init(&book, document, bytes, size);
	if (!xls_shared_read(&book))
		return;
	(void)read_records(&book, TRUE, size);
	read_listed(&book);
	xls_shared_rest(&book);
	hand_over(&book);
}

/* A field a column, its name on top ([MS-XLS] 2.4.283, 2.4.302). */
static void read_pivot_record(XlsBook *book, const XlsRecord *record)
{
	XlsBody body = xls_body(record, &book->records);
	g_autoptr(GPtrArray) texts = NULL;

	if (record->id == XLS_SXFDB) {
		book->column++;
		book->row = 0;
		xls_skip(&body, 14);
	} else if (record->id != XLS_SXSTRING) {
		return;
	}
	texts = xls_texts(book, &body, xls_u16(&body));
	for (guint i = 0; i < texts->len; i++)
		xls_cell(book, book->row, book->column, texts->pdata[i]);
	book->row++;
}

void xls_pivot_read(Document *document, guint version, const guint8 *bytes,
		    gsize size)
{
	g_auto(XlsBook) book;
	XlsRecord record;

	book_init(&book, document, bytes, size);
	book.version = version;
	g_free(book.name);
	book.name = g_strdup("pivot cache");
	while (xls_record_next(&book.records, &record)) {
		if (record.is_cut)
			xls_malformed(&book, "a pivot cache is cut");
		read_pivot_record(&book, &record);
		if (++book.ticks % RECORDS_BETWEEN_LOOKS == 0 &&
		    !document_goes_on(document))
			break;
	}
	xls_cells_end(&book);
}

gboolean xls_stream_is(const guint8 *bytes, gsize size)
{
	static const struct {
		guint8 generation;
		guint8 size;
	} heads[] = { { 0, 4 }, { 2, 6 }, { 4, 6 }, { 8, 8 }, { 8, 16 } };

	if (size < 8 || bytes[0] != XLS_PLAIN_BOF || bytes[3] != 0 ||
	    bytes[7] > 1)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(heads); i++) {
		if (heads[i].generation == bytes[1] &&
		    heads[i].size == bytes[2])
			return TRUE;
	}
	return FALSE;
}
