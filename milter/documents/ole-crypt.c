/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole-crypt.c - [MS-OFFCRYPTO]: an OOXML package encrypted as a whole.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   no password is tried, not even Excel's well-known one.
 */
#include "documents/ole-crypt.h"

#include "containers/type.h"
#include "documents/bytes.h"

#define LOOK ((gsize)4096)
#define PACKAGE_HEADER 8	/* the size in the clear, before it */

static const char *scheme_of(guint16 major, guint16 minor)
{
	if (major == 4 && minor == 4)
		return "ooxml-agile";
	if (major >= 2 && major <= 4 && minor == 2)
		return "ooxml-standard";
	if ((major == 3 || major == 4) && minor == 3)
		return "ooxml-extensible";
	return "ooxml";
}

Crypt ole_crypt(const Cfb *cfb, const char **ret_scheme)
{
	const CfbStream *package = cfb_find(cfb, "EncryptedPackage");
	const CfbStream *info = cfb_find(cfb, "EncryptionInfo");
	g_autoptr(GByteArray) look = NULL;
	g_autoptr(GByteArray) version = NULL;
	Bytes words;

	if (!package)
		return CRYPT_NONE;
	look = cfb_read(package, LOOK);
	if (look->len <= PACKAGE_HEADER ||
	    type_is_plain(look->data, look->len) ||
	    type_is_plain(look->data + PACKAGE_HEADER,
			  look->len - PACKAGE_HEADER))
		return CRYPT_LIE;
	version = info ? cfb_read(info, 4) : g_byte_array_new();
	words = (Bytes){ version->data, version->len };
	*ret_scheme = scheme_of(bytes_u16(words, 0), bytes_u16(words, 2));
	return CRYPT_CLOSED;
}
