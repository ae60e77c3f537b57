/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * candidate-shape.h - what a password may look like, and what does not.
 */
#ifndef TEXT_CANDIDATE_SHAPE_H
#define TEXT_CANDIDATE_SHAPE_H

#include <glib.h>

/* A character that may stand in a password typed on a keyboard; full width
 * ones count as what they mean. 0: none. */
gunichar candidate_char(gunichar c);

/* The run of such characters at @at, as typed in half width. Returns:
 * (transfer full); *ret_end is behind it. */
char *candidate_run(const char *at, const char *end, const char **ret_end);

/* Letters and digits mixed, and nothing of those below. */
gboolean candidate_is_code(const char *word);

/* An address, a link, a telephone number, a date, a name of a file, a rule
 * across the page. */
gboolean candidate_is_other(const char *word);

#endif
