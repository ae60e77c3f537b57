/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * lock.c - what of a closed file tells whether a word opens it.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * A new kind: a file of its own, a kind in lock.h, and a row below.
 */
#include "locks/lock.h"

#include <string.h>

#include "locks/kinds.h"

DEFINE_NAMES(LockKind, lock_kind, LOCK_KINDS,
	[LOCK_ZIP]      = "zip",
	[LOCK_SEVENZIP] = "7z",
	[LOCK_RAR]      = "rar",
	[LOCK_PDF]      = "pdf",
	[LOCK_OOXML]    = "ooxml",
	[LOCK_OFFICE]   = "office",
	[LOCK_ODF]      = "odf",
	[LOCK_PGP]      = "pgp",
	[LOCK_CMS]      = "cms");

static LockAnswer (*const kinds[LOCK_KINDS])(const guint8 *data, gsize size,
					     const char *word) = {
	[LOCK_ZIP]      = zip_lock_try,
	[LOCK_SEVENZIP] = sevenzip_lock_try,
	[LOCK_RAR]      = rar_lock_try,
	[LOCK_PDF]      = pdf_lock_try,
	[LOCK_OOXML]    = ooxml_lock_try,
	[LOCK_OFFICE]   = office_lock_try,
	[LOCK_ODF]      = odf_lock_try,
	[LOCK_PGP]      = pgp_lock_try,
	[LOCK_CMS]      = cms_lock_try,
};

Lock *lock_new(LockKind kind, const guint8 *data, gsize size)
{
	Lock *lock;

	if (size > LOCK_MAX_BYTES)
		return NULL;
	lock = g_new0(Lock, 1);
	lock->kind = kind;
	lock->data = g_byte_array_new();
	g_byte_array_append(lock->data, data, (guint)size);
	return lock;
}

Lock *lock_copy(const Lock *lock)
{
	return lock ? lock_new(lock->kind, lock->data->data, lock->data->len)
		    : NULL;
}

void lock_free(Lock *lock)
{
	if (!lock)
		return;
	g_byte_array_unref(lock->data);
	g_free(lock);
}

LockAnswer lock_try(const Lock *lock, const char *word)
{
	return kinds[lock->kind](lock->data->data, lock->data->len, word);
}
