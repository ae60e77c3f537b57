/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * document-record.h - a sink that writes down what a reader hands over.
 *
 * One event a line, so that a test can say g_strstr_len(record->str, ...):
 *   doc-header|header 1, line 1|機密性2
 *   sheet|名簿
 *   cell|B3|text          (text "\t" where it is no text)
 *   sheet-end
 *   property|Title|value|where
 *   metadata|where|size
 *   embedded|name|type|size
 *   problem|limit|what
 */
#ifndef TESTS_UNIT_DOCUMENT_RECORD_H
#define TESTS_UNIT_DOCUMENT_RECORD_H

#include <string.h>

#include "documents/document.h"

static inline void record_text(const Flow *flow, gpointer data)
{
	g_auto(GStrv) lines = g_strsplit(flow_text(flow), "\n", -1);
	gsize offset = 0;

	for (char **line = lines; *line; line++) {
		g_autofree char *where = flow_where(flow, offset);

		if (**line)
			g_string_append_printf(data, "%s|%s|%s\n",
				place_name(flow_place(flow)), where, *line);
		offset += strlen(*line) + 1;
	}
}

static inline void record_sheet(const char *name, gpointer data)
{
	g_string_append_printf(data, "sheet|%s\n", name);
}

static inline void record_cell(guint row, guint column, const char *text,
			       gpointer data)
{
	g_string_append_printf(data, "cell|%c%u|%s\n",
			       column < 26 ? (char)('A' + column) : '?',
			       row + 1, text ? text : "\t");
}

static inline void record_sheet_end(gpointer data)
{
	g_string_append(data, "sheet-end\n");
}

static inline void record_property(const char *name, const char *value,
				   const char *where, gpointer data)
{
	g_string_append_printf(data, "property|%s|%s|%s\n", name, value,
			       where ? where : "");
}

static inline void record_metadata(const guint8 *bytes, gsize size,
				   const char *where, gpointer data)
{
	(void)bytes;
	g_string_append_printf(data, "metadata|%s|%" G_GSIZE_FORMAT "\n",
			       where, size);
}

static inline void record_embedded(const char *name, const char *type,
				   const guint8 *bytes, gsize size,
				   gpointer data)
{
	(void)bytes;
	g_string_append_printf(data, "embedded|%s|%s|%" G_GSIZE_FORMAT "\n",
			       name ? name : "", type ? type : "", size);
}

static inline void record_problem(ProblemKind kind, const char *what,
				  gpointer data)
{
	g_string_append_printf(data, "problem|%s|%s\n",
			       problem_kind_name(kind), what);
}

static const DocumentSink record_sink = {
	record_text, record_sheet, record_cell, record_sheet_end,
	record_property, record_metadata, record_embedded, record_problem,
};

static inline const Limits *default_limits(void)
{
	static Limits limits;

	limits_init(&limits);
	return &limits;
}

/* Generous limits; a test makes those tighter that it is about. */
static inline Document record_document(GString *record)
{
	return (Document){
		.sink = &record_sink, .data = record,
		.limits = default_limits(),
		.deadline_us = g_get_monotonic_time() + 60 * G_USEC_PER_SEC,
		.bytes_left = 512 << 20, .text_left = 16 << 20,
		.cells_left = 8000000, .members_left = 2000,
		.pages_left = 5000,
	};
}

#endif
