/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * label-xml.c - labels that are written in XML, wherever it comes from.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none: nothing is loaded, no entity is replaced.
 * Limits:   XML beyond a few megabytes, and deeper than libxml2's 256
 *           levels, is not read further. libxml2 reads half a kilobyte
 *           ahead: of what stands that close before a defect nothing is
 *           seen but the defect.
 */
#include "labels/labels.h"

#include <string.h>

#include <libxml/xmlreader.h>

#define XML_MAX_BYTES (4 * 1024 * 1024)
#define TEXT_MAX_BYTES 1024

#define NS_STANAG "urn:nato:stanag:4774:confidentialitymetadatalabel:"
#define NS_MSIP "http://schemas.microsoft.com/office/2020/mipLabelMetadata"
#define NS_SISL "http://www.boldonjames.com/"
#define MSIP_PREFIX "MSIP_Label_"

/* One confidentiality label of STANAG 4774 while it is read. */
typedef struct Stanag {
	int depth;		/* of its root; -1: in none */
	GPtrArray *policies;	/* char * */
	GPtrArray *classes;
	GPtrArray *categories;	/* "TagName=value" */
	char *tag;		/* of the category we are in; nullable */
} Stanag;

typedef struct Walk {
	xmlTextReaderPtr reader;
	Stanag stanag;
	Label *sisl;		/* all elements of one document; nullable */
	Msip *msip;		/* nullable */
	GString *text;		/* of the innermost element */
	Labels *out;
} Walk;

static const char *text_of(const xmlChar *text)
{
	return text ? (const char *)text : "";
}

static const char *name_of(const Walk *walk)
{
	return text_of(xmlTextReaderConstLocalName(walk->reader));
}

static gboolean is_in(const Walk *walk, const char *namespace)
{
	return g_str_has_prefix(
		text_of(xmlTextReaderConstNamespaceUri(walk->reader)),
		namespace);
}

/* (transfer full) (nullable) */
static char *attribute(const Walk *walk, const char *name)
{
	xmlChar *value = xmlTextReaderGetAttribute(walk->reader,
						   (const xmlChar *)name);
	char *copy = g_strdup((const char *)value);

	xmlFree(value);
	return copy;
}

/* ---- STANAG 4774 ---------------------------------------------------------- */

static void stanag_begin(Stanag *stanag, int depth)
{
	stanag->depth = depth;
	g_ptr_array_set_size(stanag->policies, 0);
	g_ptr_array_set_size(stanag->classes, 0);
	g_ptr_array_set_size(stanag->categories, 0);
	g_clear_pointer(&stanag->tag, g_free);
}

static void stanag_category(Walk *walk)
{
	static const char *const types[] = {
		"RESTRICTIVE", "PERMISSIVE", "INFORMATIVE", NULL
	};
	g_autofree char *type = attribute(walk, "Type");

	g_free(walk->stanag.tag);
	walk->stanag.tag = attribute(walk, "TagName");
	if (!walk->stanag.tag || !type || !g_strv_contains(types, type))
		labels_defect(walk->out, STANDARD_STANAG,
			      "a Category without TagName or Type");
}

static void stanag_start(Walk *walk)
{
	Stanag *stanag = &walk->stanag;

	if (!is_in(walk, NS_STANAG))
		return;
	if (g_str_has_suffix(name_of(walk), "ConfidentialityLabel")) {
		if (stanag->depth >= 0)
			labels_defect(walk->out, STANDARD_STANAG,
				      "a label within a label");
		else
			stanag_begin(stanag,
				     xmlTextReaderDepth(walk->reader));
	} else if (g_str_equal(name_of(walk), "Category")) {
		stanag_category(walk);
	}
}

/* A text more than anyone needs says nothing. */
static void keep(GPtrArray *texts, char *text)
{
	g_strstrip(text);
	if (*text && texts->len < 256)
		g_ptr_array_add(texts, text);
	else
		g_free(text);
}

