/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xml.c - XML as a stream of elements, whoever wrote it.
 *
 * Runs in:  keeper (warm-up), worker.
 * Trusts:   nothing.
 * Effects:  none; at warm-up it sets up libxml2 and keeps converters open.
 * Limits:   comments and processing instructions are not text. What stands
 *           behind bytes that the declared charset cannot explain is lost,
 *           and the document then counts as broken.
 *
 * libxml2 (2.9.14) looks at every attribute for each further one of the same
 * element, and through all namespaces in force for every prefix that has
 * none: what is quadratic in those is counted here before it gets there.
 */
#include "documents/xml.h"

#include <string.h>

#include <libxml/encoding.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#define XML_DEPTH 1000		/* elements within elements */
#define XML_ATTRIBUTES 4096	/* of one element, by quotes after '=' */
#define XML_SPACES 2000		/* namespace declarations in force */
#define XML_DECLARATIONS 1000	/* of attributes, in a DOCTYPE */
#define XML_NAMES ((gsize)64 << 20)	/* bytes of all different names */
#define XML_BLOCK ((gsize)64 * 1024)
#define XML_LOOK ((gsize)4)	/* bytes that tell UTF-16 from others */

struct XmlAttributes {
	int count;
	const xmlChar **fields;	/* five each: name, prefix, space, from, to */
};

struct Xml {
	const XmlHandler *handler;
	gpointer data;
	xmlParserCtxtPtr parser;	/* NULL until the first bytes came */
	guint8 head[XML_LOOK];
	gsize head_size;
	guint depth;
	guint spaces;			/* in force */
	guint16 spaces_of[XML_DEPTH];
	guint declarations;
	guint attributes;		/* since the last '<' */
	gboolean after_equals;
	gboolean stopped;		/* nothing more is handed over */
	gboolean too_deep;
	gboolean is_lost;		/* the charset does not go on */
	gboolean has_entities;
	gboolean is_doubtful;		/* text may not be UTF-8 */
};

/* What libxml2 calls these, and the converter that knows all of it. */
static const struct {
	const char *name;
	const char *converter;
} charsets[] = {
	{ "SHIFT_JIS", "CP932" },
	{ "X-SJIS", "CP932" },
	{ "WINDOWS-31J", "CP932" },
	{ "EUC-JP", "EUC-JP-MS" },
	{ "ISO-2022-JP", "ISO-2022-JP-3" },
	{ "WINDOWS-1252", "CP1252" },
};

/* Kept open, by what only warm-up sets: glibc unloads what nobody has. */
static xmlCharEncodingHandlerPtr kept[G_N_ELEMENTS(charsets)];

static void keep_quiet(void *data, const char *format, ...)
{
	(void)data;
	(void)format;
}

static void keep_quiet_too(void *data, xmlErrorPtr error)
{
	(void)data;
	(void)error;
}

void xml_warm_up(void)
{
	xmlInitParser();
	/* Failing converters complain to the process, not to the parser. */
	xmlSetGenericErrorFunc(NULL, keep_quiet);
	xmlSetStructuredErrorFunc(NULL, keep_quiet_too);
	for (guint i = 0; i < G_N_ELEMENTS(charsets); i++) {
		(void)xmlAddEncodingAlias(charsets[i].converter,
					  charsets[i].name);
		if (!kept[i])
			kept[i] = xmlFindCharEncodingHandler(
				charsets[i].converter);
	}
}

/* ---- from libxml2 --------------------------------------------------------- */

static void stop_deep(Xml *xml)
{
	xml->too_deep = TRUE;
	xml_stop(xml);
}

/* libxml2 takes some names that are no UTF-8. @ret_copy: what to free. */
static const char *text_of(const xmlChar *text, char **ret_copy)
{
	const char *given = text ? (const char *)text : "";

	*ret_copy = NULL;
	if (g_utf8_validate(given, -1, NULL))
		return given;
	*ret_copy = g_utf8_make_valid(given, -1);
	return *ret_copy;
}

static void on_open(void *data, const xmlChar *name, const xmlChar *prefix,
		    const xmlChar *space, int spaces, const xmlChar **declared,
		    int count, int defaulted, const xmlChar **fields)
{
	g_autofree char *name_copy = NULL, *space_copy = NULL;
	Xml *xml = data;
	XmlAttributes attributes = { count, fields };

	(void)prefix;
	(void)declared;
	(void)defaulted;
	if (xml->stopped)
		return;
	if (xml->depth >= XML_DEPTH ||
	    (guint)spaces > XML_SPACES - xml->spaces) {
		stop_deep(xml);
		return;
	}
	xml->spaces_of[xml->depth++] = (guint16)spaces;
	xml->spaces += (guint)spaces;
	if (xml->handler->open)
		xml->handler->open(text_of(name, &name_copy),
				   text_of(space, &space_copy), &attributes,
				   xml->data);
}

