/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * document-drain.h - a sink for fuzzing: checks what every reader promises
 * (valid UTF-8, no NULL where there may be none) and keeps nothing.
 */
#ifndef TESTS_FUZZ_DOCUMENT_DRAIN_H
#define TESTS_FUZZ_DOCUMENT_DRAIN_H

#include "documents/document.h"

static inline void drain_utf8(const char *text)
{
	g_assert_true(g_utf8_validate(text, -1, NULL));
}

static inline void drain_text(const Flow *flow, gpointer data)
{
	g_autofree char *where = flow_where(flow, flow_size(flow) / 2);

	(void)data;
	drain_utf8(where);
	g_assert_true(g_utf8_validate_len(flow_text(flow), flow_size(flow),
					  NULL));
}

static inline void drain_sheet(const char *name, gpointer data)
{
	(void)data;
	drain_utf8(name);
}

static inline void drain_cell(guint row, guint column, const char *text,
			      gpointer data)
{
	(void)row;
	(void)column;
	(void)data;
	if (text)
		drain_utf8(text);
}

static inline void drain_sheet_end(gpointer data)
{
	(void)data;
}

static inline void drain_property(const char *name, const char *value,
				  const char *where, gpointer data)
{
	(void)data;
	drain_utf8(name);
	drain_utf8(value);
	if (where)
		drain_utf8(where);
}

/* Every byte, so that a sanitizer sees those that are not ours. */
static inline void drain_bytes(const guint8 *bytes, gsize size)
{
	volatile guint8 seen = 0;

	for (gsize i = 0; i < size; i++)
		seen = (guint8)(seen | bytes[i]);
}

static inline void drain_metadata(const guint8 *bytes, gsize size,
				  const char *where, gpointer data)
{
	(void)data;
	drain_utf8(where);
	drain_bytes(bytes, size);
}

static inline void drain_embedded(const char *name, const char *type,
				  const guint8 *bytes, gsize size,
				  gpointer data)
{
	(void)data;
	if (name)
		drain_utf8(name);
	if (type)
		drain_utf8(type);
	drain_bytes(bytes, size);
}

static inline void drain_problem(ProblemKind kind, const char *what,
				 gpointer data)
{
	(void)data;
	g_assert_cmpint(kind, <, PROBLEM_COUNT);
	drain_utf8(what);
}

static const DocumentSink drain = {
	drain_text, drain_sheet, drain_cell, drain_sheet_end, drain_property,
	drain_metadata, drain_embedded, drain_problem,
};

static inline const Limits *default_limits(void)
{
	static Limits limits;

	limits_init(&limits);
	return &limits;
}

static inline Document drain_document(void)
{
	return (Document){
		.sink = &drain,
		.limits = default_limits(),
		.deadline_us = g_get_monotonic_time() + 60 * G_USEC_PER_SEC,
		.bytes_left = 64 << 20, .text_left = 16 << 20,
		.cells_left = 1000000, .members_left = 2000,
		.pages_left = 5000,
	};
}

#endif
