/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rtf-text.c - the text of an RTF document, on its way to where it belongs.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   of a document whose fonts lie about their charset, two readings
 *           are searched: as declared, and as Japanese.
 */
#include "documents/rtf-text.h"

#include <string.h>

#include "documents/rtf-charset.h"
#include "text/charset.h"
#include "text/decode.h"
#include "text/html.h"

#define VALUE_MAX ((gsize)64 * 1024)
#define HEX_LEAST 32u		/* shorter ones may be words */

struct RtfText {
	Document *document;
	Flow *flows[RTF_FLOWS];
	Flow *others[RTF_FLOWS];	/* nullable: the second reading */
	GString *value;
	GString *hidden;
	GString *html;
	GByteArray *pending;
	RtfChannel channel;
	guint codepage;
	gboolean in_html;
	guint16 high;		/* first half of a surrogate pair; or 0 */
};

static const struct {
	Place place;
	const char *unit;
} kinds[RTF_FLOWS] = {
	[RTF_BODY] = { PLACE_TEXT, "paragraph" },
	[RTF_PAGE] = { PLACE_PAGE, NULL },
	[RTF_NOTE] = { PLACE_TEXT, NULL },
	[RTF_BOX] = { PLACE_BOX, NULL },
	[RTF_HIDDEN] = { PLACE_TEXT, NULL },
};

RtfText *rtf_text_new(Document *document)
{
	RtfText *text = g_new0(RtfText, 1);

	text->document = document;
	for (guint i = 0; i < RTF_FLOWS; i++)
		text->flows[i] = document_flow(document, kinds[i].place,
					       kinds[i].unit);
	flow_at(text->flows[RTF_HIDDEN], "hidden group");
	text->value = g_string_new(NULL);
	text->hidden = g_string_new(NULL);
	text->html = g_string_new(NULL);
	text->pending = g_byte_array_new();
	return text;
}

void rtf_text_free(RtfText *text)
{
	if (!text)
		return;
	for (guint i = 0; i < RTF_FLOWS; i++) {
		flow_free(text->flows[i]);
		flow_free(text->others[i]);
	}
	g_string_free(text->value, TRUE);
	g_string_free(text->hidden, TRUE);
	g_string_free(text->html, TRUE);
	g_byte_array_unref(text->pending);
	g_free(text);
}

/* From here on the channel has a second reading; so far both are alike. */
static void fork_flow(RtfText *text, RtfChannel channel)
{
	const Flow *flow = text->flows[channel];

	if (text->others[channel])
		return;
	text->others[channel] = document_flow(text->document,
					      kinds[channel].place,
					      kinds[channel].unit);
	flow_at(text->others[channel], "read as Japanese");
	flow_put(text->others[channel], flow_text(flow), flow_size(flow));
}

/* Adds one text, or (@other) two readings of it, to the channel. */
static void put(RtfText *text, const char *one, gsize size, const char *other)
{
	RtfChannel channel = text->channel;
	GString *to = channel == RTF_HIDDEN ? text->hidden : text->value;

	if (text->in_html)
		g_string_append_len(text->html, one, (gssize)size);
	if (channel < RTF_HIDDEN) {
		if (other)
			fork_flow(text, channel);
		flow_put(text->flows[channel], one, size);
		if (other)
			flow_put(text->others[channel], other, strlen(other));
		else if (text->others[channel])
			flow_put(text->others[channel], one, size);
	} else if (channel == RTF_HIDDEN || (channel == RTF_VALUE &&
					     to->len < VALUE_MAX)) {
		g_string_append_len(to, one, (gssize)size);
	}
}

static gboolean is_ascii(const GByteArray *bytes)
{
	guint8 seen = 0;

	for (guint i = 0; i < bytes->len; i++)
		seen |= bytes->data[i];
	return seen < 0x80;
}

/* The Japanese that somebody may see where the font says otherwise. */
static const char *second_reading(const Readings *readings)
{
	const char *first = g_ptr_array_index(readings->texts, 0);

	if (looks_japanese(first, strlen(first)))
		return NULL;
	for (guint i = 1; i < readings->texts->len; i++) {
		const char *other = g_ptr_array_index(readings->texts, i);

		/* Half-width kana are what any 8-bit text would make. */
		if (looks_japanese(other, strlen(other)) &&
		    g_utf8_strlen(other, -1) < g_utf8_strlen(first, -1))
			return other;
	}
	return NULL;
}

static void flush_bytes(RtfText *text)
{
	GByteArray *pending = text->pending;
	g_autoptr(Readings) readings = NULL;
	const char *first;

	if (pending->len == 0)
		return;
	if (is_ascii(pending)) {
		put(text, (const char *)pending->data, pending->len, NULL);
	} else {
		readings = charset_read(pending->data, pending->len,
					rtf_charset(text->codepage));
		first = g_ptr_array_index(readings->texts, 0);
		put(text, first, strlen(first), second_reading(readings));
	}
	g_byte_array_set_size(pending, 0);
}