static void on_close(void *data, const xmlChar *name, const xmlChar *prefix,
		     const xmlChar *space)
{
	g_autofree char *name_copy = NULL, *space_copy = NULL;
	Xml *xml = data;

	(void)prefix;
	if (xml->stopped)
		return;
	if (xml->depth > 0)
		xml->spaces -= xml->spaces_of[--xml->depth];
	if (xml->handler->close)
		xml->handler->close(text_of(name, &name_copy),
				    text_of(space, &space_copy), xml->data);
}

static void on_text(void *data, const xmlChar *text, int size)
{
	const char *bytes = (const char *)text;
	g_autofree char *valid = NULL;
	Xml *xml = data;

	if (xml->stopped || !xml->handler->text || size <= 0)
		return;
	if (xml->is_doubtful && !g_utf8_validate_len(bytes, (gsize)size, NULL)) {
		valid = g_utf8_make_valid(bytes, size);
		xml->handler->text(valid, strlen(valid), xml->data);
		return;
	}
	xml->handler->text(bytes, (gsize)size, xml->data);
}

static void on_entity(void *data, const xmlChar *name, int type,
		      const xmlChar *public_id, const xmlChar *system_id,
		      xmlChar *content)
{
	Xml *xml = data;

	(void)name;
	(void)type;
	(void)public_id;
	(void)system_id;
	(void)content;
	xml->has_entities = TRUE;
}

/* Each would be looked through for every element of that name. */
static void on_attribute(void *data, const xmlChar *element,
			 const xmlChar *name, int type, int kind,
			 const xmlChar *value, xmlEnumerationPtr choices)
{
	Xml *xml = data;

	(void)element;
	(void)name;
	(void)type;
	(void)kind;
	(void)value;
	xmlFreeEnumeration(choices);
	if (++xml->declarations > XML_DECLARATIONS)
		stop_deep(xml);
}

static xmlEntityPtr on_entity_wanted(void *data, const xmlChar *name)
{
	(void)data;
	return xmlGetPredefinedEntity(name);
}

/*
 * From now on it may call bytes characters that are none. A charset without
 * converter would end it all: it goes on as if none had been named.
 */
static void on_error(void *data, xmlErrorPtr error)
{
	Xml *xml = data;

	xml->is_doubtful = TRUE;
	if (error->code == XML_ERR_UNSUPPORTED_ENCODING && xml->parser)
		xml->parser->errNo = XML_ERR_OK;
}

static xmlSAXHandler calls = {
	.initialized = XML_SAX2_MAGIC,
	.startElementNs = on_open,
	.endElementNs = on_close,
	.characters = on_text,
	.ignorableWhitespace = on_text,
	.cdataBlock = on_text,
	.entityDecl = on_entity,
	.attributeDecl = on_attribute,
	.getEntity = on_entity_wanted,
	.serror = on_error,
};

/* ---- to libxml2 ----------------------------------------------------------- */

Xml *xml_new(const XmlHandler *handler, gpointer data)
{
	Xml *xml = g_new0(Xml, 1);

	xml->handler = handler;
	xml->data = data;
	return xml;
}

void xml_free(Xml *xml)
{
	if (!xml)
		return;
	/* Where entities are declared it makes a document to keep them in. */
	if (xml->parser)
		xmlFreeDoc(xml->parser->myDoc);
	xmlFreeParserCtxt(xml->parser);
	g_free(xml);
}

static void parser_begin(Xml *xml)
{
	xml->parser = xmlCreatePushParserCtxt(&calls, xml,
					      (const char *)xml->head,
					      (int)xml->head_size, NULL);
	/* HUGE: nothing is kept here, and a long text is no crime. */
	(void)xmlCtxtUseOptions(xml->parser, XML_PARSE_RECOVER |
				XML_PARSE_NONET | XML_PARSE_HUGE);
	(void)xmlDictSetLimit(xml->parser->dict, XML_NAMES);
}

/* FALSE: one element has more attributes than any honest one. */
static gboolean attributes_count(Xml *xml, const guint8 *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		guint8 c = bytes[i];

		if (c == '<')
			xml->attributes = 0;
		else if ((c == '"' || c == '\'') && xml->after_equals &&
			 ++xml->attributes > XML_ATTRIBUTES)
			return FALSE;
		/* White space, and what UTF-16 has beside it. */
		if (c > ' ')
			xml->after_equals = c == '=';
	}
	return TRUE;
}

