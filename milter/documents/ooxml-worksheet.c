/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-worksheet.c - sheets of a workbook, as a stream.
 *
 * Nothing of a sheet is kept: neither its XML nor its cells. Rows in the
 * form that programs write are read by hand (ooxml-rows.c), everything else
 * by libxml2, which never sees the plain rows.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  calls the document's sink.
 * Limits:   of formulas only those that hold a text are searched.
 */
#include <string.h>

#include "documents/ooxml-rows.h"
#include "documents/ooxml-sheet.h"

/* A row that is longer goes to the parser, and all others behind it. */
#define ROW_MOST ((gsize)1024 * 1024)

typedef enum { IN_NOTHING, IN_VALUE, IN_FORMULA, IN_HEADER, IN_FOOTER } Inside;

typedef struct Worksheet {
	Sheet sheet;
	guint depth;
	guint data_depth;	/* of sheetData; 0: not in it */
	Inside inside;
	guint phonetic;
	char type[16];		/* of the cell that is open */
	GString *value;
	gboolean has_value;
	GString *formula;
	GByteArray *pending;	/* bytes of a row that is not whole yet */
	gboolean is_by_hand;
	guint rows;
} Worksheet;

static gpointer worksheet_begin(Ooxml *ooxml, const PartKind *kind,
				const char *name)
{
	Worksheet *worksheet = g_new0(Worksheet, 1);
	const char *label = links_label_of(ooxml->links, name);

	(void)kind;
	sheet_init(&worksheet->sheet, ooxml, g_strdup(label ? label : name));
	worksheet->value = g_string_new(NULL);
	worksheet->formula = g_string_new(NULL);
	worksheet->pending = g_byte_array_new();
	worksheet->is_by_hand = TRUE;
	return worksheet;
}

/* ---- cells ------------------------------------------------------------------ */

/* Most formulas are references; a text in one is quoted. */
static void formula_put(Worksheet *worksheet, const char *formula)
{
	if (strchr(formula, '"'))
		sheet_other(&worksheet->sheet, formula);
}

static void value_put(Worksheet *worksheet, const char *type,
		      const char *value)
{
	if (strcmp(type, "s") == 0)
		sheet_cell_shared(&worksheet->sheet, value);
	else if (strcmp(type, "str") == 0 || strcmp(type, "inlineStr") == 0)
		sheet_cell(&worksheet->sheet, value);
	else
		sheet_cell(&worksheet->sheet, NULL);
}

static void type_set(Worksheet *worksheet, const char *type, gsize size)
{
	size = MIN(size, sizeof(worksheet->type) - 1);
	memcpy(worksheet->type, type, size);
	worksheet->type[size] = '\0';
}

static void on_plain_row(guint number, gpointer data)
{
	Worksheet *worksheet = data;

	sheet_row(&worksheet->sheet, number);
}

/* Numbers are most of a workbook: no copy is made of them. */
static gboolean on_plain_cell(const PlainCell *cell, gpointer data)
{
	Worksheet *worksheet = data;
	gboolean is_number = cell->type_size == 0 ||
			     (cell->type_size == 1 && *cell->type != 's');

	if (cell->formula_size > 0) {
		g_string_truncate(worksheet->formula, 0);
		if (!plain_unescape(cell->formula, cell->formula_size,
				    worksheet->formula))
			return FALSE;
		formula_put(worksheet, worksheet->formula->str);
	}
	g_string_truncate(worksheet->value, 0);
	if (!is_number && !plain_unescape(cell->value, cell->value_size,
					  worksheet->value))
		return FALSE;
	sheet_at(&worksheet->sheet, cell->reference, cell->reference_size);
	type_set(worksheet, cell->type, cell->type_size);
	value_put(worksheet, worksheet->type, worksheet->value->str);
	return TRUE;
}

/* ---- by libxml2 ------------------------------------------------------------- */

/* "oddHeader", "firstFooter" and the like. */
static Inside page_of(const char *name)
{
	if (g_str_has_suffix(name, "Header"))
		return IN_HEADER;
	return g_str_has_suffix(name, "Footer") ? IN_FOOTER : IN_NOTHING;
}

