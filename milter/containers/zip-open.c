/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-open.c - the members of a ZIP that are closed, and the words that open
 * them.
 *
 * Words are tried on the members in groups, for as a rule an archive has one
 * password. Those of a group that a word fits need no other word; the rest
 * makes a new group.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  the budget of the keyring.
 * Limits:   where no word of the mail opens any member of the first group (8
 *           with AES, 64 otherwise), those behind it are not tried.
 */
#include "containers/zip-open.h"

#include <string.h>

#include "containers/zip-walk.h"

typedef struct Fitting {
	GPtrArray *spellings;	/* of one word */
	Opened opened;
} Fitting;

struct ZipOpener {
	GArray *fitting;	/* Fitting */
	GArray *closed;		/* ZipClosed: what stayed so */
};

static void fitting_clear(gpointer data)
{
	Fitting *fitting = data;

	g_ptr_array_unref(fitting->spellings);
}

static const ZipHeader *first_header(const ZipEntry *entry)
{
	return entry->central.is_there ? &entry->central : &entry->local;
}

gboolean zip_is_closed(const ZipEntry *entry, ZipClosed *ret_closed)
{
	const ZipHeader *header = first_header(entry);
	guint strength = header->is_aes ? header->aes_strength : 0;
	gsize packed;

	if (!entry->data || !zip_says_encrypted(entry) ||
	    (header->flags & ZIP_STRONG && !header->is_aes) ||
	    (header->is_aes && strength == 0) ||
	    strength > ZIP_AES_STRENGTHS)
		return FALSE;
	packed = zip_packed_size(entry, header);
	if (packed < zip_closed_overhead(strength))
		return FALSE;
	*ret_closed = (ZipClosed){
		.strength = strength,
		.method = header->method,
		.crc = header->crc,
		.has_crc = header->crc != 0 || header->size != 0,
		.check = { (guint8)(header->crc >> 24),
			   entry->local.time_high },
		.size = header->size,
		.data = entry->data,
		.packed = packed,
	};
	return TRUE;
}

static GArray *closed_members(const Zip *zip)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(ZipClosed));

	for (guint i = 0; i < zip->entries->len; i++) {
		ZipClosed closed;

		if (zip_is_closed(&g_array_index(zip->entries, ZipEntry, i),
				  &closed) &&
		    closed.packed > zip_closed_overhead(closed.strength))
			g_array_append_val(all, closed);
	}
	return all;
}

static gboolean any_opens(const ZipClosed *closed, const GPtrArray *spellings)
{
	for (guint i = 0; i < spellings->len; i++) {
		if (zip_closed_opens(closed, spellings->pdata[i]))
			return TRUE;
	}
	return FALSE;
}

/* Takes out those that a word opens; FALSE where that were none. */
static gboolean rest_shrink(GArray *rest, const GPtrArray *spellings)
{
	ZipClosed *members = (ZipClosed *)(gpointer)rest->data;
	guint kept = 0, before = rest->len;

	for (guint i = 0; i < rest->len; i++) {
		if (!any_opens(&members[i], spellings))
			members[kept++] = members[i];
	}
	g_array_set_size(rest, kept);
	return kept < before;
}

/* One group. FALSE where nothing more is to be tried. */
static gboolean group_try(ZipOpener *opener, Keyring *keyring, GArray *rest)
{
	static const char *const known[] = { "", NULL };
	const ZipClosed *members = (const ZipClosed *)(gpointer)rest->data;
	guint taken = zip_lock_takes(members, rest->len);
	g_autoptr(Lock) lock = zip_lock_new(members, rest->len, TRUE);
	Key key = { NULL, OPENED_NOT };

	/* Of 128 wrong words one seems to fit a member of the old kind. */
	while ((key = keyring_open_after(keyring, lock, known,
					 key.word)).word) {
		Fitting fitting = { zip_spellings(key.word), key.opened };

		if (rest_shrink(rest, fitting.spellings)) {
			keyring_prefer(keyring, &key);
			g_array_append_val(opener->fitting, fitting);
			return TRUE;
		}
		g_ptr_array_unref(fitting.spellings);
	}
	g_array_remove_range(rest, 0, taken);
	return !keyring_uses_words(keyring);
}

ZipOpener *zip_opener_new(Walk *walk, const Zip *zip)
{
	g_autoptr(GArray) rest = closed_members(zip);
	ZipOpener *opener = g_new0(ZipOpener, 1);
	Keyring *keyring = walk->limits->keyring;
	const char *gave_up = NULL;

	opener->fitting = g_array_new(FALSE, FALSE, sizeof(Fitting));
	g_array_set_clear_func(opener->fitting, fitting_clear);
	opener->closed = g_array_new(FALSE, FALSE, sizeof(ZipClosed));
	if (rest->len == 0)
		return opener;
	while (keyring && !gave_up && rest->len > 0 && walk_may_go_on(walk) &&
	       group_try(opener, keyring, rest))
		gave_up = keyring_gave_up(keyring);
	walk->judgement->gave_up = gave_up ? gave_up
					   : keyring_gave_up(keyring);
	return opener;
}

void zip_opener_free(ZipOpener *opener)
{
	if (!opener)
		return;
	g_array_unref(opener->fitting);
	g_array_unref(opener->closed);
	g_free(opener);
}

GByteArray *zip_opener_next(const ZipOpener *opener, const ZipClosed *closed,
			    guint *at, Opened *ret_opened)
{
	guint now = 0;

	for (guint i = 0; i < opener->fitting->len; i++) {
		const Fitting *fitting = &g_array_index(opener->fitting,
							Fitting, i);

		for (guint k = 0; k < fitting->spellings->len; k++) {
			const char *spelling = fitting->spellings->pdata[k];
			GByteArray *bytes;

			if (now++ < *at || !zip_closed_fits(closed, spelling))
				continue;
			bytes = zip_closed_decrypt(closed, spelling);
			if (!bytes)
				continue;
			*at = now;
			*ret_opened = fitting->opened;
			return bytes;
		}
	}
	return NULL;
}

void zip_opener_stays(ZipOpener *opener, const ZipClosed *closed)
{
	if (opener->closed->len < ZIP_LOCK_MEMBERS)
		g_array_append_val(opener->closed, *closed);
}

Lock *zip_opener_lock(const ZipOpener *opener)
{
	const ZipClosed *members =
		(const ZipClosed *)(gpointer)opener->closed->data;

	return opener->closed->len == 0
		? NULL : zip_lock_new(members, opener->closed->len, FALSE);
}
