/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * csv.c - rows and columns of a text (RFC 4180), whatever separates them.
 *
 * Runs in:  worker.
 * Trusts:   nothing but that the text is UTF-8.
 * Effects:  sink.
 *
 * A quote that is never closed is a character like any other: else the rest
 * of the file would be one cell.
 */
#include <string.h>

#include "documents/formats.h"

#define LOOK ((gsize)64 * 1024)	/* where the separator is guessed from */

typedef struct Csv {
	Document *document;
	const char *at;
	const char *end;
	char separator;
	gboolean no_more_quotes;	/* nothing closes one from here on */
	guint row;
	guint column;
	GString *cell;
} Csv;

/* The one that most of the text outside quotes has; a comma if none. */
static char separator_guess(const char *text, gsize size)
{
	static const char candidates[] = "\t;,";
	gsize counts[sizeof candidates] = { 0 };
	gboolean quoted = FALSE;
	guint best = 2;

	for (gsize i = 0; i < MIN(size, LOOK); i++) {
		const char *hit = text[i] && !quoted
				  ? strchr(candidates, text[i]) : NULL;

		if (text[i] == '"')
			quoted = !quoted;
		else if (hit)
			counts[hit - candidates]++;
	}
	for (guint i = 0; i < sizeof candidates - 1; i++) {
		if (counts[i] > counts[best])
			best = i;
	}
	return candidates[best];
}

/* The text between quotes; FALSE where they are never closed. */
static gboolean quoted_read(Csv *csv)
{
	const char *at = csv->at + 1, *quote;

	while ((quote = memchr(at, '"', (gsize)(csv->end - at))) != NULL) {
		g_string_append_len(csv->cell, at, quote - at);
		at = quote + 1;
		if (at == csv->end || *at != '"') {
			csv->at = at;
			return TRUE;
		}
		g_string_append_c(csv->cell, '"');
		at++;
	}
	g_string_truncate(csv->cell, 0);
	csv->no_more_quotes = TRUE;
	return FALSE;
}

static void cell_read(Csv *csv)
{
	const char *from;

	g_string_truncate(csv->cell, 0);
	if (csv->at < csv->end && *csv->at == '"' && !csv->no_more_quotes)
		(void)quoted_read(csv);
	from = csv->at;
	while (csv->at < csv->end && *csv->at != csv->separator &&
	       *csv->at != '\n' && *csv->at != '\r')
		csv->at++;
	g_string_append_len(csv->cell, from, csv->at - from);
}

static gboolean is_number(const char *text)
{
	return text[strspn(text, "0123456789.,+-/:% ")] == '\0';
}

static gboolean cell_emit(Csv *csv)
{
	const char *text = csv->cell->str;

	if (csv->cell->len == 0)
		return TRUE;
	return document_cell(csv->document, csv->row, csv->column,
			     is_number(text) ? NULL : text);
}

/* What stands behind a cell: the next one, or the next row. */
static void step(Csv *csv)
{
	if (csv->at == csv->end)
		return;
	if (*csv->at == csv->separator) {
		csv->at++;
		csv->column++;
		return;
	}
	if (*csv->at == '\r' && csv->end - csv->at > 1 && csv->at[1] == '\n')
		csv->at++;
	csv->at++;
	csv->row++;
	csv->column = 0;
	if ((csv->row & 1023) == 0 && !document_goes_on(csv->document))
		csv->at = csv->end;
}

void csv_read(Document *document, const char *text, gsize size)
{
	Csv csv = { .document = document, .at = text, .end = text + size,
		    .separator = separator_guess(text, size) };

	csv.cell = g_string_new(NULL);
	document_sheet(document, "");
	while (csv.at < csv.end) {
		cell_read(&csv);
		if (!cell_emit(&csv))
			break;
		step(&csv);
	}
	document_sheet_end(document);
	g_string_free(csv.cell, TRUE);
}
