/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * keyring.c - words that may open what is closed.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  the processor's time, within its budget. Words are wiped when
 *           the keyring goes; they appear in no finding and no log.
 */
#include "locks/keyring.h"

#include <string.h>
#include <time.h>

#include <openssl/crypto.h>

struct Keyring {
	GPtrArray *words[WORD_RANKS];	/* char * */
	GHashTable *seen;		/* borrows from .words */
	const char *lucky;		/* opened something before */
	guint64 words_most;
	guint64 tries_left;
	gint64 cpu_left_us;
	gboolean uses_words;
	gboolean overflow;
	const char *gave_up;
};

static void word_free(gpointer word)
{
	OPENSSL_cleanse(word, strlen(word));
	g_free(word);
}

Keyring *keyring_new(guint64 tries, gint64 cpu_us)
{
	Keyring *keyring = g_new0(Keyring, 1);

	for (guint i = 0; i < WORD_RANKS; i++)
		keyring->words[i] = g_ptr_array_new_with_free_func(word_free);
	keyring->seen = g_hash_table_new(g_str_hash, g_str_equal);
	keyring->words_most = WORDS_MAX;
	keyring->tries_left = tries;
	keyring->cpu_left_us = cpu_us;
	return keyring;
}

void keyring_free(Keyring *keyring)
{
	if (!keyring)
		return;
	g_hash_table_unref(keyring->seen);
	for (guint i = 0; i < WORD_RANKS; i++)
		g_ptr_array_unref(keyring->words[i]);
	g_free(keyring);
}

void keyring_limit_words(Keyring *keyring, guint64 most)
{
	keyring->words_most = most;
}

/* Of a word that comes again the likelier rank would do, but words that are
 * said come first in most mails, and the order is no promise. */
void keyring_add(Keyring *keyring, const char *word, WordRank rank)
{
	gsize size = strlen(word);
	char *copy;

	if (size == 0 || size > WORD_MAX_BYTES ||
	    g_hash_table_contains(keyring->seen, word))
		return;
	if (g_hash_table_size(keyring->seen) >= keyring->words_most) {
		keyring_overflow(keyring);
		return;
	}
	copy = g_strdup(word);
	g_ptr_array_add(keyring->words[rank], copy);
	g_hash_table_add(keyring->seen, copy);
}

void keyring_overflow(Keyring *keyring)
{
	keyring->overflow = TRUE;
}

guint keyring_count(const Keyring *keyring, WordRank rank)
{
	return keyring->words[rank]->len;
}

void keyring_use_words(Keyring *keyring)
{
	keyring->uses_words = TRUE;
}

gboolean keyring_uses_words(const Keyring *keyring)
{
	return keyring->uses_words;
}

static gint64 cpu_now_us(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
		return 0;
	return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* FALSE: nothing more is to be tried on this lock. */
static gboolean try_one(Keyring *keyring, const Lock *lock, const char *word,
			gboolean *ret_opens)
{
	gint64 began_us = cpu_now_us();
	LockAnswer answer;

	if (keyring->tries_left == 0 || keyring->cpu_left_us <= 0) {
		keyring->gave_up = keyring->tries_left == 0 ?
			"the number of tries is used up" :
			"the time for trying is used up";
		return FALSE;
	}
	keyring->tries_left--;
	answer = lock_try(lock, word);
	keyring->cpu_left_us -= cpu_now_us() - began_us;
	*ret_opens = answer == LOCK_OPENS;
	if (answer == LOCK_COSTLY)
		keyring->gave_up = "one try would take too long";
	return answer == LOCK_STAYS;
}

/* @after: NULL, or where to go on. */
static Key open_known(Keyring *keyring, const Lock *lock,
		      const char *const *known, const char *after)
{
	gboolean opens = FALSE, skips = after != NULL;

	for (guint i = 0; known && known[i]; i++) {
		gboolean goes_on;

		if (skips) {
			skips = known[i] != after;
			continue;
		}
		goes_on = try_one(keyring, lock, known[i], &opens);
		if (opens)
			return (Key){ known[i], *known[i] ? OPENED_KNOWN :
							    OPENED_EMPTY };
		if (!goes_on)
			break;
	}
	return (Key){ NULL, OPENED_NOT };
}

/* The lucky word is the first, and is not tried again. */
static Key open_word(Keyring *keyring, const Lock *lock, const char *after)
{
	gboolean skips = after && after != keyring->lucky;
	gboolean opens = FALSE;

	if (!after && keyring->lucky &&
	    !try_one(keyring, lock, keyring->lucky, &opens))
		return (Key){ opens ? keyring->lucky : NULL,
			      opens ? OPENED_WORD : OPENED_NOT };
	for (guint rank = 0; rank < WORD_RANKS; rank++) {
		for (guint i = 0; i < keyring->words[rank]->len; i++) {
			const char *word = keyring->words[rank]->pdata[i];

			if (skips) {
				skips = word != after;
				continue;
			}
			if (word == keyring->lucky ||
			    try_one(keyring, lock, word, &opens))
				continue;
			return (Key){ opens ? word : NULL,
				      opens ? OPENED_WORD : OPENED_NOT };
		}
	}
	if (keyring->overflow)
		keyring->gave_up = "too many words may be passwords";
	return (Key){ NULL, OPENED_NOT };
}

Key keyring_open_after(Keyring *keyring, const Lock *lock,
		       const char *const *known, const char *after)
{
	if (!keyring)
		return (Key){ NULL, OPENED_NOT };
	return keyring->uses_words ? open_word(keyring, lock, after)
				   : open_known(keyring, lock, known, after);
}

void keyring_prefer(Keyring *keyring, const Key *key)
{
	if (key->opened == OPENED_WORD)
		keyring->lucky = key->word;
}

Key keyring_open(Keyring *keyring, const Lock *lock,
		 const char *const *known)
{
	Key key = keyring_open_after(keyring, lock, known, NULL);

	if (key.word)
		keyring_prefer(keyring, &key);
	return key;
}

const char *keyring_gave_up(Keyring *keyring)
{
	const char *gave_up;

	if (!keyring)
		return "nothing was tried";
	gave_up = keyring->gave_up;
	keyring->gave_up = NULL;
	return gave_up;
}
