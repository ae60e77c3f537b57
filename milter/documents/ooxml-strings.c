/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-strings.c - the strings that the cells of a workbook share.
 *
 * One block of memory for all of them: there may be a million.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/ooxml-strings.h"

#include <string.h>

#include "documents/ooxml.h"

/* In an offset: some cell showed the string. */
#define SHOWN 0x80000000u

struct Strings {
	GString *bytes;		/* each ends in NUL */
	GArray *offsets;	/* guint32 */
};

Strings *strings_new(void)
{
	Strings *strings = g_new0(Strings, 1);

	strings->bytes = g_string_new(NULL);
	strings->offsets = g_array_new(FALSE, FALSE, sizeof(guint32));
	return strings;
}

void strings_free(Strings *strings)
{
	if (!strings)
		return;
	g_string_free(strings->bytes, TRUE);
	g_array_unref(strings->offsets);
	g_free(strings);
}

/* An empty string takes four bytes too: a count is a kind of size. */
gboolean strings_add(Strings *strings, Document *document, const char *text,
		     gsize size)
{
	guint32 offset = (guint32)strings->bytes->len;

	if (size + 1 > document->text_left ||
	    strings->bytes->len + size + 1 >= SHOWN) {
		document_limit(document, "text-bytes", "shared strings");
		return FALSE;
	}
	document->text_left -= size + 1;
	g_string_append_len(strings->bytes, text, (gssize)size);
	g_string_append_c(strings->bytes, '\0');
	g_array_append_val(strings->offsets, offset);
	return TRUE;
}

const char *strings_show(Strings *strings, guint64 index)
{
	guint32 *offset;

	if (index >= strings->offsets->len)
		return NULL;
	offset = &g_array_index(strings->offsets, guint32, (guint)index);
	*offset |= SHOWN;
	return strings->bytes->str + (*offset & ~SHOWN);
}

void strings_show_rest(Strings *strings, Document *document)
{
	gboolean has_sheet = FALSE;

	for (guint i = 0; i < strings->offsets->len; i++) {
		guint32 offset = g_array_index(strings->offsets, guint32, i);

		if ((offset & SHOWN) || !strings->bytes->str[offset])
			continue;
		if (!has_sheet)
			document_sheet(document, "");
		has_sheet = TRUE;
		if (!document_cell(document, i, 0,
				   strings->bytes->str + offset) ||
		    !document_goes_on(document))
			break;
	}
	if (has_sheet)
		document_sheet_end(document);
}

/* ---- the part itself: <sst><si><t>, or <si><r><t> ---- */
typedef struct StringsPart {
	Ooxml *ooxml;
	GString *text;
	guint in_text;
	guint in_phonetic;
	gboolean is_full;
} StringsPart;

static gpointer part_begin(Ooxml *ooxml, const PartKind *kind,
			   const char *name)
{
	StringsPart *part = g_new0(StringsPart, 1);

	(void)kind;
	(void)name;
	part->ooxml = ooxml;
	part->text = g_string_new(NULL);
	return part;
}

static void part_open(const char *name, const char *space,
		      const XmlAttributes *attributes, gpointer data)
{
	StringsPart *part = data;

	(void)space;
	(void)attributes;
	if (strcmp(name, "t") == 0)
		part->in_text++;
	else if (strcmp(name, "rPh") == 0)
		part->in_phonetic++;
	else if (strcmp(name, "si") == 0)
		g_string_truncate(part->text, 0);
}

static void part_close(const char *name, const char *space, gpointer data)
{
	StringsPart *part = data;
	Ooxml *ooxml = part->ooxml;

	(void)space;
	if (strcmp(name, "t") == 0)
		part->in_text -= part->in_text > 0;
	else if (strcmp(name, "rPh") == 0)
		part->in_phonetic -= part->in_phonetic > 0;
	else if (strcmp(name, "si") == 0 && !part->is_full)
		part->is_full = !strings_add(ooxml->strings, ooxml->document,
					     part->text->str,
					     part->text->len);
}

static void part_text(const char *text, gsize size, gpointer data)
{
	StringsPart *part = data;

	if (part->in_text == 0 || part->in_phonetic > 0 || part->is_full)
		return;
	if (size > part->ooxml->document->text_left ||
	    part->text->len > part->ooxml->document->text_left - size) {
		document_limit(part->ooxml->document, "text-bytes",
			       "shared strings");
		return;
	}
	g_string_append_len(part->text, text, (gssize)size);
}

static void part_end(gpointer data)
{
	StringsPart *part = data;

	g_string_free(part->text, TRUE);
	g_free(part);
}

const PartReader ooxml_strings_reader = {
	.begin = part_begin,
	.handler = { part_open, part_close, part_text },
	.end = part_end,
};
