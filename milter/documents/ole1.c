/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole1.c - objects in the form of OLE 1, as RTF holds them ([MS-OLEDS]).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/ole1.h"

#include <string.h>

#include "documents/codepage.h"

#define FORMAT_EMBEDDED 2

/* A bounded reader whose first failure sticks. */
typedef struct Cursor {
	const guint8 *at;
	const guint8 *end;
	gboolean failed;
} Cursor;

static const guint8 *take(Cursor *cursor, gsize size)
{
	const guint8 *at = cursor->at;

	if (cursor->failed || size > (gsize)(cursor->end - at)) {
		cursor->failed = TRUE;
		return NULL;
	}
	cursor->at += size;
	return at;
}

static guint32 take_u32(Cursor *cursor)
{
	const guint8 *at = take(cursor, 4);

	return at ? (guint32)at[3] << 24 | (guint32)at[2] << 16 |
		    (guint32)at[1] << 8 | at[0] : 0;
}

/* Up to and with its NUL; NULL where there is none. */
static char *take_string(Cursor *cursor)
{
	gsize left = (gsize)(cursor->end - cursor->at);
	const guint8 *nul = left > 0 ? memchr(cursor->at, 0, left) : NULL;
	const guint8 *from = cursor->at;

	if (cursor->failed || !nul) {
		cursor->failed = TRUE;
		return NULL;
	}
	cursor->at = nul + 1;
	return codepage_text(from, (gsize)(nul - from), 0);
}

/* The last part of a path as Windows writes it. */
static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '\\');

	return slash ? slash + 1 : path;
}

gboolean ole1_package_read(Document *document, const guint8 *bytes, gsize size)
{
	Cursor cursor = { bytes, bytes + size, FALSE };
	const guint8 *head = take(&cursor, 2);
	g_autofree char *label = NULL;
	g_autofree char *path = NULL;
	const guint8 *data;
	guint32 length;

	if (!head || head[0] != 2 || head[1] != 0)
		return FALSE;
	label = take_string(&cursor);
	path = take_string(&cursor);
	(void)take(&cursor, 4);
	(void)take(&cursor, take_u32(&cursor));
	length = take_u32(&cursor);
	if (cursor.failed)
		return FALSE;
	if (length > (gsize)(cursor.end - cursor.at)) {
		document_problem(document, PROBLEM_MALFORMED,
				 "package shorter than it says");
		length = (guint32)(cursor.end - cursor.at);
	}
	data = take(&cursor, length);
	if (data && document_may_member(document))
		document_embedded(document, *label ? base_name(label) :
				  base_name(path), NULL, data, length);
	return TRUE;
}

/* Three names, each with its length before it. */
static char *take_class(Cursor *cursor)
{
	guint32 size = take_u32(cursor);
	const guint8 *name = take(cursor, size);
	char *class = name ? codepage_text(name, size, 0) : NULL;

	(void)take(cursor, take_u32(cursor));
	(void)take(cursor, take_u32(cursor));
	return class;
}

void ole1_read(Document *document, const guint8 *bytes, gsize size)
{
	Cursor cursor = { bytes, bytes + size, FALSE };
	g_autofree char *class = NULL;
	const guint8 *data = bytes;
	guint32 format, length;

	(void)take_u32(&cursor);
	format = take_u32(&cursor);
	class = take_class(&cursor);
	if (format != FORMAT_EMBEDDED && !cursor.failed)
		return;		/* a link, or a mere picture */
	length = take_u32(&cursor);
	if (cursor.failed) {
		length = (guint32)MIN(size, G_MAXUINT32);
	} else {
		data = cursor.at;
		if (length > (gsize)(cursor.end - data)) {
			document_problem(document, PROBLEM_MALFORMED,
					 "object shorter than it says");
			length = (guint32)(cursor.end - data);
		}
	}
	if (length == 0 || ole1_package_read(document, data, length))
		return;
	if (document_may_member(document))
		document_embedded(document, class, NULL, data, length);
}
