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
#include "documents/odf-part.h"

#define MANIFEST "META-INF/manifest.xml"

/* From here on a whole deflate stream is no accident. */
#define DEFLATE_SURE ((gsize)64)

typedef struct Odf {
	Document *document;
	GHashTable *encrypted;	/* path -> algorithm; nullable */
	char *name;		/* of the member that is being read */
	OdfPart *part;		/* it is XML */
	GByteArray *whole;	/* it is not, or is said to be encrypted */
	gboolean has_secret;
	gboolean has_secret_content;
	gboolean has_open;	/* a member with content that anyone reads */
} Odf;

static const struct {
	const char *algorithm;
	const char *scheme;
} schemes[] = {
	{ "aes256-gcm", "odf-aes256-gcm" },
	{ "aes256-cbc", "odf-aes256" },
	{ "aes192-cbc", "odf-aes192" },
	{ "aes128-cbc", "odf-aes128" },
	{ "lowfish", "odf-blowfish" },
};

static const char *scheme_of(const char *algorithm)
{
	for (guint i = 0; i < G_N_ELEMENTS(schemes); i++) {
		if (strstr(algorithm, schemes[i].algorithm))
			return schemes[i].scheme;
	}
	return "odf-unknown";
}

static const char *algorithm_of(const Odf *odf)
{
	return odf->encrypted ? g_hash_table_lookup(odf->encrypted, odf->name)
			      : NULL;
}

/* Members that writers leave open in a package that they encrypt. */
static gboolean is_open_always(const char *name)
{
	return strcmp(name, "mimetype") == 0 ||
	       strcmp(name, "manifest.rdf") == 0 ||
	       g_str_has_prefix(name, "META-INF/") ||
	       g_str_has_prefix(name, "Thumbnails/");
}

/* What a person would call the document; OpenDocument 1.4 wraps it all. */
static gboolean is_content(const char *name)
{
	return strcmp(name, "content.xml") == 0 ||
	       strcmp(name, "encrypted-package") == 0;
}

static void secret_found(Odf *odf, const char *scheme)
{
	odf->has_secret = TRUE;
	if (is_content(odf->name))
		odf->has_secret_content = TRUE;
	odf->document->scheme = scheme;
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

static gboolean feed(Odf *odf, const guint8 *bytes, gsize size)
{
	if (!odf->part && !odf->whole) {
		if (!algorithm_of(odf) && looks_like_xml(bytes, size))
			odf->part = odf_part_new(odf->document, odf->name);
		else
			odf->whole = g_byte_array_new();
	}
	if (odf->part)
		return odf_part_feed(odf->part, bytes, size);
	if (size > (gsize)G_MAXINT32 - odf->whole->len) {
		document_limit(odf->document, "decoded-bytes", "member");
		return FALSE;
	}
	g_byte_array_append(odf->whole, bytes, (guint)size);
	return TRUE;
}

static void take_manifest(Odf *odf)
{
	if (odf->encrypted || g_ascii_strcasecmp(odf->name, MANIFEST) != 0)
		return;
	odf->encrypted = g_hash_table_ref(odf_part_encrypted(odf->part));
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
	if (!is_open_always(odf->name))
		odf->has_open = TRUE;
	if (!looks_like_xml(bytes, size)) {
		document_embedded(odf->document, odf->name, NULL, bytes, size);
		return;
	}
	odf->part = odf_part_new(odf->document, odf->name);
	(void)odf_part_feed(odf->part, bytes, size);
	odf_part_finish(odf->part);
}

static void read_secret(Odf *odf, const char *algorithm)
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
	secret_found(odf, scheme_of(algorithm));
}

static void member_done(Odf *odf)
{
	const char *algorithm = algorithm_of(odf);

	if (odf->part) {
		odf_part_finish(odf->part);
		take_manifest(odf);
		if (!is_open_always(odf->name))
			odf->has_open = TRUE;
	} else if (odf->whole && algorithm) {
		read_secret(odf, algorithm);
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
		secret_found(odf, member->scheme);
	if (member->bytes && member->size > 0 &&
	    document_may_unpack(odf->document, member->size))
		(void)feed(odf, member->bytes, member->size);
	member_done(odf);
	return document_goes_on(odf->document);
}

/* Encrypted is a document whose content is; what stands open beside it all
 * the same was read, and is said. */
static void conclude(Odf *odf, const Judgement *judgement)
{
	Document *document = odf->document;

	if (judgement->problem)
		document_problem(document, judgement->problem_kind, "%s",
				 judgement->problem);
	if (!odf->has_secret)
		return;
	document->is_encrypted = odf->has_secret_content || !odf->has_open;
	if (odf->has_open)
		document_problem(document, PROBLEM_UNSUPPORTED,
				 "some members are encrypted (%s)",
				 document->scheme);
}

void odf_read(Document *document, const guint8 *bytes, gsize size)
{
	static const PackageReader reader = { order, on_begin, on_bytes,
					      on_end, on_member };
	Odf odf = { .document = document };
	ArchiveLimits limits = {
		.members = document->members_left,
		.bytes = document->bytes_left,
		.deadline_us = document->deadline_us,
		.keyring = document->keyring,
	};
	g_autoptr(Judgement) judgement = package_walk(bytes, size, &limits,
						      &reader, &odf);

	conclude(&odf, judgement);
	g_clear_pointer(&odf.encrypted, g_hash_table_unref);
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
