/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms-lock.h - CMS enveloped for a password (RFC 5652 6.2.4, RFC 3211).
 */
#ifndef LOCKS_CMS_LOCK_H
#define LOCKS_CMS_LOCK_H

#include "locks/lock.h"

typedef struct CmsPassword {
	const char *hash;	/* OpenSSL's names: of PBKDF2's HMAC, */
	const char *cipher;	/* and of what wraps the key */
	guint64 iterations;
	const guint8 *salt;
	gsize salt_size;
	const guint8 *start;	/* of the cipher, as long as its block */
	gsize start_size;
	const guint8 *key;	/* wrapped */
	gsize key_size;
} CmsPassword;

/* Returns: (transfer full) (nullable): NULL where this is of no scheme that
 * is tried here. */
Lock *cms_lock_new(const CmsPassword *password);

#endif
