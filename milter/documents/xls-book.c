/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xls-book.c - a workbook being read: versions, code pages, places.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none but the sink.
 */
#include "documents/xls-book.h"

#include <string.h>

#include "base/escape.h"
#include "text/charset.h"

/* Longer names of sheets are no help in telling where something stands. */
#define NAME_CHARS 40

void xls_malformed(XlsBook *book, const char *what)
{
	if (!book->is_malformed)
		document_problem(book->document, PROBLEM_MALFORMED,
				 "workbook: %s", what);
	book->is_malformed = TRUE;
}

gboolean xls_bof(XlsBook *book, const XlsRecord *record)
{
	guint generation = record->id >> 8;
	guint version;

	if (XLS_PLAIN(record->id) != XLS_PLAIN_BOF || record->size < 4)
		return FALSE;
	version = record->body[1];
	if (generation == 0)
		book->version = 2;
	else if (generation == 2)
		book->version = 3;
	else if (generation == 4)
		book->version = 4;
	else if (generation == 8)
		book->version = version == 6 ? 8 :
				version >= 2 && version <= 4 ? version : 5;
	else
		return FALSE;
	return TRUE;
}

/* As [MS-XLS] 2.4.52 counts; NULL: not said, or nothing that helps. */
static char *codepage_name(guint codepage)
{
	switch (codepage) {
	case 0:
	case 1200:
		return NULL;
	case 10001:
		return g_strdup("CP932");
	case 0x8000:
		return g_strdup("MACINTOSH");
	case 0x8001:
		return g_strdup("CP1252");
	case 65001:
		return g_strdup("UTF-8");
	default:
		return g_strdup_printf("windows-%u", codepage);
	}
}

/*
 * A code page of double bytes that explains everything is believed. Western
 * ones explain all bytes, and are what foreign programs write by default.
 */
static gboolean is_believed(guint codepage)
{
	return codepage == 932 || codepage == 936 || codepage == 949 ||
	       codepage == 950 || codepage == 10001;
}

static GPtrArray *read_bytes(const XlsBook *book, const GByteArray *bytes)
{
	g_autofree char *declared = codepage_name(book->codepage);
	g_autoptr(Readings) readings = charset_read(bytes->data, bytes->len,
						    declared);

	if (readings->undecodable == 0 && is_believed(book->codepage))
		g_ptr_array_set_size(readings->texts, 1);
	return g_steal_pointer(&readings->texts);
}

static void take_bytes(XlsBody *body, gsize count, GByteArray *bytes)
{
	while (count > 0 && (xls_left(body) > 0 || xls_continue(body))) {
		gsize step = MIN(count, xls_left(body));

		g_byte_array_append(bytes, body->at, (guint)step);
		body->at += step;
		count -= step;
	}
	body->failed = body->failed || count > 0;
}

GPtrArray *xls_texts(XlsBook *book, XlsBody *body, gsize count)
{
	g_autoptr(GByteArray) bytes = NULL;
	GPtrArray *texts;
	GString *text;

	if (book->version < 8) {
		bytes = g_byte_array_sized_new((guint)MIN(count, 256) + 1);
		take_bytes(body, count, bytes);
		return read_bytes(book, bytes);
	}
	text = g_string_new(NULL);
	xls_rich_string(body, count, text);
	texts = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(texts, g_string_free(text, FALSE));
	return texts;
}

char *xls_where(const XlsBook *book, const char *what)
{
	g_autofree char *name = escape_show(book->name, NAME_CHARS);

	return *name == '\0' ? g_strdup(what) :
	       g_strdup_printf("sheet %s, %s", name, what);
}
