/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ppt-number.c - which slide is which.
 *
 * The list of slides names objects by number, a directory says where the
 * objects stand, notes name slides by an id ([MS-PPT] 2.1.2).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   where the list comes after the slides, or a slide is one that an
 *           earlier save has left behind, the number is by order of
 *           appearance.
 */
#include "documents/ppt-deck.h"

#define LIST_OF_SLIDES 1	/* PptFrame.list */

/* Entries of a directory: the first number in 20 bits, how many in 12. */
#define FIRST(entry) ((entry) & 0xfffffu)
#define COUNT(entry) ((entry) >> 20)

static void insert(GHashTable *table, guint32 key, guint value)
{
	g_hash_table_insert(table, GUINT_TO_POINTER(key),
			    GUINT_TO_POINTER(value));
}

static guint find(GHashTable *table, guint32 key)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(table,
						    GUINT_TO_POINTER(key)));
}

static void read_directory(PptDeck *deck, Bytes body)
{
	for (gsize at = 0; bytes_have(body, at, 4);) {
		guint32 entry = bytes_u32(body, at);

		at += 4;
		for (guint i = 0; i < COUNT(entry) && bytes_have(body, at, 4);
		     i++, at += 4)
			insert(deck->persists, bytes_u32(body, at),
			       FIRST(entry) + i + 1);
	}
}

/* The texts that follow in the list are of this slide. */
static void read_listed(PptDeck *deck, PptFrame *frame, Bytes body)
{
	if (frame->list == LIST_OF_SLIDES) {
		deck->listed++;
		insert(deck->numbers, bytes_u32(body, 0), deck->listed);
		insert(deck->ids, bytes_u32(body, 12), deck->listed);
		frame->number = deck->listed;
	} else {
		frame->number = 0;
	}
}

void ppt_number_read(PptDeck *deck, const ArtRecord *record)
{
	PptFrame *frame = &deck->frames[deck->depth];

	if (record->type == PPT_PERSIST_DIRECTORY)
		read_directory(deck, record->body);
	else if (record->type == PPT_SLIDE_PERSIST)
		read_listed(deck, frame, record->body);
	else if (record->type == PPT_NOTES_ATOM)
		frame->number = find(deck->ids, bytes_u32(record->body, 0));
}

guint ppt_number_of_slide(PptDeck *deck, gsize from)
{
	guint persist = from <= G_MAXUINT32 ?
			find(deck->persists, (guint32)from) : 0;
	guint number = persist > 0 ? find(deck->numbers, persist - 1) : 0;

	deck->slides++;
	return number > 0 ? number : deck->slides;
}
