/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * vocabulary.h - the names of levels, in every spelling the engine derives.
 */
#ifndef MARKS_VOCABULARY_H
#define MARKS_VOCABULARY_H

#include <glib.h>

#include "findings/brief.h"
#include "marks/normalise.h"

typedef struct Vocabulary Vocabulary;

/*
 * Fails with FAIL_CONFIG where a name has nothing to see, is longer than a
 * name can be, or belongs to two levels. Levels are borrowed from @brief.
 */
Vocabulary *vocabulary_new(const Brief *brief, GError **error);
void vocabulary_free(Vocabulary *vocabulary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Vocabulary, vocabulary_free)

typedef struct Hit {
	const Level *level;
	const Cell *end;	/* the cell after the name */
	gboolean brief;		/* 機3: too short to count without brackets */
	gboolean cia;		/* C3I1A1 */
} Hit;

/* The longest name that starts at @at and ends at a border. */
gboolean level_at(const Vocabulary *vocabulary, const Cell *at,
		  const Cell *end, Hit *ret_hit);

/* The level 機密性N, NULL where none is configured. */
const Level *level_of_number(const Vocabulary *vocabulary, guint number);

/* Whether the line or value from @from could hold the name of a level. */
gboolean vocabulary_may_start(const Vocabulary *vocabulary, gunichar folded);
gboolean vocabulary_has_cia(const Vocabulary *vocabulary);

#endif
