/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xls-cells.c - the records of a workbook that hold cells.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none but the sink.
 * Limits:   of a formula its last result is read, not the strings that it is
 *           made of.
 */
#include "documents/xls-book.h"

#include <string.h>

/* Cells put aside for another sheet; more of them stay where they are. */
#define MAX_ASIDES 65536

/* What the result of a formula is, where it is no number. */
#define NO_NUMBER 0xffff
#define RESULT_STRING 0

static void begin_cells(XlsBook *book)
{
	if (!book->has_cells)
		document_sheet(book->document, book->name);
	book->has_cells = TRUE;
}

static void put_cell(XlsBook *book, guint row, guint column,
		     const char *text)
{
	begin_cells(book);
	(void)document_cell(book->document, row, column, text);
}

/* What a chart or another file remembers is no cell of this sheet. */
static void put_aside(XlsBook *book, guint row, guint column,
		      const char *text)
{
	XlsAside aside = { row, column, NULL };

	if (book->asides->len >= MAX_ASIDES) {
		put_cell(book, row, column, text);
		return;
	}
	aside.text = g_strdup(text);
	g_array_append_val(book->asides, aside);
}

void xls_cell(XlsBook *book, guint row, guint column, const char *text)
{
	if (book->depth <= 1)
		put_cell(book, row, column, text);
	else if (text)
		put_aside(book, row, column, text);
}

static void end_sheet(XlsBook *book)
{
	if (book->has_cells)
		document_sheet_end(book->document);
	book->has_cells = FALSE;
}

void xls_cells_end(XlsBook *book)
{
	g_autofree char *name = g_strdup_printf("%s (stored values)",
						book->name);

	end_sheet(book);
	if (book->asides->len == 0)
		return;
	document_sheet(book->document, name);
	for (guint i = 0; i < book->asides->len; i++) {
		const XlsAside *aside = &g_array_index(book->asides, XlsAside,
						       i);

		(void)document_cell(book->document, aside->row, aside->column,
				    aside->text);
	}
	document_sheet_end(book->document);
	g_array_set_size(book->asides, 0);
}

static void put_readings(XlsBook *book, guint row, guint column,
			 XlsBody *body, gsize count)
{
	g_autoptr(GPtrArray) texts = xls_texts(book, body, count);

	for (guint i = 0; i < texts->len; i++)
		xls_cell(book, row, column, texts->pdata[i]);
	if (body->failed)
		xls_malformed(book, "a cell is cut");
}

/* Behind row and column: an index of formats, in BIFF2 its bits. */
static void skip_format(guint id, XlsBody *body)
{
	xls_skip(body, id < 0x0100 ? 3 : 2);
}

static void read_label(XlsBook *book, guint id, XlsBody *body)
{
	guint row = xls_u16(body), column = xls_u16(body);
	gsize count;

	if (id == XLS_RSTRING) {
		xls_skip(body, 2);
		count = xls_u16(body);
	} else {
		skip_format(id, body);
		count = id < 0x0100 ? xls_u8(body) : xls_u16(body);
	}
	put_readings(book, row, column, body, count);
}

static void read_shared_label(XlsBook *book, guint id, XlsBody *body)
{
	guint row = xls_u16(body), column = xls_u16(body);
	guint32 index;

	(void)id;
	xls_skip(body, 2);
	index = xls_u32(body);
	if (!body->failed && index < book->starts->len) {
		guint32 start = g_array_index(book->starts, guint32, index);

		book->is_used->data[index] = 1;
		xls_cell(book, row, column, book->strings->str + start);
		return;
	}
	xls_cell(book, row, column, NULL);
	if (!book->strings_are_cut)
		xls_malformed(book, "a cell has no string");
}

static void read_number(XlsBook *book, guint id, XlsBody *body)
{
	guint row = xls_u16(body), column = xls_u16(body);

	(void)id;
	if (!body->failed)
		xls_cell(book, row, column, NULL);
}

static void read_numbers(XlsBook *book, guint id, XlsBody *body)
{
	guint row = xls_u16(body), column = xls_u16(body);
	gsize count = xls_left(body) / 6;

	(void)id;
	for (guint i = 0; i < count; i++)
		xls_cell(book, row, column + i, NULL);
}

/* Its result, if that is text, follows in a record of its own. */
static void read_formula(XlsBook *book, guint id, XlsBody *body)
{
	guint kind;

	(void)id;
	book->row = xls_u16(body);
	book->column = xls_u16(body);
	xls_skip(body, book->version < 3 ? 3 : 2);
	kind = xls_u8(body);
	xls_skip(body, 5);
	if (xls_u16(body) != NO_NUMBER || kind != RESULT_STRING)
		xls_cell(book, book->row, book->column, NULL);
}

static void read_result(XlsBook *book, guint id, XlsBody *body)
{
	gsize count = id < 0x0100 && book->version < 3 ? xls_u8(body) :
							 xls_u16(body);

	put_readings(book, book->row, book->column, body, count);
}

/* What cells of another file held when they were last looked at. */
static void read_remembered(XlsBook *book, guint id, XlsBody *body)
{
	guint last = xls_u8(body), column = xls_u8(body);
	guint row = xls_u16(body);

	(void)id;
	for (; column <= last && xls_left(body) > 0; column++) {
		guint kind = xls_u8(body);
		g_autoptr(GPtrArray) texts = NULL;

		if (kind != 2) {
			xls_skip(body, 8);
			continue;
		}
		texts = xls_texts(book, body, book->version < 8 ?
					      xls_u8(body) : xls_u16(body));
		for (guint i = 0; i < texts->len; i++)
			put_aside(book, row, column, texts->pdata[i]);
	}
}

static const struct {
	guint id;
	void (*read)(XlsBook *book, guint id, XlsBody *body);
} rows[] = {
	{ XLS_LABELSST, read_shared_label },
	{ XLS_RK, read_number },
	{ 0x0203, read_number },
	{ XLS_MULRK, read_numbers },
	{ XLS_FORMULA, read_formula },
	{ 0x0207, read_result },
	{ 0x0204, read_label },
	{ XLS_RSTRING, read_label },
	{ 0x0205, read_number },
	{ 0x0206, read_formula },
	{ 0x0406, read_formula },
	{ 0x0002, read_number },
	{ 0x0003, read_number },
	{ 0x0004, read_label },
	{ 0x0005, read_number },
	{ 0x0007, read_result },
	{ XLS_CRN, read_remembered },
};

gboolean xls_cells_read(XlsBook *book, guint id, XlsBody *body)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (rows[i].id == id) {
			rows[i].read(book, id, body);
			return TRUE;
		}
	}
	return FALSE;
}
