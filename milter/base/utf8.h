/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * utf8.h - steps through text without losing const.
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

#endif
