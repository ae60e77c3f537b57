/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-object.c - objects of a PDF as they stand in its bytes (ISO 32000-2
 * 7.2, 7.3).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * Lenient as programs are: what is out of place is skipped.
 */
#include "documents/pdf-object.h"

#include <string.h>

#define DEPTH_MAX 16
#define OBJECTS_MAX 4096	/* in one tree */
#define STRING_MAX ((guint)64 * 1024)

typedef struct Reader {
	const guint8 *bytes;
	gsize size;
	gsize at;
	guint left;	/* objects */
} Reader;

void pdf_object_free(PdfObject *object)
{
	if (!object)
		return;
	if (object->bytes)
		g_byte_array_unref(object->bytes);
	if (object->items)
		g_ptr_array_unref(object->items);
	g_free(object);
}

static void free_item(gpointer object)
{
	pdf_object_free(object);
}

static PdfObject *object_new(PdfKind kind)
{
	PdfObject *object = g_new0(PdfObject, 1);

	object->kind = kind;
	if (kind == PDF_NAME || kind == PDF_STRING)
		object->bytes = g_byte_array_new();
	if (kind == PDF_ARRAY || kind == PDF_DICTIONARY)
		object->items = g_ptr_array_new_with_free_func(free_item);
	return object;
}

static gboolean is_blank(guint8 c)
{
	return c == 0 || (c >= '\t' && c <= '\r' && c != '\v') || c == ' ';
}

static gboolean is_delimiter(guint8 c)
{
	return c != 0 && strchr("()<>[]{}/%", c) != NULL;
}

static gboolean is_regular(guint8 c)
{
	return !is_blank(c) && !is_delimiter(c);
}

gsize pdf_object_skip(const guint8 *bytes, gsize size, gsize at)
{
	while (at < size) {
		if (bytes[at] == '%') {
			while (at < size && bytes[at] != '\n' &&
			       bytes[at] != '\r')
				at++;
		} else if (is_blank(bytes[at])) {
			at++;
		} else {
			break;
		}
	}
	return at;
}

/* The byte at @ahead of where the reader is; -1: behind the end. */
static gint peek(const Reader *reader, gsize ahead)
{
	return reader->size - reader->at > ahead ?
	       reader->bytes[reader->at + ahead] : -1;
}

static void put(PdfObject *object, guint8 byte)
{
	if (object->bytes->len < STRING_MAX)
		g_byte_array_append(object->bytes, &byte, 1);
}

/* So that names can be compared as strings. */
static PdfObject *terminated(PdfObject *object)
{
	guint8 end = 0;

	g_byte_array_append(object->bytes, &end, 1);
	object->bytes->len--;
	return object;
}

static PdfObject *read_name(Reader *reader)
{
	PdfObject *name = object_new(PDF_NAME);

	for (reader->at++; peek(reader, 0) >= 0 &&
	     is_regular((guint8)peek(reader, 0)); reader->at++) {
		gint high = -1, low = -1;

		if (peek(reader, 0) == '#' && peek(reader, 2) >= 0) {
			high = g_ascii_xdigit_value((gchar)peek(reader, 1));
			low = g_ascii_xdigit_value((gchar)peek(reader, 2));
		}
		if (high >= 0 && low >= 0) {
			put(name, (guint8)(high * 16 + low));
			reader->at += 2;
		} else {
			put(name, (guint8)peek(reader, 0));
		}
	}
	return terminated(name);
}

static PdfObject *read_hexadecimal(Reader *reader)
{
	PdfObject *string = object_new(PDF_STRING);
	gint half = -1;

	for (reader->at++; peek(reader, 0) >= 0 && peek(reader, 0) != '>';
	     reader->at++) {
		gint value = g_ascii_xdigit_value((gchar)peek(reader, 0));

		if (value < 0)
			continue;
		if (half >= 0) {
			put(string, (guint8)(half * 16 + value));
			half = -1;
		} else {
			half = value;
		}
	}
	if (half >= 0)
		put(string, (guint8)(half * 16));
	reader->at += peek(reader, 0) == '>';
	return terminated(string);
}

/* Behind a backslash. */
static void read_escape(Reader *reader, PdfObject *string)
{
	static const char letters[] = "nrtbf", meant[] = "\n\r\t\b\f";
	gint c = peek(reader, 0);
	const char *letter = c > 0 ? strchr(letters, c) : NULL;
	guint value = 0, digits = 0;

	if (c < 0)
		return;
	while (digits < 3 && peek(reader, 0) >= '0' &&
	       peek(reader, 0) <= '7') {
		value = value * 8 + (guint)(peek(reader, 0) - '0');
		reader->at++;
		digits++;
	}
	if (digits > 0) {
		put(string, (guint8)value);
		return;
	}
	reader->at++;
	if (letter)
		put(string, (guint8)meant[letter - letters]);
	else if (c == '\r' && peek(reader, 0) == '\n')
		reader->at++;
	else if (c != '\r' && c != '\n')
		put(string, (guint8)c);
}

static PdfObject *read_string(Reader *reader)
{
	PdfObject *string = object_new(PDF_STRING);
	guint open = 1;

	reader->at++;
	while (peek(reader, 0) >= 0) {
		gint c = peek(reader, 0);

		reader->at++;
		if (c == '\\') {
			read_escape(reader, string);
			continue;
		}
		if (c == '\r' && peek(reader, 0) == '\n')
			reader->at++;
		open += c == '(';
		if (c == ')' && --open == 0)
			break;
		put(string, c == '\r' ? '\n' : (guint8)c);
	}
	return terminated(string);
}

