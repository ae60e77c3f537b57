/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * wrap.h - the mail inside and the header outside (RFC 8551 3.1).
 *
 * What is encrypted is the whole mail, header and body, as message/rfc822;
 * so the subject is inside, and mail programs show it. Outside stay only the
 * fields that carry the mail and thread it.
 */
#ifndef ENCRYPT_WRAP_H
#define ENCRYPT_WRAP_H

#include <glib.h>

#include "encrypt/cipher.h"

/*
 * The header of what is encrypted, up to its empty line. @header: the mail's
 * own, empty line included; its body is read from @fd from @offset on, to see
 * which transfer encoding is the truth (RFC 2045 6.2).
 * Returns: (transfer full) (nullable).
 */
char *wrap_prefix(const GByteArray *header, int fd, guint64 offset,
		  GError **error);

/*
 * Whether a field stays outside. All that is not needed there goes: it may
 * tell content (Keywords, Comments, Thread-Topic), or speaks of the old body
 * (Content-*, DKIM-Signature).
 */
gboolean wrap_keeps(const char *field);

/* A field that an encrypted mail has outside, with its value. */
typedef struct WrapField {
	const char *name;
	const char *value;
} WrapField;

/* Ends with a NULL name; Subject is not among them. (transfer none) */
const WrapField *wrap_outside(Cipher cipher);

/* @subject for a header: encoded words (RFC 2047) where it is not ASCII.
 * Returns: (transfer full). */
char *wrap_subject(const char *subject);

#endif
