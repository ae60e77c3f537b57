/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xls-record.c - the records of a workbook stream, and the strings in them.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/xls-record.h"

#include <string.h>

#include "text/decode.h"

#define HEAD_SIZE ((gsize)4)

enum {
	STRING_WIDE = 1 << 0,
	STRING_PHONETIC = 1 << 2,
	STRING_RICH = 1 << 3,
};

static guint u16_at(const guint8 *bytes)
{
	return (guint)bytes[0] | (guint)bytes[1] << 8;
}

gboolean xls_record_next(XlsRecords *records, XlsRecord *ret)
{
	gsize left = records->size - records->at, size;
	const guint8 *head;

	if (left < HEAD_SIZE)
		return FALSE;	/* .bytes may be NULL, of an empty stream */
	head = records->bytes + records->at;
	size = u16_at(head + 2);
	*ret = (XlsRecord){
		.id = u16_at(head),
		.from = records->at,
		.body = head + HEAD_SIZE,
		.size = MIN(size, left - HEAD_SIZE),
		.is_cut = size > left - HEAD_SIZE,
	};
	records->at += HEAD_SIZE + ret->size;
	return TRUE;
}

XlsBody xls_body(const XlsRecord *record, const XlsRecords *records)
{
	return (XlsBody){
		.at = record->body,
		.end = record->body + record->size,
		.rest = *records,
	};
}

XlsBody xls_body_alone(const guint8 *bytes, gsize size)
{
	return (XlsBody){ .at = bytes, .end = bytes + size };
}

gsize xls_left(const XlsBody *body)
{
	return (gsize)(body->end - body->at);
}

gboolean xls_continue(XlsBody *body)
{
	XlsRecords rest = body->rest;
	XlsRecord record;

	if (!xls_record_next(&rest, &record) || record.id != XLS_CONTINUE)
		return FALSE;
	body->rest = rest;
	body->at = record.body;
	body->end = record.body + record.size;
	return TRUE;
}

static gboolean fill(XlsBody *body)
{
	while (!body->failed && body->at == body->end)
		body->failed = !xls_continue(body);
	return !body->failed;
}

guint8 xls_u8(XlsBody *body)
{
	return fill(body) ? *body->at++ : 0;
}

guint16 xls_u16(XlsBody *body)
{
	guint low = xls_u8(body);

	return (guint16)(low | (guint)xls_u8(body) << 8);
}

guint32 xls_u32(XlsBody *body)
{
	guint32 low = xls_u16(body);

	return low | (guint32)xls_u16(body) << 16;
}

void xls_skip(XlsBody *body, gsize size)
{
	while (size > 0 && fill(body)) {
		gsize step = MIN(size, xls_left(body));

		body->at += step;
		size -= step;
	}
}

/* Bytes that stand for the first 256 characters. */
static void put_narrow(const guint8 *bytes, gsize size, GString *out)
{
	for (gsize i = 0; i < size; i++) {
		if (bytes[i] >= 0x80)
			append_character(out, bytes[i]);
		else if (bytes[i] != 0)
			g_string_append_c(out, (char)bytes[i]);
	}
}

static void put_wide(const guint8 *bytes, gsize size, GString *out)
{
	gsize from = out->len, to = from;

	(void)decode_utf16(bytes, size, TRUE, out);
	if (!memchr(out->str + from, '\0', out->len - from))
		return;
	for (gsize i = from; i < out->len; i++) {
		if (out->str[i] != '\0')
			out->str[to++] = out->str[i];
	}
	g_string_truncate(out, to);
}

void xls_characters(XlsBody *body, gsize count, guint flags, GString *out)
{
	while (count > 0 && !body->failed) {
		gsize width = flags & STRING_WIDE ? 2 : 1;
		gsize step = MIN(count, xls_left(body) / width);

		if (width == 2)
			put_wide(body->at, 2 * step, out);
		else
			put_narrow(body->at, step, out);
		body->at += step * width;
		count -= step;
		if (count == 0)
			return;
		body->failed = !xls_continue(body);
		flags = xls_u8(body);
	}
}

void xls_rich_string(XlsBody *body, gsize count, GString *out)
{
	guint flags = xls_u8(body);
	gsize runs = flags & STRING_RICH ? xls_u16(body) : 0;
	gsize phonetic = flags & STRING_PHONETIC ? xls_u32(body) : 0;

	xls_characters(body, count, flags, out);
	xls_skip(body, 4 * runs + phonetic);
}
