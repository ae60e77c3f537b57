/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * matcher.h - what a matcher is made of; for this layer only.
 */
#ifndef MARKS_MATCHER_H
#define MARKS_MATCHER_H

#include "marks/lines.h"
#include "marks/marks.h"
#include "marks/vocabulary.h"

struct Matcher {
	Vocabulary *vocabulary;
	Hints *hints;
};

gboolean matcher_has_patterns(const Matcher *matcher);

/* Whether a pattern matches anywhere in @text. */
gboolean matcher_pattern_in(const Matcher *matcher, const char *text);

#endif
