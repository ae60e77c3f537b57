/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-text.c - running text of WordprocessingML, DrawingML and VML, which
 * stand in one another wherever they like.
 *
 * Elements are told by their local names: "p" is a paragraph and "t" its text
 * in all of them, transitional or strict. Text where none belongs is kept
 * beside, not dropped.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  calls the document's sink.
 * Limits:   symbols of symbol fonts (w:sym) are left out.
 */
#include <stdlib.h>
#include <string.h>

#include "containers/unpack.h"
#include "documents/ooxml-layers.h"
#include "documents/ooxml.h"

/* Base64 of one embedded file; its own limit guards what comes of it. */
#define BINARY_MOST ((gsize)256 * 1024 * 1024)

/* Within what sort of elements the reader stands. */
typedef enum {
	IN_TEXT,
	IN_INSERTED,
	IN_DELETED,
	IN_RUBY,
	IN_FIELD,
	IN_TABS,	/* where tabs are defined, not written */
	IN_BINARY,
	IN_COUNT
} Inside;

typedef enum {
	DO_INSIDE,	/* .inside counts while it is open */
	DO_DELETED_TEXT,
	DO_TAB,
	DO_LINE,	/* ends a line where it stands */
	DO_HYPHEN,
	DO_PARAGRAPH,	/* ends a line where it closes */
	DO_INLINE,	/* ends none, even in loose text */
	DO_BOX,
	DO_LOOSE_BOX,
	DO_PAGE,
	DO_SHAPE,	/* bears alternative text too */
	DO_BODY,	/* the text of a shape */
	DO_PLACEHOLDER,
	DO_ALT,
	DO_ALT_VALUE,
	DO_WATERMARK,
	DO_NUMBERING,
	DO_FIELD,
	DO_VARIABLE,
} Action;

typedef struct Element {
	const char *name;
	Action action;
	Inside inside;
} Element;

/* By name, for bsearch(). */
static const Element elements[] = {
	{ "b", DO_INLINE, 0 },
	{ "binData", DO_INSIDE, IN_BINARY },
	{ "br", DO_LINE, 0 },
	{ "cNvPr", DO_ALT, 0 },
	{ "cm", DO_PARAGRAPH, 0 },
	{ "comment", DO_PARAGRAPH, 0 },
	{ "cr", DO_LINE, 0 },
	{ "cxnSp", DO_SHAPE, 0 },
	{ "del", DO_INSIDE, IN_DELETED },
	{ "delInstrText", DO_INSIDE, IN_FIELD },
	{ "delText", DO_DELETED_TEXT, IN_TEXT },
	{ "docPr", DO_ALT, 0 },
	{ "docVar", DO_VARIABLE, 0 },
	{ "fldSimple", DO_FIELD, 0 },
	{ "font", DO_INLINE, 0 },
	{ "ftr", DO_PAGE, 0 },
	{ "group", DO_ALT, 0 },
	{ "hdr", DO_PAGE, 0 },
	{ "i", DO_INLINE, 0 },
	{ "imagedata", DO_ALT, 0 },
	{ "ins", DO_INSIDE, IN_INSERTED },
	{ "instrText", DO_INSIDE, IN_FIELD },
	{ "line", DO_ALT, 0 },
	{ "lvlText", DO_NUMBERING, 0 },
	{ "moveFrom", DO_INSIDE, IN_DELETED },
	{ "moveTo", DO_INSIDE, IN_INSERTED },
	{ "noBreakHyphen", DO_HYPHEN, 0 },
	{ "oval", DO_ALT, 0 },
	{ "p", DO_PARAGRAPH, 0 },
	{ "ph", DO_PLACEHOLDER, 0 },
	{ "pic", DO_SHAPE, 0 },
	{ "ptab", DO_TAB, 0 },
	{ "r", DO_INLINE, 0 },
	{ "rPh", DO_INSIDE, IN_RUBY },
	{ "rPr", DO_INLINE, 0 },
	{ "rect", DO_ALT, 0 },
	{ "roundrect", DO_ALT, 0 },
	{ "rt", DO_INSIDE, IN_RUBY },
	{ "s", DO_INLINE, 0 },
	{ "shape", DO_ALT, 0 },
	{ "sp", DO_SHAPE, 0 },
	{ "span", DO_INLINE, 0 },
	{ "t", DO_INSIDE, IN_TEXT },
	{ "tab", DO_TAB, 0 },
	{ "tabLst", DO_INSIDE, IN_TABS },
	{ "tabs", DO_INSIDE, IN_TABS },
	{ "tag", DO_VARIABLE, 0 },
	{ "tblCaption", DO_ALT_VALUE, 0 },
	{ "tblDescription", DO_ALT_VALUE, 0 },
	{ "text", DO_PARAGRAPH, 0 },
	{ "textbox", DO_LOOSE_BOX, 0 },
	{ "textpath", DO_WATERMARK, 0 },
	{ "threadedComment", DO_PARAGRAPH, 0 },
	{ "txBody", DO_BODY, 0 },
	{ "txbxContent", DO_BOX, 0 },
	{ "u", DO_INLINE, 0 },
};