static void stanag_finish(Walk *walk)
{
	Stanag *stanag = &walk->stanag;
	const char *policy = stanag->policies->len > 0 ?
		stanag->policies->pdata[0] : "";
	const char *class = stanag->classes->len > 0 ?
		stanag->classes->pdata[0] : "";
	g_autofree char *shown = g_strdup_printf("%s %s", policy, class);
	Label *label;

	stanag->depth = -1;
	if (stanag->policies->len != 1 || stanag->classes->len != 1)
		labels_defect(walk->out, STANDARD_STANAG, "not one "
			      "PolicyIdentifier and one Classification");
	if (stanag->classes->len == 0)
		return;
	label = labels_add(walk->out, STANDARD_STANAG, shown);
	label->first_counts = stanag->classes->len == 1 &&
			      stanag->policies->len == 1;
	for (guint i = 0; i < stanag->classes->len; i++) {
		class = stanag->classes->pdata[i];
		if (*policy)
			label_value(label, "%s:%s", policy, class);
		label_value(label, "%s", class);
	}
	for (guint i = 0; i < stanag->categories->len; i++)
		label_restrict(label, "%s", (const char *)
			       stanag->categories->pdata[i]);
}

static void stanag_end(Walk *walk, const char *text)
{
	Stanag *stanag = &walk->stanag;
	const char *name = name_of(walk);

	if (stanag->depth < 0 || !is_in(walk, NS_STANAG))
		return;
	if (g_str_equal(name, "PolicyIdentifier"))
		keep(stanag->policies, g_strdup(text));
	else if (g_str_equal(name, "Classification"))
		keep(stanag->classes, g_strdup(text));
	else if (g_str_equal(name, "GenericValue"))
		keep(stanag->categories, g_strdup_printf("%s=%s",
			stanag->tag ? stanag->tag : "Category", text));
	else if (xmlTextReaderDepth(walk->reader) == stanag->depth)
		stanag_finish(walk);
}

/* ---- LabelInfo.xml of Office ---------------------------------------------- */

static gboolean says_true(const char *text)
{
	return text && (g_str_equal(text, "1") ||
			g_ascii_strcasecmp(text, "true") == 0);
}

/* [MS-OFFCRYPTO] 2.6.5.4; the GUID may stand in braces. */
static void label_info_start(Walk *walk)
{
	g_autofree char *id = NULL, *enabled = NULL, *removed = NULL;
	const char *guid;
	gsize size;

	if (!is_in(walk, NS_MSIP) || !g_str_equal(name_of(walk), "label"))
		return;
	id = attribute(walk, "id");
	enabled = attribute(walk, "enabled");
	removed = attribute(walk, "removed");
	if (!id || !enabled) {
		labels_defect(walk->out, STANDARD_MSIP,
			      "LabelInfo: a label without id or enabled");
		if (!id)
			return;
	} else if (!says_true(enabled) || says_true(removed)) {
		return;
	}
	g_strstrip(id);
	guid = id + (*id == '{');
	size = strcspn(guid, "}");
	label_value(labels_add(walk->out, STANDARD_MSIP, id), "%.*s",
		    (int)MIN(size, TEXT_MAX_BYTES), guid);
}

/* ---- Boldon James --------------------------------------------------------- */

static void sisl_start(Walk *walk)
{
	g_autofree char *uid = NULL, *value = NULL;

	if (!is_in(walk, NS_SISL))
		return;
	if (g_str_equal(name_of(walk), "sisl") && !walk->sisl)
		walk->sisl = labels_add(walk->out, STANDARD_BOLDONJAMES, "");
	if (!walk->sisl || !g_str_equal(name_of(walk), "element"))
		return;
	uid = attribute(walk, "uid");
	value = attribute(walk, "value");
	if (!uid)
		labels_defect(walk->out, STANDARD_BOLDONJAMES,
			      "an element without uid");
	if (!*walk->sisl->shown) {
		g_free(walk->sisl->shown);
		walk->sisl->shown = g_strdup(value && *value ? value :
					     uid ? uid : "");
	}
	label_value(walk->sisl, "%s", uid ? uid : "");
	label_value(walk->sisl, "%s", value ? value : "");
}

/* ---- pairs in XMP --------------------------------------------------------- */

static void take_pair(Walk *walk, const char *name, const char *value)
{
	if (walk->msip)
		(void)msip_pair(walk->msip, name, value);
}

static void pair_attributes(Walk *walk)
{
	if (!walk->msip || xmlTextReaderMoveToFirstAttribute(walk->reader) != 1)
		return;
	do {
		take_pair(walk, name_of(walk), text_of(
			xmlTextReaderConstValue(walk->reader)));
	} while (xmlTextReaderMoveToNextAttribute(walk->reader) == 1);
	(void)xmlTextReaderMoveToElement(walk->reader);
}

/* ---- the walk ------------------------------------------------------------- */

static void on_end(Walk *walk)
{
	stanag_end(walk, walk->text->str);
	take_pair(walk, name_of(walk), walk->text->str);
	g_string_truncate(walk->text, 0);
}