static void cell_open(Worksheet *worksheet, const XmlAttributes *attributes)
{
	gsize size = 0;
	const char *value = xml_attribute_peek(attributes, "r", &size);

	if (value)
		sheet_at(&worksheet->sheet, value, size);
	value = xml_attribute_peek(attributes, "t", &size);
	type_set(worksheet, value ? value : "", value ? size : 0);
	g_string_truncate(worksheet->value, 0);
	g_string_truncate(worksheet->formula, 0);
	worksheet->has_value = FALSE;
}

static void row_open(Worksheet *worksheet, const XmlAttributes *attributes)
{
	g_autofree char *number = xml_attribute(attributes, "r");
	guint64 row = number ? g_ascii_strtoull(number, NULL, 10) : 0;

	sheet_row(&worksheet->sheet, (guint)MIN(row, (guint64)G_MAXINT32));
}

/* What a drop-down or a link says when someone points at it. */
static void hint_open(Worksheet *worksheet, const XmlAttributes *attributes)
{
	static const char *const hints[] = { "prompt", "promptTitle", "error",
					     "errorTitle", "tooltip" };

	for (guint i = 0; i < G_N_ELEMENTS(hints); i++) {
		g_autofree char *text = xml_attribute(attributes, hints[i]);

		if (text && *text)
			sheet_other(&worksheet->sheet, text);
	}
}

static void inside_open(Worksheet *worksheet, Inside inside)
{
	worksheet->inside = inside;
	if (inside == IN_VALUE)
		worksheet->has_value = TRUE;
}

static void data_open(Worksheet *worksheet, const char *name,
		      const XmlAttributes *attributes)
{
	if (strcmp(name, "c") == 0)
		cell_open(worksheet, attributes);
	else if (strcmp(name, "row") == 0)
		row_open(worksheet, attributes);
	else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
		inside_open(worksheet, IN_VALUE);
	else if (strcmp(name, "f") == 0)
		inside_open(worksheet, IN_FORMULA);
	else if (strcmp(name, "rPh") == 0)
		worksheet->phonetic++;
}

static void worksheet_open(const char *name, const char *space,
			   const XmlAttributes *attributes, gpointer data)
{
	Worksheet *worksheet = data;

	(void)space;
	worksheet->depth++;
	if (worksheet->data_depth > 0) {
		data_open(worksheet, name, attributes);
		return;
	}
	g_string_truncate(worksheet->value, 0);
	if (strcmp(name, "sheetData") == 0)
		worksheet->data_depth = worksheet->depth;
	else
		worksheet->inside = page_of(name);
	if (strcmp(name, "dataValidation") == 0 ||
	    strcmp(name, "hyperlink") == 0)
		hint_open(worksheet, attributes);
}

static void data_close(Worksheet *worksheet, const char *name)
{
	if (worksheet->inside != IN_NOTHING)
		worksheet->inside = IN_NOTHING;
	if (strcmp(name, "rPh") == 0)
		worksheet->phonetic -= worksheet->phonetic > 0;
	if (strcmp(name, "c") != 0)
		return;
	formula_put(worksheet, worksheet->formula->str);
	if (worksheet->has_value)
		value_put(worksheet, worksheet->type, worksheet->value->str);
	else if (worksheet->sheet.column < G_MAXINT32)
		worksheet->sheet.column++;
	worksheet->has_value = FALSE;
}

static void other_close(Worksheet *worksheet)
{
	const char *text = worksheet->value->str;

	if (worksheet->inside == IN_HEADER)
		sheet_page(&worksheet->sheet, SHEET_HEADER, text);
	else if (worksheet->inside == IN_FOOTER)
		sheet_page(&worksheet->sheet, SHEET_FOOTER, text);
	else if (*text)
		sheet_other(&worksheet->sheet, text);
	worksheet->inside = IN_NOTHING;
	g_string_truncate(worksheet->value, 0);
}

static void worksheet_close(const char *name, const char *space,
			    gpointer data)
{
	Worksheet *worksheet = data;

	(void)space;
	if (worksheet->data_depth == worksheet->depth)
		worksheet->data_depth = 0;
	else if (worksheet->data_depth > 0)
		data_close(worksheet, name);
	else
		other_close(worksheet);
	if (worksheet->depth > 0)
		worksheet->depth--;
}