/* A whole number at @at; FALSE: there is none. */
static gboolean read_digits(const Reader *reader, gsize *at, gint64 *ret)
{
	gsize from = *at;
	gint64 value = 0;

	while (*at < reader->size && g_ascii_isdigit(reader->bytes[*at])) {
		if (value < G_MAXINT64 / 16)
			value = value * 10 + (reader->bytes[*at] - '0');
		++*at;
	}
	*ret = value;
	return *at > from;
}

/* "12 0 R" begins like a number. */
static gboolean read_reference(Reader *reader, gsize at)
{
	gint64 generation;

	at = pdf_object_skip(reader->bytes, reader->size, at);
	if (!read_digits(reader, &at, &generation))
		return FALSE;
	at = pdf_object_skip(reader->bytes, reader->size, at);
	if (at >= reader->size || reader->bytes[at] != 'R')
		return FALSE;
	reader->at = at + 1;
	return TRUE;
}

static PdfObject *read_number(Reader *reader)
{
	PdfObject *number = object_new(PDF_NUMBER);
	gboolean is_negative = peek(reader, 0) == '-';
	gsize at = reader->at + (is_negative || peek(reader, 0) == '+');

	(void)read_digits(reader, &at, &number->number);
	if (is_negative)
		number->number = -number->number;
	else if (read_reference(reader, at)) {
		number->kind = PDF_REFERENCE;
		return number;
	}
	while (at < reader->size && is_regular(reader->bytes[at]))
		at++;
	reader->at = MAX(at, reader->at + 1);
	return number;
}

static PdfObject *read_word(Reader *reader)
{
	gsize from = reader->at, size;
	PdfObject *word;

	while (peek(reader, 0) >= 0 && is_regular((guint8)peek(reader, 0)))
		reader->at++;
	size = reader->at - from;
	if (size == 0)
		reader->at++;
	word = object_new((size == 4 && memcmp(reader->bytes + from, "true",
					       4) == 0) ||
			  (size == 5 && memcmp(reader->bytes + from, "false",
					       5) == 0) ?
			  PDF_BOOLEAN : PDF_NOTHING);
	word->number = size == 4;
	return word;
}

static PdfObject *read_object(Reader *reader, guint depth);

/* Ends at its bracket, or where an object ends that forgot it. */
static PdfObject *read_items(Reader *reader, PdfKind kind, guint depth)
{
	PdfObject *all = object_new(kind);
	gboolean is_array = kind == PDF_ARRAY;

	reader->at += is_array ? 1 : 2;
	for (;;) {
		gint c;

		reader->at = pdf_object_skip(reader->bytes, reader->size,
					     reader->at);
		c = peek(reader, 0);
		if (c < 0 || reader->left == 0 ||
		    (c == 'e' && peek(reader, 1) == 'n') ||
		    (c == 's' && peek(reader, 1) == 't'))
			return all;
		if (c == (is_array ? ']' : '>')) {
			reader->at += is_array || peek(reader, 1) != '>' ?
				      1 : 2;
			return all;
		}
		g_ptr_array_add(all->items, read_object(reader, depth));
	}
}

static PdfObject *read_object(Reader *reader, guint depth)
{
	gint c;

	reader->at = pdf_object_skip(reader->bytes, reader->size, reader->at);
	c = peek(reader, 0);
	if (c < 0 || reader->left == 0)
		return object_new(PDF_NOTHING);
	reader->left--;
	if (c == '/')
		return read_name(reader);
	if (c == '(')
		return read_string(reader);
	if (c == '<' && peek(reader, 1) != '<')
		return read_hexadecimal(reader);
	if ((c == '<' || c == '[') && depth < DEPTH_MAX)
		return read_items(reader, c == '[' ? PDF_ARRAY :
				  PDF_DICTIONARY, depth + 1);
	if (g_ascii_isdigit(c) || c == '-' || c == '+' || c == '.')
		return read_number(reader);
	return read_word(reader);
}

PdfObject *pdf_object_read(const guint8 *bytes, gsize size, gsize *at)
{
	Reader reader = { bytes, size, MIN(*at, size), OBJECTS_MAX };
	PdfObject *object = read_object(&reader, 0);

	*at = MIN(reader.at, size);
	return object;
}

const PdfObject *pdf_object_get(const PdfObject *object, const char *key)
{
	const PdfObject *found = NULL;

	if (!object || object->kind != PDF_DICTIONARY)
		return NULL;
	for (guint i = 0; i + 1 < object->items->len; i += 2) {
		const PdfObject *name = object->items->pdata[i];

		if (name->kind == PDF_NAME &&
		    g_str_equal((const char *)name->bytes->data, key))
			found = object->items->pdata[i + 1];
	}
	return found;
}

const char *pdf_object_name(const PdfObject *object, const char *key)
{
	const PdfObject *value = pdf_object_get(object, key);

	return value && value->kind == PDF_NAME ?
	       (const char *)value->bytes->data : "";
}

gint64 pdf_object_number(const PdfObject *object, const char *key,
			 gint64 otherwise)
{
	const PdfObject *value = pdf_object_get(object, key);

	return value && (value->kind == PDF_NUMBER ||
			 value->kind == PDF_BOOLEAN) ?
	       value->number : otherwise;
}
