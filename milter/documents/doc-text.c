/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * doc-text.c - Word's characters to lines.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   of fields nested more than 64 deep the code is text.
 */
#include "documents/doc-parts.h"

#include "base/utf8.h"

#define MAX_FIELDS 64

/* [MS-DOC] 2.4.1 and 2.8.25. */
enum {
	CELL_END = 0x07,
	LINE_BREAK = 0x0b,
	PAGE_BREAK = 0x0c,
	PARAGRAPH_END = 0x0d,
	COLUMN_BREAK = 0x0e,
	FIELD_BEGIN = 0x13,
	FIELD_SEPARATOR = 0x14,
	FIELD_END = 0x15,
	HARD_HYPHEN = 0x1e
};

struct DocText {
	Flow *flow;
	Flow *codes;
	guint depth;		/* of fields */
	guint64 in_code;	/* a bit for each of them */
};

DocText *doc_text_new(Flow *flow, Flow *codes)
{
	DocText *text = g_new0(DocText, 1);

	text->flow = flow;
	text->codes = codes;
	return text;
}

void doc_text_free(DocText *text)
{
	g_free(text);
}

static void set_field(DocText *text, gboolean is_code)
{
	guint64 bit;

	if (text->depth == 0 || text->depth > MAX_FIELDS)
		return;
	bit = (guint64)1 << (text->depth - 1);
	if (!is_code && text->in_code & bit)
		flow_line(text->codes);
	text->in_code = is_code ? text->in_code | bit : text->in_code & ~bit;
}

static void take_control(DocText *text, gunichar c)
{
	switch (c) {
	case CELL_END:
	case LINE_BREAK:
	case PAGE_BREAK:
	case PARAGRAPH_END:
	case COLUMN_BREAK:
		flow_line(text->in_code ? text->codes : text->flow);
		break;
	case FIELD_BEGIN:
		text->depth++;
		set_field(text, TRUE);
		break;
	case FIELD_SEPARATOR:
		set_field(text, FALSE);
		break;
	case FIELD_END:
		set_field(text, FALSE);
		text->depth -= text->depth > 0;
		break;
	case HARD_HYPHEN:
		flow_put(text->in_code ? text->codes : text->flow, "-", 1);
		break;
	default:	/* pictures, references, soft hyphens */
		break;
	}
}

void doc_text_put(DocText *text, const char *utf8, gsize size)
{
	const char *end = utf8 + size, *from = utf8, *at = utf8;

	for (; at < end; at = *at ? utf8_next(at) : at + 1) {
		guint8 c = *(const guint8 *)at;

		if (c >= 0x20 || c == '\t')
			continue;
		flow_put(text->in_code ? text->codes : text->flow, from,
			 (gsize)(at - from));
		take_control(text, c);
		from = at + 1;
	}
	flow_put(text->in_code ? text->codes : text->flow, from,
		 (gsize)(end - from));
}

void doc_text_end(DocText *text)
{
	flow_line(text->flow);
	if (text->in_code)
		flow_line(text->codes);
	text->depth = 0;
	text->in_code = 0;
}
