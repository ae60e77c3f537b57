/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * odf-sheet.c - sheets and cells of OpenDocument.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  sink.
 * Limits:   formulas are not read, what they show is.
 */
#include "documents/odf-part-private.h"

#include <string.h>

/* A sheet has fewer rows and columns than this. */
#define MOST_CELLS ((guint)1 << 24)

guint odf_repeated(const XmlAttributes *attributes, const char *name)
{
	g_autofree char *text = xml_attribute(attributes, name);
	guint64 count = text ? g_ascii_strtoull(text, NULL, 10) : 1;

	return (guint)CLAMP(count, 1, MOST_CELLS);
}

/* Beyond the last of any sheet there is only one more. */
static guint advance(guint at, guint by)
{
	return MIN(at + MIN(by, MOST_CELLS), MOST_CELLS);
}

void odf_sheet_open(OdfPart *part, const XmlAttributes *attributes)
{
	g_autofree char *name = xml_attribute(attributes, "name");

	if (part->in_sheet || !part->has_sheets ||
	    part->context.target != FLOW_BODY) {
		part->tables += part->in_sheet;
		return;
	}
	g_free(part->sheet_name);
	part->sheet_name = g_steal_pointer(&name);
	if (part->sheet_name)
		odf_emit_text(part, FLOW_NAMES, "", part->sheet_name);
	document_sheet(part->document,
		       part->sheet_name ? part->sheet_name : "");
	part->in_sheet = TRUE;
	part->tables = 1;
	part->sheet++;
	part->row = 0;
	part->rows = 0;
	part->column = 0;
}

void odf_sheet_close(OdfPart *part)
{
	if (!part->in_sheet || --part->tables > 0)
		return;
	document_sheet_end(part->document);
	part->in_sheet = FALSE;
}

static gboolean is_number_type(const XmlAttributes *attributes)
{
	g_autofree char *type = xml_attribute(attributes, "value-type");

	return type && strcmp(type, "string") != 0;
}

static gboolean is_cell(const OdfPart *part)
{
	return part->in_sheet && part->tables == 1 &&
	       part->context.target == FLOW_BODY;
}

void odf_row_open(OdfPart *part, const XmlAttributes *attributes)
{
	if (!is_cell(part))
		return;
	part->row = advance(part->row, part->rows);
	part->rows = odf_repeated(attributes, "number-rows-repeated");
	part->column = 0;
}

/* Whether what follows is the text of a cell. */
gboolean odf_cell_open(OdfPart *part, const XmlAttributes *attributes)
{
	g_autofree char *value = NULL;

	if (!is_cell(part))
		return FALSE;
	g_string_truncate(part->cell, 0);
	part->columns = odf_repeated(attributes, "number-columns-repeated");
	part->is_number = is_number_type(attributes);
	value = xml_attribute(attributes, "string-value");
	if (value && *value)
		g_string_assign(part->cell, value);
	return TRUE;
}

void odf_cell_close(OdfPart *part)
{
	const char *text = part->cell->str;

	/* A number that its format turns into words is a text. */
	if (part->is_number && g_str_is_ascii(text))
		text = NULL;
	if (part->cell->len > 0 && !part->no_more_cells &&
	    !document_cell(part->document, part->row, part->column, text))
		part->no_more_cells = TRUE;
	part->column = advance(part->column, part->columns);
	g_string_truncate(part->cell, 0);
}
