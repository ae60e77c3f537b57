/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * doc-art.c - texts in the drawings of a Word document ([MS-ODRAW]).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * A watermark is WordArt in the drawing of the page headers: its text is a
 * property of the shape and stands nowhere else.
 */
#include "documents/doc-parts.h"

#include <string.h>

#include "documents/codepage.h"

#define RECORD_HEADER 8
#define PROPERTY_SIZE 6
#define IS_COMPLEX 0x8000
#define MAX_TEXT ((guint64)64 * 1024)

enum {	/* types of records */
	DRAWING = 0xf002,
	PROPERTIES = 0xf00b,
	PROPERTIES_2 = 0xf121,
	PROPERTIES_3 = 0xf122
};

enum {	/* properties */
	WORD_ART = 0x00c0,
	DESCRIPTION = 0x0381
};

typedef struct Art {
	Document *document;
	gboolean in_header;
	Flow *page;
	Flow *box;
	Flow *description;
} Art;

static void take_text(Art *art, guint id, Bytes bytes)
{
	g_autofree char *text = NULL;
	Flow *flow = art->description;

	if (id == WORD_ART)
		flow = art->in_header ? art->page : art->box;
	else if (id != DESCRIPTION)
		return;
	text = codepage_text(CODEPAGE_UTF16, bytes.data,
			     (gsize)MIN(bytes.size, MAX_TEXT));
	flow_put(flow, text, strlen(text));
	flow_line(flow);
}

/* First all properties; then the values of those that did not fit, in the
 * same order. */
static void read_properties(Art *art, Bytes record, guint count)
{
	guint64 at = (guint64)count * PROPERTY_SIZE;

	for (guint i = 0; i < count && at < record.size; i++) {
		guint id = bytes_u16(record, (guint64)i * PROPERTY_SIZE);
		guint32 size = bytes_u32(record,
					 (guint64)i * PROPERTY_SIZE + 2);

		if (!(id & IS_COMPLEX))
			continue;
		take_text(art, id & 0x3fff, bytes_part(record, at, size));
		at += size;
	}
}

/*
 * Containers are entered, other records read and passed over. Before each
 * drawing stands a byte: 1 where it is that of the page headers.
 */
static void read_records(Art *art, Bytes bytes)
{
	guint64 at = 0;

	while (bytes_have(bytes, at, RECORD_HEADER) &&
	       document_goes_on(art->document)) {
		guint head = bytes_u16(bytes, at);
		guint type = bytes_u16(bytes, at + 2);
		guint32 size = bytes_u32(bytes, at + 4);

		if (type < 0xf000 || type > 0xf1ff) {
			at++;
			continue;
		}
		if (type == DRAWING && at > 0)
			art->in_header = bytes_u8(bytes, at - 1) == 1;
		if (type == PROPERTIES || type == PROPERTIES_2 ||
		    type == PROPERTIES_3)
			read_properties(art, bytes_part(bytes,
					at + RECORD_HEADER, size), head >> 4);
		at += RECORD_HEADER;
		if ((head & 0xf) != 0xf)
			at += size;
	}
}

void doc_art_read(Document *document, Bytes bytes)
{
	g_autoptr(Flow) page = document_flow(document, PLACE_PAGE, NULL);
	g_autoptr(Flow) box = document_flow(document, PLACE_BOX, NULL);
	g_autoptr(Flow) description = document_flow(document, PLACE_TEXT,
						    NULL);
	Art art = {
		.document = document, .page = page, .box = box,
		.description = description,
	};

	flow_at(page, "watermark");
	flow_at(box, "WordArt");
	flow_at(description, "description of a shape");
	read_records(&art, bytes);
	document_text(document, page);
	document_text(document, box);
	document_text(document, description);
}