static void flush_half(RtfText *text)
{
	if (text->high)
		put(text, "\xef\xbf\xbd", 3, NULL);
	text->high = 0;
}

void rtf_text_to(RtfText *text, RtfChannel channel, guint codepage,
		 gboolean in_html)
{
	if (text->channel == channel && text->codepage == codepage &&
	    text->in_html == in_html)
		return;
	flush_bytes(text);
	flush_half(text);
	text->channel = channel;
	text->codepage = codepage;
	text->in_html = in_html;
}

void rtf_text_bytes(RtfText *text, const guint8 *bytes, gsize size)
{
	if (text->channel == RTF_NOWHERE && !text->in_html)
		return;
	flush_half(text);
	g_byte_array_append(text->pending, bytes, (guint)size);
}

void rtf_text_character(RtfText *text, gunichar c)
{
	char utf8[6];
	gint size;

	flush_bytes(text);
	flush_half(text);
	if (c == 0 || !g_unichar_validate(c))
		return;
	size = g_unichar_to_utf8(c, utf8);
	put(text, utf8, (gsize)size, NULL);
}

void rtf_text_unit(RtfText *text, guint16 unit)
{
	guint16 high = text->high;

	if (unit >= 0xd800 && unit < 0xdc00) {
		flush_bytes(text);
		flush_half(text);
		text->high = unit;
		return;
	}
	if (unit >= 0xdc00 && unit < 0xe000 && high) {
		text->high = 0;
		rtf_text_character(text, 0x10000u +
				   ((high & 0x3ffu) << 10 | (unit & 0x3ffu)));
	} else {
		rtf_text_character(text, unit >= 0xdc00 && unit < 0xe000 ?
				   0xfffd : unit);
	}
}

void rtf_text_line(RtfText *text)
{
	flush_bytes(text);
	flush_half(text);
	put(text, "\n", 1, NULL);
}

static void end_line(Flow *flow)
{
	if (flow_size(flow) > 0 &&
	    flow_text(flow)[flow_size(flow) - 1] != '\n')
		flow_line(flow);
}

void rtf_text_end_line(RtfText *text, RtfChannel channel)
{
	flush_bytes(text);
	flush_half(text);
	end_line(text->flows[channel]);
	if (text->others[channel])
		end_line(text->others[channel]);
}

void rtf_text_at(RtfText *text, RtfChannel channel, const char *where)
{
	rtf_text_end_line(text, channel);
	flow_at(text->flows[channel], "%s", where);
	if (text->others[channel])
		flow_at(text->others[channel], "%s, read as Japanese", where);
}

char *rtf_text_value(RtfText *text)
{
	char *value;

	flush_bytes(text);
	flush_half(text);
	value = g_utf8_make_valid(text->value->str, (gssize)text->value->len);
	g_string_truncate(text->value, 0);
	return value;
}

/* Hex dumps, numbers and separators are nothing that anybody reads. */
static gboolean has_words(const GString *text)
{
	gboolean is_hex = text->len >= HEX_LEAST, has_letter = FALSE;

	for (gsize i = 0; i < text->len && (is_hex || !has_letter); i++) {
		char c = text->str[i];

		has_letter |= g_ascii_isalpha(c) || c & 0x80;
		is_hex = is_hex && (g_ascii_isxdigit(c) || g_ascii_isspace(c));
	}
	return has_letter && !is_hex;
}

void rtf_text_end_hidden(RtfText *text)
{
	Flow *flow = text->flows[RTF_HIDDEN];

	flush_bytes(text);
	flush_half(text);
	if (has_words(text->hidden)) {
		flow_put(flow, text->hidden->str, text->hidden->len);
		end_line(flow);
	}
	g_string_truncate(text->hidden, 0);
}

/* RTF made of HTML shows the HTML to whoever knows how. */
static void finish_html(RtfText *text)
{
	g_autoptr(Flow) flow = NULL;
	g_autofree char *plain = NULL;
	gboolean cut;
	guint64 chars;

	if (text->html->len == 0)
		return;
	flow = document_flow(text->document, PLACE_TEXT, "line");
	flow_at(flow, "HTML");
	plain = html_text(text->html->str, text->html->len,
			  (gsize)MIN(text->document->text_left,
				     (guint64)G_MAXINT32), &cut, &chars);
	flow_put(flow, plain, strlen(plain));
	document_text(text->document, flow);
	if (cut)
		document_limit(text->document, "text-bytes", "text");
}

void rtf_text_finish(RtfText *text)
{
	rtf_text_end_hidden(text);
	for (guint i = 0; i < RTF_FLOWS; i++) {
		end_line(text->flows[i]);
		document_text(text->document, text->flows[i]);
		if (text->others[i])
			document_text(text->document, text->others[i]);
	}
	finish_html(text);
}
