/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml.c - Office Open XML packages (ECMA-376), and any other OPC package.
 *
 * Every member is looked at: XML is read by its root element, whatever links
 * to it, and all else is a file within.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  calls the document's sink.
 * Limits:   binary workbooks are salvaged, not read.
 */
#include <string.h>

#include "containers/package.h"
#include "documents/formats.h"
#include "documents/ooxml.h"
#include "documents/salvage.h"

typedef struct Package {
	Ooxml ooxml;
	char *name;		/* of the member that comes in blocks */
	OoxmlPart *part;	/* nullable */
	GByteArray *whole;	/* it is no XML: kept until its end */
	gboolean is_begun;
	guint64 members;
	guint64 bytes;		/* unpacked */
} Package;

void ooxml_init(Ooxml *ooxml, Document *document)
{
	*ooxml = (Ooxml){ .document = document };
	ooxml->links = links_new();
	ooxml->strings = strings_new();
}

void ooxml_clear(Ooxml *ooxml)
{
	strings_show_rest(ooxml->strings, ooxml->document);
	strings_free(ooxml->strings);
	links_free(ooxml->links);
}

void ooxml_embedded(Ooxml *ooxml, const char *name, const guint8 *bytes,
		    gsize size)
{
	/* What a printer's driver keeps is no format of anybody's. */
	if (size > 0 && strstr(name, "printerSettings"))
		salvage_read(ooxml->document, name, bytes, size);
	else if (size > 0)
		document_embedded(ooxml->document, name, NULL, bytes, size);
}

/*
 * What others need comes before them: links, names of sheets, shared
 * strings. Slides and sheets come by number. Only places depend on it.
 */
static const struct {
	const char *word;
	guint order;
	gboolean by_number;
} orders[] = {
	{ ".rels", 1, FALSE },
	{ "[Content_Types]", 0, FALSE },
	{ "workbook.xml", 2, FALSE },
	{ "presentation.xml", 2, FALSE },
	{ "sharedStrings", 3, FALSE },
	{ "word/document.xml", 4, FALSE },
	{ "/slides/slide", 1000, TRUE },
	{ "/notesSlides/", 2000000, TRUE },
	{ "/worksheets/", 3000000, TRUE },
};

static guint member_order(const char *name, gpointer data)
{
	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(orders); i++) {
		if (strstr(name, orders[i].word))
			return orders[i].order + (orders[i].by_number ?
						  ooxml_number(name) : 0);
	}
	return 5;
}

/* What is XML by its name comes in blocks; by content it is decided later. */
static gboolean is_xml_name(const char *name)
{
	return g_str_has_suffix(name, ".xml") ||
	       g_str_has_suffix(name, ".rels") ||
	       g_str_has_suffix(name, ".vml");
}

static gboolean member_begin(const GPtrArray *names, gpointer data)
{
	Package *package = data;

	if (!is_xml_name(names->pdata[0]))
		return FALSE;
	g_free(package->name);
	package->name = g_strdup(names->pdata[0]);
	package->is_begun = FALSE;
	package->members++;
	return TRUE;
}

static gboolean member_bytes(const guint8 *bytes, gsize size, gpointer data)
{
	Package *package = data;

	package->bytes += size;
	package->ooxml.was_read = TRUE;
	if (!package->is_begun && ooxml_is_xml(bytes, size))
		package->part = ooxml_part_new(&package->ooxml, package->name);
	else if (!package->is_begun)
		package->whole = g_byte_array_new();
	package->is_begun = TRUE;
	if (package->part)
		(void)ooxml_part_feed(package->part, bytes, size);
	else if (size <= (gsize)G_MAXINT32 - package->whole->len)
		g_byte_array_append(package->whole, bytes, (guint)size);
	return document_goes_on(package->ooxml.document);
}

