/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * document-part.c - a part that is a document: read, searched, taken apart.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  findings.
 */
#include "inspect/document-part.h"

#include <string.h>

#include "documents/documents.h"
#include "documents/formats.h"
#include "documents/salvage.h"
#include "inspect/closed.h"
#include "inspect/content.h"
#include "inspect/labelling.h"
#include "inspect/passwords.h"
#include "inspect/remembered.h"
#include "marks/grid.h"

typedef struct Work {
	Inspection *inspection;
	Part *part;
	const Piece *piece;
	Grid *grid;		/* of the sheet that is open; nullable */
	char *sheet;		/* its name */
	PasswordCell said;	/* in it */
	Document document;
	guint64 opened;		/* .document.bytes_left when last accounted */
} Work;

/* What a document unpacks counts for the whole mail, and what files within
 * it unpack counts for the document. */
static void account_open(Work *work)
{
	const Inspection *inspection = work->inspection;

	work->opened = inspection->brief->limits.decoded_bytes -
		       inspection->decoded;
	work->document.bytes_left = work->opened;
}

static void account_close(Work *work)
{
	guint64 left = work->document.bytes_left;

	work->inspection->decoded += work->opened - MIN(work->opened, left);
}

static char *flow_spot(gconstpointer data, gsize offset)
{
	return flow_where(data, offset);
}

static void search_flow(Work *work, const Spot *spot, const Flow *flow)
{
	(void)inspection_search_text(work->inspection, spot,
				     flow_text(flow));
	labels_text(work->inspection, spot->place, spot->part, spot->name,
		    flow_text(flow), NULL);
}

static void on_text(const Flow *flow, gpointer data)
{
	Work *work = data;
	Spot spot = {
		.place = flow_place(flow), .part = work->part->id,
		.name = work->part->name, .where = flow_spot, .data = flow,
	};

	if (inspection_goes_on(work->inspection, work->part->id))
		search_flow(work, &spot, flow);
}

/* ---- sheets --------------------------------------------------------------- */

static void on_sheet_end(gpointer data);

static void on_sheet(const char *name, gpointer data)
{
	Work *work = data;

	on_sheet_end(work);
	work->sheet = g_strdup(name);
	work->said = (PasswordCell){ FALSE, 0, 0 };
	work->grid = grid_new(work->inspection->matcher,
			      work->inspection->wants_details ?
			      SEARCH_MENTIONS : SEARCH_MARKS);
}

static void on_cell(guint row, guint column, const char *text, gpointer data)
{
	Work *work = data;

	if (work->grid)
		grid_cell(work->grid, row, column, text);
	passwords_cell(work->inspection, &work->said, row, column, text);
}

typedef struct CellSpot {
	const char *sheet;
	guint row;
	guint column;
} CellSpot;

static char *cell_spot(gconstpointer data, gsize offset)
{
	const CellSpot *spot = data;
	g_autofree char *where = grid_where(spot->row, spot->column);

	(void)offset;
	return *spot->sheet ?
	       g_strdup_printf("sheet \"%s\", %s", spot->sheet, where) :
	       g_strdup_printf("cell %s", where);
}

static void on_cell_found(const Found *found, guint row, guint column,
			  const char *cell, gpointer data)
{
	Work *work = data;
	CellSpot place = { work->sheet, row, column };
	Spot spot = {
		.place = PLACE_CELL, .part = work->part->id,
		.name = work->part->name, .where = cell_spot, .data = &place,
	};

	inspection_found(work->inspection, &spot, cell, found);
}

static void on_sheet_end(gpointer data)
{
	Work *work = data;

	const Level *gave_up = work->grid ?
		grid_judge(work->grid, on_cell_found, work) : NULL;

	if (gave_up)
		inspection_pattern_gave_up(work->inspection, work->part->id,
					   gave_up);
	g_clear_pointer(&work->grid, grid_free);
	g_clear_pointer(&work->sheet, g_free);
}

/* ---- what else is in a document ------------------------------------------- */

static char *fixed_spot(gconstpointer data, gsize offset)
{
	(void)offset;
	return g_strdup(data);
}

static void on_property(const char *name, const char *value,
			const char *where, gpointer data)
{
	Work *work = data;
	Spot spot = {
		.place = PLACE_PROPERTY, .part = work->part->id, .name = name,
		.where = where ? fixed_spot : NULL, .data = where,
	};

	(void)inspection_search_text(work->inspection, &spot, value);
	labels_property(work->inspection, work->part->id, name, value, where);
}

static void on_metadata(const guint8 *bytes, gsize size, const char *where,
			gpointer data)
{
	Work *work = data;

	labels_metadata(work->inspection, work->part->id, bytes, size, where);
}

