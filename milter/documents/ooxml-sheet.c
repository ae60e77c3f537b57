/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-sheet.c - what one sheet hands over, however it was read.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  calls the document's sink.
 */
#include "documents/ooxml-sheet.h"

#include <string.h>

#include "documents/ooxml-codes.h"
#include "documents/ooxml-rows.h"

/* Before the first one. */
#define NO_ROW G_MAXUINT

void sheet_init(Sheet *sheet, Ooxml *ooxml, char *name)
{
	*sheet = (Sheet){ .ooxml = ooxml, .name = name, .row = NO_ROW };
	document_sheet(ooxml->document, name);
}

static void flow_end(Sheet *sheet, Flow *flow)
{
	if (flow)
		document_text(sheet->ooxml->document, flow);
	flow_free(flow);
}

void sheet_clear(Sheet *sheet)
{
	document_sheet_end(sheet->ooxml->document);
	flow_end(sheet, sheet->pages[SHEET_HEADER]);
	flow_end(sheet, sheet->pages[SHEET_FOOTER]);
	flow_end(sheet, sheet->other);
	g_free(sheet->name);
}

void sheet_row(Sheet *sheet, guint number)
{
	if (number > 0)
		sheet->row = number - 1;
	else if (sheet->row == NO_ROW || sheet->row < G_MAXINT32)
		sheet->row++;
	sheet->column = 0;
}

void sheet_at(Sheet *sheet, const char *reference, gsize size)
{
	guint row, column;

	if (!reference_read(reference, size, &row, &column))
		return;
	sheet->row = row;
	sheet->column = column;
}

void sheet_cell(Sheet *sheet, const char *text)
{
	Document *document = sheet->ooxml->document;

	if (!sheet->is_full)
		sheet->is_full = !document_cell(document,
						sheet->row == NO_ROW ?
						0 : sheet->row,
						sheet->column, text);
	if (sheet->column < G_MAXINT32)
		sheet->column++;
}

void sheet_cell_shared(Sheet *sheet, const char *number)
{
	guint64 index = 0;

	while (g_ascii_isspace(*number))
		number++;
	if (!g_ascii_isdigit(*number))
		index = G_MAXUINT64;
	for (; g_ascii_isdigit(*number) && index < G_MAXUINT32; number++)
		index = index * 10 + (guint64)(*number - '0');
	sheet_cell(sheet, strings_show(sheet->ooxml->strings, index));
}

static Flow *flow_beside(Sheet *sheet, Place place, const char *what)
{
	Flow *flow = document_flow(sheet->ooxml->document, place, NULL);

	flow_at(flow, "sheet \"%s\", %s", sheet->name, what);
	return flow;
}

void sheet_page(Sheet *sheet, SheetPage page, const char *codes)
{
	if (!sheet->pages[page])
		sheet->pages[page] = flow_beside(sheet, PLACE_PAGE,
						 page == SHEET_HEADER ?
						 "header" : "footer");
	page_codes_put(sheet->pages[page], codes, strlen(codes));
}

void sheet_other(Sheet *sheet, const char *text)
{
	if (!sheet->other)
		sheet->other = flow_beside(sheet, PLACE_TEXT, "other text");
	flow_put(sheet->other, text, strlen(text));
	flow_line(sheet->other);
}
