/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * long-fields.c - header fields that GMime makes many times as large.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   what only looks like a field, in a text, is treated like one: a
 *           word with a colon, and a megabyte of indented lines behind it.
 */
#include "inspect/long-fields.h"

#include <string.h>

/* Those of which GMime keeps what it parsed. */
static const char *const kept[] = {
	"from", "sender", "reply-to", "to", "cc", "bcc", "content-type",
	"content-disposition",
};
#define KEPT_TIMES 2

typedef struct Cut {
	guint64 most;
	guint64 total;		/* of fields that are kept */
	gboolean is_own;	/* before the first empty line */
	gboolean cut_own;
} Cut;

static gboolean is_blank(guint8 c)
{
	return c == ' ' || c == '\t';
}

static gsize line_size(const guint8 *at, gsize size)
{
	const guint8 *end = memchr(at, '\n', size);

	return end ? (gsize)(end - at) + 1 : size;
}

/* A line and those that are folded behind it. */
static gsize field_size(const guint8 *at, gsize size)
{
	gsize end = line_size(at, size);

	while (end < size && is_blank(at[end]))
		end += line_size(at + end, size - end);
	return end;
}

/* Bytes of the name that a field begins with (RFC 5322 2.2); 0: it is none.
 * @ret_colon: bytes up to the colon, and that. */
static gsize name_size(const guint8 *line, gsize size, gsize *ret_colon)
{
	gsize name = 0, colon;

	while (name < size && line[name] > ' ' && line[name] < 0x7f &&
	       line[name] != ':')
		name++;
	for (colon = name; colon < size && is_blank(line[colon]);)
		colon++;
	*ret_colon = colon + 1;
	return colon < size && line[colon] == ':' ? name : 0;
}

static gboolean is_kept(const guint8 *name, gsize size)
{
	for (guint i = 0; i < G_N_ELEMENTS(kept); i++) {
		if (size == strlen(kept[i]) &&
		    g_ascii_strncasecmp((const char *)name, kept[i],
					size) == 0)
			return TRUE;
	}
	return FALSE;
}

/* How much of the field at @at stays; *ret_size: how long it is. */
static gsize field_stays(Cut *cut, const guint8 *at, gsize size,
			 gsize *ret_size)
{
	gsize length = line_size(at, size);
	gsize colon, name = name_size(at, length, &colon);

	*ret_size = length;
	if (length <= 2 && (at[0] == '\n' || at[0] == '\r'))
		cut->is_own = FALSE;
	if (name == 0)
		return length;
	*ret_size = length = field_size(at, size);
	if (is_kept(at, name))
		cut->total += length;
	if (length <= cut->most &&
	    (!is_kept(at, name) || cut->total <= KEPT_TIMES * cut->most))
		return length;
	cut->cut_own = cut->cut_own || cut->is_own;
	return colon;
}

GByteArray *long_fields_cut(const guint8 *bytes, gsize size, guint64 most,
			    gboolean *ret_own)
{
	Cut cut = { .most = most, .is_own = TRUE };
	GByteArray *copy = NULL;
	gsize from = 0, at = 0;

	while (at < size) {
		gsize length;
		gsize stays = field_stays(&cut, bytes + at, size - at,
					  &length);

		at += stays;
		if (stays == length)
			continue;
		if (!copy)
			copy = g_byte_array_new();
		g_byte_array_append(copy, bytes + from, (guint)(at - from));
		g_byte_array_append(copy, (const guint8 *)"\r\n", 2);
		at += length - stays;
		from = at;
	}
	if (copy)
		g_byte_array_append(copy, bytes + from, (guint)(size - from));
	*ret_own = cut.cut_own;
	return copy;
}
