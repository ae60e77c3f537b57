/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * odf.c - OpenDocument and OpenOffice.org 1: packages and flat files.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  sink.
 *
 * Every member is looked at whatever its name: XML is read as a part, the
 * rest is a file within. What the manifest calls encrypted is believed only
 * where it cannot be read all the same.
 */
#include <string.h>

#include "containers/package.h"
#include "containers/type.h"
#include "containers/unpack.h"
#include "documents/formats.h"
#include "documents/odf-crypt.h"
#include "documents/odf-part.h"

#define MANIFEST "META-INF/manifest.xml"

#define THUMBNAIL "Thumbnails/thumbnail.png"
#define SIGN_MAX_BYTES ((gsize)16 * 1024)
#define SIGN_MAX_PIXELS 128

/* From here on a whole deflate stream is no accident. */
#define DEFLATE_SURE ((gsize)64)

/* Of key derivation, for all members of a document: some seconds. */
#define ROUNDS_MAX ((guint64)20 * 1000 * 1000)

/* A member that stays closed until all of them are known. */
typedef struct Held {
	char *name;
	GByteArray *bytes;
	const OdfEntry *entry;
} Held;

typedef struct Odf {
	Document *document;
	OdfCrypt *crypt;	/* the first manifest; nullable */
	gboolean has_manifest;	/* it was read to its end */
	char *name;		/* of the member that is being read */
	OdfPart *part;		/* it is XML */
	GByteArray *whole;	/* it is not, or is said to be encrypted */
	GPtrArray *held;	/* Held */
	const char *scheme;	/* of what is closed; that of the content */
	gboolean has_secret;
	gboolean has_unknown;	/* nobody can say whether it is one */
	gboolean has_open;	/* a member with content that anyone reads */
} Odf;

static void held_free(gpointer data)
{
	Held *held = data;

	g_free(held->name);
	g_byte_array_unref(held->bytes);
	g_free(held);
}

static const OdfEntry *entry_of(const Odf *odf)
{
	return odf->has_manifest ? odf_crypt_find(odf->crypt, odf->name)
				 : NULL;
}

/* Big-endian, as PNG counts. */
static guint32 u32_at(const guint8 *bytes)
{
	return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 |
	       (guint32)bytes[2] << 8 | bytes[3];
}

/* OpenOffice.org shows a sign in place of an encrypted page: a square. Pages
 * themselves come 256 pixels high or wide. */
static gboolean is_sign(const guint8 *bytes, gsize size)
{
	static const guint8 magic[] = { 0x89, 'P', 'N', 'G', 13, 10, 26, 10,
					0, 0, 0, 13, 'I', 'H', 'D', 'R' };

	return size >= sizeof magic + 8 && size <= SIGN_MAX_BYTES &&
	       memcmp(bytes, magic, sizeof magic) == 0 &&
	       u32_at(bytes + 16) == u32_at(bytes + 20) &&
	       u32_at(bytes + 16) <= SIGN_MAX_PIXELS;
}

/* Members that writers leave open in a package that they encrypt. */
static gboolean is_open_always(const char *name)
{
	return strcmp(name, "mimetype") == 0 ||
	       strcmp(name, "manifest.rdf") == 0 ||
	       g_ascii_strcasecmp(name, MANIFEST) == 0 ||
	       (g_str_has_prefix(name, "META-INF/") &&
		g_str_has_suffix(name, "signatures.xml"));
}

/* What a person would call the document; OpenDocument 1.4 wraps it all. */
static gboolean is_content(const char *name)
{
	return strcmp(name, "content.xml") == 0 ||
	       strcmp(name, "encrypted-package") == 0;
}

static void secret_found(Odf *odf, const char *name, const char *scheme)
{
	odf->has_secret = TRUE;
	if (!odf->scheme || is_content(name))
		odf->scheme = scheme;
}

static guint order(const char *name, gpointer data)
{
	(void)data;
	return g_ascii_strcasecmp(name, MANIFEST) == 0 ? 0 : 1;
}

