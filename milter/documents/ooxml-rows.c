/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-rows.c - rows of a sheet that are written plainly, read by hand.
 *
 * Plain is: elements row, c, v, f, is and t, attributes in quotes, nothing
 * unknown, no comment, no CDATA, no declaration. Everything else goes to the
 * XML parser, row by row; so nothing depends on what this can read.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/ooxml-rows.h"

#include <string.h>

/* Prefixes are longer in no file that a program wrote. */
#define PREFIX_MOST 16

typedef struct Scan {
	const char *at;
	const char *end;
	const char *prefix;	/* with its colon; of the row */
	gsize prefix_size;
	gboolean is_closed;	/* the tag just read had no content */
} Scan;

static gboolean is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void space_skip(Scan *scan)
{
	while (scan->at < scan->end && is_space(*scan->at))
		scan->at++;
}

/* "<" or "</", prefix and @name, and nothing of a longer name. */
static gboolean tag_begin(Scan *scan, const char *name, gboolean closes)
{
	gsize length = strlen(name), lead = closes ? 2 : 1;
	const char *at = scan->at;

	if ((gsize)(scan->end - at) <= lead + scan->prefix_size + length ||
	    at[0] != '<' || (closes && at[1] != '/'))
		return FALSE;
	at += lead;
	if (memcmp(at, scan->prefix, scan->prefix_size) != 0)
		return FALSE;
	at += scan->prefix_size;
	if (memcmp(at, name, length) != 0)
		return FALSE;
	at += length;
	if (!is_space(*at) && *at != '>' && *at != '/')
		return FALSE;
	scan->at = at;
	return TRUE;
}

static gboolean tag_close(Scan *scan, const char *name)
{
	Scan ahead = *scan;

	if (!tag_begin(&ahead, name, TRUE))
		return FALSE;
	space_skip(&ahead);
	if (ahead.at == ahead.end || *ahead.at != '>')
		return FALSE;
	scan->at = ahead.at + 1;
	return TRUE;
}

typedef struct Attribute {
	const char *name;
	gsize name_size;
	const char *value;
	gsize value_size;
} Attribute;

typedef enum { NEXT_ATTRIBUTE, NEXT_CONTENT, NEXT_BAD } Next;

static Next tag_end(Scan *scan)
{
	scan->is_closed = *scan->at == '/';
	scan->at += scan->is_closed;
	if (scan->at == scan->end || *scan->at != '>')
		return NEXT_BAD;
	scan->at++;
	return NEXT_CONTENT;
}

static Next attribute_next(Scan *scan, Attribute *ret)
{
	const char *equals, *end;

	space_skip(scan);
	if (scan->at == scan->end)
		return NEXT_BAD;
	if (*scan->at == '>' || *scan->at == '/')
		return tag_end(scan);
	for (equals = scan->at; equals < scan->end && *equals != '=';
	     equals++) {
		if (*equals == '>' || *equals == '<' || is_space(*equals))
			return NEXT_BAD;
	}
	if (scan->end - equals < 3 || (equals[1] != '"' && equals[1] != '\''))
		return NEXT_BAD;
	for (end = equals + 2; end < scan->end && *end != equals[1]; end++) {
		if (*end == '<' || *end == '&')
			return NEXT_BAD;
	}
	if (end == scan->end)
		return NEXT_BAD;
	*ret = (Attribute){ scan->at, (gsize)(equals - scan->at), equals + 2,
			    (gsize)(end - equals - 2) };
	scan->at = end + 1;
	return NEXT_ATTRIBUTE;
}

static gboolean attributes_skip(Scan *scan)
{
	Attribute attribute;
	Next next;

	while ((next = attribute_next(scan, &attribute)) == NEXT_ATTRIBUTE)
		;
	return next == NEXT_CONTENT;
}

static gboolean is_named(const Attribute *attribute, char name)
{
	return attribute->name_size == 1 && attribute->name[0] == name;
}

