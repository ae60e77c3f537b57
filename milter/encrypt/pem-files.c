/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pem-files.c - certificates and revocation lists out of files.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   whoever may write the files; a broken one is refused.
 * Effects:  reads the files.
 */
#include "encrypt/pem-files.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/error.h"
#include "base/fd.h"

/* Revocation lists of large issuers are tens of megabytes. */
#define FILE_MAX_BYTES (64 * 1024 * 1024)

/* ---- bytes ---------------------------------------------------------------- */

static gboolean is_pem(const void *bytes, gsize size)
{
	return memmem(bytes, size, "-----BEGIN ", 11) != NULL;
}

/* Whether reading ended because no further block begins. */
static gboolean ended_well(void)
{
	unsigned long code = ERR_peek_last_error();
	gboolean end = ERR_GET_LIB(code) == ERR_LIB_PEM &&
		       ERR_GET_REASON(code) == PEM_R_NO_START_LINE;

	ERR_clear_error();
	return end;
}

gboolean pem_certificates(const void *bytes, gsize size, const char *file,
			  CertificateFunc found, gpointer data)
{
	const guint8 *at = bytes;
	const guint8 *end;
	BIO *bio;
	X509 *one;
	guint count = 0;
	gboolean whole;

	if (size == 0 || size > FILE_MAX_BYTES)
		return FALSE;
	end = at + size;
	if (!is_pem(bytes, size)) {
		for (; at < end && (one = d2i_X509(NULL, &at, end - at));
		     count++)
			found(one, file, data);
		ERR_clear_error();
		return count > 0 && at == end;
	}
	bio = BIO_new_mem_buf(bytes, (int)size);
	for (; (one = PEM_read_bio_X509(bio, NULL, NULL, NULL)); count++)
		found(one, file, data);
	whole = ended_well();
	BIO_free(bio);
	return whole && count > 0;
}

gboolean pem_crls(const void *bytes, gsize size, const char *file,
		  CrlFunc found, gpointer data)
{
	const guint8 *at = bytes;
	const guint8 *end;
	BIO *bio;
	X509_CRL *one;
	guint count = 0;
	gboolean whole;

	if (size == 0 || size > FILE_MAX_BYTES)
		return FALSE;
	end = at + size;
	if (!is_pem(bytes, size)) {
		for (; at < end && (one = d2i_X509_CRL(NULL, &at, end - at));
		     count++)
			found(one, file, data);
		ERR_clear_error();
		return count > 0 && at == end;
	}
	bio = BIO_new_mem_buf(bytes, (int)size);
	for (; (one = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL)); count++)
		found(one, file, data);
	whole = ended_well();
	BIO_free(bio);
	return whole && count > 0;
}

/* ---- files ---------------------------------------------------------------- */

/* What is read, and where it goes; one of the two is set. */
typedef struct Reading {
	CertificateFunc certificate;
	CrlFunc crl;
	gpointer data;
} Reading;

static gboolean take(const Reading *reading, const GByteArray *bytes,
		     const char *file, GError **error)
{
	if (reading->certificate ?
	    pem_certificates(bytes->data, bytes->len, file,
			     reading->certificate, reading->data) :
	    pem_crls(bytes->data, bytes->len, file, reading->crl,
		     reading->data))
		return TRUE;
	return fail(error, FAIL_CONFIG, "%s: is not a file of %s, in PEM or "
		    "DER", file, reading->certificate ? "certificates" :
		    "revocation lists");
}

static gboolean read_file(const Reading *reading, const char *file,
			  GError **error)
{
	/* A FIFO would make us wait for its writer. */
	AUTO_FD fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	g_autoptr(GByteArray) bytes = NULL;
	struct stat about;

	if (fd < 0 || fstat(fd, &about) != 0)
		return fail_errno(error, file);
	if (!S_ISREG(about.st_mode))
		return fail(error, FAIL_CONFIG, "%s: is not a file", file);
	bytes = fd_read_all(fd, FILE_MAX_BYTES, error);
	if (!bytes) {
		g_prefix_error(error, "%s: ", file);
		return FALSE;
	}
	return take(reading, bytes, file, error);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *names_in(const char *folder, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
	GPtrArray *names;
	const char *name;

	if (!dir)
		return NULL;
	names = g_ptr_array_new_with_free_func(g_free);
	while ((name = g_dir_read_name(dir))) {
		if (*name != '.')
			g_ptr_array_add(names, g_build_filename(folder, name,
								NULL));
	}
	g_ptr_array_sort(names, by_name);
	return names;
}

static gboolean read_path(const Reading *reading, const char *path,
			  GError **error)
{
	g_autoptr(GPtrArray) names = NULL;

	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		return read_file(reading, path, error);
	names = names_in(path, error);
	for (guint i = 0; names && i < names->len; i++) {
		if (!read_file(reading, names->pdata[i], error))
			return FALSE;
	}
	return names != NULL;
}

gboolean pem_read_certificates(const char *path, CertificateFunc found,
			       gpointer data, GError **error)
{
	Reading reading = { .certificate = found, .data = data };

	return read_path(&reading, path, error);
}

gboolean pem_read_crls(const char *path, CrlFunc found, gpointer data,
		       GError **error)
{
	Reading reading = { .crl = found, .data = data };

	return read_path(&reading, path, error);
}
