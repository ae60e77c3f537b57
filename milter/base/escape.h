/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * escape.h - text from outside, made fit for a log line or an SMTP reply.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <glib.h>

/*
 * One value of a key=value log line: quoted where it holds a space, '=' or
 * '"'; control characters and bytes that are not UTF-8 as \xNN; cut at
 * @max_bytes with "...". NULL gives "-". Returns: (transfer full).
 */
char *escape_log(const char *value, gsize max_bytes);

/*
 * Printable ASCII for an SMTP reply: everything else becomes '?', or stays
 * as it is if @keep_utf8 and it is valid, printable UTF-8. Cut at @max_bytes
 * on a character border. NULL gives "". Returns: (transfer full).
 */
char *escape_reply(const char *value, gsize max_bytes, gboolean keep_utf8);

/*
 * Valid UTF-8 without control characters, cut at @max_chars characters with
 * an ellipsis: for people's eyes and JSON. Returns: (transfer full).
 */
char *escape_show(const char *value, gsize max_chars);

#endif
