/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-sheet.h - what one sheet hands over, however it was read.
 */
#ifndef DOCUMENTS_OOXML_SHEET_H
#define DOCUMENTS_OOXML_SHEET_H

#include "documents/ooxml.h"

typedef struct Sheet {
	Ooxml *ooxml;
	char *name;
	gboolean is_full;	/* no more cells are taken */
	guint row;		/* from 0; where the next cell stands */
	guint column;
	Flow *pages[2];		/* headers, footers; nullable */
	Flow *other;		/* nullable */
} Sheet;

typedef enum { SHEET_HEADER, SHEET_FOOTER } SheetPage;

/* @name (transfer full). */
void sheet_init(Sheet *sheet, Ooxml *ooxml, char *name);
/* Hands over what stands beside the cells. */
void sheet_clear(Sheet *sheet);

/* Row @number begins, from 1; 0: the next. */
void sheet_row(Sheet *sheet, guint number);
/* The next cell stands there; "" behind the last one. */
void sheet_at(Sheet *sheet, const char *reference, gsize size);
/* @text NULL: it is no text. */
void sheet_cell(Sheet *sheet, const char *text);
/* A cell of the type "s". */
void sheet_cell_shared(Sheet *sheet, const char *number);
void sheet_page(Sheet *sheet, SheetPage page, const char *codes);
/* A line that stands beside the cells. */
void sheet_other(Sheet *sheet, const char *text);

#endif
