/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xls-texts.c - text of a workbook outside its cells.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none but the sink.
 */
#include "documents/xls-book.h"

#include <string.h>

#include "documents/office-art.h"
#include "documents/print-header.h"

/* [MS-XLS] 2.5.194 and 2.5.198.89 */
#define SUBRECORD_COMMON 0x15
#define OBJECT_NOTE 0x19
#define TOKEN_STRING 0x17

static void put_lines(XlsBook *book, PlacedFlow *flow, const char *what,
		      const GPtrArray *texts)
{
	g_autofree char *at = xls_where(book, what);

	for (guint i = 0; i < texts->len; i++)
		placed_flow_put(flow, at, texts->pdata[i]);
}

static void put_string(XlsBook *book, PlacedFlow *flow, const char *what,
		       XlsBody *body, gsize count)
{
	g_autoptr(GPtrArray) texts = xls_texts(book, body, count);

	put_lines(book, flow, what, texts);
}

static void put_page(XlsBook *book, const char *what, XlsBody *body,
		     gsize count)
{
	g_autoptr(GPtrArray) texts = xls_texts(book, body, count);
	g_autofree char *at = xls_where(book, what);

	for (guint i = 0; i < texts->len; i++) {
		const char *text = texts->pdata[i];

		if (*text == '\0')
			continue;
		placed_flow_at(&book->pages, at);
		print_header_put(book->pages.flow, text, strlen(text));
	}
	if (body->failed)
		xls_malformed(book, "a page header is cut");
}

static void read_page(XlsBook *book, guint id, XlsBody *body)
{
	const char *what = id == XLS_HEADER ? "header" : "footer";

	/* None at all is a record without body. */
	if (xls_left(body) > 0)
		put_page(book, what, body, book->version < 8 ? xls_u8(body) :
							       xls_u16(body));
}

/* Even and first pages ([MS-XLS] 2.4.137). */
static void read_more_pages(XlsBook *book, guint id, XlsBody *body)
{
	static const char *const what[] = {
		"header of even pages", "footer of even pages",
		"header of the first page", "footer of the first page",
	};
	gsize counts[G_N_ELEMENTS(what)];

	(void)id;
	xls_skip(body, 12 + 16 + 2);
	for (guint i = 0; i < G_N_ELEMENTS(what); i++)
		counts[i] = xls_u16(body);
	for (guint i = 0; i < G_N_ELEMENTS(what); i++) {
		if (counts[i] > 0)
			put_page(book, what[i], body, xls_u16(body));
	}
}

/* In BIFF8 the text of a comment is in a text object. */
static void read_note(XlsBook *book, guint id, XlsBody *body)
{
	(void)id;
	if (book->version >= 8) {
		xls_skip(body, 8);
		put_string(book, &book->texts, "comment author", body,
			   xls_u16(body));
		return;
	}
	xls_skip(body, 6);
	put_string(book, &book->texts, "comment", body, xls_left(body));
}

/*
 * BIFF5 keeps the text of an object at the end of it; where, depends on the
 * name and the macro before it.
 */
static void read_old_object(XlsBook *book, XlsBody *body)
{
	gsize size, name, macro;

	xls_skip(body, 26);
	macro = xls_u16(body);
	xls_skip(body, 2);
	name = xls_u16(body);
	xls_skip(body, 2 + 10);
	size = xls_u16(body);
	xls_skip(body, 20);
	if (body->failed || size == 0 ||
	    size > xls_left(body) || name > xls_left(body) - size ||
	    macro > xls_left(body) - size - name)
		return;
	xls_skip(body, name + macro);
	put_string(book, &book->boxes, "text box", body, size);
}

static void read_object(XlsBook *book, guint id, XlsBody *body)
{
	(void)id;
	book->object_type = 0;
	if (book->version < 8) {
		read_old_object(book, body);
	} else if (xls_u16(body) == SUBRECORD_COMMON) {
		xls_skip(body, 2);
		book->object_type = xls_u16(body);
	}
}

/* The characters are in the record that follows ([MS-XLS] 2.4.329). */
static void read_text_object(XlsBook *book, guint id, XlsBody *body)
{
	gboolean is_note = book->object_type == OBJECT_NOTE;
	g_autoptr(GPtrArray) texts =
		g_ptr_array_new_with_free_func(g_free);
	GString *text = g_string_new(NULL);
	gsize count;

	(void)id;
	xls_skip(body, 10);
	count = xls_u16(body);
	if (count > 0 && xls_continue(body))
		xls_characters(body, count, xls_u8(body), text);
	g_ptr_array_add(texts, g_string_free(text, FALSE));
	put_lines(book, is_note ? &book->texts : &book->boxes,
		  is_note ? "comment" : "text box", texts);
	if (body->failed)
		xls_malformed(book, "a text box is cut");
}

/* A defined name that stands for a text. */
static void read_name(XlsBook *book, guint id, XlsBody *body)
{
	gsize count, size;
	g_autoptr(GPtrArray) name = NULL;

	if (id != XLS_NAME || book->version < 5)
		return;
	xls_skip(body, 3);
	count = xls_u8(body);
	size = xls_u16(body);
	xls_skip(body, 8);
	name = xls_texts(book, body, count);
	if (size < 3 || xls_u8(body) != TOKEN_STRING)
		return;
	count = xls_u8(body);
	if (!body->failed && count + 2 <= size)
		put_string(book, &book->texts, "defined names", body, count);
}

/* What is said beside a cell that takes certain values only. */
static void read_validation(XlsBook *book, guint id, XlsBody *body)
{
	(void)id;
	if (book->version < 8)
		return;
	xls_skip(body, 4);
	for (guint i = 0; i < 4 && xls_left(body) > 0; i++)
		put_string(book, &book->texts, "hints", body, xls_u16(body));
}

/* Titles and names of series in a chart. */
static void read_series_text(XlsBook *book, guint id, XlsBody *body)
{
	(void)id;
	xls_skip(body, 2);
	put_string(book, &book->boxes, "chart", body, xls_u8(body));
}

/* Drawings come in pieces between other records. */
static void read_drawing(XlsBook *book, guint id, XlsBody *body)
{
	(void)id;
	do {
		g_byte_array_append(book->drawing, body->at,
				    (guint)xls_left(body));
	} while (xls_continue(body));
}

static const struct {
	guint id;
	void (*read)(XlsBook *book, guint id, XlsBody *body);
} rows[] = {
	{ XLS_HEADER, read_page },
	{ XLS_FOOTER, read_page },
	{ XLS_HEADERFOOTER, read_more_pages },
	{ XLS_NOTE, read_note },
	{ XLS_OBJ, read_object },
	{ XLS_TXO, read_text_object },
	{ XLS_NAME, read_name },
	{ XLS_DV, read_validation },
	{ XLS_SERIESTEXT, read_series_text },
	{ XLS_MSODRAWING, read_drawing },
	{ XLS_MSODRAWINGGROUP, read_drawing },
};

void xls_texts_read(XlsBook *book, guint id, XlsBody *body)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (rows[i].id == id) {
			rows[i].read(book, id, body);
			return;
		}
	}
}

static void put_art(ArtText kind, const char *text, gpointer data)
{
	XlsBook *book = data;
	gboolean is_box = kind == ART_WORD_ART;
	g_autofree char *at = xls_where(book, is_box ? "word art" : "shape");

	placed_flow_put(is_box ? &book->boxes : &book->texts, at, text);
}

void xls_texts_end(XlsBook *book)
{
	art_read(book->document,
		 (Bytes){ book->drawing->data, book->drawing->len }, put_art,
		 book);
	g_byte_array_set_size(book->drawing, 0);
}
