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
#include "documents/office-art.h"

#define MAX_TEXT ((guint64)64 * 1024)

#define DRAWING 0xf002	/* type of a record */

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

static void take_text(guint id, Bytes bytes, gpointer data)
{
	const Art *art = data;
	g_autofree char *text = NULL;
	Flow *flow = art->description;

	if (id == WORD_ART)
		flow = art->in_header ? art->page : art->box;
	else if (id != DESCRIPTION)
		return;
	if (bytes.size == 0)
		return;
	text = codepage_text(CODEPAGE_UTF16, bytes.data,
			     (gsize)MIN(bytes.size, MAX_TEXT));
	flow_put(flow, text, strlen(text));
	flow_line(flow);
}

/*
 * Containers are entered, other records read and passed over. Before each
 * drawing stands a byte: 1 where it is that of the page headers.
 */
static void read_records(Art *art, Bytes bytes)
{
	ArtRecord record;
	gsize at = 0;

	while (art_record(bytes, at, &record) &&
	       document_goes_on(art->document)) {
		if (record.type < 0xf000 || record.type > 0xf1ff) {
			at++;
			continue;
		}
		if (record.type == DRAWING && at > 0)
			art->in_header = bytes_u8(bytes, at - 1) == 1;
		if (ART_IS_PROPERTIES(record.type))
			art_each_property(&record, take_text, art);
		at += ART_HEAD;
		if (record.version != ART_CONTAINER)
			at += record.body.size;
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
