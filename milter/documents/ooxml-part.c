/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-part.c - one part of a package: its root says who reads it.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  calls the document's sink.
 */
#include <string.h>

#include "documents/ooxml.h"
#include "text/html.h"

/* A label is small; text is searched however long it is. */
#define LABELS_MOST ((gsize)4 * 1024 * 1024)

struct OoxmlPart {
	Ooxml *ooxml;
	char *name;
	Xml *xml;		/* NULL where somebody else parses */
	const PartKind *kind;	/* NULL before the root */
	gpointer state;
	guint depth;
	GByteArray *kept;	/* what is read a second time; nullable */
	gboolean is_kept_cut;
};

static gboolean is_kept(const OoxmlPart *part)
{
	return !part->kind ||
	       (part->kind->flags & (KIND_LABELS | KIND_HTML));
}

static void keep(OoxmlPart *part, const guint8 *bytes, gsize size)
{
	gsize room = LABELS_MOST - part->kept->len;

	if (size > room)
		part->is_kept_cut = TRUE;
	g_byte_array_append(part->kept, bytes, (guint)MIN(size, room));
}

static void part_begin(OoxmlPart *part, const char *name, const char *space)
{
	const PartKind *kind = ooxml_kind(name, space);

	part->kind = kind ? kind : ooxml_kind_unknown();
	if ((part->kind->flags & KIND_PAGE) &&
	    !document_may_page(part->ooxml->document)) {
		if (part->xml)
			xml_stop(part->xml);
		return;
	}
	part->state = part->kind->reader->begin(part->ooxml, part->kind,
						part->name);
}

static void part_open(const char *name, const char *space,
		      const XmlAttributes *attributes, gpointer data)
{
	OoxmlPart *part = data;

	if (!part->kind)
		part_begin(part, name, space);
	part->depth++;
	if (part->state && part->kind->reader->handler.open)
		part->kind->reader->handler.open(name, space, attributes,
						 part->state);
}

static void part_close(const char *name, const char *space, gpointer data)
{
	OoxmlPart *part = data;

	if (part->depth > 0)
		part->depth--;
	if (part->state && part->kind->reader->handler.close)
		part->kind->reader->handler.close(name, space, part->state);
}

static void part_text(const char *text, gsize size, gpointer data)
{
	OoxmlPart *part = data;

	if (part->state && part->kind->reader->handler.text)
		part->kind->reader->handler.text(text, size, part->state);
}

const XmlHandler ooxml_part_handler = { part_open, part_close, part_text };

OoxmlPart *ooxml_part_new(Ooxml *ooxml, const char *name)
{
	OoxmlPart *part = g_new0(OoxmlPart, 1);

	part->ooxml = ooxml;
	part->name = g_strdup(name);
	part->kept = g_byte_array_new();
	return part;
}

/* Whether what can be read by hand is what the parser would read. */
static gboolean is_utf8(const OoxmlPart *part)
{
	g_autofree char *head = g_ascii_strdown((const char *)part->kept->data,
						MIN(part->kept->len, 200));
	const char *end = strstr(head, "?>");
	const char *encoding = strstr(head, "encoding");

	if (!encoding || !end || encoding > end)
		return TRUE;
	return g_strstr_len(encoding, end - encoding, "utf-8") != NULL ||
	       g_strstr_len(encoding, end - encoding, "us-ascii") != NULL;
}

gboolean ooxml_part_feed(OoxmlPart *part, const guint8 *bytes, gsize size)
{
	if (!part->xml)
		part->xml = xml_new(&ooxml_part_handler, part);
	if (is_kept(part))
		keep(part, bytes, size);
	if (!document_goes_on(part->ooxml->document))
		return FALSE;
	if (part->state && part->kind->reader->feed && is_utf8(part))
		return part->kind->reader->feed(part->xml, bytes, size,
						part->state);
	return xml_feed(part->xml, bytes, size);
}

/* VML that is no XML is what HTML always was. */
static void html_read(OoxmlPart *part)
{
	Document *document = part->ooxml->document;
	g_autoptr(Flow) flow = document_flow(document, part->kind->place,
					     "line");
	gboolean cut;
	guint64 chars;
	g_autofree char *text = html_text((const char *)part->kept->data,
					  part->kept->len,
					  (gsize)MIN(document->text_left,
						     (guint64)G_MAXINT32),
					  &cut, &chars);

	flow_at(flow, "%s", part->name);
	flow_put(flow, text, strlen(text));
	document_text(document, flow);
	if (cut)
		document_limit(document, "text-bytes", "text");
}

static void labels_read(OoxmlPart *part)
{
	if (part->is_kept_cut)
		document_problem(part->ooxml->document, PROBLEM_LIMIT,
				 "%s: too large to hold labels", part->name);
	document_metadata(part->ooxml->document, part->kept->data,
			  part->kept->len, part->name);
}

static const struct {
	ProblemKind kind;
	const char *what;
} ends[] = {
	[XML_WHOLE] = { PROBLEM_COUNT, NULL },
	[XML_BROKEN] = { PROBLEM_MALFORMED, "XML that is not well-formed" },
	[XML_ENTITIES] = { PROBLEM_MALFORMED, "XML with entities" },
	[XML_DEEP] = { PROBLEM_LIMIT, "XML nested too deep" },
};

void ooxml_say_end(Document *document, const char *name, XmlEnd end)
{
	if (end != XML_WHOLE)
		document_problem(document, ends[end].kind, "%s%s%s",
				 name ? name : "", name ? ": " : "",
				 ends[end].what);
}

static void xml_end(OoxmlPart *part)
{
	XmlEnd end;

	if (part->state && part->kind->reader->feed)
		(void)part->kind->reader->feed(part->xml, NULL, 0,
					       part->state);
	end = xml_finish(part->xml);

	if (end == XML_BROKEN && part->kind &&
	    (part->kind->flags & KIND_HTML) && !part->is_kept_cut)
		html_read(part);
	else
		ooxml_say_end(part->ooxml->document, part->name, end);
}

void ooxml_part_end(OoxmlPart *part)
{
	if (part->xml)
		xml_end(part);
	if (part->state)
		part->kind->reader->end(part->state);
	if (part->kind && (part->kind->flags & KIND_LABELS) &&
	    part->kept->len > 0)
		labels_read(part);
	xml_free(part->xml);
	g_byte_array_unref(part->kept);
	g_free(part->name);
	g_free(part);
}

/* What people write in a font of their choice, in files called .xml too. */
static const char *const htmls[] = { "<html", "<!doctype html" };

gboolean ooxml_is_xml(const guint8 *bytes, gsize size)
{
	gsize at = 0;

	if (size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 ||
			  memcmp(bytes, "\xfe\xff", 2) == 0))
		return TRUE;
	if (size >= 4 && (memcmp(bytes, "<\0?\0", 4) == 0 ||
			  memcmp(bytes, "\0<\0?", 4) == 0))
		return TRUE;
	if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	while (at < size && g_ascii_isspace((char)bytes[at]))
		at++;
	for (guint i = 0; i < G_N_ELEMENTS(htmls); i++) {
		gsize length = strlen(htmls[i]);

		if (size - at >= length &&
		    g_ascii_strncasecmp((const char *)bytes + at, htmls[i],
					length) == 0)
			return FALSE;
	}
	return at < size && bytes[at] == '<';
}