typedef struct Text {
	Ooxml *ooxml;
	const PartKind *kind;
	Layers *layers;
	guint depth;
	guint inside[IN_COUNT];
	Place shape;		/* where the text of this shape belongs */
	GString *binary;	/* base64 */
	char *binary_name;
} Text;

static int element_compare(const void *name, const void *element)
{
	return strcmp(name, ((const Element *)element)->name);
}

static const Element *element_of(const char *name, const char *space)
{
	/* A point's text in a diagram: a body of paragraphs. */
	if (name[0] == 't' && !name[1] && strstr(space, "/diagram"))
		return NULL;
	return bsearch(name, elements, G_N_ELEMENTS(elements),
		       sizeof(Element), element_compare);
}

static gpointer text_begin(Ooxml *ooxml, const PartKind *kind,
			   const char *name)
{
	Text *text = g_new0(Text, 1);
	g_autofree char *where = ooxml_where(ooxml, kind, name);

	text->ooxml = ooxml;
	text->kind = kind;
	text->shape = PLACE_TEXT;
	text->layers = layers_new(ooxml->document, kind->place, where,
				  kind->unit, kind->flags & KIND_LOOSE);
	text->binary = g_string_new(NULL);
	return text;
}

static void attribute_put(Text *text, Side side,
			  const XmlAttributes *attributes, const char *name)
{
	g_autofree char *value = xml_attribute(attributes, name);

	if (!value || !*value)
		return;
	layers_side_line(text->layers, side);
	layers_side_put(text->layers, side, value, strlen(value));
	layers_side_line(text->layers, side);
}

static void alt_open(Text *text, const XmlAttributes *attributes)
{
	attribute_put(text, SIDE_ALT, attributes, "descr");
	attribute_put(text, SIDE_ALT, attributes, "title");
	attribute_put(text, SIDE_ALT, attributes, "alt");
}

static void variable_open(Text *text, const XmlAttributes *attributes)
{
	g_autofree char *name = xml_attribute(attributes, "name");
	g_autofree char *value = xml_attribute(attributes, "val");

	if (name && value)
		document_property(text->ooxml->document, name, value,
				  "document variable");
}

/* What placeholders repeat on every page, by their type. */
static gboolean is_page_placeholder(const char *type)
{
	return type && (strcmp(type, "ftr") == 0 || strcmp(type, "hdr") == 0 ||
			strcmp(type, "dt") == 0 || strcmp(type, "sldNum") == 0);
}

static void body_open(Text *text)
{
	if ((text->kind->flags & KIND_SLIDE) && text->shape == PLACE_BOX)
		layers_push(text->layers, PLACE_BOX, "shape", text->depth,
			    FALSE);
	else if ((text->kind->flags & KIND_SLIDE) && text->shape == PLACE_PAGE)
		layers_push(text->layers, PLACE_PAGE, "header or footer",
			    text->depth, FALSE);
}

static void tab_open(Text *text)
{
	if (text->inside[IN_TABS] > 0)
		return;
	/* Left, middle and right of a header are lines of their own. */
	if (layers_place(text->layers) == PLACE_PAGE)
		layers_line(text->layers);
	else
		layers_put(text->layers, "\t", 1, CHANGE_NONE);
}

static void placeholder_open(Text *text, const XmlAttributes *attributes)
{
	g_autofree char *type = xml_attribute(attributes, "type");

	text->shape = is_page_placeholder(type) ? PLACE_PAGE : PLACE_TEXT;
}

static void inside_open(Text *text, Inside inside,
			const XmlAttributes *attributes)
{
	text->inside[inside]++;
	if (inside != IN_BINARY)
		return;
	g_string_truncate(text->binary, 0);
	g_free(text->binary_name);
	text->binary_name = xml_attribute(attributes, "name");
}

static void element_open(Text *text, const Element *element,
			 const XmlAttributes *attributes)
{
	Layers *layers = text->layers;

	switch (element->action) {
	case DO_INSIDE:
		inside_open(text, element->inside, attributes);
		break;
	case DO_DELETED_TEXT:
		text->inside[IN_TEXT]++;
		text->inside[IN_DELETED]++;
		break;
	case DO_TAB:
		tab_open(text);
		break;
	case DO_LINE:
		layers_line(layers);
		break;
	case DO_HYPHEN:
		layers_put(layers, "-", 1, CHANGE_NONE);
		break;
	case DO_BOX:
		/* VML wraps the same box twice. */
		if (layers_is_loose(layers))
			layers_set_loose(layers, FALSE);
		else
			layers_push(layers, PLACE_BOX, "text box",
				    text->depth, FALSE);
		break;
	case DO_LOOSE_BOX:
		layers_push(layers, PLACE_BOX, "text box", text->depth, TRUE);
		break;
	case DO_PAGE:
		if (text->depth > 1)
			layers_push(layers, PLACE_PAGE, "header or footer",
				    text->depth, FALSE);
		break;
	case DO_SHAPE:
		text->shape = PLACE_BOX;
		break;
	case DO_BODY:
		body_open(text);
		break;
	case DO_PLACEHOLDER:
		placeholder_open(text, attributes);
		break;
	case DO_ALT:
		alt_open(text, attributes);
		break;
	case DO_ALT_VALUE:
		attribute_put(text, SIDE_ALT, attributes, "val");
		break;
	case DO_WATERMARK:
		attribute_put(text, SIDE_WATERMARK, attributes, "string");
		break;
	case DO_NUMBERING:
		attribute_put(text, SIDE_OTHER, attributes, "val");
		break;
	case DO_FIELD:
		attribute_put(text, SIDE_FIELDS, attributes, "instr");
		break;
	case DO_VARIABLE:
		variable_open(text, attributes);
		break;
	case DO_PARAGRAPH:
	case DO_INLINE:
		break;
	}
}

