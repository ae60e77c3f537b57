/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole-crypt.c - [MS-OFFCRYPTO]: an OOXML package encrypted as a whole.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  calls the document's sink, where a word opens it.
 * Limits:   of RC4 and the extensible kind no package is decrypted.
 *
 * Closed to whoever has no secret is only what is understood to the end: the
 * cipher is one we have, Excel's own password was tried on every key that is
 * sealed for a password, or the keys are with the holders of certificates or
 * with a server for rights.
 */
#include "documents/ole-crypt.h"

#include <string.h>

#include <openssl/crypto.h>

#include "containers/type.h"
#include "documents/bytes.h"
#include "documents/formats.h"
#include "documents/ole.h"
#include "documents/ole-crypt-info.h"

#define MAX_INFO ((gsize)1 << 20)
#define PREFIX 8	/* the size in the clear, before the package */

/* Excel locks workbooks with the first so that nobody has to be asked. */
static const char *const known[] = { "VelvetSweatshop", "", NULL };

static Crypt closed(const char *scheme, Protection protection)
{
	return (Crypt){ CRYPT_CLOSED, scheme, protection };
}

/* ---- what was opened ------------------------------------------------------ */

static GByteArray *decrypt(const OoxmlSeal *seal, const OoxmlKey *key,
			   Bytes closed_bytes)
{
	g_autoptr(OoxmlOpener) opener = ooxml_opener_new(seal, key);
	g_autoptr(GByteArray) out = NULL;
	gsize step = seal->is_agile ? OOXML_SEGMENT : closed_bytes.size;
	gboolean goes_on = opener != NULL;

	out = g_byte_array_sized_new((guint)closed_bytes.size);
	for (gsize at = 0; goes_on && at < closed_bytes.size; at += step) {
		Bytes segment = bytes_part(closed_bytes, at, step);

		goes_on = ooxml_open_segment(opener, (guint32)(at / step),
					     segment.data, segment.size, out);
	}
	return g_steal_pointer(&out);
}

/* The last block is filled up; the size before the package says how far it
 * goes. One that cannot be true is not followed. */
static void cut(Document *document, GByteArray *plain, Bytes package)
{
	guint64 size = bytes_u64(package, 0);

	if (size > plain->len || plain->len - size > OOXML_SEGMENT)
		document_problem(document, PROBLEM_MALFORMED,
				 "encrypted package is not as long as it says");
	else
		g_byte_array_set_size(plain, (guint)size);
}

/* As if it had never been closed. */
static void read_plain(Document *document, const GByteArray *plain)
{
	const char *type = type_by_content(plain->data, plain->len);

	if (g_str_has_prefix(type, "application/vnd.openxmlformats-") ||
	    g_str_has_prefix(type, "application/vnd.ms-visio.")) {
		document->type = type;
		ooxml_read(document, plain->data, plain->len);
		return;
	}
	document_problem(document, PROBLEM_MALFORMED,
			 "what was encrypted is no office document");
	if (plain->len > 0)
		document_embedded(document, "EncryptedPackage", NULL,
				  plain->data, plain->len);
}

static Crypt read_opened(Document *document, const CryptInfo *info,
			 const OoxmlSeal *seal, const OoxmlKey *key,
			 Bytes package)
{
	g_autoptr(GByteArray) plain = NULL;

	if (!document_may_unpack(document, package.size))
		return (Crypt){ CRYPT_OPENED, info->scheme, PROTECTION_NONE };
	if (seal->is_agile &&
	    !ooxml_is_intact(seal, key, &info->hmac_key, &info->hmac_value,
			     package.data, package.size))
		document_problem(document, PROBLEM_MALFORMED,
				 "encrypted package is not what its checksum "
				 "was made of");
	plain = decrypt(seal, key, bytes_part(package, PREFIX, package.size));
	cut(document, plain, package);
	read_plain(document, plain);
	if (document->is_encrypted)
		return closed(document->scheme, document->protection);
	return (Crypt){ CRYPT_OPENED, info->scheme, PROTECTION_COUNT };
}

/* ---- whether it can be opened --------------------------------------------- */

/* FALSE: it stays closed. *ret_tried is left alone where words were tried. */
static gboolean seal_opens(Document *document, OoxmlSeal *seal, Bytes package,
			   OoxmlKey *ret_key, gboolean *ret_tried)
{
	Bytes start = bytes_part(package, PREFIX, OOXML_FIELD_MAX);
	g_autoptr(Lock) lock = NULL;
	const char *word;

	seal->start.size = (guint32)start.size;
	memcpy(seal->start.bytes, start.data, start.size);
	lock = ooxml_lock_new(seal);
	if (!lock) {
		*ret_tried = FALSE;
		return FALSE;
	}
	word = document_open(document, &lock, known);
	return word && ooxml_lock_key(seal, word, ret_key);
}

static Crypt read_sealed(Document *document, const CryptInfo *info,
			 Bytes package)
{
	gboolean is_tried = TRUE;

	for (guint i = 0; i < info->seals->len; i++) {
		OoxmlSeal *seal = &g_array_index(info->seals, OoxmlSeal, i);
		OoxmlKey key;
		Crypt crypt;

		if (!seal_opens(document, seal, package, &key, &is_tried))
			continue;
		crypt = read_opened(document, info, seal, &key, package);
		OPENSSL_cleanse(&key, sizeof(key));
		return crypt;
	}
	return closed(info->scheme, info->is_sound && is_tried &&
		      !document->gave_up ? PROTECTION_SECRET
					 : PROTECTION_UNKNOWN);
}

/* [MS-OFFCRYPTO] 2.2.6: the key is with a server. */
static gboolean has_rights(const Cfb *cfb)
{
	for (guint i = 0; i < cfb_count(cfb); i++) {
		const char *path = cfb_stream(cfb, i)->path;

		if (g_str_has_prefix(path, "\006DataSpaces/") &&
		    strstr(path, "/DRMEncryptedTransform/"))
			return TRUE;
	}
	return FALSE;
}

static Crypt read_closed(Document *document, const Cfb *cfb, Bytes package)
{
	const CfbStream *stream = cfb_find(cfb, "EncryptionInfo");
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(CryptInfo) info = NULL;

	if (!stream)
		return has_rights(cfb) ?
		       closed("ooxml-irm-rms", PROTECTION_SECRET) :
		       closed("ooxml", PROTECTION_UNKNOWN);
	bytes = cfb_read(stream, MAX_INFO);
	info = crypt_info_read(bytes->data, bytes->len);
	if (bytes->len < stream->size)
		info->is_sound = FALSE;
	return read_sealed(document, info, package);
}

Crypt ole_crypt_read(Document *document, const Cfb *cfb)
{
	const CfbStream *stream = cfb_find(cfb, "EncryptedPackage");
	g_autoptr(GByteArray) bytes = NULL;
	Bytes package;

	if (!stream)
		return (Crypt){ CRYPT_NONE, NULL, PROTECTION_COUNT };
	bytes = ole_stream(document, stream, "encrypted package");
	if (!bytes)
		return closed("ooxml", PROTECTION_UNKNOWN);
	if (bytes->len <= PREFIX || type_is_plain(bytes->data, bytes->len) ||
	    type_is_plain(bytes->data + PREFIX, bytes->len - PREFIX))
		return (Crypt){ CRYPT_LIE, NULL, PROTECTION_COUNT };
	package = (Bytes){ bytes->data, bytes->len };
	return read_closed(document, cfb, package);
}
