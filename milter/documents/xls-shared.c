/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xls-shared.c - what the sheets of a workbook share: names, strings, locks.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none but the sink.
 */
#include "documents/xls-book.h"

#include <string.h>

/* A string takes three bytes at least; this many are said at once. */
#define STRINGS_BETWEEN_LOOKS 1024

enum {
	SHEET_KIND_COUNT = 7,	/* worksheet 0 to module 6 */
	SHEET_STATE_COUNT = 3,	/* visible, hidden, very hidden */
};

/* One name is said as every reading there is. */
static void add_sheet(XlsBook *book, guint32 from, XlsBody *body)
{
	guint count = xls_u8(body);
	g_autoptr(GPtrArray) names = xls_texts(book, body, count);
	XlsSheet sheet = { from, g_strdup(names->pdata[0]), FALSE };

	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];

		flow_put(book->names, name, strlen(name));
		flow_line(book->names);
	}
	g_array_append_val(book->sheets, sheet);
	g_hash_table_insert(book->by_offset, GUINT_TO_POINTER(from),
			    GUINT_TO_POINTER(book->sheets->len));
}

static void read_sheet(XlsBook *book, XlsBody *body)
{
	guint32 from = xls_u32(body);

	xls_skip(body, 2);
	add_sheet(book, from, body);
}

/* Stands right before the sheet itself, in a workbook of BIFF4. */
static void read_sheet_header(XlsBook *book, XlsBody *body)
{
	guint32 from = (guint32)MIN(book->records.at, (gsize)G_MAXUINT32);

	xls_skip(body, 4);
	add_sheet(book, from, body);
}

/* FALSE: no more are wanted. */
static gboolean add_string(XlsBook *book, XlsBody *body)
{
	guint32 start = (guint32)book->strings->len;

	xls_rich_string(body, xls_u16(body), book->strings);
	if (book->strings->len == start && body->failed)
		return FALSE;
	g_string_append_c(book->strings, '\0');
	g_array_append_val(book->starts, start);
	if (book->strings->len > MIN(book->document->text_left,
				     (guint64)G_MAXINT32)) {
		document_limit(book->document, "text-bytes",
			       "strings of the workbook");
		book->strings_are_cut = TRUE;
		return FALSE;
	}
	return book->starts->len % STRINGS_BETWEEN_LOOKS != 0 ||
	       document_goes_on(book->document);
}

/* What stands behind the strings that were promised is looked at as well. */
static void read_strings(XlsBook *book, XlsBody *body)
{
	guint32 promised;

	xls_skip(body, 4);
	promised = xls_u32(body);
	while (xls_left(body) > 0 || xls_continue(body)) {
		if (!add_string(book, body))
			break;
	}
	if (body->failed && book->starts->len <= promised)
		xls_malformed(book, "shared strings are cut");
	else if (promised > book->records.size)
		xls_malformed(book, "more shared strings are promised than "
			      "can be there");
}

void xls_shared_rest(XlsBook *book)
{
	Document *document = book->document;
	gboolean goes_on = document->cells_left > 0;
	guint row = 0;

	for (guint i = 0; goes_on && i < book->starts->len; i++) {
		const char *text = book->strings->str +
				   g_array_index(book->starts, guint32, i);

		if ((i < book->is_used->len && book->is_used->data[i]) ||
		    *text == '\0')
			continue;
		if (row == 0)
			document_sheet(document, "shared strings");
		goes_on = document_cell(document, row++, 0, text);
	}
	if (row > 0)
		document_sheet_end(document);
}

static const char *scheme_of(const XlsBook *book, XlsBody *body)
{
	guint kind = book->version < 8 ? 0 : xls_u16(body);

	if (kind == 0)
		return "xls-xor";
	return xls_u16(body) == 1 ? "xls-rc4" : "xls-rc4-cryptoapi";
}

/* As it stands when nothing is encrypted; its offset never is. */
static gboolean is_plain_sheet(const XlsBook *book, const XlsRecord *record)
{
	const guint8 *body = record->body;
	gsize wide;

	if (record->id != XLS_BOUNDSHEET || record->size < 8 ||
	    body[4] >= SHEET_STATE_COUNT || body[5] >= SHEET_KIND_COUNT)
		return FALSE;
	if (book->version < 8)
		return record->size == 7 + (gsize)body[6];
	wide = body[7];
	return wide <= 1 &&
	       record->size == 8 + (gsize)body[6] * (1 + wide);
}

/*
 * FILEPASS stands at the head of a workbook. Elsewhere nobody heeds it, and
 * it must not make us call secret what everybody can read; nor where what
 * follows is readable.
 */
static gboolean is_encrypted(XlsBook *book)
{
	XlsRecords records = book->records;
	XlsRecord record;

	while (xls_record_next(&records, &record)) {
		if (is_plain_sheet(book, &record)) {
			xls_malformed(book, "says that it is encrypted, "
				      "and is not");
			return FALSE;
		}
		if (record.id == XLS_EOF)
			break;
	}
	return TRUE;
}

static gboolean read_file_pass(XlsBook *book, gboolean at_head, XlsBody *body)
{
	const char *scheme = scheme_of(book, body);

	if (!at_head) {
		xls_malformed(book, "encryption is declared too late");
		return FALSE;
	}
	if (!is_encrypted(book))
		return FALSE;
	book->document->is_encrypted = TRUE;
	book->document->scheme = scheme;
	return TRUE;
}

static gboolean may_precede_file_pass(guint id)
{
	static const guint ids[] = {
		XLS_WRITEPROT, 0x0060 /* TEMPLATE */,
		0x00e1, 0x00c1, 0x00e2 /* INTERFACEHDR, MMS, INTERFACEEND */,
	};

	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		if (ids[i] == id)
			return TRUE;
	}
	return FALSE;
}

static void read_shared(XlsBook *book, guint id, XlsBody *body)
{
	if (id == XLS_BOUNDSHEET)
		read_sheet(book, body);
	else if (id == XLS_SHEETHDR && book->version < 5)
		read_sheet_header(book, body);
	else if (id == XLS_CODEPAGE && book->codepage == 0)
		book->codepage = xls_u16(body);
	else if (id == XLS_SST)
		read_strings(book, body);
}

gboolean xls_shared_read(XlsBook *book)
{
	XlsRecords start = book->records;
	XlsRecord record;
	gboolean at_head = TRUE;

	while (xls_record_next(&book->records, &record)) {
		XlsBody body = xls_body(&record, &book->records);

		if (record.id == XLS_FILEPASS &&
		    read_file_pass(book, at_head, &body))
			return FALSE;
		if (xls_bof(book, &record))
			at_head = at_head && record.from == 0;
		else
			at_head = at_head && may_precede_file_pass(record.id);
		read_shared(book, record.id, &body);
	}
	book->records = start;
	g_byte_array_set_size(book->is_used, book->starts->len);
	if (book->starts->len > 0)
		memset(book->is_used->data, 0, book->starts->len);
	return TRUE;
}