static void text_open(const char *name, const char *space,
		      const XmlAttributes *attributes, gpointer data)
{
	Text *text = data;
	const Element *element = element_of(name, space);

	text->depth++;
	if (element)
		element_open(text, element, attributes);
}

static void binary_close(Text *text)
{
	g_autoptr(GByteArray) bytes = NULL;
	gsize used;

	if (text->inside[IN_BINARY] > 0)
		return;
	bytes = unpack_base64((const guint8 *)text->binary->str,
			      text->binary->len, &used);
	ooxml_embedded(text->ooxml, text->binary_name, bytes->data,
		       bytes->len);
	g_string_truncate(text->binary, 0);
}

static void leave(Text *text, Inside inside)
{
	if (text->inside[inside] > 0)
		text->inside[inside]--;
	if (inside == IN_RUBY)
		layers_side_line(text->layers, SIDE_RUBY);
	else if (inside == IN_BINARY)
		binary_close(text);
}

static void element_close(Text *text, const Element *element)
{
	if (element->action == DO_INSIDE ||
	    element->action == DO_DELETED_TEXT)
		leave(text, element->inside);
	if (element->action == DO_DELETED_TEXT)
		leave(text, IN_DELETED);
	if (element->action == DO_PARAGRAPH) {
		layers_line(text->layers);
		layers_side_line(text->layers, SIDE_FIELDS);
	}
	if (element->action == DO_SHAPE)
		text->shape = PLACE_TEXT;
}

static void text_close(const char *name, const char *space, gpointer data)
{
	Text *text = data;
	const Element *element = element_of(name, space);

	if (element)
		element_close(text, element);
	layers_side_line(text->layers, SIDE_OTHER);
	if (!element && layers_is_loose(text->layers))
		layers_break(text->layers);
	layers_pop(text->layers, text->depth);
	if (text->depth > 0)
		text->depth--;
}

static gboolean is_blank(const char *text, gsize size)
{
	return unpack_is_blank((const guint8 *)text, size);
}

/* Line ends of the XML itself are no lines of the text. */
static void loose_put(Text *text, const char *bytes, gsize size)
{
	while (size > 0) {
		const char *end = memchr(bytes, '\n', size);
		gsize length = end ? (gsize)(end - bytes) : size;

		layers_put(text->layers, bytes, length, CHANGE_NONE);
		if (!end)
			break;
		layers_put(text->layers, " ", 1, CHANGE_NONE);
		bytes = end + 1;
		size -= length + 1;
	}
}

static guint changes_of(const Text *text)
{
	return (text->inside[IN_INSERTED] > 0 ? CHANGE_INSERTED : 0u) |
	       (text->inside[IN_DELETED] > 0 ? CHANGE_DELETED : 0u);
}

static void text_text(const char *bytes, gsize size, gpointer data)
{
	Text *text = data;

	if (text->inside[IN_BINARY] > 0) {
		if (size <= BINARY_MOST - text->binary->len)
			g_string_append_len(text->binary, bytes,
					    (gssize)size);
		else
			document_limit(text->ooxml->document, "decoded-bytes",
				       "embedded file");
	} else if (text->inside[IN_RUBY] > 0) {
		layers_side_put(text->layers, SIDE_RUBY, bytes, size);
	} else if (text->inside[IN_FIELD] > 0) {
		layers_side_put(text->layers, SIDE_FIELDS, bytes, size);
	} else if (text->inside[IN_TEXT] > 0) {
		layers_put(text->layers, bytes, size, changes_of(text));
	} else if (!is_blank(bytes, size)) {
		if (layers_is_loose(text->layers))
			loose_put(text, bytes, size);
		else
			layers_side_put(text->layers, SIDE_OTHER, bytes,
					size);
	}
}

static void text_end(gpointer data)
{
	Text *text = data;

	layers_free(text->layers);
	g_string_free(text->binary, TRUE);
	g_free(text->binary_name);
	g_free(text);
}

const PartReader ooxml_text_reader = {
	.begin = text_begin,
	.handler = { text_open, text_close, text_text },
	.end = text_end,
};