/* "<" behind a byte order mark, white space and the zeros of UTF-16. */
static gboolean looks_like_xml(const guint8 *bytes, gsize size)
{
	gsize at = 0;

	while (at < size && at < 1024 &&
	       (bytes[at] == 0 || bytes[at] == 0xef || bytes[at] == 0xbb ||
		bytes[at] == 0xbf || bytes[at] == 0xfe || bytes[at] == 0xff ||
		g_ascii_isspace((char)bytes[at])))
		at++;
	return at < size && bytes[at] == '<';
}

/* The first of them counts. */
static gboolean is_manifest(const Odf *odf)
{
	return !odf->has_manifest &&
	       g_ascii_strcasecmp(odf->name, MANIFEST) == 0;
}

static void feed_manifest(Odf *odf, const guint8 *bytes, gsize size)
{
	if (!odf->crypt)
		odf->crypt = odf_crypt_new();
	odf_crypt_feed(odf->crypt, bytes, size);
}

static void take_manifest(Odf *odf)
{
	if (!is_manifest(odf) || !odf->crypt)
		return;
	odf_crypt_finish(odf->crypt);
	odf->has_manifest = TRUE;
}

static gboolean feed(Odf *odf, const guint8 *bytes, gsize size)
{
	if (!odf->part && !odf->whole) {
		if (!entry_of(odf) && looks_like_xml(bytes, size))
			odf->part = odf_part_new(odf->document, odf->name);
		else
			odf->whole = g_byte_array_new();
	}
	if (is_manifest(odf))
		feed_manifest(odf, bytes, size);
	if (odf->part)
		return odf_part_feed(odf->part, bytes, size);
	if (size > (gsize)G_MAXINT32 - odf->whole->len) {
		document_limit(odf->document, "decoded-bytes", "member");
		return FALSE;
	}
	g_byte_array_append(odf->whole, bytes, (guint)size);
	return TRUE;
}

static gboolean is_mimetype(const Odf *odf)
{
	return strcmp(odf->name, "mimetype") == 0 && odf->whole->len < 256 &&
	       memcmp(odf->whole->data, "application/",
		      MIN(odf->whole->len, 12)) == 0;
}

/* Deflated and not encrypted, whatever the manifest says. */
static GByteArray *inflated(const Odf *odf)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	gsize used, most = (gsize)MIN(odf->document->bytes_left, G_MAXINT32);
	UnpackEnd end = unpack_inflate(odf->whole->data, odf->whole->len,
				       UNPACK_RAW, most,
				       odf->document->deadline_us, out, &used);

	if (end != UNPACK_WHOLE || out->len == 0 ||
	    used != odf->whole->len || used < DEFLATE_SURE)
		return NULL;
	return g_steal_pointer(&out);
}

static void read_plain(Odf *odf, const guint8 *bytes, gsize size)
{
	if (!is_open_always(odf->name) &&
	    !(strcmp(odf->name, THUMBNAIL) == 0 && is_sign(bytes, size)))
		odf->has_open = TRUE;
	if (!looks_like_xml(bytes, size)) {
		document_embedded(odf->document, odf->name, NULL, bytes, size);
		return;
	}
	odf->part = odf_part_new(odf->document, odf->name);
	(void)odf_part_feed(odf->part, bytes, size);
	odf_part_finish(odf->part);
}

/* What is said to be encrypted, and cannot be read. */
static void hold(Odf *odf, const OdfEntry *entry)
{
	Held *held = g_new(Held, 1);

	*held = (Held){ g_steal_pointer(&odf->name),
			g_steal_pointer(&odf->whole), entry };
	g_ptr_array_add(odf->held, held);
}

static void read_secret(Odf *odf, const OdfEntry *entry)
{
	g_autoptr(GByteArray) out = NULL;

	if (!type_is_plain(odf->whole->data, odf->whole->len))
		out = inflated(odf);
	if (out || type_is_plain(odf->whole->data, odf->whole->len)) {
		const GByteArray *bytes = out ? out : odf->whole;

		document_problem(odf->document, PROBLEM_MALFORMED,
				 "%s is not encrypted as the manifest says",
				 odf->name);
		read_plain(odf, bytes->data, bytes->len);
		return;
	}
	hold(odf, entry);
}