/* Text up to the next tag, which must close @name. */
static gboolean content_read(Scan *scan, const char *name, const char **ret,
			     gsize *ret_size)
{
	const char *end;

	if (!attributes_skip(scan))
		return FALSE;
	*ret = scan->at;
	*ret_size = 0;
	if (scan->is_closed)
		return TRUE;
	end = memchr(scan->at, '<', (gsize)(scan->end - scan->at));
	if (!end)
		return FALSE;
	*ret_size = (gsize)(end - scan->at);
	scan->at = end;
	return tag_close(scan, name);
}

static gboolean inline_read(Scan *scan, PlainCell *cell)
{
	if (!attributes_skip(scan) || scan->is_closed)
		return scan->is_closed;
	space_skip(scan);
	if (tag_begin(scan, "t", FALSE) &&
	    !content_read(scan, "t", &cell->value, &cell->value_size))
		return FALSE;
	space_skip(scan);
	return tag_close(scan, "is");
}

static gboolean cell_children(Scan *scan, PlainCell *cell)
{
	for (;;) {
		gboolean read = FALSE;

		space_skip(scan);
		if (tag_close(scan, "c"))
			return TRUE;
		if (tag_begin(scan, "v", FALSE))
			read = content_read(scan, "v", &cell->value,
					    &cell->value_size);
		else if (tag_begin(scan, "f", FALSE))
			read = content_read(scan, "f", &cell->formula,
					    &cell->formula_size);
		else if (tag_begin(scan, "is", FALSE))
			read = inline_read(scan, cell);
		if (!read)
			return FALSE;
	}
}

static gboolean cell_read(Scan *scan, PlainCell *cell)
{
	Attribute attribute;
	Next next;

	*cell = (PlainCell){ .value = "", .type = "", .reference = "",
			     .formula = "" };
	while ((next = attribute_next(scan, &attribute)) == NEXT_ATTRIBUTE) {
		if (is_named(&attribute, 'r')) {
			cell->reference = attribute.value;
			cell->reference_size = attribute.value_size;
		} else if (is_named(&attribute, 't')) {
			cell->type = attribute.value;
			cell->type_size = attribute.value_size;
		}
	}
	if (next != NEXT_CONTENT)
		return FALSE;
	return scan->is_closed || cell_children(scan, cell);
}

static guint number_of(const Attribute *attribute)
{
	guint number = 0;

	for (gsize i = 0; i < MIN(attribute->value_size, 8); i++) {
		if (!g_ascii_isdigit(attribute->value[i]))
			return 0;
		number = number * 10 + (guint)(attribute->value[i] - '0');
	}
	return number;
}

/* The row's tag and its prefix; FALSE: it is none. */
static gboolean row_open(Scan *scan, guint *ret_number)
{
	const char *name = scan->at + 1, *at = name;
	Attribute attribute;
	Next next;

	while (at < scan->end && at - name < PREFIX_MOST &&
	       g_ascii_isalnum(*at))
		at++;
	if (at < scan->end && *at == ':') {
		scan->prefix = name;
		scan->prefix_size = (gsize)(at - name) + 1;
	}
	if (!tag_begin(scan, "row", FALSE))
		return FALSE;
	*ret_number = 0;
	while ((next = attribute_next(scan, &attribute)) == NEXT_ATTRIBUTE) {
		if (is_named(&attribute, 'r'))
			*ret_number = number_of(&attribute);
	}
	return next == NEXT_CONTENT;
}

/* Whether "</row>" is there: until then nothing is handed over. */
static gboolean has_end(const Scan *scan)
{
	char close[PREFIX_MOST + 8];
	gsize size = 2;

	memcpy(close, "</", 2);
	memcpy(close + size, scan->prefix, scan->prefix_size);
	size += scan->prefix_size;
	memcpy(close + size, "row", 3);
	return memmem(scan->at, (gsize)(scan->end - scan->at), close,
		      size + 3) != NULL;
}

static RowEnd cells_read(const PlainRows *rows, Scan *scan)
{
	for (;;) {
		PlainCell cell;

		space_skip(scan);
		if (tag_close(scan, "row"))
			return ROW_READ;
		if (!tag_begin(scan, "c", FALSE) || !cell_read(scan, &cell))
			return ROW_OTHER;
		if ((cell.value_size > 0 || cell.formula_size > 0) &&
		    !rows->cell(&cell, rows->data))
			return ROW_OTHER;
	}
}