static void on_embedded(const char *name, const char *declared_type,
			const guint8 *bytes, gsize size, gpointer data)
{
	Work *work = data;
	Inspection *inspection = work->inspection;
	const char *outer = work->part->id;
	g_autofree char *id = g_strdup_printf("%s/%s", outer,
					      name && *name ? name : "object");
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	Piece piece = {
		.id = id, .names = names, .declared_type = declared_type,
		.role = ROLE_MEMBER, .depth = work->piece->depth + 1,
	};

	if (name && *name)
		g_ptr_array_add(names, g_strdup(name));
	if (!inspection_goes_on(inspection, outer) ||
	    !inspection_may_enter(inspection, outer, piece.depth))
		return;
	account_close(work);
	(void)content_inspect(inspection, &piece, bytes, size);
	account_open(work);
}

static void on_problem(ProblemKind kind, const char *what, gpointer data)
{
	Work *work = data;

	inspection_problem(work->inspection, kind, work->part->id, "%s",
			   what);
}

static const DocumentSink sink = {
	.text = on_text,
	.sheet = on_sheet,
	.cell = on_cell,
	.sheet_end = on_sheet_end,
	.property = on_property,
	.metadata = on_metadata,
	.embedded = on_embedded,
	.problem = on_problem,
};

static void work_begin(Work *work, Inspection *inspection, Part *part,
		       const Piece *piece)
{
	const Limits *limits = &inspection->brief->limits;
	gint64 latest = g_get_monotonic_time() +
			(gint64)limits->document_seconds * G_USEC_PER_SEC;

	*work = (Work){
		.inspection = inspection, .part = part, .piece = piece,
		.document = {
			.sink = &sink,
			.data = work,
			.limits = limits,
			.deadline_us = MIN(latest, inspection->deadline_us),
			.text_left = limits->text_bytes,
			.cells_left = limits->cells,
			.pages_left = limits->pages,
			.members_left = limits->parts,
			.keyring = inspection_keyring(inspection, part),
		},
	};
	account_open(work);
}

static void take_result(Work *work)
{
	const Document *document = &work->document;
	Part *part = work->part;

	if (document->type) {
		g_free(part->type);
		part->type = g_strdup(document->type);
	}
	part->opened = document->opened;
	if (document->gave_up)
		closed_gave_up(work->inspection, part, document->gave_up);
	if (document->scheme) {
		g_free(part->scheme);
		part->scheme = g_strdup(document->scheme);
		part->strength = brief_strength(work->inspection->brief,
						part->scheme);
	}
	part->unscanned = document->is_encrypted;
	if (!document->is_encrypted) {
		part->protection = PROTECTION_NONE;
		return;
	}
	part->opened = OPENED_NOT;
	part->protection = document->protection == PROTECTION_SECRET ?
			   PROTECTION_SECRET : PROTECTION_UNKNOWN;
	if (part->protection == PROTECTION_UNKNOWN)
		inspection_problem(work->inspection, PROBLEM_UNSUPPORTED,
				   part->id, "encrypted, and it cannot be told "
				   "whether a secret is needed to read it");
}

static void work_end(Work *work)
{
	on_sheet_end(work);
	labels_document_end(work->inspection, work->part->id);
	account_close(work);
	take_result(work);
	/* A reader of mere text, which the part may be too, says nothing. */
	if (work->document.is_encrypted ||
	    work->document.opened != OPENED_NOT)
		remembered_lock(work->inspection, work->part,
				work->document.is_encrypted ?
				work->document.lock : NULL);
	lock_free(work->document.lock);
}

void document_part_read(Inspection *inspection, Part *part,
			const Piece *piece, const char *type,
			const guint8 *bytes, gsize size)
{
	Work work;

	work_begin(&work, inspection, part, piece);
	documents_read(&work.document, type, bytes, size);
	work_end(&work);
}

gboolean document_part_read_xml(Inspection *inspection, Part *part,
				const Piece *piece, const guint8 *bytes,
				gsize size)
{
	Work work;
	gboolean taken;

	work_begin(&work, inspection, part, piece);
	taken = flat_odf_read(&work.document, bytes, size) ||
		flat_ooxml_read(&work.document, bytes, size);
	work_end(&work);
	return taken;
}

void document_part_read_text(Inspection *inspection, Part *part,
			     const Piece *piece, TextKind kind,
			     const char *text)
{
	static void (*const readers[])(Document *, const char *, gsize) = {
		[TEXT_TABLE] = csv_read,
		[TEXT_CARD] = vcard_read,
	};
	Work work;

	work_begin(&work, inspection, part, piece);
	readers[kind](&work.document, text, strlen(text));
	work_end(&work);
}

void document_part_salvage(Inspection *inspection, Part *part,
			   const Piece *piece, const guint8 *bytes,
			   gsize size)
{
	Work work;

	work_begin(&work, inspection, part, piece);
	salvage_read(&work.document, "runs of text", bytes, size);
	work_end(&work);
}