/* Of what the charset cannot explain libxml2 says little afterwards. */
static void look_lost(Xml *xml, int result)
{
	const xmlParserInput *input = xml->parser->input;

	if (xml->parser->disableSAX || result == XML_ERR_INVALID_ENCODING ||
	    (input && input->buf && input->buf->error != 0))
		xml->is_lost = TRUE;
}

static gboolean block_feed(Xml *xml, const guint8 *bytes, gsize size)
{
	if (!attributes_count(xml, bytes, size)) {
		stop_deep(xml);
		return FALSE;
	}
	look_lost(xml, xmlParseChunk(xml->parser, (const char *)bytes,
				     (int)size, 0));
	return !xml->stopped && !xml->is_lost;
}

/* The parser is told the first bytes before all others. */
static gsize head_fill(Xml *xml, const guint8 *bytes, gsize size)
{
	gsize count = MIN(size, XML_LOOK - xml->head_size);

	memcpy(xml->head + xml->head_size, bytes, count);
	xml->head_size += count;
	if (xml->head_size == XML_LOOK)
		parser_begin(xml);
	return count;
}

gboolean xml_feed(Xml *xml, const guint8 *bytes, gsize size)
{
	gsize at = 0;

	if (xml->stopped || xml->is_lost)
		return FALSE;
	if (!xml->parser)
		at = head_fill(xml, bytes, size);
	for (; at < size; at += MIN(size - at, XML_BLOCK)) {
		if (!block_feed(xml, bytes + at, MIN(size - at, XML_BLOCK)))
			return FALSE;
	}
	return TRUE;
}

void xml_stop(Xml *xml)
{
	xml->stopped = TRUE;
	if (xml->parser)
		xmlStopParser(xml->parser);
}

/* libxml2 passes over a last byte of text where elements are still open. */
static void parser_end(Xml *xml)
{
	const xmlParserInput *input = xml->parser->input;

	if (xml->depth > 0 && input && input->buf && !input->buf->encoder)
		(void)xmlParseChunk(xml->parser, "\n", 1, 0);
	look_lost(xml, xmlParseChunk(xml->parser, NULL, 0, 1));
}

XmlEnd xml_finish(Xml *xml)
{
	gboolean was_stopped = xml->stopped;

	if (!xml->parser)
		parser_begin(xml);
	if (!was_stopped)
		parser_end(xml);
	xml->stopped = TRUE;
	if (xml->too_deep)
		return XML_DEEP;
	if (xml->has_entities)
		return XML_ENTITIES;
	if (was_stopped)
		return XML_WHOLE;
	return xml->parser->wellFormed && !xml->is_lost ? XML_WHOLE
							: XML_BROKEN;
}

XmlEnd xml_read(const XmlHandler *handler, gpointer data,
		const guint8 *bytes, gsize size)
{
	g_autoptr(Xml) xml = xml_new(handler, data);

	(void)xml_feed(xml, bytes, size);
	return xml_finish(xml);
}

/* ---- attributes ----------------------------------------------------------- */

const char *xml_attribute_peek(const XmlAttributes *attributes,
			       const char *name, gsize *ret_size)
{
	for (int i = 0; i < attributes->count; i++) {
		const xmlChar **fields = attributes->fields + 5 * i;

		if (strcmp((const char *)fields[0], name) != 0)
			continue;
		*ret_size = (gsize)(fields[4] - fields[3]);
		return (const char *)fields[3];
	}
	return NULL;
}

char *xml_attribute(const XmlAttributes *attributes, const char *name)
{
	gsize size;
	const char *value = xml_attribute_peek(attributes, name, &size);
	g_autoptr(GString) text = NULL;

	if (!value)
		return NULL;
	text = g_string_new_len(value, (gssize)size);
	/* libxml2 hands "&amp;" over as "&#38;", in attributes only. */
	(void)g_string_replace(text, "&#38;", "&", 0);
	return g_utf8_make_valid(text->str, (gssize)text->len);
}

gboolean xml_attribute_is_true(const XmlAttributes *attributes,
			       const char *name)
{
	static const char *const words[] = { "1", "true", "on" };
	gsize size = 0;
	const char *value = xml_attribute_peek(attributes, name, &size);

	for (guint i = 0; value && i < G_N_ELEMENTS(words); i++) {
		if (size == strlen(words[i]) &&
		    g_ascii_strncasecmp(value, words[i], size) == 0)
			return TRUE;
	}
	return FALSE;
}
