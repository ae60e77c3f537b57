/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ole-crypt-info.c - the stream EncryptionInfo ([MS-OFFCRYPTO] 2.3.4.5 and
 * 2.3.4.10).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/ole-crypt-info.h"

#include <string.h>

#include "containers/unpack.h"
#include "documents/bytes.h"
#include "documents/xml.h"

/* More keys for passwords than any program writes: each is tried. */
#define MAX_SEALS 4
#define STANDARD_ROUNDS 50000
#define LEAST_CERTIFICATE_KEY 64	/* RSA of 512 bits */

enum { FLAG_CRYPTOAPI = 0x04, FLAG_EXTERNAL = 0x10, FLAG_AES = 0x20 };

/* ---- what it is called ---------------------------------------------------- */

static const struct {
	OoxmlCipherKind kind;
	guint32 key_bits;	/* 0: any */
	const char *agile;
	const char *standard;
} schemes[] = {
	{ OOXML_AES, 128, "ooxml-agile-aes128", "ooxml-standard-aes128" },
	{ OOXML_AES, 192, "ooxml-agile-aes192", "ooxml-standard-aes192" },
	{ OOXML_AES, 256, "ooxml-agile-aes256", "ooxml-standard-aes256" },
	{ OOXML_RC2, 0, "ooxml-agile-rc2", "ooxml-standard" },
	{ OOXML_RC4, 0, "ooxml-agile-rc4", "ooxml-standard-rc4" },
	{ OOXML_DES, 0, "ooxml-agile-des", "ooxml-standard" },
	{ OOXML_DESX, 0, "ooxml-agile-desx-des", "ooxml-standard" },
	{ OOXML_3DES, 0, "ooxml-agile-3des", "ooxml-standard" },
	{ OOXML_3DES_112, 0, "ooxml-agile-3des-112", "ooxml-standard" },
};

static const char *scheme_of(const OoxmlCipher *cipher, gboolean is_agile)
{
	for (guint i = 0; i < G_N_ELEMENTS(schemes); i++) {
		if (schemes[i].kind == cipher->kind &&
		    (schemes[i].key_bits == cipher->key_bits ||
		     schemes[i].key_bits == 0))
			return is_agile ? schemes[i].agile
					: schemes[i].standard;
	}
	return is_agile ? "ooxml-agile" : "ooxml-standard";
}

/* ---- agile ---------------------------------------------------------------- */

typedef struct Name {
	const char *name;
	guint32 value;
} Name;

static const Name cipher_names[] = {
	{ "AES", OOXML_AES }, { "RC2", OOXML_RC2 }, { "RC4", OOXML_RC4 },
	{ "DES", OOXML_DES }, { "DESX", OOXML_DESX }, { "3DES", OOXML_3DES },
	{ "3DES_112", OOXML_3DES_112 }, { NULL, OOXML_CIPHERS }
};

static const Name chaining_names[] = {
	{ "ChainingModeCBC", OOXML_CBC }, { "ChainingModeCFB", OOXML_CFB },
	{ NULL, OOXML_CHAININGS }
};

/* Some write them as OpenSSL or Java does. */
static const Name hash_names[] = {
	{ "SHA1", OOXML_SHA1 }, { "SHA-1", OOXML_SHA1 },
	{ "SHA256", OOXML_SHA256 }, { "SHA-256", OOXML_SHA256 },
	{ "SHA384", OOXML_SHA384 }, { "SHA-384", OOXML_SHA384 },
	{ "SHA512", OOXML_SHA512 }, { "SHA-512", OOXML_SHA512 },
	{ "MD5", OOXML_MD5 }, { "MD4", OOXML_MD4 },
	{ "RIPEMD-160", OOXML_RIPEMD160 }, { "WHIRLPOOL", OOXML_WHIRLPOOL },
	{ NULL, OOXML_HASHES }
};

typedef struct Agile {
	CryptInfo *info;
	guint key_data;		/* elements of that kind */
	OoxmlCipher data;
	OoxmlField data_salt;
	gboolean is_odd;
} Agile;

static guint32 named(const XmlAttributes *attributes, const char *attribute,
		     const Name *names)
{
	g_autofree char *text = xml_attribute(attributes, attribute);

	while (names->name &&
	       (!text || g_ascii_strcasecmp(text, names->name) != 0))
		names++;
	return names->value;
}

static guint32 number(Agile *agile, const XmlAttributes *attributes,
		      const char *attribute)
{
	g_autofree char *text = xml_attribute(attributes, attribute);
	guint64 value = 0;

	if (!text || !g_ascii_string_to_unsigned(g_strstrip(text), 10, 0,
						 G_MAXUINT32, &value, NULL))
		agile->is_odd = TRUE;
	return (guint32)value;
}