static void on_start(Walk *walk)
{
	gboolean is_empty = xmlTextReaderIsEmptyElement(walk->reader) == 1;

	g_string_truncate(walk->text, 0);
	stanag_start(walk);
	label_info_start(walk);
	sisl_start(walk);
	pair_attributes(walk);
	if (is_empty)
		on_end(walk);
}

static void on_text(Walk *walk)
{
	const char *text = text_of(xmlTextReaderConstValue(walk->reader));
	gsize room = TEXT_MAX_BYTES - MIN(walk->text->len, TEXT_MAX_BYTES);

	g_string_append_len(walk->text, text, (gssize)MIN(strlen(text), room));
}

/* FALSE: read no further. Entities are declared in a DOCTYPE only. */
static gboolean on_node(Walk *walk)
{
	switch (xmlTextReaderNodeType(walk->reader)) {
	case XML_READER_TYPE_ELEMENT:
		on_start(walk);
		return TRUE;
	case XML_READER_TYPE_END_ELEMENT:
		on_end(walk);
		return TRUE;
	case XML_READER_TYPE_TEXT:
	case XML_READER_TYPE_CDATA:
	case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
		on_text(walk);
		return TRUE;
	case XML_READER_TYPE_DOCUMENT_TYPE:
	case XML_READER_TYPE_ENTITY_REFERENCE:
		return FALSE;
	default:
		return TRUE;
	}
}

/* FALSE: broken. */
static gboolean walk_xml(Walk *walk)
{
	int more;

	while ((more = xmlTextReaderRead(walk->reader)) == 1) {
		if (!on_node(walk))
			return FALSE;
	}
	return more == 0;
}

/* What is broken is whose label? That which it names. */
static void say_broken(const guint8 *bytes, gsize size, const char *why,
		       Labels *out)
{
	static const struct {
		const char *sign;
		LabelStandard standard;
	} signs[] = {
		{ NS_STANAG, STANDARD_STANAG },
		{ "mipLabelMetadata", STANDARD_MSIP },
		{ MSIP_PREFIX, STANDARD_MSIP },
		{ "boldonjames", STANDARD_BOLDONJAMES },
	};
	g_autoptr(GByteArray) plain = g_byte_array_sized_new(
		(guint)MIN(size, XML_MAX_BYTES));

	/* UTF-16 of ASCII is ASCII once its NULs are gone. */
	for (gsize i = 0; i < MIN(size, XML_MAX_BYTES); i++) {
		if (bytes[i] != 0)
			g_byte_array_append(plain, &bytes[i], 1);
	}
	for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
		if (memmem(plain->data, plain->len, signs[i].sign,
			   strlen(signs[i].sign)))
			labels_defect(out, signs[i].standard, "%s", why);
	}
}

static void walk_init(Walk *walk, Msip *msip, Labels *out)
{
	*walk = (Walk){
		.stanag = {
			.depth = -1,
			.policies = g_ptr_array_new_with_free_func(g_free),
			.classes = g_ptr_array_new_with_free_func(g_free),
			.categories = g_ptr_array_new_with_free_func(g_free),
		},
		.msip = msip,
		.text = g_string_new(NULL),
		.out = out,
	};
}

static void walk_clear(Walk *walk)
{
	/* A label that never ended says what it said so far. */
	if (walk->stanag.depth >= 0 && walk->stanag.classes->len > 0)
		stanag_finish(walk);
	g_ptr_array_unref(walk->stanag.policies);
	g_ptr_array_unref(walk->stanag.classes);
	g_ptr_array_unref(walk->stanag.categories);
	g_free(walk->stanag.tag);
	g_string_free(walk->text, TRUE);
	xmlFreeTextReader(walk->reader);
}

void label_xml_read(const guint8 *bytes, gsize size, Msip *msip, Labels *out)
{
	const int options = XML_PARSE_NONET | XML_PARSE_NOERROR |
			    XML_PARSE_NOWARNING;
	Walk walk;

	if (size == 0)
		return;
	walk_init(&walk, msip, out);
	walk.reader = xmlReaderForMemory((const char *)bytes,
					 (int)MIN(size, XML_MAX_BYTES), NULL,
					 NULL, options);
	if (!walk.reader || !walk_xml(&walk))
		say_broken(bytes, size, size > XML_MAX_BYTES ?
			   "XML that is too large" :
			   "XML that is broken or declares entities", out);
	walk_clear(&walk);
}
