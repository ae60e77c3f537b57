/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-flat.c - one XML file that is a document: a flat package, a document
 * of Office 2003, or a part that somebody took out of its package.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  calls the document's sink.
 */
#include <string.h>

#include "containers/unpack.h"
#include "documents/formats.h"
#include "documents/ooxml.h"

#define LOOK ((gsize)64 * 1024)

/* ---- the root alone --------------------------------------------------------- */
typedef struct Root {
	Xml *xml;
	gboolean is_package;
	gboolean is_part;
} Root;

/* Names like "document" and "comments" are everybody's; namespaces are not. */
static const char *const spaces[] = {
	"schemas.openxmlformats.org", "purl.oclc.org/ooxml",
	"schemas.microsoft.com/office", "schemas-microsoft-com:office",
};

static void root_open(const char *name, const char *space,
		      const XmlAttributes *attributes, gpointer data)
{
	Root *root = data;

	(void)attributes;
	root->is_package = strcmp(name, "package") == 0 &&
			   strstr(space, "xmlPackage");
	for (guint i = 0; i < G_N_ELEMENTS(spaces); i++) {
		if (strstr(space, spaces[i]))
			root->is_part = ooxml_kind(name, space) != NULL;
	}
	xml_stop(root->xml);
}

static Root root_look(const guint8 *bytes, gsize size)
{
	static const XmlHandler handler = { .open = root_open };
	Root root = { NULL, FALSE, FALSE };

	root.xml = xml_new(&handler, &root);
	(void)xml_feed(root.xml, bytes, MIN(size, LOOK));
	(void)xml_finish(root.xml);
	g_clear_pointer(&root.xml, xml_free);
	return root;
}

/* ---- flat packages ---------------------------------------------------------- */
typedef struct Flat {
	Ooxml ooxml;
	char *name;		/* of the part that is open; nullable */
	char *type;		/* its content type; nullable */
	OoxmlPart *part;	/* nullable */
	GString *binary;	/* base64; nullable */
	guint depth;		/* within xmlData */
} Flat;

static void part_begin(Flat *flat, const XmlAttributes *attributes)
{
	char *name = xml_attribute(attributes, "name");

	g_free(flat->name);
	g_free(flat->type);
	flat->name = g_strdup(name ? name + (*name == '/') : "");
	flat->type = xml_attribute(attributes, "contentType");
	g_free(name);
}

static void flat_open(const char *name, const char *space,
		      const XmlAttributes *attributes, gpointer data)
{
	Flat *flat = data;

	if (flat->part) {
		flat->depth++;
		ooxml_part_handler.open(name, space, attributes, flat->part);
	} else if (strcmp(name, "part") == 0) {
		part_begin(flat, attributes);
	} else if (strcmp(name, "xmlData") == 0 && flat->name &&
		   document_may_member(flat->ooxml.document)) {
		flat->part = ooxml_part_new(&flat->ooxml, flat->name);
		flat->depth = 0;
	} else if (strcmp(name, "binaryData") == 0 && !flat->binary) {
		flat->binary = g_string_new(NULL);
	}
}

static void binary_close(Flat *flat)
{
	g_autoptr(GByteArray) bytes = NULL;
	gsize used;

	bytes = unpack_base64((const guint8 *)flat->binary->str,
			      flat->binary->len, &used);
	if (bytes->len > 0)
		document_embedded(flat->ooxml.document, flat->name, flat->type,
				  bytes->data, bytes->len);
	g_string_free(flat->binary, TRUE);
	flat->binary = NULL;
}

static void flat_close(const char *name, const char *space, gpointer data)
{
	Flat *flat = data;

	if (flat->part && flat->depth > 0) {
		flat->depth--;
		ooxml_part_handler.close(name, space, flat->part);
	} else if (flat->part) {
		ooxml_part_end(flat->part);
		flat->part = NULL;
	} else if (flat->binary && strcmp(name, "binaryData") == 0) {
		binary_close(flat);
	}
}

static void flat_text(const char *text, gsize size, gpointer data)
{
	Flat *flat = data;

	if (flat->part)
		ooxml_part_handler.text(text, size, flat->part);
	else if (flat->binary && size < (gsize)G_MAXINT32 - flat->binary->len)
		g_string_append_len(flat->binary, text, (gssize)size);
}

static XmlEnd blocks_read(Document *document, const XmlHandler *handler,
			  gpointer data, const guint8 *bytes, gsize size)
{
	g_autoptr(Xml) xml = xml_new(handler, data);
	gsize at = 0;

	while (at < size && document_goes_on(document)) {
		gsize block = MIN(size - at, LOOK);

		if (!xml_feed(xml, bytes + at, block))
			break;
		at += block;
	}
	return xml_finish(xml);
}

static void package_read(Document *document, const guint8 *bytes, gsize size)
{
	static const XmlHandler handler = { flat_open, flat_close, flat_text };
	Flat flat = { .name = NULL };
	XmlEnd end;

	ooxml_init(&flat.ooxml, document);
	end = blocks_read(document, &handler, &flat, bytes, size);
	if (flat.part)
		ooxml_part_end(flat.part);
	if (flat.binary)
		binary_close(&flat);
	ooxml_say_end(document, NULL, end);
	ooxml_clear(&flat.ooxml);
	g_free(flat.name);
	g_free(flat.type);
}

static void part_read(Document *document, const guint8 *bytes, gsize size)
{
	OoxmlPart *part;
	Ooxml ooxml;

	ooxml_init(&ooxml, document);
	part = ooxml_part_new(&ooxml, "document");
	for (gsize at = 0; at < size;) {
		gsize block = MIN(size - at, LOOK);

		if (!ooxml_part_feed(part, bytes + at, block))
			break;
		at += block;
	}
	ooxml_part_end(part);
	ooxml_clear(&ooxml);
}

gboolean flat_ooxml_read(Document *document, const guint8 *bytes, gsize size)
{
	Root root;

	if (!ooxml_is_xml(bytes, size))
		return FALSE;
	root = root_look(bytes, size);
	if (root.is_package)
		package_read(document, bytes, size);
	else if (root.is_part)
		part_read(document, bytes, size);
	return root.is_package || root.is_part;
}
