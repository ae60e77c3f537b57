/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * words.h - header values as people read them: RFC 2047 words and RFC 2231
 * parameters, broken ones included.
 */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include <glib.h>

#include "text/charset.h"

/*
 * A raw, possibly folded header value (RFC 5322 2.2) with its encoded-words
 * decoded. Adjacent words of one charset and encoding are joined as bytes
 * before they are converted, because mailers cut characters, shift states
 * and base64 quanta in two; raw 8-bit and raw ISO-2022-JP text is read too.
 * Several readings where several are possible. Returns: (transfer full).
 */
Readings *words_read(const char *raw, gsize size);

/*
 * Every name that a Content-Disposition or Content-Type value gives under
 * @parameter ("filename", "name"): RFC 2231 with continuations and charset,
 * RFC 2047 inside a quoted or bare value, raw bytes; each instance where it
 * stands twice. Distinct, UTF-8, without path separators being touched.
 * Returns: (transfer full): char *, maybe empty.
 */
GPtrArray *words_parameter(const char *raw, gsize size, const char *parameter);

#endif