RowEnd plain_row_read(const PlainRows *rows, const char *bytes, gsize size,
		      gsize *ret_used)
{
	Scan scan = { bytes, bytes + size, "", 0, FALSE };
	RowEnd end;
	guint number;

	space_skip(&scan);
	if (scan.at == scan.end)
		return ROW_CUT;
	/* The longest tag that is no row's is still short. */
	if (*scan.at != '<' || !memchr(scan.at, '>',
				       (gsize)(scan.end - scan.at)))
		return *scan.at == '<' ? ROW_CUT : ROW_OTHER;
	if (!row_open(&scan, &number))
		return ROW_OTHER;
	if (!scan.is_closed && !has_end(&scan))
		return ROW_CUT;
	rows->row(number, rows->data);
	end = scan.is_closed ? ROW_READ : cells_read(rows, &scan);
	*ret_used = (gsize)(scan.at - bytes);
	return end;
}

/* ---- texts and references --------------------------------------------------- */

static const struct {
	const char *name;
	char character;
} entities[] = {
	{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
	{ "&quot;", '"' }, { "&apos;", '\'' },
};

/* "&#12;", "&#x3042;"; 0: it is none, or no character of XML. */
static gsize reference_put(const char *text, gsize size, GString *out)
{
	gboolean is_hex = size > 3 && (text[2] == 'x' || text[2] == 'X');
	gsize at = is_hex ? 3 : 2;
	gunichar c = 0;

	if (size < 4 || text[1] != '#')
		return 0;
	for (; at < size && at < 12 && text[at] != ';'; at++) {
		int digit = is_hex ? g_ascii_xdigit_value(text[at])
				   : g_ascii_digit_value(text[at]);

		if (digit < 0)
			return 0;
		c = c * (is_hex ? 16 : 10) + (gunichar)digit;
		if (c > 0x10ffff)
			return 0;
	}
	if (at == size || text[at] != ';' || c == 0 ||
	    !g_unichar_validate(c))
		return 0;
	g_string_append_unichar(out, c);
	return at + 1;
}

static gsize entity_put(const char *text, gsize size, GString *out)
{
	for (guint i = 0; i < G_N_ELEMENTS(entities); i++) {
		gsize length = strlen(entities[i].name);

		if (size >= length &&
		    memcmp(text, entities[i].name, length) == 0) {
			g_string_append_c(out, entities[i].character);
			return length;
		}
	}
	return reference_put(text, size, out);
}

/* Other control characters belong to other charsets. */
static gboolean is_plain_text(const char *text, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if ((guchar)text[i] < ' ' && !is_space(text[i]))
			return FALSE;
	}
	return g_utf8_validate_len(text, size, NULL);
}

gboolean plain_unescape(const char *text, gsize size, GString *out)
{
	if (!is_plain_text(text, size))
		return FALSE;
	while (size > 0) {
		const char *entity = memchr(text, '&', size);
		gsize plain = entity ? (gsize)(entity - text) : size, used;

		g_string_append_len(out, text, (gssize)plain);
		text += plain;
		size -= plain;
		if (size == 0)
			break;
		used = entity_put(text, size, out);
		if (used == 0)
			return FALSE;
		text += used;
		size -= used;
	}
	return TRUE;
}

gboolean reference_read(const char *text, gsize size, guint *ret_row,
			guint *ret_column)
{
	guint row = 0, column = 0;
	gsize at = 0;

	for (; at < size && at < 4 && g_ascii_isalpha(text[at]); at++)
		column = column * 26 +
			 (guint)(g_ascii_toupper(text[at]) - 'A') + 1;
	if (at == 0 || at == size || size - at > 8)
		return FALSE;
	for (; at < size; at++) {
		if (!g_ascii_isdigit(text[at]))
			return FALSE;
		row = row * 10 + (guint)(text[at] - '0');
	}
	if (row == 0)
		return FALSE;
	*ret_row = row - 1;
	*ret_column = column - 1;
	return TRUE;
}
