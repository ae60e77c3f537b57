/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ppt-stream.c - the stream of a presentation of PowerPoint 97 to 2003.
 *
 * A tree of records, read as it stands: what an earlier save has left behind
 * counts as well.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none but the sink.
 * Limits:   a marking whose characters stand in different shapes is not seen.
 */
#include "documents/ppt-stream.h"

#include <string.h>

#include "containers/unpack.h"
#include "documents/ppt-deck.h"
#include "documents/salvage.h"

#define RECORDS_BETWEEN_LOOKS 256
#define TEXT_UNKNOWN G_MAXUINT
#define OBJECT_PACKED 1		/* instance of PPT_OBJECT */

void ppt_malformed(PptDeck *deck, const char *what)
{
	if (!deck->is_malformed)
		document_problem(deck->document, PROBLEM_MALFORMED,
				 "presentation: %s", what);
	deck->is_malformed = TRUE;
}

static void unpack_object(PptDeck *deck, Bytes packed)
{
	Document *document = deck->document;
	g_autoptr(GByteArray) out = g_byte_array_new();
	UnpackEnd end = unpack_inflate(packed.data, packed.size, UNPACK_ZLIB,
			(gsize)MIN(document->bytes_left, (guint64)G_MAXINT32),
			document->deadline_us, out, NULL);

	if (end == UNPACK_LIMIT)
		document_limit(document, "decoded-bytes", "embedded object");
	else if (end == UNPACK_TIMEOUT)
		(void)document_goes_on(document);
	else if (end == UNPACK_BROKEN)
		ppt_malformed(deck, "an embedded object is damaged");
	if (out->len > 0 && document_may_unpack(document, out->len))
		document_embedded(document, NULL, NULL, out->data, out->len);
}

/* A compound file: an object of another program, macros, a control. */
static void read_object(PptDeck *deck, const ArtRecord *record)
{
	Document *document = deck->document;

	if (!document_may_member(document))
		return;
	if (record->instance == OBJECT_PACKED)
		unpack_object(deck, bytes_part(record->body, 4,
					       record->body.size));
	else if (document_may_unpack(document, record->body.size))
		document_embedded(document, NULL, NULL, record->body.data,
				  record->body.size);
}

static gboolean is_page(guint type)
{
	return type == PPT_SLIDE || type == PPT_NOTES || type == PPT_MASTER ||
	       type == PPT_HANDOUT || type == PPT_DOCUMENT;
}

/* FALSE: one more than may be open. */
static gboolean open_container(PptDeck *deck, const ArtRecord *record,
			       gsize from)
{
	PptFrame frame = deck->frames[deck->depth];

	if (deck->depth + 1 == PPT_DEPTH)
		return FALSE;
	frame.end = from + ART_HEAD + record->body.size;
	frame.type = record->type;
	if (is_page(record->type)) {
		frame.page = record->type;
		frame.number = record->type == PPT_SLIDE ?
			       ppt_number_of_slide(deck, from) : 0;
	} else if (record->type == PPT_SLIDE_LIST) {
		frame.list = 1 + record->instance;
	} else if (record->type == PPT_HEADERS_FOOTERS) {
		frame.is_fields = TRUE;
	} else if (record->type == PPT_COMMENT) {
		frame.is_comment = TRUE;
	} else if (record->type == PPT_SHAPE) {
		frame.placeholder = 0;
		frame.text_type = TEXT_UNKNOWN;
	}
	deck->frames[++deck->depth] = frame;
	return TRUE;
}

static void read_atom(PptDeck *deck, const ArtRecord *record)
{
	if (record->type == PPT_OBJECT)
		read_object(deck, record);
	else if (ART_IS_PICTURE(record->type))
		art_picture(deck->document, record);
	ppt_number_read(deck, record);
	ppt_text_read(deck, record);
}

static gboolean is_container(const ArtRecord *record)
{
	if (record->type == PPT_TEXT_CHARS || record->type == PPT_TEXT_BYTES ||
	    record->type == PPT_STRING)
		return FALSE;
	return record->version == ART_CONTAINER ||
	       record->type == PPT_TAG_DATA;
}

