/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * usable.h - whether a certificate may be encrypted to, and why not.
 */
#ifndef ENCRYPT_USABLE_H
#define ENCRYPT_USABLE_H

#include <glib.h>
#include <openssl/x509.h>

/* What a chain is built from and checked against. */
typedef struct Trust {
	X509_STORE *roots;	/* and revocation lists */
	STACK_OF(X509) *issuers;/* untrusted, to build chains from */
	gboolean revocation;	/* each certificate needs a valid list */
} Trust;

/*
 * At @now (Unix seconds). What is wrong goes on after "its certificate":
 * "expired on 2025-01-31". ASCII. Returns: (transfer full) (nullable).
 */
char *usable_defect(X509 *certificate, const Trust *trust, gint64 now);

/* A time of a certificate as Unix seconds; 0 where it is none. */
gint64 usable_time(const ASN1_TIME *time);

#endif
