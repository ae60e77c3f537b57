/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * headers.h - the header fields of one mail as the MTA handed them over.
 *
 * Names and values are kept as bytes and never decoded here; what they mean
 * is the inspector's work.
 */
#ifndef MAIL_HEADERS_H
#define MAIL_HEADERS_H

#include <glib.h>

typedef struct Headers Headers;

Headers *headers_new(void);
void headers_free(Headers *headers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Headers, headers_free)

/* Adds a copy of one field; @value keeps its folds and leading space. */
void headers_add(Headers *headers, const char *name, const char *value);

/* Bytes that all fields take in the mail, line ends included. */
gsize headers_size(const Headers *headers);

/* How many fields there are, and name and value of each, from 0, in the
 * order of the mail. (transfer none) */
guint headers_length(const Headers *headers);
const char *headers_name(const Headers *headers, guint index);
const char *headers_value(const Headers *headers, guint index);

/* How often a field of that name stands here, whatever its case. */
guint headers_count(const Headers *headers, const char *name);

/*
 * The header block as in RFC 5322 2.2: CRLF line ends, folds kept, the
 * empty line at the end included. @with_space: values came without the
 * space after the colon, so one is put there. Returns: (transfer full).
 */
GByteArray *headers_to_bytes(const Headers *headers, gboolean with_space);

#endif
