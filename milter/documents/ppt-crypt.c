/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ppt-crypt.c - a presentation under a password ([MS-PPT] 2.3.7).
 *
 * Edits, their directories and the session that says how it is encrypted are
 * in the clear. Each object that a directory lists has a key of its own, by
 * its number; its head is encrypted too.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   pictures, which are in a stream of their own, stay closed.
 */
#include "documents/ppt-crypt.h"

#include <string.h>

#include <openssl/crypto.h>

#include "documents/office-art.h"
#include "documents/ppt-deck.h"
#include "locks/office-lock.h"

#define SCHEME "ppt-rc4-cryptoapi"
#define USER_EDIT 0x0ff5
#define MAX_EDITS 1000
#define MAX_OBJECTS 1000000

/* PowerPoint's own, for what only its changing is protected by. */
static const char *const known[] = { "/01Hannes Ruescher/01", "", NULL };

typedef struct Deck {
	Bytes bytes;
	GHashTable *objects;	/* number -> where it stands */
	guint32 session;	/* its number; 0: not said */
	guint left;		/* objects that may still be listed */
} Deck;

/* Runs of objects: a number and a count, then where each stands. */
static void read_directory(Deck *deck, Bytes body)
{
	guint64 at = 0;

	while (bytes_have(body, at, 4) && deck->left > 0) {
		guint32 word = bytes_u32(body, at);
		guint32 number = word & 0xfffff, count = word >> 20;

		at += 4;
		for (guint32 i = 0; i < count && deck->left > 0; i++) {
			gpointer key = GUINT_TO_POINTER(number + i);

			if (!bytes_have(body, at, 4))
				return;
			deck->left--;
			/* Of several the newest, which comes first. */
			if (!g_hash_table_contains(deck->objects, key))
				g_hash_table_insert(deck->objects, key,
					GUINT_TO_POINTER(bytes_u32(body,
								   at)));
			at += 4;
		}
	}
}

/* Back from edit to edit ([MS-PPT] 2.3.3). */
static void read_edits(Deck *deck, guint32 edit)
{
	ArtRecord record;

	for (guint i = 0; i < MAX_EDITS; i++) {
		guint32 directory, before;

		if (!art_record(deck->bytes, edit, &record) ||
		    record.type != USER_EDIT)
			return;
		before = bytes_u32(record.body, 8);
		directory = bytes_u32(record.body, 12);
		if (deck->session == 0 && record.body.size >= 32)
			deck->session = bytes_u32(record.body, 28);
		if (art_record(deck->bytes, directory, &record) &&
		    record.type == PPT_PERSIST_DIRECTORY)
			read_directory(deck, record.body);
		if (before == 0 || before >= edit)
			return;
		edit = before;
	}
}

static gboolean read_session(const Deck *deck, OfficeLock *ret)
{
	ArtRecord record;
	guint at = GPOINTER_TO_UINT(g_hash_table_lookup(deck->objects,
				GUINT_TO_POINTER(deck->session)));

	return deck->session > 0 && art_record(deck->bytes, at, &record) &&
	       record.type == PPT_CRYPT_SESSION &&
	       office_lock_read(record.body.data, record.body.size, ret,
				NULL) &&
	       ret->method == OFFICE_CRYPTOAPI;
}

/* Its head says how long it is, and is closed like the rest. */
static gboolean decrypt_object(const OfficeKey *key, GByteArray *bytes,
			       guint number, guint at)
{
	guint8 head[ART_HEAD];
	gsize left, size;

	if (at >= bytes->len || bytes->len - at < ART_HEAD)
		return TRUE;
	left = bytes->len - at;
	memcpy(head, bytes->data + at, ART_HEAD);
	if (!office_key_decrypt_object(key, number, head, ART_HEAD))
		return FALSE;
	size = bytes_u32((Bytes){ head, ART_HEAD }, 4);
	size = MIN(size, left - ART_HEAD) + ART_HEAD;
	return office_key_decrypt_object(key, number, bytes->data + at, size);
}

static gboolean decrypt(const Deck *deck, const OfficeKey *key,
			GByteArray *bytes)
{
	g_autoptr(GHashTable) done = g_hash_table_new(NULL, NULL);
	GHashTableIter iter;
	gpointer number, at;

	g_hash_table_iter_init(&iter, deck->objects);
	while (g_hash_table_iter_next(&iter, &number, &at)) {
		if (GPOINTER_TO_UINT(number) == deck->session ||
		    !g_hash_table_add(done, at))
			continue;
		if (!decrypt_object(key, bytes, GPOINTER_TO_UINT(number),
				    GPOINTER_TO_UINT(at)))
			return FALSE;
	}
	return TRUE;
}

static gboolean open_deck(Document *document, const Deck *deck,
			  GByteArray *bytes)
{
	g_autoptr(Lock) closed = NULL;
	const char *word;
	OfficeLock lock;
	OfficeKey key;
	gboolean opened;

	if (!read_session(deck, &lock)) {
		document->gave_up = "of a kind that is not known";
		document_close(document, SCHEME);
		return FALSE;
	}
	closed = office_lock_new(&lock);
	word = document_open(document, &closed, known);
	if (!word) {
		document_close(document, SCHEME);
		return FALSE;
	}
	opened = office_lock_key(&lock, word, &key) &&
		 decrypt(deck, &key, bytes);
	OPENSSL_cleanse(&key, sizeof key);
	document->scheme = SCHEME;
	return opened;
}

gboolean ppt_open(Document *document, GByteArray *bytes, guint32 edit)
{
	g_autoptr(GHashTable) objects = g_hash_table_new(NULL, NULL);
	Deck deck = { .bytes = { bytes->data, bytes->len },
		      .objects = objects, .left = MAX_OBJECTS };

	read_edits(&deck, edit);
	return open_deck(document, &deck, bytes);
}
