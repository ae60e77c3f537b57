/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pem-files.h - certificates and revocation lists out of files.
 */
#ifndef ENCRYPT_PEM_FILES_H
#define ENCRYPT_PEM_FILES_H

#include <glib.h>
#include <openssl/x509.h>

typedef enum {
	PEM_CERTIFICATES,	/* X509 */
	PEM_CRLS,		/* X509_CRL */
} PemKind;

/* Takes over one object that was read from @file. */
typedef void (*PemFunc)(gpointer object, const char *file, gpointer data);

/*
 * All that @path holds, PEM or DER: a file, or a folder of files in order of
 * their names. A file with nothing in it, or with something broken, fails.
 */
gboolean pem_read(PemKind kind, const char *path, PemFunc found,
		  gpointer data, GError **error);

#endif
