/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * lock.h - what of a closed file tells whether a word opens it.
 *
 * A lock is a kind and some bytes taken from the file: salts, verifiers, the
 * beginning of what is encrypted. Enough to test a word on; the content is
 * not in it. Readers of formats make locks; a lock may outlive the file.
 */
#ifndef LOCKS_LOCK_H
#define LOCKS_LOCK_H

#include <glib.h>

#include "base/names.h"

/* One row a format; what .data holds is that format's own. */
typedef enum {
	LOCK_ZIP,
	LOCK_SEVENZIP,
	LOCK_RAR,
	LOCK_PDF,
	LOCK_OOXML,	/* [MS-OFFCRYPTO] agile, standard */
	LOCK_OFFICE,	/* [MS-OFFCRYPTO] XOR, RC4, RC4 CryptoAPI */
	LOCK_ODF,
	LOCK_PGP,	/* a passphrase (RFC 9580 3.7) */
	LOCK_CMS,	/* a password (RFC 5652 6.2.4) */
	LOCK_KINDS
} LockKind;
DECLARE_NAMES(LockKind, lock_kind);

#define LOCK_MAX_BYTES 4096

typedef struct Lock {
	LockKind kind;
	GByteArray *data;	/* at most LOCK_MAX_BYTES */
} Lock;

typedef enum {
	LOCK_STAYS,	/* the word does not open it */
	LOCK_OPENS,
	LOCK_COSTLY,	/* one try would take longer than LOCK_MAX_ROUNDS */
	LOCK_UNKNOWN,	/* the data is broken, or of a scheme nobody here
			 * tries; no word will ever open it */
} LockAnswer;

/* Rounds of key derivation that one try may cost. Files say how many they
 * want; Office writes 100,000, 7-Zip 524,288. */
#define LOCK_MAX_ROUNDS 1100000

/* Copies @data. NULL where @size is over LOCK_MAX_BYTES. (transfer full) */
Lock *lock_new(LockKind kind, const guint8 *data, gsize size);
Lock *lock_copy(const Lock *lock);
void lock_free(Lock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lock, lock_free)

/*
 * Tries @word (UTF-8) in every encoding that programs of that format use.
 * @lock may come from anywhere: nothing of it is trusted.
 */
LockAnswer lock_try(const Lock *lock, const char *word);

/* What OpenSSL loads late, once, before confinement. */
void locks_warm_up(void);

#endif