static gboolean is_blank(const char *text, gsize size)
{
	gsize at = 0;

	while (at < size && g_ascii_isspace(text[at]))
		at++;
	return at == size;
}

static void worksheet_text(const char *text, gsize size, gpointer data)
{
	Worksheet *worksheet = data;
	GString *out = worksheet->inside == IN_FORMULA ? worksheet->formula
						       : worksheet->value;
	Document *document = worksheet->sheet.ooxml->document;

	if (worksheet->phonetic > 0 ||
	    (worksheet->inside == IN_NOTHING && is_blank(text, size)))
		return;
	if (size > document->text_left ||
	    out->len > document->text_left - size)
		document_limit(document, "text-bytes", "sheet");
	else
		g_string_append_len(out, text, (gssize)size);
}

/* ---- by hand ---------------------------------------------------------------- */

static gboolean is_between_rows(const Worksheet *worksheet)
{
	return worksheet->is_by_hand && worksheet->data_depth > 0 &&
	       worksheet->data_depth == worksheet->depth;
}

/* Up to the end of this row, where reading by hand may begin. */
static gsize piece_size(const char *bytes, gsize size)
{
	const char *end = memmem(bytes, size, "row>", 4);

	return end ? (gsize)(end - bytes) + 4 : size;
}

/* Reads rows by hand as far as it can. TRUE: there may come more of a row. */
static gboolean rows_read(Worksheet *worksheet, const char *bytes, gsize size,
			  gsize *at)
{
	PlainRows rows = { on_plain_row, on_plain_cell, worksheet };
	RowEnd end = ROW_READ;
	gsize used;

	while (is_between_rows(worksheet) && end == ROW_READ) {
		end = plain_row_read(&rows, bytes + *at, size - *at, &used);
		if (end == ROW_READ)
			*at += used;
		if (++worksheet->rows % 4096 == 0 &&
		    !document_goes_on(worksheet->sheet.ooxml->document))
			break;
	}
	/* Only once: looking for the end again and again is quadratic. */
	if (end == ROW_CUT && size - *at > ROW_MOST)
		worksheet->is_by_hand = FALSE;
	return end == ROW_CUT && worksheet->is_by_hand;
}

static gboolean pending_feed(Worksheet *worksheet, Xml *xml, gboolean is_last)
{
	const char *bytes = (const char *)worksheet->pending->data;
	gsize size = worksheet->pending->len, at = 0;
	gboolean goes_on = TRUE;

	while (at < size && goes_on) {
		gsize piece;

		if (rows_read(worksheet, bytes, size, &at) && !is_last)
			break;
		if (at == size)
			break;
		piece = piece_size(bytes + at, size - at);
		goes_on = xml_feed(xml, (const guint8 *)bytes + at, piece) &&
			  document_goes_on(worksheet->sheet.ooxml->document);
		at += piece;
	}
	if (at > 0)
		g_byte_array_remove_range(worksheet->pending, 0, (guint)at);
	return goes_on;
}

static gboolean worksheet_feed(Xml *xml, const guint8 *bytes, gsize size,
			       gpointer data)
{
	Worksheet *worksheet = data;
	gboolean goes_on = TRUE;

	if (size == 0)
		return pending_feed(worksheet, xml, TRUE);
	for (gsize at = 0; at < size && goes_on;) {
		gsize piece = MIN(size - at, (gsize)256 * 1024);

		g_byte_array_append(worksheet->pending, bytes + at,
				    (guint)piece);
		goes_on = pending_feed(worksheet, xml, FALSE);
		at += piece;
	}
	return goes_on;
}

static void worksheet_end(gpointer data)
{
	Worksheet *worksheet = data;

	sheet_clear(&worksheet->sheet);
	g_string_free(worksheet->value, TRUE);
	g_string_free(worksheet->formula, TRUE);
	g_byte_array_unref(worksheet->pending);
	g_free(worksheet);
}

const PartReader ooxml_sheet_reader = {
	.begin = worksheet_begin,
	.handler = { worksheet_open, worksheet_close, worksheet_text },
	.feed = worksheet_feed,
	.end = worksheet_end,
};
