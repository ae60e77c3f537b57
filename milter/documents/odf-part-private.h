/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * odf-part-private.h - what the files that read a part of OpenDocument share:
 * where text goes (odf-line.c), and sheets with cells (odf-sheet.c).
 */
#ifndef DOCUMENTS_ODF_PART_PRIVATE_H
#define DOCUMENTS_ODF_PART_PRIVATE_H

#include "documents/odf-part.h"

typedef enum {
	FLOW_BODY,
	FLOW_ASIDE,
	FLOW_PAGE,
	FLOW_BOX,
	FLOW_NAMES,
	FLOW_COUNT,
	TO_CELL,	/* of the sheet that is open */
	TO_PROPERTY,
} Target;

/* Where text goes, and how a person would call that place. */
typedef struct Context {
	Target target;
	const char *label;	/* static; "" where there is nothing to say */
} Context;

/* Where a flow stood when it was last added to. */
typedef struct Spot {
	const char *label;
	guint page;
	guint sheet;
} Spot;

struct OdfPart {
	Document *document;
	Xml *xml;
	char *name;
	char *folder;		/* "Object 1"; "" at the top */
	GArray *frames;
	Context context;
	GString *line;		/* of the paragraph; NULL outside of any */
	GString *loose;		/* text outside of paragraphs */
	GString *binary;	/* base64 */
	guint dropped;		/* open elements whose text is none */
	Flow *flow[FLOW_COUNT];
	Spot spot[FLOW_COUNT];
	guint page;		/* slides */
	guint sheet;
	char *sheet_name;
	char *property;		/* name of the user-defined one; nullable */
	gboolean has_sheets;
	gboolean in_sheet;
	guint tables;		/* open within the sheet, itself included */
	GString *cell;
	gboolean is_number;
	gboolean no_more_cells;
	guint row, column, rows, columns;
	guint steps;
};

/* ---- odf-line.c ----------------------------------------------------------- */

/* A text is complete: it goes where its context says. @name: the element. */
void odf_emit(OdfPart *part, Context context, const GString *line,
	      const char *name);
void odf_emit_text(OdfPart *part, Target target, const char *label,
		   const char *text);

/* Text that stands in no paragraph ends with its element. */
void odf_loose_flush(OdfPart *part, const char *name);

/* Text of whatever element is open; @data: the part. */
void odf_put_text(const char *text, gsize size, gpointer data);

/* ---- odf-sheet.c ---------------------------------------------------------- */

void odf_sheet_open(OdfPart *part, const XmlAttributes *attributes);
void odf_sheet_close(OdfPart *part);
void odf_row_open(OdfPart *part, const XmlAttributes *attributes);

/* Whether what follows is the text of a cell. */
gboolean odf_cell_open(OdfPart *part, const XmlAttributes *attributes);
void odf_cell_close(OdfPart *part);

/* A count that an attribute gives: 1 where it does not, and bounded. */
guint odf_repeated(const XmlAttributes *attributes, const char *name);

#endif
