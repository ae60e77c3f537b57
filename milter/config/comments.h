/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * comments.h - the configuration without its comments, line by line.
 */
#ifndef CONFIG_COMMENTS_H
#define CONFIG_COMMENTS_H

#include <glib.h>

/*
 * @text with a space for every byte of a comment, so that all lines and
 * columns stay. Refuses, as FAIL_CONFIG, what would make libconfuse swallow
 * or replace something: a comment without end, a text over the end of its
 * line, and "${". Returns: (transfer full).
 */
char *comments_blank(const char *text, const char *file, GError **error);

#endif
