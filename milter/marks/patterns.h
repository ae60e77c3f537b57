/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * patterns.h - what an administrator looks for in words of PCRE2.
 */
#ifndef MARKS_PATTERNS_H
#define MARKS_PATTERNS_H

#include <glib.h>

#include "findings/brief.h"
#include "marks/notes.h"

/* Compiled once from the patterns of all levels; immutable. */
typedef struct Patterns Patterns;

/* Fails with FAIL_CONFIG where PCRE2 refuses a pattern. Levels are borrowed
 * from @brief. */
Patterns *patterns_new(const Brief *brief, GError **error);
void patterns_free(Patterns *patterns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Patterns, patterns_free)

gboolean patterns_exist(const Patterns *patterns);

/*
 * Reports every match in the text of @notes as a marking. Returns: (transfer
 * none) (nullable): a level whose pattern gave up before the end of the text,
 * because it took too many steps.
 */
const Level *patterns_search(const Patterns *patterns, Notes *notes);

#endif
