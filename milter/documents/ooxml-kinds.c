/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-kinds.c - the kinds of parts, by their root elements.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * A namespace is known by a word in it: transitional and strict ones differ
 * in what stands before, later versions in what stands behind.
 */
#include <string.h>

#include "documents/ooxml.h"

#define WORD "wordprocessingml"
#define SHEET "spreadsheetml"
#define SLIDE "presentationml"
#define DRAWING "drawingml"

#define QUIET(root, space)						\
	{ root, space, &ooxml_text_reader, PLACE_TEXT, "", NULL, KIND_LOOSE }

static const PartKind kinds[] = {
	{ "document", WORD, &ooxml_text_reader, PLACE_TEXT, "", "paragraph",
	  0 },
	{ "hdr", WORD, &ooxml_text_reader, PLACE_PAGE, "header #", "line", 0 },
	{ "ftr", WORD, &ooxml_text_reader, PLACE_PAGE, "footer #", "line", 0 },
	{ "comments", WORD, &ooxml_text_reader, PLACE_TEXT, "comments",
	  "paragraph", 0 },
	{ "footnotes", WORD, &ooxml_text_reader, PLACE_TEXT, "footnotes",
	  "paragraph", 0 },
	{ "endnotes", WORD, &ooxml_text_reader, PLACE_TEXT, "endnotes",
	  "paragraph", 0 },
	{ "glossaryDocument", WORD, &ooxml_text_reader, PLACE_TEXT,
	  "building blocks", "paragraph", 0 },
	{ "wordDocument", "office/word/2003", &ooxml_text_reader, PLACE_TEXT,
	  "", "paragraph", 0 },
	{ "numbering", WORD, &ooxml_text_reader, PLACE_TEXT, "numbering",
	  NULL, 0 },
	QUIET("settings", WORD),
	QUIET("styles", WORD),
	QUIET("fonts", WORD),
	QUIET("webSettings", WORD),
	QUIET("people", "office/word"),
	QUIET("commentsEx", "office/word"),
	QUIET("commentsIds", "office/word"),
	QUIET("commentsExtensible", "office/word"),

	{ "workbook", SHEET, &ooxml_workbook_reader, PLACE_SHEET,
	  "sheet names", NULL, 0 },
	{ "sst", SHEET, &ooxml_strings_reader, PLACE_CELL, "", NULL, 0 },
	{ "worksheet", SHEET, &ooxml_sheet_reader, PLACE_CELL, "sheet", NULL,
	  0 },
	{ "dialogsheet", SHEET, &ooxml_sheet_reader, PLACE_CELL, "sheet",
	  NULL, 0 },
	{ "chartsheet", SHEET, &ooxml_sheet_reader, PLACE_CELL, "sheet",
	  NULL, 0 },
	{ "macrosheet", "office/excel", &ooxml_sheet_reader, PLACE_CELL,
	  "sheet", NULL, 0 },
	{ "comments", SHEET, &ooxml_text_reader, PLACE_TEXT, "comments",
	  "line", 0 },
	{ "ThreadedComments", "threadedcomments", &ooxml_text_reader,
	  PLACE_TEXT, "comments", "line", KIND_LOOSE },
	QUIET("personList", "threadedcomments"),
	{ "pivotCacheDefinition", SHEET, &ooxml_values_reader, PLACE_TEXT,
	  "pivot cache", NULL, 0 },
	{ "pivotCacheRecords", SHEET, &ooxml_values_reader, PLACE_TEXT,
	  "pivot cache", NULL, 0 },
	{ "externalLink", SHEET, &ooxml_values_reader, PLACE_TEXT,
	  "external link", NULL, 0 },
	QUIET("styleSheet", SHEET),
	QUIET("calcChain", SHEET),
	QUIET("table", SHEET),
	QUIET("pivotTableDefinition", SHEET),
	QUIET("connections", SHEET),
	QUIET("queryTable", SHEET),
	QUIET("metadata", SHEET),
	QUIET("users", SHEET),
	{ "Workbook", "office:spreadsheet", &ooxml_book2003_reader,
	  PLACE_SHEET, "sheet names", NULL, 0 },

	{ "sld", SLIDE, &ooxml_text_reader, PLACE_TEXT, "slide #", "line",
	  KIND_SLIDE | KIND_PAGE },
	{ "notes", SLIDE, &ooxml_text_reader, PLACE_TEXT, "notes", "line",
	  KIND_SLIDE },
	{ "sldLayout", SLIDE, &ooxml_text_reader, PLACE_PAGE, "layout #",
	  "line", 0 },
	{ "sldMaster", SLIDE, &ooxml_text_reader, PLACE_PAGE, "master #",
	  "line", 0 },
	{ "notesMaster", SLIDE, &ooxml_text_reader, PLACE_PAGE,
	  "master of notes", "line", 0 },
	{ "handoutMaster", SLIDE, &ooxml_text_reader, PLACE_PAGE,
	  "master of handouts", "line", 0 },
	{ "presentation", SLIDE, &ooxml_presentation_reader, PLACE_SHEET,
	  "section names", NULL, 0 },
	{ "cmLst", SLIDE, &ooxml_text_reader, PLACE_TEXT, "comments", "line",
	  KIND_LOOSE },
	{ "cmLst", "office/powerpoint", &ooxml_text_reader, PLACE_TEXT,
	  "comments", "line", KIND_LOOSE },
	QUIET("cmAuthorLst", SLIDE),
	QUIET("authorLst", "office/powerpoint"),
	QUIET("presentationPr", SLIDE),
	QUIET("viewPr", SLIDE),
	QUIET("tagLst", SLIDE),

	{ "wsDr", DRAWING, &ooxml_text_reader, PLACE_BOX, "drawing", "line",
	  0 },
	{ "userShapes", DRAWING, &ooxml_text_reader, PLACE_BOX, "chart",
	  "line", 0 },
	{ "chartSpace", DRAWING, &ooxml_values_reader, PLACE_BOX, "chart",
	  "line", 0 },
	{ "chartSpace", "office/drawing", &ooxml_values_reader, PLACE_BOX,
	  "chart", "line", 0 },
	{ "dataModel", DRAWING, &ooxml_text_reader, PLACE_BOX, "diagram",
	  "line", 0 },
	{ "drawing", "office/drawing", &ooxml_text_reader, PLACE_BOX,
	  "diagram", "line", 0 },
	QUIET("theme", DRAWING),
	QUIET("themeOverride", DRAWING),
	QUIET("tblStyleLst", DRAWING),
	QUIET("layoutDef", DRAWING),
	QUIET("styleDef", DRAWING),
	QUIET("colorsDef", DRAWING),
	QUIET("chartStyle", "office/drawing"),
	QUIET("colorStyle", "office/drawing"),
	/* VML; text boxes in it are HTML, and often no XML at all. */
	{ "xml", "", &ooxml_text_reader, PLACE_BOX, "drawing", "line",
	  KIND_HTML },

	{ "coreProperties", "core-properties", &ooxml_properties_reader,
	  PLACE_PROPERTY, "core", NULL, 0 },
	{ "Properties", "custom", &ooxml_properties_reader,
	  PLACE_PROPERTY, "custom", NULL, 0 },
	{ "Properties", "extended", &ooxml_properties_reader,
	  PLACE_PROPERTY, "app", NULL, 0 },
	{ "Relationships", "relationships", &ooxml_links_reader, PLACE_TEXT,
	  "", NULL, 0 },
	QUIET("Types", "content-types"),
};

