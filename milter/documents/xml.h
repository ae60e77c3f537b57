/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xml.h - XML as a stream of elements, whoever wrote it.
 *
 * libxml2's SAX2 parser without network, external files or entities of the
 * document's own; a document that declares entities is read on without them,
 * and that is a problem. What is not well-formed is read as far as libxml2
 * recovers.
 */
#ifndef DOCUMENTS_XML_H
#define DOCUMENTS_XML_H

#include <glib.h>

typedef struct Xml Xml;
typedef struct XmlAttributes XmlAttributes;

/* Names come without prefix. @space is the namespace URI, "" where none. Text
 * is valid UTF-8. What a cut document leaves open is not closed. */
typedef struct XmlHandler {
	void (*open)(const char *name, const char *space,
		     const XmlAttributes *attributes, gpointer data);
	void (*close)(const char *name, const char *space, gpointer data);
	void (*text)(const char *text, gsize size, gpointer data);
} XmlHandler;

typedef enum {
	XML_WHOLE,
	XML_BROKEN,	/* not well-formed: some of it may be missing */
	XML_ENTITIES,	/* it declares entities; they were left out */
	XML_DEEP,	/* elements nested too deep, or with more attributes
			 * than any honest one; it was not read on */
} XmlEnd;

Xml *xml_new(const XmlHandler *handler, gpointer data);
void xml_free(Xml *xml);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Xml, xml_free)

/* In blocks of any size. FALSE: nothing more will come of it. */
gboolean xml_feed(Xml *xml, const guint8 *bytes, gsize size);

/* No more elements are wanted; to be called from a handler too. */
void xml_stop(Xml *xml);
XmlEnd xml_finish(Xml *xml);

/* All at once. */
XmlEnd xml_read(const XmlHandler *handler, gpointer data,
		const guint8 *bytes, gsize size);

/*
 * The value of the attribute called @name in any namespace; NULL where there
 * is none. (transfer full) (nullable)
 */
char *xml_attribute(const XmlAttributes *attributes, const char *name);

/* The same without a copy: NULL, or *ret_size bytes that are no string. */
const char *xml_attribute_peek(const XmlAttributes *attributes,
			       const char *name, gsize *ret_size);

/* Whether the attribute says 1, true or on. */
gboolean xml_attribute_is_true(const XmlAttributes *attributes,
			       const char *name);

/* Before anything else here: converters, and silence of libxml2. */
void xml_warm_up(void);

#endif
