/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xls-crypt.c - a workbook stream under a password ([MS-XLS] 2.2.10).
 *
 * The heads of records are in the clear and still count where the stream of
 * key bytes is; a few records, and where a sheet begins, are never encrypted.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/xls-crypt.h"

#include <string.h>

#include <openssl/crypto.h>

#include "documents/bytes.h"
#include "documents/xls-record.h"
#include "locks/office-lock.h"

#define BLOCK ((gsize)1024)
#define SHEET_OFFSET 4		/* bytes of BOUNDSHEET in the clear */
#define NOTHING 0x00e2		/* INTERFACEEND: a record without a body */

enum { KIND_XOR, KIND_RC4 };

/* Excel's own, and what it takes for one that protects the structure. */
static const char *const known[] = { "VelvetSweatshop", "", NULL };

/* Where FILEPASS stands; the caller saw one. */
static gboolean find_pass(const GByteArray *bytes, XlsRecord *ret)
{
	XlsRecords records = { bytes->data, bytes->len, 0 };

	while (xls_record_next(&records, ret)) {
		if (ret->id == XLS_FILEPASS)
			return TRUE;
	}
	return FALSE;
}

/* Before BIFF8 there is nothing but the key and the verifier. */
static gboolean read_pass(const XlsRecord *pass, OfficeLock *ret)
{
	Bytes body = { pass->body, pass->size };
	guint skip = pass->size > 4 ? 2 : 0;

	if (skip > 0 && bytes_u16(body, 0) == KIND_RC4)
		return office_lock_read(pass->body + 2, pass->size - 2, ret,
					NULL);
	if (pass->size < 4 || (skip > 0 && bytes_u16(body, 0) != KIND_XOR))
		return FALSE;
	*ret = (OfficeLock){
		.method = OFFICE_XOR,
		.xor_key = bytes_u16(body, skip),
		.xor_verifier = bytes_u16(body, skip + 2),
	};
	return TRUE;
}

static gsize clear_bytes(const XlsRecord *record)
{
	static const guint ids[] = {
		XLS_FILEPASS, 0x0194 /* USREXCL */, 0x0195 /* FILELOCK */,
		0x00e1 /* INTERFACEHDR */, 0x0196 /* RRDINFO */,
		0x0138 /* RRDHEAD */,
	};

	if (XLS_PLAIN(record->id) == XLS_PLAIN_BOF)
		return record->size;
	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		if (ids[i] == record->id)
			return record->size;
	}
	return record->id == XLS_BOUNDSHEET ? MIN(record->size, SHEET_OFFSET)
					    : 0;
}

static gboolean decrypt(const OfficeKey *key, GByteArray *bytes)
{
	XlsRecords records = { bytes->data, bytes->len, 0 };
	XlsRecord record;

	while (xls_record_next(&records, &record)) {
		gsize skip = clear_bytes(&record);
		gsize at = (gsize)(record.body - bytes->data);
		guint8 *body = bytes->data + at;

		if (skip == record.size)
			continue;
		if (key->method == OFFICE_XOR)
			office_key_xor(key, body + skip, record.size - skip,
				       at + record.size + skip);
		else if (!office_key_decrypt(key, body + skip,
					     record.size - skip, at + skip,
					     BLOCK))
			return FALSE;
	}
	return TRUE;
}

/* What comes after the pass is no longer closed. */
static void drop_pass(GByteArray *bytes, const XlsRecord *pass)
{
	bytes->data[pass->from] = NOTHING & 0xff;
	bytes->data[pass->from + 1] = NOTHING >> 8;
}

gboolean xls_open(Document *document, GByteArray *bytes, const char *scheme)
{
	g_autoptr(Lock) closed = NULL;
	const char *word = NULL;
	OfficeLock lock;
	OfficeKey key;
	XlsRecord pass;
	gboolean opened;

	if (!find_pass(bytes, &pass) || !read_pass(&pass, &lock)) {
		/* Nobody here can try what Excel tries. */
		document->gave_up = "of a kind that is not known";
		document_close(document, scheme);
		return FALSE;
	}
	closed = office_lock_new(&lock);
	word = document_open(document, &closed, known);
	if (!word) {
		document_close(document, scheme);
		return FALSE;
	}
	opened = office_lock_key(&lock, word, &key) && decrypt(&key, bytes);
	OPENSSL_cleanse(&key, sizeof key);
	drop_pass(bytes, &pass);
	if (!opened)
		document_problem(document, PROBLEM_FAILED,
				 "workbook: opened, but could not be "
				 "decrypted");
	return opened;
}
