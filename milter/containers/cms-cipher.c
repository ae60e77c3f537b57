/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * cms-cipher.c - content ciphers of CMS and what they are called here.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "containers/cms-cipher.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/objects.h>

#define AES "\x60\x86\x48\x01\x65\x03\x04\x01"
#define RSA "\x2a\x86\x48\x86\xf7\x0d\x03"
#define CAMELLIA "\x2a\x83\x08\x8c\x9a\x4b\x3d\x01\x01\x01"
#define OID(s) s, sizeof(s) - 1

static const struct {
	const char *oid;
	gsize oid_size;
	CmsCipher cipher;
} ciphers[] = {
	{ OID(AES "\x01"), { "smime-aes128-ecb", 16 } },
	{ OID(AES "\x02"), { "smime-aes128-cbc", 16 } },
	{ OID(AES "\x03"), { "smime-aes128-ofb", 0 } },
	{ OID(AES "\x04"), { "smime-aes128-cfb", 0 } },
	{ OID(AES "\x06"), { "smime-aes128-gcm", 0 } },
	{ OID(AES "\x07"), { "smime-aes128-ccm", 0 } },
	{ OID(AES "\x15"), { "smime-aes192-ecb", 16 } },
	{ OID(AES "\x16"), { "smime-aes192-cbc", 16 } },
	{ OID(AES "\x17"), { "smime-aes192-ofb", 0 } },
	{ OID(AES "\x18"), { "smime-aes192-cfb", 0 } },
	{ OID(AES "\x1a"), { "smime-aes192-gcm", 0 } },
	{ OID(AES "\x1b"), { "smime-aes192-ccm", 0 } },
	{ OID(AES "\x29"), { "smime-aes256-ecb", 16 } },
	{ OID(AES "\x2a"), { "smime-aes256-cbc", 16 } },
	{ OID(AES "\x2b"), { "smime-aes256-ofb", 0 } },
	{ OID(AES "\x2c"), { "smime-aes256-cfb", 0 } },
	{ OID(AES "\x2e"), { "smime-aes256-gcm", 0 } },
	{ OID(AES "\x2f"), { "smime-aes256-ccm", 0 } },
	{ OID(RSA "\x02"), { "smime-rc2", 8 } },
	{ OID(RSA "\x04"), { "smime-rc4", 0 } },
	{ OID(RSA "\x07"), { "smime-3des", 8 } },
	{ OID("\x2b\x0e\x03\x02\x07"), { "smime-des", 8 } },
	{ OID("\x2a\x86\x48\x86\xf6\x7d\x07\x42\x0a"), { "smime-cast5", 8 } },
	{ OID("\x2b\x06\x01\x04\x01\x81\x3c\x07\x01\x01\x02"),
	  { "smime-idea", 8 } },
	{ OID(CAMELLIA "\x02"), { "smime-camellia128-cbc", 16 } },
	{ OID(CAMELLIA "\x03"), { "smime-camellia192-cbc", 16 } },
	{ OID(CAMELLIA "\x04"), { "smime-camellia256-cbc", 16 } },
	{ OID("\x2b\x06\x01\x04\x01\x97\x55\x01\x02"),
	  { "smime-blowfish", 8 } },
	{ OID("\x2a\x83\x1a\x8c\x9a\x44\x01\x04"), { "smime-seed", 16 } },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x12"),
	  { "smime-chacha20-poly1305", 0 } },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"), { "smime-pbes2", 0 } },
};

/* rc2ParameterVersion is a code for the key's size (RFC 2268 section 6). */
static const struct {
	guint version;
	const char *scheme;
} rc2_sizes[] = {
	{ 160, "smime-rc2-40" },
	{ 120, "smime-rc2-64" },
	{ 58, "smime-rc2-128" },
};

static void name_set(CmsCipher *cipher, const char *scheme)
{
	(void)g_strlcpy(cipher->scheme, scheme, sizeof cipher->scheme);
}

static void rc2_name(Ber parameters, CmsCipher *cipher)
{
	BerItem sequence, version;
	guint code = 0;
	Ber in;

	/* Without a version it is 32 bits (RFC 3370 5.2). */
	name_set(cipher, "smime-rc2-40");
	if (!ber_take(&parameters, BER_SEQUENCE, &sequence))
		return;
	in = ber_enter(&sequence);
	if (!ber_take(&in, BER_INTEGER, &version) || version.size > 2)
		return;
	for (gsize i = 0; i < version.size; i++)
		code = code << 8 | version.body[i];
	for (guint i = 0; i < G_N_ELEMENTS(rc2_sizes); i++) {
		if (rc2_sizes[i].version == code)
			name_set(cipher, rc2_sizes[i].scheme);
	}
}

static int nid_of(const BerItem *oid)
{
	guint8 der[2 + 64] = { BER_OID, (guint8)oid->size };
	const unsigned char *at = der;
	ASN1_OBJECT *object;
	int nid;

	if (oid->size == 0 || oid->size > sizeof der - 2)
		return NID_undef;
	memcpy(der + 2, oid->body, oid->size);
	object = d2i_ASN1_OBJECT(NULL, &at, (long)oid->size + 2);
	nid = object ? OBJ_obj2nid(object) : NID_undef;
	ASN1_OBJECT_free(object);
	return nid;
}

/* The many that hardly anybody uses, under OpenSSL's names. The cipher that
 * encrypts nothing has no identifier, and so is not among them. */
static gboolean openssl_knows(const BerItem *oid, CmsCipher *ret)
{
	int nid = nid_of(oid);
	const EVP_CIPHER *cipher = nid == NID_undef ? NULL :
						      EVP_get_cipherbynid(nid);
	g_autofree char *lower = NULL;
	int mode;

	if (!cipher)
		return FALSE;
	lower = g_ascii_strdown(OBJ_nid2sn(nid), -1);
	mode = EVP_CIPHER_get_mode(cipher);
	(void)g_snprintf(ret->scheme, sizeof ret->scheme, "smime-%s", lower);
	ret->block = mode == EVP_CIPH_CBC_MODE || mode == EVP_CIPH_ECB_MODE ?
		     (gsize)EVP_CIPHER_get_block_size(cipher) : 0;
	return TRUE;
}

gboolean cms_cipher(const BerItem *algorithm, CmsCipher *ret)
{
	Ber in = ber_enter(algorithm);
	BerItem oid;

	if (!ber_take(&in, BER_OID, &oid))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(ciphers); i++) {
		if (oid.size != ciphers[i].oid_size ||
		    memcmp(oid.body, ciphers[i].oid, oid.size) != 0)
			continue;
		*ret = ciphers[i].cipher;
		if (strcmp(ret->scheme, "smime-rc2") == 0)
			rc2_name(in, ret);
		return TRUE;
	}
	return openssl_knows(&oid, ret);
}