static void field(Agile *agile, const XmlAttributes *attributes,
		  const char *attribute, OoxmlField *ret)
{
	g_autoptr(GByteArray) bytes = NULL;
	const char *text;
	gsize size = 0, used = 0;

	text = xml_attribute_peek(attributes, attribute, &size);
	if (!text) {
		agile->is_odd = TRUE;
		return;
	}
	bytes = unpack_base64((const guint8 *)text, size, &used);
	while (used < size && strchr("= \t\r\n", text[used]))
		used++;
	if (bytes->len == 0 || bytes->len > OOXML_FIELD_MAX || used < size) {
		agile->is_odd = TRUE;
		return;
	}
	ret->size = bytes->len;
	memcpy(ret->bytes, bytes->data, bytes->len);
}

static void cipher_read(Agile *agile, const XmlAttributes *attributes,
			OoxmlCipher *cipher, OoxmlField *salt)
{
	cipher->kind = named(attributes, "cipherAlgorithm", cipher_names);
	cipher->chaining = named(attributes, "cipherChaining",
				 chaining_names);
	cipher->hash = named(attributes, "hashAlgorithm", hash_names);
	cipher->key_bits = number(agile, attributes, "keyBits");
	cipher->block_size = number(agile, attributes, "blockSize");
	field(agile, attributes, "saltValue", salt);
}

static void password_read(Agile *agile, const XmlAttributes *attributes)
{
	OoxmlSeal seal = { .is_agile = TRUE };

	cipher_read(agile, attributes, &seal.word, &seal.salt);
	seal.rounds = number(agile, attributes, "spinCount");
	field(agile, attributes, "encryptedVerifierHashInput",
	      &seal.verifier);
	field(agile, attributes, "encryptedVerifierHashValue",
	      &seal.verifier_hash);
	field(agile, attributes, "encryptedKeyValue", &seal.key);
	if (agile->info->seals->len < MAX_SEALS)
		g_array_append_val(agile->info->seals, seal);
	else
		agile->is_odd = TRUE;
}

static void certificate_read(Agile *agile, const XmlAttributes *attributes)
{
	gsize size = 0;

	/* Base64: longer than a field; how long is all that matters. */
	if (!xml_attribute_peek(attributes, "encryptedKeyValue", &size) ||
	    size < LEAST_CERTIFICATE_KEY * 4 / 3 ||
	    !xml_attribute_peek(attributes, "X509Certificate", &size) ||
	    size == 0)
		agile->is_odd = TRUE;
	else
		agile->info->certificates++;
}

static void element_open(const char *name, const char *space,
			 const XmlAttributes *attributes, gpointer data)
{
	Agile *agile = data;
	CryptInfo *info = agile->info;

	if (strcmp(name, "keyData") == 0) {
		if (agile->key_data++ > 0)
			agile->is_odd = TRUE;
		else
			cipher_read(agile, attributes, &agile->data,
				    &agile->data_salt);
	} else if (strcmp(name, "dataIntegrity") == 0) {
		field(agile, attributes, "encryptedHmacKey", &info->hmac_key);
		field(agile, attributes, "encryptedHmacValue",
		      &info->hmac_value);
	} else if (strcmp(name, "encryptedKey") == 0) {
		if (strstr(space, "keyEncryptor/certificate"))
			certificate_read(agile, attributes);
		else
			password_read(agile, attributes);
	} else if (strcmp(name, "encryption") != 0 &&
		   strcmp(name, "keyEncryptors") != 0 &&
		   strcmp(name, "keyEncryptor") != 0) {
		agile->is_odd = TRUE;
	}
}

static void agile_read(CryptInfo *info, const guint8 *bytes, gsize size)
{
	static const XmlHandler handler = { .open = element_open };
	Agile agile = { .info = info };

	/* Written as one line with zeros behind it now and then. */
	while (size > 0 && bytes[size - 1] == 0)
		size--;
	if (xml_read(&handler, &agile, bytes, size) != XML_WHOLE ||
	    agile.key_data != 1)
		agile.is_odd = TRUE;
	for (guint i = 0; i < info->seals->len; i++) {
		OoxmlSeal *seal = &g_array_index(info->seals, OoxmlSeal, i);

		seal->data = agile.data;
		seal->data_salt = agile.data_salt;
	}
	if (agile.key_data > 0)
		info->scheme = scheme_of(&agile.data, TRUE);
	info->is_sound = !agile.is_odd &&
			 agile.data.kind < OOXML_CIPHERS &&
			 agile.data.chaining < OOXML_CHAININGS &&
			 (info->seals->len > 0 || info->certificates > 0);
}