static void member_done(Odf *odf)
{
	const OdfEntry *entry = entry_of(odf);

	take_manifest(odf);
	if (odf->part) {
		odf_part_finish(odf->part);
		if (!is_open_always(odf->name))
			odf->has_open = TRUE;
	} else if (odf->whole && entry) {
		read_secret(odf, entry);
	} else if (odf->whole && !is_mimetype(odf)) {
		read_plain(odf, odf->whole->data, odf->whole->len);
	}
	g_clear_pointer(&odf->part, odf_part_free);
	g_clear_pointer(&odf->whole, g_byte_array_unref);
	g_clear_pointer(&odf->name, g_free);
}

/* What was unpacked is held until the package is through. */
static void say(Odf *odf, ProblemKind kind, const char *problem)
{
	if (problem)
		document_problem(odf->document, kind, "%s: %s", odf->name,
				 problem);
}

static gboolean on_begin(const GPtrArray *names, gpointer data)
{
	Odf *odf = data;

	odf->name = g_strdup(names->pdata[0]);
	return TRUE;
}

static gboolean on_bytes(const guint8 *bytes, gsize size, gpointer data)
{
	Odf *odf = data;

	return document_may_unpack(odf->document, size) &&
	       feed(odf, bytes, size);
}

static void on_end(const char *problem, ProblemKind kind, gpointer data)
{
	Odf *odf = data;

	say(odf, kind, problem);
	member_done(odf);
}

static gboolean on_member(const Member *member, gpointer data)
{
	Odf *odf = data;

	g_free(odf->name);
	odf->name = g_strdup(member->names->pdata[0]);
	say(odf, member->problem_kind, member->problem);
	if (!member->bytes && member->protection == PROTECTION_SECRET)
		secret_found(odf, odf->name, member->scheme);
	if (member->bytes && member->size > 0 &&
	    document_may_unpack(odf->document, member->size))
		(void)feed(odf, member->bytes, member->size);
	member_done(odf);
	return document_goes_on(odf->document);
}

/* ---- what is closed --------------------------------------------------- */

/* The one that costs least to hold a lock of. */
static const Held *smallest(const Odf *odf)
{
	const Held *least = NULL;

	for (guint i = 0; i < odf->held->len; i++) {
		const Held *held = odf->held->pdata[i];

		if (!least || held->bytes->len < least->bytes->len)
			least = held;
	}
	return least;
}

static void stays(Odf *odf, const Held *held)
{
	secret_found(odf, held->name, held->entry->scheme);
	if (!held->entry->is_known ||
	    (held->entry->lock.cipher == ODF_AES_CBC &&
	     held->bytes->len % 16 != 0))
		odf->has_unknown = TRUE;
}

/* Nothing is inflated twice: a package within is one as it is. */
static void read_opened(Odf *odf, const Held *held, const GByteArray *bytes)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	gsize most = (gsize)MIN(odf->document->bytes_left, G_MAXINT32);
	UnpackEnd end = unpack_inflate(bytes->data, bytes->len, UNPACK_RAW,
				       most, odf->document->deadline_us, out,
				       NULL);

	odf->name = g_strdup(held->name);
	if (end != UNPACK_WHOLE)
		document_problem(odf->document, PROBLEM_MALFORMED,
				 "%s: what was encrypted is damaged",
				 odf->name);
	if (out->len == 0)
		odf->has_open = TRUE;
	else if (document_may_unpack(odf->document, out->len))
		read_plain(odf, out->data, out->len);
	g_clear_pointer(&odf->part, odf_part_free);
	g_clear_pointer(&odf->name, g_free);
}

