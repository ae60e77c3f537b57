/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-properties.c - core, extended and custom properties of a document.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  calls the document's sink.
 */
#include <string.h>

#include "documents/ooxml.h"

/* Of one value: no label is longer, and no title. */
#define VALUE_MOST ((gsize)1024 * 1024)

typedef struct Properties {
	Ooxml *ooxml;
	const char *where;	/* "core", "app", "custom" */
	char *name;		/* of the property that is open; nullable */
	guint depth;
	GString *value;
} Properties;

static gpointer properties_begin(Ooxml *ooxml, const PartKind *kind,
				 const char *name)
{
	Properties *properties = g_new0(Properties, 1);

	(void)name;
	properties->ooxml = ooxml;
	properties->where = kind->where;
	properties->value = g_string_new(NULL);
	return properties;
}

/* "dc:title" goes by "Title", as every program shows it. */
static char *name_of(const char *element, const XmlAttributes *attributes)
{
	char *name = xml_attribute(attributes, "name");

	if (name)
		return name;
	/* Of broken XML even a name may be no UTF-8. */
	name = g_utf8_make_valid(element, -1);
	name[0] = g_ascii_toupper(name[0]);
	return name;
}

static void properties_open(const char *name, const char *space,
			    const XmlAttributes *attributes, gpointer data)
{
	Properties *properties = data;

	(void)space;
	properties->depth++;
	if (properties->depth == 2) {
		g_free(properties->name);
		properties->name = name_of(name, attributes);
		g_string_truncate(properties->value, 0);
	}
}

/* Names of sheets and titles of slides stand where they belong: here they
 * are a list, on one line. */
static void parts_put(Properties *properties)
{
	g_autofree char *line = g_strdup_printf("%s: %s", properties->name,
						properties->value->str);

	document_note(properties->ooxml->document, PLACE_TEXT,
		      properties->where, line);
}

static void value_put(Properties *properties)
{
	const char *name = properties->name;

	g_strstrip(properties->value->str);
	if (!*properties->value->str)
		return;
	if (strcmp(name, "TitlesOfParts") == 0 ||
	    strcmp(name, "HeadingPairs") == 0)
		parts_put(properties);
	else
		document_property(properties->ooxml->document, name,
				  properties->value->str, properties->where);
}

static void properties_close(const char *name, const char *space,
			     gpointer data)
{
	Properties *properties = data;

	(void)name;
	(void)space;
	if (properties->depth == 2 && properties->name)
		value_put(properties);
	else if (properties->depth > 3 && properties->value->len > 0 &&
		 !g_str_has_suffix(properties->value->str, ", "))
		g_string_append(properties->value, ", ");
	if (properties->depth > 0)
		properties->depth--;
}

static void properties_text(const char *text, gsize size, gpointer data)
{
	Properties *properties = data;

	if (properties->depth < 2)
		return;
	if (size > VALUE_MOST - MIN(VALUE_MOST, properties->value->len)) {
		document_problem(properties->ooxml->document, PROBLEM_LIMIT,
				 "property too long");
		return;
	}
	g_string_append_len(properties->value, text, (gssize)size);
}

static void properties_end(gpointer data)
{
	Properties *properties = data;

	g_string_free(properties->value, TRUE);
	g_free(properties->name);
	g_free(properties);
}

const PartReader ooxml_properties_reader = {
	.begin = properties_begin,
	.handler = { properties_open, properties_close, properties_text },
	.end = properties_end,
};