/* ---- standard ------------------------------------------------------------- */

static OoxmlCipher standard_cipher(Bytes header)
{
	static const struct {
		guint32 id;
		OoxmlCipherKind kind;
		guint32 key_bits;
	} ids[] = {
		{ 0x6801, OOXML_RC4, 0 }, { 0x660e, OOXML_AES, 128 },
		{ 0x660f, OOXML_AES, 192 }, { 0x6610, OOXML_AES, 256 },
	};
	guint32 flags = bytes_u32(header, 0), id = bytes_u32(header, 8);
	guint32 hash = bytes_u32(header, 12);
	OoxmlCipher cipher = {
		.kind = OOXML_CIPHERS, .chaining = OOXML_ECB,
		.hash = hash == 0x8004 || hash == 0 ? OOXML_SHA1
						    : OOXML_HASHES,
		.key_bits = bytes_u32(header, 16),
	};

	if (id == 0)
		id = flags & FLAG_AES ? 0x660e : 0x6801;
	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		if (id != ids[i].id)
			continue;
		cipher.kind = ids[i].kind;
		if (cipher.key_bits == 0)
			cipher.key_bits = ids[i].kind == OOXML_RC4 ?
					  40 : ids[i].key_bits;
	}
	cipher.block_size = cipher.kind == OOXML_AES ? 16 : 0;
	return cipher;
}

static gboolean take_field(Bytes bytes, guint64 at, guint32 size,
			   OoxmlField *field)
{
	if (size == 0 || size > OOXML_FIELD_MAX ||
	    !bytes_have(bytes, at, size))
		return FALSE;
	field->size = size;
	memcpy(field->bytes, bytes.data + at, size);
	return TRUE;
}

/* What is encrypted fills whole blocks: a hash of 20 bytes takes 32. */
static gboolean verifier_read(Bytes verifier, OoxmlSeal *seal)
{
	guint32 salt_size = bytes_u32(verifier, 0);
	guint64 at = 4;
	guint32 hash_size = seal->word.kind == OOXML_RC4 ? 20 : 32;

	if (!take_field(verifier, at, salt_size, &seal->salt))
		return FALSE;
	at += salt_size;
	if (!take_field(verifier, at, 16, &seal->verifier))
		return FALSE;
	at += 16 + 4;
	return take_field(verifier, at, hash_size, &seal->verifier_hash);
}

static void standard_read(CryptInfo *info, Bytes bytes)
{
	guint32 flags = bytes_u32(bytes, 4);
	guint32 header_size = bytes_u32(bytes, 8);
	Bytes header = bytes_part(bytes, 12, header_size);
	OoxmlSeal seal = { .rounds = STANDARD_ROUNDS };

	info->scheme = "ooxml-standard";
	if (header.size < header_size || header.size < 32)
		return;
	seal.word = standard_cipher(header);
	info->scheme = scheme_of(&seal.word, FALSE);
	/* RC4 hashes salt and word but once (2.3.5.2). */
	if (seal.word.kind == OOXML_RC4)
		seal.rounds = 0;
	seal.data = seal.word;
	if ((flags & FLAG_EXTERNAL) || seal.word.kind >= OOXML_CIPHERS ||
	    !verifier_read(bytes_part(bytes, 12 + (guint64)header_size,
				      bytes.size), &seal))
		return;
	g_array_append_val(info->seals, seal);
	/* What packages are encrypted with is AES (2.3.4.5); how programs
	 * read one that says otherwise nobody has written down. */
	info->is_sound = seal.word.kind == OOXML_AES;
}

/* ---- which of them -------------------------------------------------------- */

CryptInfo *crypt_info_read(const guint8 *bytes, gsize size)
{
	CryptInfo *info = g_new0(CryptInfo, 1);
	Bytes all = { bytes, size };
	guint16 major = bytes_u16(all, 0), minor = bytes_u16(all, 2);

	info->scheme = "ooxml";
	info->seals = g_array_new(FALSE, TRUE, sizeof(OoxmlSeal));
	if (major == 4 && minor == 4) {
		info->scheme = "ooxml-agile";
		if (size > 8)
			agile_read(info, bytes + 8, size - 8);
	} else if (major >= 2 && major <= 4 && minor == 2) {
		standard_read(info, all);
	} else if ((major == 3 || major == 4) && minor == 3) {
		info->scheme = "ooxml-extensible";
	}
	return info;
}

void crypt_info_free(CryptInfo *info)
{
	if (!info)
		return;
	g_array_unref(info->seals);
	g_free(info);
}
