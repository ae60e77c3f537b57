/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * odf-crypt.c - what the manifest of a package says of encrypted members.
 *
 * Names of algorithms come as URIs, as words of OpenDocument 1.0 ("Blowfish
 * CFB", "SHA1/1K") and as URIs that LibreOffice made: their ends count.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/odf-crypt.h"

#include <string.h>

#include "containers/unpack.h"
#include "documents/xml.h"

/* What of an entry was understood. */
enum {
	HAS_ALGORITHM = 1,
	HAS_DERIVATION = 2,
	ALL_KNOWN = HAS_ALGORITHM | HAS_DERIVATION
};

typedef struct Found {
	OdfEntry entry;
	guint has;
	gboolean is_gcm;
	gboolean is_argon;
} Found;

struct OdfCrypt {
	Xml *xml;
	GHashTable *entries;	/* path -> Found */
	char *path;		/* of the entry that is open; nullable */
	Found *found;		/* the same, once encrypted; nullable */
	gboolean has_keys;	/* of OpenPGP, for all of it */
};

static const struct {
	const char *name;	/* in it, whatever stands around */
	const char *scheme;
	const char *keyed;	/* with a key of OpenPGP */
	OdfCipher cipher;
	guint key_size;
	gboolean is_gcm;
} algorithms[] = {
	{ "aes256-gcm", "odf-aes256-gcm", "odf-openpgp-aes256-gcm",
	  ODF_OTHER, 32, TRUE },
	{ "aes256-cbc", "odf-aes256", "odf-openpgp-aes256", ODF_AES_CBC, 32,
	  FALSE },
	{ "aes192-cbc", "odf-aes192", "odf-openpgp-aes192", ODF_AES_CBC, 24,
	  FALSE },
	{ "aes128-cbc", "odf-aes128", "odf-openpgp-aes128", ODF_AES_CBC, 16,
	  FALSE },
	{ "blowfish", "odf-blowfish", "odf-openpgp-blowfish", ODF_BLOWFISH,
	  16, FALSE },
};

static char *lower(const XmlAttributes *attributes, const char *name)
{
	g_autofree char *text = xml_attribute(attributes, name);

	return text ? g_ascii_strdown(text, -1) : g_strdup("");
}

/* FALSE: there is none, or it is longer than any honest one. */
static gboolean take_bytes(const XmlAttributes *attributes, const char *name,
			   guint8 *ret, guint32 most, guint32 *ret_size)
{
	g_autofree char *text = xml_attribute(attributes, name);
	g_autoptr(GByteArray) bytes = NULL;
	gsize used;

	*ret_size = 0;
	if (!text)
		return FALSE;
	bytes = unpack_base64((const guint8 *)text, strlen(text), &used);
	if (bytes->len == 0 || bytes->len > most)
		return FALSE;
	memcpy(ret, bytes->data, bytes->len);
	*ret_size = bytes->len;
	return TRUE;
}

static guint32 number(const XmlAttributes *attributes, const char *name,
		      guint32 otherwise)
{
	g_autofree char *text = xml_attribute(attributes, name);
	guint64 value;

	if (!text)
		return otherwise;
	return g_ascii_string_to_unsigned(g_strstrip(text), 10, 0,
					  G_MAXUINT32, &value, NULL) ?
	       (guint32)value : 0;
}

static void take_checksum(Found *found, const XmlAttributes *attributes)
{
	g_autofree char *type = lower(attributes, "checksum-type");
	OdfLock *lock = &found->entry.lock;
	guint32 size;
	gboolean is_256 = strstr(type, "sha256") != NULL;

	if ((!g_str_has_suffix(type, "1k") && *type) ||
	    !take_bytes(attributes, "checksum", lock->checksum,
			sizeof lock->checksum, &size) ||
	    size != (is_256 ? 32u : 20u))
		return;
	lock->checksum_size = size;
}

static void take_algorithm(Found *found, const XmlAttributes *attributes)
{
	g_autofree char *name = lower(attributes, "algorithm-name");
	OdfLock *lock = &found->entry.lock;

	for (guint i = 0; i < G_N_ELEMENTS(algorithms); i++) {
		if (!strstr(name, algorithms[i].name))
			continue;
		found->entry.scheme = algorithms[i].scheme;
		lock->cipher = algorithms[i].cipher;
		lock->key_size = algorithms[i].key_size;
		found->is_gcm = algorithms[i].is_gcm;
		if (take_bytes(attributes, "initialisation-vector", lock->iv,
			       sizeof lock->iv, &lock->iv_size))
			found->has |= HAS_ALGORITHM;
		return;
	}
}

static void take_start(Found *found, const XmlAttributes *attributes)
{
	g_autofree char *name = lower(attributes,
				      "start-key-generation-name");

	found->entry.lock.starts_sha256 = strstr(name, "sha256") != NULL;
	if (*name && !strstr(name, "sha256") && !strstr(name, "sha1"))
		found->entry.lock.cipher = ODF_OTHER;
}

static void take_derivation(Found *found, const XmlAttributes *attributes)
{
	g_autofree char *name = lower(attributes, "key-derivation-name");
	OdfLock *lock = &found->entry.lock;

	found->is_argon = strstr(name, "argon2") != NULL;
	if (!found->is_argon && !strstr(name, "pbkdf2"))
		return;
	lock->rounds = number(attributes, "iteration-count", 1024);
	if (lock->cipher == ODF_BLOWFISH)
		lock->key_size = number(attributes, "key-size", 16);
	if (take_bytes(attributes, "salt", lock->salt, sizeof lock->salt,
		       &lock->salt_size) && lock->rounds > 0)
		found->has |= HAS_DERIVATION;
}

static void begin_encrypted(OdfCrypt *crypt, const XmlAttributes *attributes)
{
	if (!crypt->path)
		return;
	crypt->found = g_new0(Found, 1);
	crypt->found->entry.scheme = "odf-unknown";
	take_checksum(crypt->found, attributes);
	g_hash_table_insert(crypt->entries, g_steal_pointer(&crypt->path),
			    crypt->found);
}

static void on_open(const char *name, const char *space,
		    const XmlAttributes *attributes, gpointer data)
{
	OdfCrypt *crypt = data;

	(void)space;
	if (strcmp(name, "file-entry") == 0) {
		g_free(crypt->path);
		crypt->path = xml_attribute(attributes, "full-path");
		crypt->found = NULL;
	} else if (strcmp(name, "encryption-data") == 0) {
		begin_encrypted(crypt, attributes);
	} else if (strcmp(name, "encrypted-key") == 0 ||
		   strcmp(name, "PGPData") == 0) {
		crypt->has_keys = TRUE;
	} else if (crypt->found && strcmp(name, "algorithm") == 0) {
		take_algorithm(crypt->found, attributes);
	} else if (crypt->found &&
		   strcmp(name, "start-key-generation") == 0) {
		take_start(crypt->found, attributes);
	} else if (crypt->found && strcmp(name, "key-derivation") == 0) {
		take_derivation(crypt->found, attributes);
	}
}

static void on_close(const char *name, const char *space, gpointer data)
{
	(void)name;
	(void)space;
	(void)data;
}

static void on_text(const char *text, gsize size, gpointer data)
{
	(void)text;
	(void)size;
	(void)data;
}

OdfCrypt *odf_crypt_new(void)
{
	static const XmlHandler handler = { on_open, on_close, on_text };
	OdfCrypt *crypt = g_new0(OdfCrypt, 1);

	crypt->entries = g_hash_table_new_full(g_str_hash, g_str_equal,
					       g_free, g_free);
	crypt->xml = xml_new(&handler, crypt);
	return crypt;
}

void odf_crypt_free(OdfCrypt *crypt)
{
	if (!crypt)
		return;
	xml_free(crypt->xml);
	g_hash_table_unref(crypt->entries);
	g_free(crypt->path);
	g_free(crypt);
}

void odf_crypt_feed(OdfCrypt *crypt, const guint8 *bytes, gsize size)
{
	(void)xml_feed(crypt->xml, bytes, size);
}

static const char *keyed(const char *scheme)
{
	for (guint i = 0; i < G_N_ELEMENTS(algorithms); i++) {
		if (strcmp(scheme, algorithms[i].scheme) == 0)
			return algorithms[i].keyed;
	}
	return scheme;
}

static void conclude(const OdfCrypt *crypt, Found *found)
{
	OdfEntry *entry = &found->entry;

	if (found->is_argon || found->is_gcm || crypt->has_keys)
		entry->lock.cipher = ODF_OTHER;
	entry->is_password = !crypt->has_keys;
	/* A key of OpenPGP is used as it is: nothing derives it. */
	entry->is_known = crypt->has_keys ? found->has & HAS_ALGORITHM
					  : found->has == ALL_KNOWN;
	if (crypt->has_keys)
		entry->scheme = keyed(entry->scheme);
}

void odf_crypt_finish(OdfCrypt *crypt)
{
	GHashTableIter iter;
	gpointer found;

	(void)xml_finish(crypt->xml);
	g_hash_table_iter_init(&iter, crypt->entries);
	while (g_hash_table_iter_next(&iter, NULL, &found))
		conclude(crypt, found);
}

const OdfEntry *odf_crypt_find(const OdfCrypt *crypt, const char *path)
{
	const Found *found = g_hash_table_lookup(crypt->entries, path);

	return found ? &found->entry : NULL;
}
