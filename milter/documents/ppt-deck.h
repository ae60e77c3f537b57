/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ppt-deck.h - a presentation being read: where its records stand.
 *
 * For the files of the reader of presentations only.
 */
#ifndef DOCUMENTS_PPT_DECK_H
#define DOCUMENTS_PPT_DECK_H

#include "documents/document.h"
#include "documents/office-art.h"
#include "documents/placed-flow.h"

/* [MS-PPT] 2.13.24 */
enum {
	PPT_DOCUMENT = 0x03e8,
	PPT_SLIDE = 0x03ee,
	PPT_NOTES = 0x03f0,
	PPT_NOTES_ATOM = 0x03f1,
	PPT_SLIDE_PERSIST = 0x03f3,
	PPT_MASTER = 0x03f8,
	PPT_PLACEHOLDER = 0x0bc3,
	PPT_TEXT_HEADER = 0x0f9f,
	PPT_TEXT_CHARS = 0x0fa0,
	PPT_TEXT_BYTES = 0x0fa8,
	PPT_STRING = 0x0fba,
	PPT_HANDOUT = 0x0fc9,
	PPT_HEADERS_FOOTERS = 0x0fd9,
	PPT_SLIDE_LIST = 0x0ff0,
	PPT_OBJECT = 0x1011,
	PPT_TAG_DATA = 0x138b,
	PPT_PERSIST_DIRECTORY = 0x1772,
	PPT_COMMENT = 0x2ee0,
	PPT_CRYPT_SESSION = 0x2f14,
	PPT_SHAPE = 0xf004,
};

#define PPT_DEPTH 48

/* A container that is open. Each begins as its parent is, but for its own. */
typedef struct PptFrame {
	gsize end;
	guint type;
	guint page;		/* PPT_SLIDE, PPT_NOTES, ...; 0: none */
	guint number;		/* of the slide; 0: not known */
	guint list;		/* 1 + instance of PPT_SLIDE_LIST; 0: none */
	gboolean is_fields;	/* within PPT_HEADERS_FOOTERS */
	gboolean is_comment;
	guint placeholder;	/* of the shape; 0: none */
	guint text_type;	/* as the last PPT_TEXT_HEADER says */
} PptFrame;

typedef struct PptDeck {
	Document *document;
	Bytes bytes;
	PptFrame frames[PPT_DEPTH];
	guint depth;		/* frames[depth] is the innermost; 0: stream */
	guint slides;		/* PPT_SLIDE that came */
	guint listed;		/* slides in the list of slides */
	GHashTable *persists;	/* offset -> number of the object + 1 */
	GHashTable *numbers;	/* object of a slide -> its number */
	GHashTable *ids;	/* id of a slide, for notes -> its number */
	PlacedFlow texts;
	PlacedFlow boxes;
	PlacedFlow pages;
	PlacedFlow names;
	gboolean is_malformed;
	guint ticks;
} PptDeck;

/* What is not as it should be; once for a presentation. */
void ppt_malformed(PptDeck *deck, const char *what);

/* ppt-text.c: records that hold text or say what text is. */
void ppt_text_read(PptDeck *deck, const ArtRecord *record);

/* ppt-number.c: records that say which slide is which. */
void ppt_number_read(PptDeck *deck, const ArtRecord *record);
guint ppt_number_of_slide(PptDeck *deck, gsize from);

#endif
