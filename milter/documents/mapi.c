/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * mapi.c - properties of a mail as Outlook keeps them: in TNEF and in .msg.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/mapi.h"

#include <string.h>

#include "documents/bytes.h"
#include "documents/codepage.h"
#include "documents/compressed-rtf.h"
#include "documents/formats.h"
#include "documents/rtf-charset.h"
#include "text/charset.h"
#include "text/html.h"

#define HEADERS_MAX 1000u

static guint codepage_of(const Mapi *mapi, const MapiValue *value)
{
	return value->type == MAPI_UNICODE ? CODEPAGE_UTF16 : mapi->codepage;
}

char *mapi_text(const Mapi *mapi, const MapiValue *value)
{
	if (value->type != MAPI_STRING8 && value->type != MAPI_UNICODE)
		return NULL;
	return codepage_text(codepage_of(mapi, value), value->data,
			     value->size);
}

static Flow *new_flow(const Mapi *mapi, const char *what)
{
	Flow *flow = document_flow(mapi->document, PLACE_TEXT, "line");

	flow_at(flow, "%s%s%s", mapi->where, *mapi->where ? ", " : "", what);
	return flow;
}

/* 8-bit text by every reading: its code page may be told wrong, or not. */
static void take_readings(const Mapi *mapi, const MapiValue *value)
{
	guint codepage = codepage_of(mapi, value);
	gsize size = value->size;
	g_autoptr(Readings) readings = NULL;

	/* The NUL at the end is no text, but would make another reading. */
	if (codepage == CODEPAGE_UTF16 && size >= 2 &&
	    bytes_u16((Bytes){ value->data, size }, size - 2) == 0)
		size -= 2;
	else if (codepage != CODEPAGE_UTF16 && size > 0 &&
		 value->data[size - 1] == 0)
		size--;
	readings = charset_read(value->data, size, rtf_charset(codepage));

	for (guint i = 0; i < readings->texts->len; i++) {
		const char *text = g_ptr_array_index(readings->texts, i);
		g_autoptr(Flow) flow = new_flow(mapi, "body");

		flow_put(flow, text, strlen(text));
		document_text(mapi->document, flow);
	}
}

static void take_html(const Mapi *mapi, const MapiValue *value)
{
	g_autofree char *declared = html_declared_charset(value->data,
							  value->size);
	const char *charset = value->type == MAPI_UNICODE ? "utf-16le" :
			      mapi->html_codepage ?
			      rtf_charset(mapi->html_codepage) : declared;
	g_autoptr(Readings) readings =
		charset_read(value->data, value->size,
			     charset ? charset : declared);

	for (guint i = 0; i < readings->texts->len; i++) {
		const char *html = g_ptr_array_index(readings->texts, i);
		g_autoptr(Flow) flow = new_flow(mapi, "HTML");
		gsize left = (gsize)MIN(mapi->document->text_left,
					(guint64)G_MAXINT32);
		gboolean cut;
		guint64 chars;
		g_autofree char *text = html_text(html, strlen(html), left,
						  &cut, &chars);

		flow_put(flow, text, strlen(text));
		document_text(mapi->document, flow);
		if (cut)
			document_limit(mapi->document, "text-bytes", "HTML");
	}
}

static void take_rtf(const Mapi *mapi, const MapiValue *value)
{
	Document *document = mapi->document;
	gsize left = (gsize)MIN(document->bytes_left, (guint64)G_MAXINT32);
	g_autoptr(GByteArray) rtf = NULL;
	gboolean whole;

	rtf = compressed_rtf_read(value->data, value->size, left, &whole);
	if (!rtf) {
		document_problem(document, PROBLEM_MALFORMED,
				 "body is no compressed RTF");
		return;
	}
	if (rtf->len == left)
		document_limit(document, "decoded-bytes", "compressed RTF");
	else if (!whole)
		document_problem(document, PROBLEM_MALFORMED,
				 "compressed RTF is damaged");
	(void)document_may_unpack(document, rtf->len);
	if (rtf->len > 0)
		rtf_read(document, rtf->data, rtf->len);
}

/* One field, its folded lines included. */
static void take_header(const Mapi *mapi, const char *field, gsize size)
{
	const char *colon = memchr(field, ':', size);
	g_autofree char *name = NULL;
	g_autofree char *value = NULL;

	if (!colon || colon == field)
		return;
	name = g_strndup(field, (gsize)(colon - field));
	value = g_strndup(colon + 1, size - (gsize)(colon - field) - 1);
	g_strdelimit(value, "\r\n\t", ' ');
	g_strstrip(value);
	document_property(mapi->document, name, value, "header");
}

static void take_headers(const Mapi *mapi, const MapiValue *value)
{
	g_autofree char *text = mapi_text(mapi, value);
	g_autoptr(Flow) flow = NULL;
	const char *at = text, *field = text;
	guint count = 0;

	if (!text)
		return;
	flow = new_flow(mapi, "headers");
	flow_put(flow, text, strlen(text));
	document_text(mapi->document, flow);
	while (*at && count < HEADERS_MAX) {
		const char *end = at + strcspn(at, "\n");

		at = *end ? end + 1 : end;
		if (*at == ' ' || *at == '\t')
			continue;
		take_header(mapi, field, (gsize)(end - field));
		field = at;
		count++;
	}
}

static void take_sensitivity(const Mapi *mapi, const MapiValue *value)
{
	static const char *const names[] = {
		"None", "Personal", "Private", "Company-Confidential",
	};
	guint32 number = bytes_u32((Bytes){ value->data, value->size }, 0);

	if (value->type == MAPI_LONG && number > 0 &&
	    number < G_N_ELEMENTS(names))
		document_property(mapi->document, "Sensitivity",
				  names[number], *mapi->where ? mapi->where :
				  "message");
}

static void take_property(const Mapi *mapi, const MapiValue *value,
			  const char *name)
{
	g_autofree char *text = mapi_text(mapi, value);

	if (text && *text)
		document_property(mapi->document, name, text,
				  *mapi->where ? mapi->where : "message");
}

void mapi_take(Mapi *mapi, const MapiValue *value)
{
	gboolean is_text = value->type == MAPI_STRING8 ||
			   value->type == MAPI_UNICODE;

	if (value->name) {
		take_property(mapi, value, value->name);
		return;
	}
	switch (value->id) {
	case MAPI_SENSITIVITY:
		take_sensitivity(mapi, value);
		break;
	case MAPI_SUBJECT:
		take_property(mapi, value, "Subject");
		break;
	case MAPI_HEADERS:
		take_headers(mapi, value);
		break;
	case MAPI_BODY:
		if (is_text)
			take_readings(mapi, value);
		break;
	case MAPI_HTML:
		if (is_text || value->type == MAPI_BINARY)
			take_html(mapi, value);
		break;
	case MAPI_RTF:
		if (value->type == MAPI_BINARY)
			take_rtf(mapi, value);
		break;
	default:	/* thousands more, for programs */
		break;
	}
}