/* Where the next record begins. */
static gsize read_record(PptDeck *deck, gsize at, const ArtRecord *record)
{
	if (record->is_cut)
		ppt_malformed(deck, "a record is cut");
	if (!is_container(record)) {
		read_atom(deck, record);
	} else if (open_container(deck, record, at)) {
		return at + ART_HEAD;
	} else {
		ppt_malformed(deck, "records are nested too deep");
	}
	return at + ART_HEAD + record->body.size;
}

static gboolean goes_on(PptDeck *deck, const ArtRecord *record)
{
	if (++deck->ticks % RECORDS_BETWEEN_LOOKS == 0 &&
	    !document_goes_on(deck->document))
		return FALSE;
	return record->type != PPT_SLIDE || record->version != ART_CONTAINER ||
	       document_may_page(deck->document);
}

static void read_tree(PptDeck *deck)
{
	gsize at = 0;
	ArtRecord record;

	while (at < deck->bytes.size) {
		gsize end = deck->frames[deck->depth].end;

		if (at >= end && deck->depth > 0) {
			deck->depth--;
			continue;
		}
		if (!art_record((Bytes){ deck->bytes.data, end }, at,
				&record)) {
			ppt_malformed(deck, "bytes that are no record");
			at = end;
			continue;
		}
		if (!goes_on(deck, &record))
			return;
		at = read_record(deck, at, &record);
	}
}

/* The directories stand behind what they list. */
static void read_directories(PptDeck *deck)
{
	ArtRecord record;

	for (gsize at = 0; art_record(deck->bytes, at, &record);
	     at += ART_HEAD + record.body.size) {
		if (record.type == PPT_PERSIST_DIRECTORY)
			ppt_number_read(deck, &record);
	}
}

static void deck_init(PptDeck *deck, Document *document, const guint8 *bytes,
		      gsize size)
{
	*deck = (PptDeck){
		.document = document,
		.bytes = { bytes, size },
		.persists = g_hash_table_new(NULL, NULL),
		.numbers = g_hash_table_new(NULL, NULL),
		.ids = g_hash_table_new(NULL, NULL),
	};
	deck->frames[0] = (PptFrame){ .end = size, .text_type = TEXT_UNKNOWN };
	placed_flow_init(&deck->texts, document, PLACE_TEXT);
	placed_flow_init(&deck->boxes, document, PLACE_BOX);
	placed_flow_init(&deck->pages, document, PLACE_PAGE);
	placed_flow_init(&deck->names, document, PLACE_SHEET);
}

static void deck_clear(PptDeck *deck)
{
	g_hash_table_unref(deck->persists);
	g_hash_table_unref(deck->numbers);
	g_hash_table_unref(deck->ids);
	placed_flow_clear(&deck->texts);
	placed_flow_clear(&deck->boxes);
	placed_flow_clear(&deck->pages);
	placed_flow_clear(&deck->names);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PptDeck, deck_clear)

void ppt_stream_read(Document *document, const guint8 *bytes, gsize size)
{
	g_auto(PptDeck) deck;

	deck_init(&deck, document, bytes, size);
	if (size > 0 && !ppt_stream_is_plain(bytes, size))
		ppt_malformed(&deck, "does not begin like one");
	read_directories(&deck);
	read_tree(&deck);
	document_text(document, deck.names.flow);
	document_text(document, deck.pages.flow);
	document_text(document, deck.boxes.flow);
	document_text(document, deck.texts.flow);
	if (deck.is_malformed)
		salvage_read(document, "damaged presentation", bytes, size);
}

gboolean ppt_stream_is_plain(const guint8 *bytes, gsize size)
{
	ArtRecord record;

	return art_record((Bytes){ bytes, size }, 0, &record) &&
	       record.version == ART_CONTAINER && !record.is_cut &&
	       is_page(record.type);
}

/* Its version is in the clear; what follows is as [MS-OFFCRYPTO] has it. */
gboolean ppt_stream_has_session(const guint8 *bytes, gsize size)
{
	static const guint8 head[] = { 0x0f, 0x00, 0x14, 0x2f };
	const guint8 *at = bytes, *end = bytes + size;

	while (at && at < end) {
		at = memmem(at, (gsize)(end - at), head, sizeof(head));
		if (at && (gsize)(end - at) >= ART_HEAD + 4 &&
		    at[ART_HEAD] >= 2 && at[ART_HEAD] <= 4 &&
		    at[ART_HEAD + 2] == 2)
			return TRUE;
		at = at ? at + 1 : NULL;
	}
	return FALSE;
}