static void part_end(Package *package)
{
	if (package->part)
		ooxml_part_end(package->part);
	package->part = NULL;
	if (!package->whole)
		return;
	ooxml_embedded(&package->ooxml, package->name, package->whole->data,
		       package->whole->len);
	g_clear_pointer(&package->whole, g_byte_array_unref);
}

static void member_end(const char *problem, ProblemKind kind, gpointer data)
{
	Package *package = data;

	part_end(package);
	if (problem)
		document_problem(package->ooxml.document, kind, "%s: %s",
				 package->name, problem);
}

/* Whether its root element is one that we know. */
static void root_open(const char *name, const char *space,
		      const XmlAttributes *attributes, gpointer data)
{
	gpointer *xml_and_kind = data;

	(void)attributes;
	xml_and_kind[1] = (gpointer)(gsize)(ooxml_kind(name, space) != NULL);
	xml_stop(xml_and_kind[0]);
}

static gboolean is_known_part(const guint8 *bytes, gsize size)
{
	static const XmlHandler handler = { .open = root_open };
	gpointer xml_and_kind[2] = { NULL, NULL };
	g_autoptr(Xml) xml = xml_new(&handler, xml_and_kind);

	xml_and_kind[0] = xml;
	(void)xml_feed(xml, bytes, MIN(size, (gsize)64 * 1024));
	return xml_and_kind[1] != NULL;
}

/* A whole member: XML that is a part under another name is read as one. */
static void whole_read(Package *package, const char *name,
		       const guint8 *bytes, gsize size)
{
	OoxmlPart *part;

	if (!ooxml_is_xml(bytes, size) ||
	    (!is_xml_name(name) && !is_known_part(bytes, size))) {
		ooxml_embedded(&package->ooxml, name, bytes, size);
		return;
	}
	part = ooxml_part_new(&package->ooxml, name);
	(void)ooxml_part_feed(part, bytes, size);
	ooxml_part_end(part);
}

static gboolean member_whole(const Member *member, gpointer data)
{
	Package *package = data;
	Document *document = package->ooxml.document;
	const char *name = member->names->pdata[0];

	package->members++;
	if (member->protection == PROTECTION_SECRET)
		package->ooxml.scheme = member->scheme;
	if (member->bytes && !member->is_folder) {
		package->bytes += member->size;
		package->ooxml.was_read |= member->size > 0;
		whole_read(package, name, member->bytes, member->size);
	}
	if (member->problem)
		document_problem(document, member->problem_kind, "%s: %s",
				 name, member->problem);
	return document_goes_on(document);
}

static const PackageReader package_reader = {
	member_order, member_begin, member_bytes, member_end, member_whole,
};

/* What holds for the package as a whole. */
static void package_conclude(Package *package, const Judgement *judgement)
{
	Document *document = package->ooxml.document;
	const char *scheme = package->ooxml.scheme;

	document->members_left -= MIN(package->members,
				      document->members_left);
	document->bytes_left -= MIN(package->bytes, document->bytes_left);
	if (scheme && !package->ooxml.was_read && !judgement->problem) {
		document->is_encrypted = TRUE;
		document->scheme = scheme;
	} else if (scheme) {
		document_problem(document, PROBLEM_UNSUPPORTED,
				 "some members are encrypted (%s)", scheme);
	}
	if (judgement->problem)
		document_problem(document, judgement->problem_kind, "%s",
				 judgement->problem);
}

void ooxml_read(Document *document, const guint8 *bytes, gsize size)
{
	ArchiveLimits limits = {
		.members = document->members_left,
		.bytes = document->bytes_left,
		.deadline_us = document->deadline_us,
		.keyring = document->keyring,
	};
	Package package = { .name = NULL };
	g_autoptr(Judgement) judgement = NULL;

	ooxml_init(&package.ooxml, document);
	judgement = package_walk(bytes, size, &limits, &package_reader,
				 &package);
	part_end(&package);
	package_conclude(&package, judgement);
	ooxml_clear(&package.ooxml);
	g_free(package.name);
}
