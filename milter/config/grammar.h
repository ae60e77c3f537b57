/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * grammar.h - the configuration file as sections, keys and texts with lines.
 */
#ifndef CONFIG_GRAMMAR_H
#define CONFIG_GRAMMAR_H

#include <glib.h>

#include "config/schema.h"

/* One `key = value` or `key = { value, ... }`. */
typedef struct Entry {
	const Row *row;
	int line;
	char **values;		/* NULL-terminated; may be empty */
} Entry;

typedef struct Section {
	const SectionKind *kind;
	char *title;		/* "" without */
	int line;		/* where it begins; 1 for the file itself */
	GPtrArray *entries;	/* Entry, each row at most once */
	GPtrArray *sections;	/* Section; by kind, then by line */
} Section;

void section_free(Section *section);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Section, section_free)

/* Returns: (transfer none) (nullable): what the file says about @row. */
const Entry *section_entry(const Section *section, const char *key);

/*
 * Takes @text apart: valid UTF-8 of one line or more. @file is only named.
 * Errors are FAIL_CONFIG, "FILE:LINE: ...". Returns: (transfer full).
 */
Section *grammar_parse(const char *text, const char *file, GError **error);

/* Sets @error to FAIL_CONFIG with "FILE:LINE: " in front. Returns FALSE. */
gboolean grammar_fail(GError **error, const char *file, int line,
		      const char *format, ...) G_GNUC_PRINTF(4, 5);

#endif
