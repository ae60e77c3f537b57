/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * odf-line.c - where the text of a part of OpenDocument goes, line by line.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  sink.
 */
#include "documents/odf-part-private.h"

#include <string.h>

static const struct {
	Place place;
	const char *unit;
} flows[FLOW_COUNT] = {
	[FLOW_BODY] = { PLACE_TEXT, "paragraph" },
	[FLOW_ASIDE] = { PLACE_TEXT, NULL },
	[FLOW_PAGE] = { PLACE_PAGE, NULL },
	[FLOW_BOX] = { PLACE_BOX, NULL },
	[FLOW_NAMES] = { PLACE_SHEET, NULL },
};

static void put_where(OdfPart *part, Flow *flow, const char *label)
{
	g_autoptr(GString) where = g_string_new(part->folder);

	if (part->page > 0)
		g_string_append_printf(where, "%sslide %u",
				       where->len ? ", " : "", part->page);
	if (part->in_sheet && part->sheet_name)
		g_string_append_printf(where, "%ssheet \"%s\"",
				       where->len ? ", " : "",
				       part->sheet_name);
	if (*label)
		g_string_append_printf(where, "%s%s", where->len ? ", " : "",
				       label);
	flow_at(flow, "%s", where->str);
}

static void put_line(OdfPart *part, Context context, const GString *line)
{
	guint sheet = part->in_sheet ? part->sheet : 0;
	Spot *spot = &part->spot[context.target];
	Flow **flow = &part->flow[context.target];

	if (!*flow) {
		*flow = document_flow(part->document,
				      flows[context.target].place,
				      flows[context.target].unit);
		*spot = (Spot){ NULL, 0, 0 };
	}
	if (!spot->label || strcmp(spot->label, context.label) != 0 ||
	    spot->page != part->page || spot->sheet != sheet) {
		put_where(part, *flow, context.label);
		*spot = (Spot){ context.label, part->page, sheet };
	}
	flow_put(*flow, line->str, line->len);
	flow_line(*flow);
}

static const char *innermost_property(const OdfPart *part, const char *name)
{
	return part->property ? part->property : name;
}

/* A text is complete: it goes where its context says. */
void odf_emit(OdfPart *part, Context context, const GString *line,
	      const char *name)
{
	if (context.target == TO_PROPERTY) {
		if (line->len > 0)
			document_property(part->document,
					  innermost_property(part, name),
					  line->str, part->property
					  ? "user-defined" : NULL);
	} else if (context.target == TO_CELL) {
		if (part->cell->len > 0 && line->len > 0)
			g_string_append_c(part->cell, '\n');
		g_string_append_len(part->cell, line->str, (gssize)line->len);
	} else if (line->len > 0 || context.target == FLOW_BODY) {
		put_line(part, context, line);
	}
}

void odf_emit_text(OdfPart *part, Target target, const char *label,
		   const char *text)
{
	g_autoptr(GString) line = g_string_new(text);

	if (line->len > 0)
		put_line(part, (Context){ target, label }, line);
}

/* Text that stands in no paragraph ends with its element. */
void odf_loose_flush(OdfPart *part, const char *name)
{
	Context context = part->context;

	if (part->loose->len == 0)
		return;
	if (context.target == FLOW_BODY)
		context = (Context){ FLOW_ASIDE, "beside the text" };
	g_strchomp(part->loose->str);
	g_string_set_size(part->loose, strlen(part->loose->str));
	if (part->loose->len > 0)
		odf_emit(part, context, part->loose, name);
	g_string_truncate(part->loose, 0);
}

static gboolean is_room(const OdfPart *part, const GString *text, gsize size)
{
	guint64 most = part->document->text_left;

	return text->len <= most && size <= most - text->len;
}

/* White space is one space, and none at the beginning of a line. */
static void put_text(OdfPart *part, GString *line, const char *text,
		     gsize size)
{
	if (!is_room(part, line, size)) {
		document_limit(part->document, "text-bytes", "text");
		return;
	}
	for (gsize i = 0; i < size; i++) {
		char c = text[i];

		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			g_string_append_c(line, c);
		else if (line->len > 0 && line->str[line->len - 1] != ' ')
			g_string_append_c(line, ' ');
	}
}

/* As it stands: program text, where no paragraphs are. */
static void put_loose(OdfPart *part, const char *text, gsize size)
{
	while (part->loose->len == 0 && size > 0 && g_ascii_isspace(*text)) {
		text++;
		size--;
	}
	if (size == 0)
		return;
	if (is_room(part, part->loose, size))
		g_string_append_len(part->loose, text, (gssize)size);
	else
		document_limit(part->document, "text-bytes", "text");
}

static void put_binary(OdfPart *part, const char *text, gsize size)
{
	guint64 most = part->document->bytes_left;

	if (part->binary->len <= most && size <= most - part->binary->len)
		g_string_append_len(part->binary, text, (gssize)size);
	else
		document_limit(part->document, "decoded-bytes", "document");
}

void odf_put_text(const char *text, gsize size, gpointer data)
{
	OdfPart *part = data;

	if (part->dropped > 0)
		return;
	if (part->binary)
		put_binary(part, text, size);
	else if (part->line)
		put_text(part, part->line, text, size);
	else
		put_loose(part, text, size);
}
