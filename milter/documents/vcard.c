/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * vcard.c - contacts (vCard 2.1 to 4) and appointments (RFC 5545): the value
 * of every property.
 *
 * Runs in:  worker.
 * Trusts:   nothing but that the text is UTF-8.
 * Effects:  sink.
 */
#include <string.h>

#include "containers/unpack.h"
#include "documents/formats.h"
#include "text/charset.h"

typedef struct Card {
	Document *document;
	Flow *flow;
} Card;

#define HEAD_MOST ((gsize)1024)	/* of a line, before its value */

/* What a person files an entry under: searched as a property too. */
static gboolean is_property(const char *name)
{
	static const char *const names[] = {
		"SUMMARY", "FN", "CATEGORIES", "CLASS",
	};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (g_ascii_strcasecmp(name, names[i]) == 0)
			return TRUE;
	}
	return g_ascii_strncasecmp(name, "X-", 2) == 0;
}

/* The colon before the value; parameters may quote others. */
static const char *colon_find(const char *line)
{
	gboolean quoted = FALSE;

	for (; *line; line++) {
		if (*line == '"')
			quoted = !quoted;
		else if (*line == ':' && !quoted)
			return line;
	}
	return NULL;
}

/* The value of a parameter, or the bare word of vCard 2.1. */
static char *parameter(char *const *words, const char *name)
{
	gsize size = strlen(name);

	for (guint i = 1; words[0] && words[i]; i++) {
		if (g_ascii_strncasecmp(words[i], name, size) == 0 &&
		    words[i][size] == '=')
			return g_strdup(words[i] + size + 1);
	}
	return NULL;
}

static gboolean has_encoding(char *const *words, const char *encoding)
{
	g_autofree char *given = parameter(words, "ENCODING");

	if (given)
		return g_ascii_strcasecmp(given, encoding) == 0;
	for (guint i = 1; words[0] && words[i]; i++) {
		if (g_ascii_strcasecmp(words[i], encoding) == 0)
			return TRUE;
	}
	return FALSE;
}

static int hex(char c)
{
	return g_ascii_xdigit_value(c);
}

/* Quoted-printable in the charset that vCard 2.1 names beside it. */
static char *quoted_read(const char *value, const char *charset)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(Readings) readings = NULL;

	for (; *value; value++) {
		guint8 c = (guint8)*value;

		if (c == '=' && hex(value[1]) >= 0 && hex(value[2]) >= 0) {
			c = (guint8)(hex(value[1]) << 4 | hex(value[2]));
			value += 2;
		}
		g_byte_array_append(bytes, &c, 1);
	}
	readings = charset_read(bytes->data, bytes->len, charset);
	return g_strdup(readings->texts->pdata[0]);
}

/* \n is a line end, \, and the like are what they hide. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *at = text; *at; at++) {
		if (*at == '\\' && at[1]) {
			at++;
			*to++ = *at == 'n' || *at == 'N' ? '\n' : *at;
		} else {
			*to++ = *at;
		}
	}
	*to = '\0';
}

static void file_emit(Card *card, const char *name, const char *base64)
{
	gsize used;
	g_autoptr(GByteArray) bytes = unpack_base64((const guint8 *)base64,
						    strlen(base64), &used);

	if (base64[used])
		document_problem(card->document, PROBLEM_MALFORMED,
				 "%s is no base64", name);
	if (bytes->len > 0 && document_may_unpack(card->document, bytes->len))
		document_embedded(card->document, name, NULL, bytes->data,
				  bytes->len);
}

static void value_emit(Card *card, const char *name, char *value)
{
	unescape(value);
	flow_at(card->flow, "%s", name);
	flow_put(card->flow, value, strlen(value));
	flow_line(card->flow);
	if (is_property(name))
		document_property(card->document, name, value, NULL);
}

static void line_read(Card *card, char *line)
{
	const char *colon = colon_find(line), *name, *data;
	g_autofree char *head = NULL, *charset = NULL, *decoded = NULL;
	g_auto(GStrv) words = NULL;

	if (!colon || g_ascii_strncasecmp(line, "BEGIN:", 6) == 0 ||
	    g_ascii_strncasecmp(line, "END:", 4) == 0) {
		if (!colon && *line)
			value_emit(card, "line", line);
		return;
	}
	head = g_strndup(line, (gsize)(colon - line));
	words = g_strsplit(head, ";", 64);
	name = words[0] ? words[0] : "";
	/* A group before the name says which belong together. */
	if (strrchr(name, '.'))
		name = strrchr(name, '.') + 1;
	charset = parameter(words, "CHARSET");
	data = strstr(colon + 1, ";base64,");
	if (g_ascii_strncasecmp(colon + 1, "data:", 5) == 0 && data) {
		file_emit(card, name, data + 8);
	} else if (has_encoding(words, "BASE64") || has_encoding(words, "B")) {
		file_emit(card, name, colon + 1);
	} else if (has_encoding(words, "QUOTED-PRINTABLE")) {
		decoded = quoted_read(colon + 1, charset);
		value_emit(card, name, decoded);
	} else {
		value_emit(card, name, line + (colon + 1 - line));
	}
}

static gboolean is_quoted(const GString *line)
{
	const char *colon;

	if (line->str[line->len - 1] != '=')
		return FALSE;
	/* Not all of it: this is asked again for every line that follows. */
	colon = memchr(line->str, ':', MIN(line->len, HEAD_MOST));
	return colon &&
	       g_strstr_len(line->str, colon - line->str, "QUOTED-PRINTABLE");
}

/* Folded lines begin with white space; quoted-printable ones end in "=". */
static void next_line(Card *card, GString *line, const char *at, gsize size)
{
	if (line->len > 0 && is_quoted(line)) {
		g_string_truncate(line, line->len - 1);
		g_string_append_len(line, at, (gssize)size);
		return;
	}
	if (size > 0 && line->len > 0 && (*at == ' ' || *at == '\t')) {
		g_string_append_len(line, at + 1, (gssize)size - 1);
		return;
	}
	if (line->len > 0)
		line_read(card, line->str);
	g_string_truncate(line, 0);
	g_string_append_len(line, at, (gssize)size);
}

void vcard_read(Document *document, const char *text, gsize size)
{
	g_autoptr(Flow) flow = document_flow(document, PLACE_TEXT, NULL);
	Card card = { document, flow };
	GString *line = g_string_new(NULL);
	const char *at = text, *end = text + size;

	while (at < end && document_goes_on(document)) {
		const char *stop = memchr(at, '\n', (gsize)(end - at));
		gsize length = (gsize)((stop ? stop : end) - at);

		if (length > 0 && at[length - 1] == '\r')
			next_line(&card, line, at, length - 1);
		else
			next_line(&card, line, at, length);
		at = stop ? stop + 1 : end;
	}
	if (line->len > 0)
		line_read(&card, line->str);
	document_text(document, flow);
	g_string_free(line, TRUE);
}
