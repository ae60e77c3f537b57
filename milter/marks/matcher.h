/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * matcher.h - what a matcher is made of; for this layer only.
 */
#ifndef MARKS_MATCHER_H
#define MARKS_MATCHER_H

#include "marks/lines.h"
#include "marks/marks.h"
#include "marks/patterns.h"
#include "marks/vocabulary.h"

struct Matcher {
	Vocabulary *vocabulary;
	Hints *hints;
	Patterns *patterns;
};

#endif
