/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * embedded.c - parts of a mail in what we take for text.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "inspect/embedded.h"

#include <string.h>

static const guint8 *skip_blanks(const guint8 *at, const guint8 *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

/* After the next CR, LF or CRLF; @end where there is none. */
static const guint8 *next_line(const guint8 *at, const guint8 *end)
{
	while (at < end && *at != '\r' && *at != '\n')
		at++;
	if (at + 1 < end && at[0] == '\r' && at[1] == '\n')
		return at + 2;
	return at < end ? at + 1 : end;
}

static gboolean begins(const guint8 *at, const guint8 *end, const char *word)
{
	gsize size = strlen(word);

	return (gsize)(end - at) >= size &&
	       g_ascii_strncasecmp((const char *)at, word, size) == 0;
}

static gboolean is_delimiter(const guint8 *line, const guint8 *end)
{
	return begins(skip_blanks(line, end), end, "--");
}

gsize embedded_next(const guint8 *text, gsize size, const guint8 **ret_at)
{
	const guint8 *end = text + size;
	const guint8 *stop;

	for (const guint8 *at = text; at < end;) {
		gboolean delimiter = is_delimiter(at, end);

		at = next_line(at, end);
		if (!delimiter || !begins(at, end, "Content-"))
			continue;
		for (stop = at; stop < end && !is_delimiter(stop, end);)
			stop = next_line(stop, end);
		*ret_at = at;
		return (gsize)(stop - at);
	}
	return 0;
}
