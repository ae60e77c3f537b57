/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * transfer.c - whether all mail readers decode a part to the same bytes.
 *
 * Runs in:  worker.
 * Trusts:   GMime for where the content begins and ends.
 * Effects:  none.
 */
#include "inspect/transfer.h"

#include <string.h>

#define CHUNK_BYTES 16384

typedef struct Base64 {
	gboolean padded;
	gboolean after_padding;
	gboolean foreign;
} Base64;

static void look_at(Base64 *seen, guint8 c)
{
	if (g_ascii_isalnum((char)c) || c == '+' || c == '/')
		seen->after_padding |= seen->padded;
	else if (c == '=')
		seen->padded = TRUE;
	else if (!memchr(" \t\r\n", c, 4))
		seen->foreign = TRUE;
}

/* Readers stop, skip or start anew at bytes that base64 does not have. */
static const char *base64_defect(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream = content ?
		g_mime_data_wrapper_get_stream(content) : NULL;
	Base64 seen = { FALSE, FALSE, FALSE };
	char chunk[CHUNK_BYTES];
	ssize_t got;

	if (!stream)
		return NULL;
	(void)g_mime_stream_reset(stream);
	while (!seen.foreign && (got = g_mime_stream_read(stream, chunk,
							  sizeof chunk)) > 0) {
		for (ssize_t i = 0; i < got; i++)
			look_at(&seen, (guint8)chunk[i]);
	}
	(void)g_mime_stream_reset(stream);
	if (seen.foreign)
		return "base64 with bytes that are none";
	return seen.after_padding ? "base64 that goes on after its end" : NULL;
}

static gboolean is_named(GMimePart *part)
{
	const char *value = g_mime_object_get_header(
		GMIME_OBJECT(part), "Content-Transfer-Encoding");

	return value && value[strspn(value, " \t\r\n")] != '\0';
}

const char *transfer_defect(GMimePart *part)
{
	switch (g_mime_part_get_content_encoding(part)) {
	case GMIME_CONTENT_ENCODING_BASE64:
		return base64_defect(part);
	case GMIME_CONTENT_ENCODING_DEFAULT:
		return is_named(part) ? "unknown transfer encoding" : NULL;
	default:
		return NULL;
	}
}
