/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * schema.h - every setting as a row: key, kind, place, range, default, help.
 *
 * Reading, checking, printing and explaining all walk these tables.
 */
#ifndef CONFIG_SCHEMA_H
#define CONFIG_SCHEMA_H

#include <glib.h>

#include "config/config.h"
#include "config/kind.h"

struct Row {
	const char *key;	/* '_' stands for '-' */
	const Kind *kind;
	gsize offset;		/* into the struct of the table */
	guint64 least, most;	/* for numbers; texts: bytes of one value */
	const char *fallback;	/* goes through the same parser, items of a
				 * list by ", "; NULL: the file must say it */
	const char *help;
};

typedef struct Table {
	const Row *rows;
	guint count;
} Table;

/* The tables of top-level settings, by the struct that they fill. */
typedef enum {
	TOP_CONFIG,	/* Config */
	TOP_POLICY,	/* Policy */
	TOP_BRIEF,	/* Brief */
	TOP_LIMITS,	/* Limits */
	TOP_COUNT
} Top;

extern const Table schema_top[TOP_COUNT];

typedef struct SectionKind {
	const char *name;
	gboolean titled;	/* name "title" { ... }, any number of them */
	Table table;
	const char *help;
} SectionKind;

typedef enum {
	SECTION_LEVEL,
	SECTION_LABELS,
	SECTION_LABEL,
	SECTION_ROUTE,
	SECTION_RULE,
	SECTION_NOTICE,
	SECTION_COUNT
} SectionId;

extern const SectionKind schema_sections[SECTION_COUNT];

/* The struct that @top's rows fill. Returns: (transfer none). */
gpointer schema_base(const Config *config, Top top);

/* The key as written in the file. Returns: (transfer full). */
char *row_key(const Row *row);

#endif
