/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-book2003.c - workbooks as Excel 2003 writes them in XML
 * (SpreadsheetML 2003): everything in one file, cells without references.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  calls the document's sink.
 */
#include <string.h>

#include "documents/ooxml-sheet.h"

typedef struct Book {
	Ooxml *ooxml;
	Flow *names;
	Flow *other;		/* comments and the like */
	Sheet sheet;
	gboolean has_sheet;
	gboolean is_text;	/* of the data that is open */
	GString *value;
	guint depth;
	guint properties_depth;	/* 0: not within */
	gboolean in_data;
	gboolean in_comment;	/* which has data too, but no type */
} Book;

static gpointer book_begin(Ooxml *ooxml, const PartKind *kind,
			   const char *name)
{
	Book *book = g_new0(Book, 1);

	(void)name;
	book->ooxml = ooxml;
	book->value = g_string_new(NULL);
	book->names = document_flow(ooxml->document, PLACE_SHEET, NULL);
	book->other = document_flow(ooxml->document, PLACE_TEXT, NULL);
	flow_at(book->names, "%s", kind->where);
	flow_at(book->other, "comments and other text");
	return book;
}

static void sheet_end(Book *book)
{
	if (book->has_sheet)
		sheet_clear(&book->sheet);
	book->has_sheet = FALSE;
}

static void sheet_begin(Book *book, const XmlAttributes *attributes)
{
	char *name = xml_attribute(attributes, "Name");

	sheet_end(book);
	if (!name)
		name = g_strdup("");
	flow_put(book->names, name, strlen(name));
	flow_line(book->names);
	sheet_init(&book->sheet, book->ooxml, name);
	book->has_sheet = TRUE;
}

static guint index_of(const XmlAttributes *attributes)
{
	g_autofree char *index = xml_attribute(attributes, "Index");
	guint64 number = index ? g_ascii_strtoull(index, NULL, 10) : 0;

	return (guint)MIN(number, (guint64)G_MAXINT32);
}

static void page_put(Book *book, SheetPage page,
		     const XmlAttributes *attributes)
{
	g_autofree char *codes = xml_attribute(attributes, "Data");

	if (codes)
		sheet_page(&book->sheet, page, codes);
}

static void data_open(Book *book, const XmlAttributes *attributes)
{
	g_autofree char *type = xml_attribute(attributes, "Type");

	book->is_text = g_strcmp0(type, "String") == 0;
	book->in_data = TRUE;
	g_string_truncate(book->value, 0);
}

static void sheet_open(Book *book, const char *name,
		       const XmlAttributes *attributes)
{
	guint index = index_of(attributes);

	if (strcmp(name, "Row") == 0)
		sheet_row(&book->sheet, index);
	else if (strcmp(name, "Cell") == 0 && index > 0)
		book->sheet.column = index - 1;
	else if (strcmp(name, "Comment") == 0)
		book->in_comment = TRUE;
	else if (strcmp(name, "Data") == 0 && !book->in_comment)
		data_open(book, attributes);
	else if (strcmp(name, "Header") == 0)
		page_put(book, SHEET_HEADER, attributes);
	else if (strcmp(name, "Footer") == 0)
		page_put(book, SHEET_FOOTER, attributes);
}

static void book_open(const char *name, const char *space,
		      const XmlAttributes *attributes, gpointer data)
{
	Book *book = data;

	(void)space;
	book->depth++;
	if (g_str_has_suffix(name, "DocumentProperties"))
		book->properties_depth = book->depth;
	else if (book->properties_depth > 0)
		g_string_truncate(book->value, 0);
	else if (strcmp(name, "Worksheet") == 0)
		sheet_begin(book, attributes);
	else if (book->has_sheet)
		sheet_open(book, name, attributes);
}

static void data_close(Book *book)
{
	if (book->in_data)
		sheet_cell(&book->sheet,
			   book->is_text ? book->value->str : NULL);
	book->in_data = FALSE;
}

static void property_put(Book *book, const char *element)
{
	/* Of broken XML even a name may be no UTF-8. */
	g_autofree char *name = g_utf8_make_valid(element, -1);

	document_property(book->ooxml->document, name, book->value->str,
			  "properties");
}

static void book_close(const char *name, const char *space, gpointer data)
{
	Book *book = data;

	(void)space;
	if (book->properties_depth == book->depth)
		book->properties_depth = 0;
	else if (book->properties_depth > 0 && book->value->len > 0)
		property_put(book, name);
	else if (strcmp(name, "Worksheet") == 0)
		sheet_end(book);
	else if (strcmp(name, "Data") == 0 && book->has_sheet)
		data_close(book);
	else if (strcmp(name, "Comment") == 0)
		book->in_comment = FALSE;
	else if (!book->in_data && flow_size(book->other) > 0 &&
		 !g_str_has_suffix(flow_text(book->other), "\n"))
		flow_line(book->other);
	if (book->depth > 0)
		book->depth--;
}

static void value_add(Book *book, const char *text, gsize size)
{
	Document *document = book->ooxml->document;

	if (size > document->text_left ||
	    book->value->len > document->text_left - size)
		document_limit(document, "text-bytes", "text");
	else
		g_string_append_len(book->value, text, (gssize)size);
}

static gboolean is_blank(const char *text, gsize size)
{
	while (size > 0 && g_ascii_isspace(text[size - 1]))
		size--;
	return size == 0;
}

static void book_text(const char *text, gsize size, gpointer data)
{
	Book *book = data;

	if (book->in_data || book->properties_depth > 0)
		value_add(book, text, size);
	else if (!is_blank(text, size))
		flow_put(book->other, text, size);
}

static void book_end(gpointer data)
{
	Book *book = data;

	sheet_end(book);
	document_text(book->ooxml->document, book->names);
	document_text(book->ooxml->document, book->other);
	flow_free(book->names);
	flow_free(book->other);
	g_string_free(book->value, TRUE);
	g_free(book);
}

const PartReader ooxml_book2003_reader = {
	.begin = book_begin,
	.handler = { book_open, book_close, book_text },
	.end = book_end,
};
