/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * certificates.h - whose certificates we have, and which can be used now.
 *
 * Loaded with a configuration and immutable since; safe from any thread.
 * Whether one can be used depends on the time, so that is asked for anew
 * with every mail: certificates and revocation lists expire while we run.
 *
 * Addresses are compared without regard to case on both sides of the "@".
 * RFC 5321 2.4 leaves case in the local part to the receiving host, but no
 * host in use tells two people apart by it, while certificates and address
 * books differ in it often. A wrong match cannot reveal anything: the mail
 * goes to the address of the envelope all the same, only encrypted.
 */
#ifndef ENCRYPT_CERTIFICATES_H
#define ENCRYPT_CERTIFICATES_H

#include <glib.h>
#include <openssl/x509.h>

typedef struct Certificates Certificates;

/*
 * @folder: files of one or more certificates each, PEM or DER; @roots: file
 * or folder of certificates that issuers must lead to; @crls: file or folder
 * of revocation lists, and then each certificate of a chain needs a valid
 * one; NULL: none are asked for. Hidden files are left out. A file that
 * cannot be read or holds nothing of its kind is an error that names it.
 * Returns: (transfer full).
 */
Certificates *certificates_load(const char *folder, const char *roots,
				const char *crls, GError **error);
void certificates_free(Certificates *certificates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Certificates, certificates_free)

/*
 * The newest certificate of @address that can be used at @now (Unix
 * seconds). NULL where there is none, and then *@ret_why (transfer full)
 * says in a few ASCII words why not: "it has no certificate", "its
 * certificate expired on 2025-01-31". Returns: (transfer none) (nullable).
 */
X509 *certificates_find(const Certificates *certificates, const char *address,
			gint64 now, char **ret_why);

/* One certificate of the folder, for people. */
typedef struct Listed {
	const char *file;
	char *const *addresses;	/* none: an issuer's, or of no use */
	const char *subject;	/* RFC 2253, UTF-8 */
	gint64 not_before;	/* Unix seconds */
	gint64 not_after;
	gboolean issuer;	/* of others; not encrypted to */
	const char *why;	/* why it cannot be used; NULL: it can */
} Listed;

typedef void (*ListFunc)(const Listed *listed, gpointer data);

/* Every certificate of the folder at @now, file by file. */
void certificates_each(const Certificates *certificates, gint64 now,
		       ListFunc found, gpointer data);

/* How addresses are compared: equal where equal. (transfer full) */
char *certificates_key(const char *address);

#endif
