/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * seal.c - bytes into an S/MIME body (RFC 5652, RFC 5083, RFC 8551).
 *
 * Runs in:  milter process.
 * Trusts:   the certificates, which were checked; nothing in the bytes.
 * Effects:  the spool that it writes to.
 *
 * OpenSSL's streaming makes the content an octet string in pieces, of
 * indefinite length: BER, as RFC 5652 allows and mail programs write
 * themselves. Keys of RSA are wrapped by PKCS #1 1.5, which RFC 8551 asks of
 * everybody; those of curves by ECDH with SHA-256 (RFC 5753).
 */
#include "encrypt/seal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include "base/error.h"

/* 57 bytes are a line of 76 letters (RFC 2045 6.8). */
#define LINE_BYTES 57
#define LINE_LETTERS 76

struct Seal {
	CMS_ContentInfo *cms;
	BIO *in;		/* chain that ends in .made */
	BIO *made;		/* DER that was not written yet */
	Spool *out;
	guint8 rest[LINE_BYTES];/* of a line that is not full */
	gsize rest_size;
};

static gboolean fail_openssl(GError **error, const char *what)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;

	ERR_clear_error();
	return fail(error, FAIL_GENERAL, "encrypting: %s: %s", what,
		    reason ? reason : "for no stated reason");
}

void seal_free(Seal *seal)
{
	if (!seal)
		return;
	while (seal->in && seal->in != seal->made) {
		BIO *next = BIO_pop(seal->in);

		BIO_free(seal->in);
		seal->in = next;
	}
	BIO_free(seal->made);
	CMS_ContentInfo_free(seal->cms);
	g_free(seal);
}

/* ---- the recipients ------------------------------------------------------- */

static gboolean add_recipient(CMS_ContentInfo *cms, X509 *certificate,
			      GError **error)
{
	CMS_RecipientInfo *info = CMS_add1_recipient_cert(cms, certificate, 0);

	if (!info)
		return fail_openssl(error, "a recipient's certificate");
	if (CMS_RecipientInfo_type(info) == CMS_RECIPINFO_AGREE &&
	    EVP_PKEY_CTX_set_ecdh_kdf_md(CMS_RecipientInfo_get0_pkey_ctx(info),
					 EVP_sha256()) != 1)
		return fail_openssl(error, "a recipient's key agreement");
	return TRUE;
}

Seal *seal_new(const GPtrArray *certificates, Cipher cipher, Spool *out,
	       GError **error)
{
	g_autoptr(Seal) seal = g_new0(Seal, 1);

	g_assert(certificates->len > 0);
	ERR_clear_error();
	seal->out = out;
	seal->cms = CMS_encrypt(NULL, NULL, cipher == CIPHER_AES256_GCM ?
				EVP_aes_256_gcm() : EVP_aes_256_cbc(),
				CMS_BINARY | CMS_STREAM | CMS_PARTIAL);
	if (!seal->cms) {
		fail_openssl(error, "a new message");
		return NULL;
	}
	for (guint i = 0; i < certificates->len; i++) {
		if (!add_recipient(seal->cms, certificates->pdata[i], error))
			return NULL;
	}
	seal->made = BIO_new(BIO_s_mem());
	seal->in = seal->made ? BIO_new_CMS(seal->made, seal->cms) : NULL;
	if (!seal->in) {
		fail_openssl(error, "the keys of the recipients");
		return NULL;
	}
	return g_steal_pointer(&seal);
}

/* ---- base64 --------------------------------------------------------------- */

static gboolean write_line(Seal *seal, const guint8 *bytes, gsize size,
			   GError **error)
{
	guint8 line[LINE_LETTERS + 3];
	int letters = EVP_EncodeBlock(line, bytes, (int)size);

	line[letters] = '\r';
	line[letters + 1] = '\n';
	return spool_append(seal->out, line, (gsize)letters + 2, error);
}

static gboolean write_lines(Seal *seal, const guint8 *bytes, gsize size,
			    GError **error)
{
	while (seal->rest_size + size >= LINE_BYTES) {
		gsize step = LINE_BYTES - seal->rest_size;

		memcpy(seal->rest + seal->rest_size, bytes, step);
		if (!write_line(seal, seal->rest, LINE_BYTES, error))
			return FALSE;
		seal->rest_size = 0;
		bytes += step;
		size -= step;
	}
	if (size > 0)
		memcpy(seal->rest + seal->rest_size, bytes, size);
	seal->rest_size += size;
	return TRUE;
}

/* What OpenSSL has made so far goes on to the spool. */
static gboolean drain(Seal *seal, GError **error)
{
	guint8 chunk[16384];
	int got;

	while ((got = BIO_read(seal->made, chunk, sizeof chunk)) > 0) {
		if (!write_lines(seal, chunk, (gsize)got, error))
			return FALSE;
	}
	return TRUE;
}

/* ---- the content ---------------------------------------------------------- */

gboolean seal_bytes(Seal *seal, const void *bytes, gsize size,
		    GError **error)
{
	const guint8 *at = bytes;

	while (size > 0) {
		int step = (int)MIN(size, 65536);
		int done = BIO_write(seal->in, at, step);

		if (done <= 0)
			return fail_openssl(error, "the content");
		if (!drain(seal, error))
			return FALSE;
		at += done;
		size -= (gsize)done;
	}
	return TRUE;
}

gboolean seal_file(Seal *seal, int fd, guint64 offset, SealTick tick,
		   gpointer data, GError **error)
{
	guint8 chunk[65536];
	ssize_t got;

	while ((got = pread(fd, chunk, sizeof chunk, (off_t)offset)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_errno(error, "spool: pread");
		if (!seal_bytes(seal, chunk, (gsize)got, error))
			return FALSE;
		if (tick && !tick(data))
			return fail(error, FAIL_GENERAL,
				    "encrypting: nobody waits any more");
		offset += (guint64)got;
	}
	return TRUE;
}

gboolean seal_end(Seal *seal, GError **error)
{
	if (BIO_flush(seal->in) <= 0)
		return fail_openssl(error, "the end of the message");
	if (!drain(seal, error))
		return FALSE;
	return seal->rest_size == 0 ||
	       write_line(seal, seal->rest, seal->rest_size, error);
}