static const PartKind unknown = {
	"", "", &ooxml_text_reader, PLACE_TEXT, "#", "line",
	KIND_LOOSE | KIND_LABELS,
};

const PartKind *ooxml_kind(const char *root, const char *space)
{
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (strcmp(kinds[i].root, root) == 0 &&
		    strstr(space, kinds[i].space))
			return &kinds[i];
	}
	return NULL;
}

const PartKind *ooxml_kind_unknown(void)
{
	return &unknown;
}

guint ooxml_number(const char *name)
{
	const char *base = strrchr(name, '/');
	const char *end;
	guint64 number = 0;

	base = base ? base + 1 : name;
	end = strchr(base, '.');
	if (!end)
		end = base + strlen(base);
	while (end > base && g_ascii_isdigit(end[-1]))
		end--;
	number = g_ascii_strtoull(end, NULL, 10);
	return (guint)MIN(number, 999999);
}

char *ooxml_where(const Ooxml *ooxml, const PartKind *kind, const char *name)
{
	const char *owner = links_label_of(ooxml->links, name);
	const char *mark = strchr(kind->where, '#');
	guint number = ooxml_number(name);

	if (kind == &unknown)
		return g_strdup(name);
	if (mark && (kind->flags & KIND_PAGE) && owner)
		return g_strdup(owner);
	if (mark && number == 0)
		return g_strdup_printf("%.*s", (int)(mark - kind->where - 1),
				       kind->where);
	if (mark)
		return g_strdup_printf("%.*s%u", (int)(mark - kind->where),
				       kind->where, number);
	if (owner && *kind->where)
		return g_strdup_printf("%s, %s", owner, kind->where);
	return g_strdup(owner ? owner : kind->where);
}