/* Each member has a key of its own, derived anew. */
static void open_held(Odf *odf, const char *word)
{
	guint64 rounds = 0;

	for (guint i = 0; i < odf->held->len; i++) {
		const Held *held = odf->held->pdata[i];
		g_autoptr(GByteArray) bytes = NULL;

		rounds += held->entry->lock.rounds;
		if (rounds > ROUNDS_MAX || !document_goes_on(odf->document)) {
			document_limit(odf->document, "document-seconds",
				       "encrypted members");
			return;
		}
		bytes = odf_lock_decrypt(&held->entry->lock, word,
					 held->bytes->data, held->bytes->len);
		if (bytes)
			read_opened(odf, held, bytes);
		else
			stays(odf, held);
	}
}

static void try_held(Odf *odf)
{
	const Held *least = smallest(odf);
	const char *word = NULL;

	if (!least)
		return;
	if (least->entry->is_password) {
		g_autoptr(Lock) lock = odf_lock_new(&least->entry->lock,
						    least->bytes->data,
						    least->bytes->len);

		word = document_open(odf->document, &lock, NULL);
	}
	if (word) {
		open_held(odf, word);
		return;
	}
	for (guint i = 0; i < odf->held->len; i++)
		stays(odf, odf->held->pdata[i]);
}

/* Encrypted is a document of which nobody reads anything; what stands open
 * beside it all the same was read, and is said. */
static void conclude(Odf *odf, Judgement *judgement)
{
	Document *document = odf->document;

	if (judgement->problem)
		document_problem(document, judgement->problem_kind, "%s",
				 judgement->problem);
	document->opened = MAX(document->opened, judgement->opened);
	if (!document->lock)
		document->lock = g_steal_pointer(&judgement->lock);
	if (judgement->gave_up)
		document->gave_up = judgement->gave_up;
	if (!odf->has_secret)
		return;
	document->scheme = odf->scheme;
	if (odf->has_open) {
		document_problem(document, PROBLEM_UNSUPPORTED,
				 "some members are encrypted (%s)",
				 odf->scheme);
		return;
	}
	document_close(document, odf->scheme);
	if (odf->has_unknown || judgement->problem || document->is_cut)
		document->protection = PROTECTION_UNKNOWN;
}

void odf_read(Document *document, const guint8 *bytes, gsize size)
{
	static const PackageReader reader = { order, on_begin, on_bytes,
					      on_end, on_member };
	g_autoptr(GPtrArray) held = g_ptr_array_new_with_free_func(held_free);
	Odf odf = { .document = document, .held = held };
	ArchiveLimits limits = {
		.members = document->members_left,
		.bytes = document->bytes_left,
		.deadline_us = document->deadline_us,
		.keyring = document->keyring,
	};
	g_autoptr(Judgement) judgement = package_walk(bytes, size, &limits,
						      &reader, &odf);

	try_held(&odf);
	conclude(&odf, judgement);
	g_clear_pointer(&odf.crypt, odf_crypt_free);
}

/* ---- flat files ----------------------------------------------------------- */

typedef struct Root {
	Xml *xml;
	gboolean is_ours;
} Root;

static void root_open(const char *name, const char *space,
		      const XmlAttributes *attributes, gpointer data)
{
	Root *root = data;

	(void)attributes;
	root->is_ours = g_str_has_prefix(name, "document") &&
			(strstr(space, "opendocument:xmlns:office") ||
			 strstr(space, "openoffice.org/2000/office"));
	xml_stop(root->xml);
}

static gboolean is_flat(const guint8 *bytes, gsize size)
{
	static const XmlHandler handler = { root_open, NULL, NULL };
	Root root = { NULL, FALSE };
	g_autoptr(Xml) xml = xml_new(&handler, &root);

	root.xml = xml;
	(void)xml_feed(xml, bytes, size);
	return root.is_ours;
}

gboolean flat_odf_read(Document *document, const guint8 *bytes, gsize size)
{
	g_autoptr(OdfPart) part = NULL;

	if (!is_flat(bytes, size))
		return FALSE;
	part = odf_part_new(document, "");
	(void)odf_part_feed(part, bytes, size);
	odf_part_finish(part);
	return TRUE;
}
