/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * keyring.h - words that may open what is closed, and what trying them may
 * cost.
 *
 * A password that travels with the file is none. Two keyrings look at each
 * mail: one that holds no words and tries what programs use by themselves
 * (the empty password, Excel's own), while the mail is read; and, where
 * something stayed closed, one with the words of the mail.
 */
#ifndef LOCKS_KEYRING_H
#define LOCKS_KEYRING_H

#include "findings/findings.h"
#include "locks/lock.h"
#include "text/candidates.h"

typedef struct Keyring Keyring;

/* @tries of words on locks; @cpu_us of the thread that tries, for all. */
Keyring *keyring_new(guint64 tries, gint64 cpu_us);
void keyring_free(Keyring *keyring);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keyring, keyring_free)

/* At most that many words; WORDS_MAX before. */
void keyring_limit_words(Keyring *keyring, guint64 most);

/* Words that are there already, empty, over WORD_MAX_BYTES, or more than
 * there may be are left out; the last is remembered as "not all were tried". */
#define WORD_MAX_BYTES 128
#define WORDS_MAX 1000
/* The likelier are tried first, on every lock; of one rank in the order in
 * which they came. */
void keyring_add(Keyring *keyring, const char *word, WordRank rank);
guint keyring_count(const Keyring *keyring, WordRank rank);

/* There are more words than were added: not all will be tried. */
void keyring_overflow(Keyring *keyring);

/* From now on what programs use by themselves is not tried, but the words. */
void keyring_use_words(Keyring *keyring);
gboolean keyring_uses_words(const Keyring *keyring);

typedef struct Key {
	const char *word;	/* borrowed from the keyring or @known; NULL:
				 * nothing that was tried opens it */
	Opened opened;
} Key;

/*
 * The word that opens @lock: of @known (static strings, NULL-terminated; ""
 * is the empty password) or, after keyring_use_words(), of the words of the
 * mail. A word that opened one lock is the first to be tried on the next.
 * @keyring NULL: nothing is tried.
 */
Key keyring_open(Keyring *keyring, const Lock *lock,
		 const char *const *known);

/*
 * The same for locks that a wrong word may seem to open: the next word behind
 * @after (one that this gave before; NULL: from the beginning). Which was the
 * right one is told by keyring_prefer().
 */
Key keyring_open_after(Keyring *keyring, const Lock *lock,
		       const char *const *known, const char *after);
void keyring_prefer(Keyring *keyring, const Key *key);

/*
 * Why not all was tried that should have been: tries or time were used up,
 * a lock asks for too much work, there were too many words. NULL: all was.
 * Reset by being asked. Static. A reader that asked for @known and hears
 * this must not call its file secret: PROTECTION_UNKNOWN. @keyring NULL:
 * always a reason.
 */
const char *keyring_gave_up(Keyring *keyring);

#endif
