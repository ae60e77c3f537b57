/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * odf-element.c - which elements of OpenDocument mean something to us.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/odf-element.h"

#include <stdlib.h>
#include <string.h>

typedef struct Element {
	const char *name;
	const char *space;	/* some part of the URI; NULL: any */
	OdfKind kind;
} Element;

/* Sorted by name, as strcmp() does. */
static const Element elements[] = {
	{ "a", "text", ODF_INLINE },
	{ "annotation", "office", ODF_COMMENT },
	{ "binary-data", "office", ODF_BINARY },
	{ "caption", "draw", ODF_SHAPE },
	{ "chart", "office", ODF_SHEETS },
	{ "circle", "draw", ODF_SHAPE },
	{ "conditional-text", "text", ODF_HIDDEN },
	{ "connector", "draw", ODF_SHAPE },
	{ "control", "draw", ODF_SHAPE },
	{ "covered-table-cell", "table", ODF_CELL },
	{ "custom-shape", "draw", ODF_SHAPE },
	{ "date-time-decl", "presentation", ODF_PAGE_FIELD },
	{ "deletion", NULL, ODF_DELETED },
	{ "desc", "svg", ODF_ALTERNATIVE },
	{ "document-signatures", NULL, ODF_DROPPED },
	{ "ellipse", "draw", ODF_SHAPE },
	{ "endnote", "text", ODF_NOTE },
	{ "endnote-citation", "text", ODF_DROPPED },
	{ "footer", "style", ODF_FOOTER },
	{ "footer-decl", "presentation", ODF_PAGE_FIELD },
	{ "footer-first", NULL, ODF_FOOTER },
	{ "footer-left", "style", ODF_FOOTER },
	{ "footnote", "text", ODF_NOTE },
	{ "footnote-citation", "text", ODF_DROPPED },
	{ "frame", "draw", ODF_SHAPE },
	{ "h", "text", ODF_PARAGRAPH },
	{ "header", "style", ODF_HEADER },
	{ "header-decl", "presentation", ODF_PAGE_FIELD },
	{ "header-first", NULL, ODF_HEADER },
	{ "header-left", "style", ODF_HEADER },
	{ "hidden-paragraph", "text", ODF_INLINE },
	{ "hidden-text", "text", ODF_HIDDEN },
	{ "line", "draw", ODF_SHAPE },
	{ "line-break", "text", ODF_BREAK },
	{ "master-page", "style", ODF_MASTER },
	{ "measure", "draw", ODF_SHAPE },
	{ "meta", "office", ODF_META },
	{ "note", "text", ODF_NOTE },
	{ "note-citation", "text", ODF_DROPPED },
	{ "notes", "presentation", ODF_SLIDE_NOTES },
	{ "p", "text", ODF_PARAGRAPH },
	{ "page", "draw", ODF_SLIDE },
	{ "path", "draw", ODF_SHAPE },
	{ "polygon", "draw", ODF_SHAPE },
	{ "polyline", "draw", ODF_SHAPE },
	{ "previous", "table", ODF_DELETED },
	{ "rect", "draw", ODF_SHAPE },
	{ "regular-polygon", "draw", ODF_SHAPE },
	{ "ruby-text", "text", ODF_BESIDE },
	{ "s", "text", ODF_SPACES },
	{ "section", "text", ODF_SECTION },
	{ "settings", "office", ODF_DROPPED },
	{ "span", "text", ODF_INLINE },
	{ "spreadsheet", "office", ODF_SHEETS },
	{ "tab", "text", ODF_TAB },
	{ "tab-stop", "text", ODF_TAB },
	{ "table", "table", ODF_TABLE },
	{ "table-cell", "table", ODF_CELL },
	{ "table-row", "table", ODF_ROW },
	{ "text-box", "draw", ODF_TEXT_BOX },
	{ "title", "svg", ODF_ALTERNATIVE },
	{ "user-defined", "meta", ODF_USER_DEFINED },
	{ "user-field-decl", "text", ODF_HIDDEN },
	{ "variable-set", "text", ODF_HIDDEN },
};

static int element_compare(const void *a, const void *b)
{
	const Element *left = a, *right = b;

	return strcmp(left->name, right->name);
}

OdfKind odf_element_kind(const char *name, const char *space)
{
	const Element wanted = { name, NULL, ODF_OTHER };
	const Element *element = bsearch(&wanted, elements,
					 G_N_ELEMENTS(elements),
					 sizeof(Element), element_compare);

	/* Namespaces differ by version and by maker: part of one will do. */
	if (!element || (element->space && *space &&
			 !strstr(space, element->space)))
		return ODF_OTHER;
	return element->kind;
}
