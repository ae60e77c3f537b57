/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cursor.h - numbers and bytes one after the other, never beyond the end.
 *
 * Once something was not there, everything is 0 and .broken stays.
 */
#ifndef CONTAINERS_CURSOR_H
#define CONTAINERS_CURSOR_H

#include <glib.h>

typedef struct Cursor {
	const guint8 *at;
	gsize left;
	gboolean broken;
} Cursor;

/* The next @size bytes; NULL where they are not there. */
static inline const guint8 *cursor_take(Cursor *cursor, guint64 size)
{
	const guint8 *at = cursor->at;

	if (cursor->broken || size > cursor->left) {
		cursor->broken = TRUE;
		cursor->left = 0;
		return NULL;
	}
	cursor->at += size;
	cursor->left -= (gsize)size;
	return at;
}

/* Little-endian, of @size bytes up to 8. */
static inline guint64 cursor_number(Cursor *cursor, guint size)
{
	const guint8 *at = cursor_take(cursor, size);
	guint64 value = 0;

	for (guint i = 0; at && i < size; i++)
		value |= (guint64)at[i] << (8 * i);
	return value;
}

static inline guint8 cursor_u8(Cursor *cursor)
{
	return (guint8)cursor_number(cursor, 1);
}

static inline guint16 cursor_u16(Cursor *cursor)
{
	return (guint16)cursor_number(cursor, 2);
}

static inline guint32 cursor_u32(Cursor *cursor)
{
	return (guint32)cursor_number(cursor, 4);
}

/* A cursor over the next @size bytes. */
static inline Cursor cursor_within(Cursor *cursor, guint64 size)
{
	const guint8 *at = cursor_take(cursor, size);

	return (Cursor){ at, at ? (gsize)size : 0, !at };
}

#endif
