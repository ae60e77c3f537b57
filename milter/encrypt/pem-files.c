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

/* What a file may hold, and how it is read out of DER and out of PEM. */
typedef struct Kind {
	const char *name;
	gpointer (*from_der)(const guint8 **at, long size);
	gpointer (*from_pem)(BIO *bio);
} Kind;

static gpointer certificate_from_der(const guint8 **at, long size)
{
	return d2i_X509(NULL, at, size);
}

static gpointer certificate_from_pem(BIO *bio)
{
	return PEM_read_bio_X509(bio, NULL, NULL, NULL);
}

static gpointer crl_from_der(const guint8 **at, long size)
{
	return d2i_X509_CRL(NULL, at, size);
}

static gpointer crl_from_pem(BIO *bio)
{
	return PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL);
}

static const Kind kinds[] = {
	[PEM_CERTIFICATES] = { "certificates", certificate_from_der,
			       certificate_from_pem },
	[PEM_CRLS] = { "revocation lists", crl_from_der, crl_from_pem },
};

static gboolean read_der(const Kind *kind, const guint8 *at, gsize size,
			 const char *file, PemFunc found, gpointer data)
{
	const guint8 *end = at + size;
	gpointer one;
	guint count = 0;

	for (; at < end && (one = kind->from_der(&at, end - at)); count++)
		found(one, file, data);
	ERR_clear_error();
	return count > 0 && at == end;
}

static gboolean read_pem(const Kind *kind, const void *bytes, gsize size,
			 const char *file, PemFunc found, gpointer data)
{
	BIO *bio = BIO_new_mem_buf(bytes, (int)size);
	gpointer one;
	guint count = 0;
	gboolean whole;

	for (; (one = kind->from_pem(bio)); count++)
		found(one, file, data);
	whole = ended_well();
	BIO_free(bio);
	return whole && count > 0;
}

/* All that @bytes hold. FALSE where that is nothing, or where something
 * between is broken. */
static gboolean parse(PemKind kind, const void *bytes, gsize size,
		      const char *file, PemFunc found, gpointer data)
{
	if (size == 0 || size > FILE_MAX_BYTES)
		return FALSE;
	return is_pem(bytes, size) ?
	       read_pem(&kinds[kind], bytes, size, file, found, data) :
	       read_der(&kinds[kind], bytes, size, file, found, data);
}

/* ---- files ---------------------------------------------------------------- */

static gboolean read_file(PemKind kind, const char *file, PemFunc found,
			  gpointer data, GError **error)
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
	return parse(kind, bytes->data, bytes->len, file, found, data) ||
	       fail(error, FAIL_CONFIG, "%s: is not a file of %s, in PEM or "
		    "DER", file, kinds[kind].name);
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

gboolean pem_read(PemKind kind, const char *path, PemFunc found,
		  gpointer data, GError **error)
{
	g_autoptr(GPtrArray) names = NULL;

	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		return read_file(kind, path, found, data, error);
	names = names_in(path, error);
	for (guint i = 0; names && i < names->len; i++) {
		if (!read_file(kind, names->pdata[i], found, data, error))
			return FALSE;
	}
	return names != NULL;
}
