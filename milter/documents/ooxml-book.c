/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-book.c - what stands over sheets and slides: their names, sections,
 * and the values that charts and pivot tables keep of them.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  calls the document's sink.
 */
#include <string.h>

#include "documents/ooxml.h"

/* ---- xl/workbook.xml, ppt/presentation.xml ---------------------------------- */
typedef struct Book {
	Ooxml *ooxml;
	char *name;
	Flow *names;		/* of sheets or sections, one a line */
	Flow *defined;		/* names of ranges, and what they stand for */
	gboolean in_defined;
} Book;

static gpointer book_begin(Ooxml *ooxml, const PartKind *kind,
			   const char *name)
{
	Book *book = g_new0(Book, 1);

	book->ooxml = ooxml;
	book->name = g_strdup(name);
	book->names = document_flow(ooxml->document, PLACE_SHEET, NULL);
	flow_at(book->names, "%s", kind->where);
	book->defined = document_flow(ooxml->document, PLACE_TEXT, NULL);
	flow_at(book->defined, "defined names");
	return book;
}

static void name_put(Book *book, const char *name)
{
	flow_put(book->names, name, strlen(name));
	flow_line(book->names);
}

static void sheet_name(Book *book, const XmlAttributes *attributes)
{
	g_autofree char *name = xml_attribute(attributes, "name");
	g_autofree char *id = xml_attribute(attributes, "id");
	const char *part = id ? links_target(book->ooxml->links, book->name,
					     id) : NULL;

	if (!name)
		return;
	name_put(book, name);
	if (part)
		links_label(book->ooxml->links, part, name);
}

static void book_open(const char *name, const char *space,
		      const XmlAttributes *attributes, gpointer data)
{
	g_autofree char *defined = NULL;
	Book *book = data;

	(void)space;
	if (strcmp(name, "sheet") == 0)
		sheet_name(book, attributes);
	if (strcmp(name, "definedName") != 0)
		return;
	/* On one line: a name for a list of classes marks nothing. */
	book->in_defined = TRUE;
	defined = xml_attribute(attributes, "name");
	if (defined)
		flow_put(book->defined, defined, strlen(defined));
	flow_put(book->defined, " = ", 3);
}

static void book_close(const char *name, const char *space, gpointer data)
{
	Book *book = data;

	(void)space;
	if (strcmp(name, "definedName") != 0)
		return;
	book->in_defined = FALSE;
	flow_line(book->defined);
}

static void book_text(const char *text, gsize size, gpointer data)
{
	Book *book = data;

	if (book->in_defined)
		flow_put(book->defined, text, size);
}

static void book_end(gpointer data)
{
	Book *book = data;

	document_text(book->ooxml->document, book->names);
	document_text(book->ooxml->document, book->defined);
	flow_free(book->names);
	flow_free(book->defined);
	g_free(book->name);
	g_free(book);
}

const PartReader ooxml_workbook_reader = {
	.begin = book_begin,
	.handler = { book_open, book_close, book_text },
	.end = book_end,
};

static void presentation_open(const char *name, const char *space,
			      const XmlAttributes *attributes, gpointer data)
{
	g_autofree char *section = NULL;

	(void)space;
	if (strcmp(name, "section") != 0 && strcmp(name, "custShow") != 0)
		return;
	section = xml_attribute(attributes, "name");
	if (section)
		name_put(data, section);
}

const PartReader ooxml_presentation_reader = {
	.begin = book_begin,
	.handler = { .open = presentation_open },
	.end = book_end,
};

/* ---- charts, pivot caches, copies of other workbooks ------------------------ */
typedef struct Values {
	Ooxml *ooxml;
	gpointer text;		/* state of the reader of all other text */
	GString *value;
	char *where;
	gboolean in_value;
	gboolean has_sheet;
	gboolean is_full;
	guint row;
	guint column;
} Values;

static gpointer values_begin(Ooxml *ooxml, const PartKind *kind,
			     const char *name)
{
	Values *values = g_new0(Values, 1);

	values->ooxml = ooxml;
	values->where = ooxml_where(ooxml, kind, name);
	values->value = g_string_new(NULL);
	values->text = ooxml_text_reader.begin(ooxml, kind, name);
	return values;
}

/* Cells, not lines: a column of classes is a list, and marks nothing. */
static void value_put(Values *values, const char *text)
{
	if (values->is_full || !*text)
		return;
	if (!values->has_sheet)
		document_sheet(values->ooxml->document, values->where);
	values->has_sheet = TRUE;
	values->is_full = !document_cell(values->ooxml->document,
					 values->row++, values->column, text);
}

static gboolean is_list(const char *name)
{
	return strcmp(name, "strCache") == 0 ||
	       strcmp(name, "strLit") == 0 ||
	       strcmp(name, "lvl") == 0 ||
	       strcmp(name, "sharedItems") == 0;
}

static gboolean is_value(const char *name)
{
	return strcmp(name, "v") == 0 || strcmp(name, "val") == 0;
}

static void values_open(const char *name, const char *space,
			const XmlAttributes *attributes, gpointer data)
{
	Values *values = data;
	g_autofree char *item = NULL;

	if (is_list(name)) {
		values->column++;
		values->row = 0;
	} else if (is_value(name)) {
		values->in_value = TRUE;
		g_string_truncate(values->value, 0);
	} else if (strcmp(name, "s") == 0) {
		item = xml_attribute(attributes, "v");
		if (item)
			value_put(values, item);
	} else if (strcmp(name, "cacheField") == 0 ||
		   strcmp(name, "sheetName") == 0) {
		item = xml_attribute(attributes,
				     *name == 'c' ? "name" : "val");
		if (item)
			value_put(values, item);
	}
	ooxml_text_reader.handler.open(name, space, attributes, values->text);
}

static void values_close(const char *name, const char *space, gpointer data)
{
	Values *values = data;

	if (is_value(name) && values->in_value) {
		values->in_value = FALSE;
		value_put(values, values->value->str);
	}
	ooxml_text_reader.handler.close(name, space, values->text);
}

static void values_text(const char *text, gsize size, gpointer data)
{
	Values *values = data;

	if (!values->in_value)
		ooxml_text_reader.handler.text(text, size, values->text);
	else if (size <= values->ooxml->document->text_left &&
		 values->value->len <=
		 values->ooxml->document->text_left - size)
		g_string_append_len(values->value, text, (gssize)size);
	else
		document_limit(values->ooxml->document, "text-bytes", "text");
}

static void values_end(gpointer data)
{
	Values *values = data;

	if (values->has_sheet)
		document_sheet_end(values->ooxml->document);
	ooxml_text_reader.end(values->text);
	g_string_free(values->value, TRUE);
	g_free(values->where);
	g_free(values);
}

const PartReader ooxml_values_reader = {
	.begin = values_begin,
	.handler = { values_open, values_close, values_text },
	.end = values_end,
};
