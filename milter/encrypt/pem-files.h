/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pem-files.h - certificates and revocation lists out of files.
 */
#ifndef ENCRYPT_PEM_FILES_H
#define ENCRYPT_PEM_FILES_H

#include <glib.h>
#include <openssl/x509.h>

/* Takes over one object that was read from @file. */
typedef void (*CertificateFunc)(X509 *certificate, const char *file,
				gpointer data);
typedef void (*CrlFunc)(X509_CRL *crl, const char *file, gpointer data);

/* All that @bytes hold, PEM or DER. FALSE where that is nothing, or where
 * something between is broken. */
gboolean pem_certificates(const void *bytes, gsize size, const char *file,
			  CertificateFunc found, gpointer data);
gboolean pem_crls(const void *bytes, gsize size, const char *file,
		  CrlFunc found, gpointer data);

/* The same of @path, a file or a folder of files, in order of their names. */
gboolean pem_read_certificates(const char *path, CertificateFunc found,
			       gpointer data, GError **error);
gboolean pem_read_crls(const char *path, CrlFunc found, gpointer data,
		       GError **error);

#endif
