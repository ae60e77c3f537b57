/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * utf8.h - what GLib has no function for, or one that casts const away.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <glib.h>

/* The character after the one at @at, which is valid UTF-8. GLib's macro
 * casts const away. */
static inline const char *utf8_next(const char *at)
{
	return at + g_utf8_skip[*(const guchar *)at];
}

/* @text for comparing without case; bytes that are no UTF-8 are replaced.
 * Returns: (transfer full). */
static inline char *utf8_fold(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	return g_utf8_casefold(valid, -1);
}

#endif
