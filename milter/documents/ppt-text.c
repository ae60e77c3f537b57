/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ppt-text.c - the texts of a presentation, and what kind of text they are.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none but the sink.
 */
#include "documents/ppt-deck.h"

#include <string.h>

#include "documents/codepage.h"
#include "text/decode.h"

/* [MS-PPT] 2.13.21: dates, slide numbers, footers, headers stand between. */
#define PLACEHOLDER_FIRST_FIELD 0x07
#define PLACEHOLDER_LAST_FIELD 0x0a

#define TEXT_OTHER 4		/* [MS-PPT] 2.13.33: all others are titles
				 * and bodies */
#define TEXT_UNKNOWN G_MAXUINT
#define NAME_OF_SLIDE 3		/* instance of PPT_STRING */
#define WHERE_SIZE 64

/* "slide 2, notes" */
static void where(const PptFrame *frame, const char *what,
		  char out[WHERE_SIZE])
{
	g_autofree char *slide = frame->number > 0 ?
		g_strdup_printf("slide %u", frame->number) : g_strdup("");
	const char *page = "";

	if (frame->page == PPT_MASTER || frame->list == 2)
		page = "master";
	else if (frame->page == PPT_NOTES || frame->list == 3)
		page = "notes";
	else if (frame->page == PPT_HANDOUT)
		page = "handout";
	(void)g_snprintf(out, WHERE_SIZE, "%s%s%s%s%s", slide,
			 *slide && *page ? ", " : "", page,
			 (*slide || *page) && *what ? ", " : "", what);
}

static void put(PlacedFlow *flow, const PptFrame *frame, const char *what,
		const char *text)
{
	char at[WHERE_SIZE];

	where(frame, what, at);
	placed_flow_put(flow, at, text);
}

/* What a shape or a list says. */
static void put_text(PptDeck *deck, const char *text)
{
	const PptFrame *frame = &deck->frames[deck->depth];

	if (frame->page == PPT_MASTER || frame->page == PPT_HANDOUT)
		put(&deck->pages, frame, "", text);
	else if (frame->placeholder >= PLACEHOLDER_FIRST_FIELD &&
		 frame->placeholder <= PLACEHOLDER_LAST_FIELD)
		put(&deck->pages, frame, "footer", text);
	else if (frame->list > 0 || frame->placeholder > 0 ||
		 frame->page == PPT_NOTES ||
		 (frame->text_type != TEXT_OTHER &&
		  frame->text_type != TEXT_UNKNOWN))
		put(&deck->texts, frame, "", text);
	else
		put(&deck->boxes, frame, "text box", text);
}

static void read_chars(PptDeck *deck, const ArtRecord *record)
{
	g_autofree char *text = codepage_text(CODEPAGE_UTF16,
					      record->body.data,
					      record->body.size);

	put_text(deck, text);
}

/* Characters whose upper byte is 0 ([MS-PPT] 2.9.43). */
static void read_bytes(PptDeck *deck, const ArtRecord *record)
{
	g_autoptr(GString) text = g_string_sized_new(record->body.size + 16);

	for (gsize i = 0; i < record->body.size; i++) {
		if (record->body.data[i] != 0)
			append_character(text, record->body.data[i]);
	}
	put_text(deck, text->str);
}

/* A string of its own, which is what the container around it says. */
static void read_string(PptDeck *deck, const ArtRecord *record)
{
	const PptFrame *frame = &deck->frames[deck->depth];
	g_autofree char *text = codepage_text(CODEPAGE_UTF16,
					      record->body.data,
					      record->body.size);

	if (frame->is_fields)
		put(&deck->pages, frame, "header or footer", text);
	else if (frame->is_comment)
		put(&deck->texts, frame, "comment", text);
	else if ((frame->type == PPT_SLIDE || frame->type == PPT_MASTER) &&
		 record->instance == NAME_OF_SLIDE)
		put(&deck->names, frame, "name", text);
	else if (!g_str_has_prefix(text, "___PPT"))
		put(&deck->texts, frame, "strings", text);
}

static void read_text_header(PptDeck *deck, const ArtRecord *record)
{
	deck->frames[deck->depth].text_type = bytes_u32(record->body, 0);
}

/* Of the whole shape, though it stands in a container within. */
static void read_placeholder(PptDeck *deck, const ArtRecord *record)
{
	guint placeholder = bytes_u8(record->body, 4);

	for (guint i = deck->depth; i > 0; i--) {
		deck->frames[i].placeholder = placeholder;
		if (deck->frames[i].type == PPT_SHAPE)
			return;
	}
}

static void put_art(ArtText kind, const char *text, gpointer data)
{
	PptDeck *deck = data;
	const PptFrame *frame = &deck->frames[deck->depth];
	gboolean is_page = frame->page == PPT_MASTER ||
			   frame->page == PPT_HANDOUT;

	if (kind == ART_DESCRIPTION)
		put(&deck->texts, frame, "shape", text);
	else
		put(is_page ? &deck->pages : &deck->boxes, frame, "word art",
		    text);
}

static const struct {
	guint type;
	void (*read)(PptDeck *deck, const ArtRecord *record);
} rows[] = {
	{ PPT_TEXT_HEADER, read_text_header },
	{ PPT_TEXT_CHARS, read_chars },
	{ PPT_TEXT_BYTES, read_bytes },
	{ PPT_STRING, read_string },
	{ PPT_PLACEHOLDER, read_placeholder },
};

void ppt_text_read(PptDeck *deck, const ArtRecord *record)
{
	if (ART_IS_PROPERTIES(record->type)) {
		art_properties(record, put_art, deck);
		return;
	}
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (rows[i].type == record->type) {
			rows[i].read(deck, record);
			return;
		}
	}
}
