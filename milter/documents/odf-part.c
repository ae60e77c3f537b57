/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * odf-part.c - one XML file of an OpenDocument package, or a flat one.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  sink.
 * Limits:   the choices of lists are not read, what they show is.
 *
 * Paragraphs stand in notes that stand in paragraphs: each open element
 * remembers what line and what context it interrupted.
 */
#include "documents/odf-part.h"

#include <string.h>

#include "containers/unpack.h"
#include "documents/odf-element.h"
#include "documents/odf-part-private.h"

typedef struct Frame {
	OdfKind kind;
	GString *line;		/* that this element interrupted */
	Context context;
	gboolean is_bound;	/* context or line are to be restored */
} Frame;

/* ---- elements ------------------------------------------------------------- */

static void bind(OdfPart *part, Frame *frame, Target target,
		 const char *label)
{
	frame->is_bound = TRUE;
	part->context = (Context){ target, label };
	part->line = NULL;
}

static const char *page_label(OdfKind kind)
{
	return kind == ODF_HEADER ? "header"
	     : kind == ODF_FOOTER ? "footer"
	     : kind == ODF_MASTER ? "master page" : "header or footer";
}

static gboolean is_placeholder(const XmlAttributes *attributes)
{
	gsize size;

	return xml_attribute_peek(attributes, "class", &size) != NULL;
}

/* A shape on a page of its own kind stays what that is. */
static void shape_open(OdfPart *part, Frame *frame,
		       const XmlAttributes *attributes)
{
	Context context = part->context;

	if (context.target == FLOW_PAGE || context.target == FLOW_ASIDE ||
	    (context.target == FLOW_BODY && *context.label))
		bind(part, frame, context.target, context.label);
	else if (part->page > 0 && is_placeholder(attributes))
		bind(part, frame, FLOW_BODY, "text");
	else
		bind(part, frame, FLOW_BOX, "box");
}

static void line_begin(OdfPart *part, Frame *frame)
{
	frame->is_bound = TRUE;
	part->line = g_string_new(NULL);
}

static void slide_open(OdfPart *part, const XmlAttributes *attributes)
{
	g_autofree char *name = xml_attribute(attributes, "name");

	part->page++;
	if (!document_may_page(part->document))
		xml_stop(part->xml);
	if (name)
		odf_emit_text(part, FLOW_NAMES, "", name);
}

static void names_open(OdfPart *part, const XmlAttributes *attributes)
{
	g_autofree char *name = xml_attribute(attributes, "name");

	if (name)
		odf_emit_text(part, FLOW_NAMES, "", name);
}

static void hidden_open(OdfPart *part, const XmlAttributes *attributes)
{
	static const char *const names[] = {
		"string-value", "string-value-if-true",
		"string-value-if-false",
	};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *text = xml_attribute(attributes, names[i]);

		if (text && *text)
			odf_emit_text(part, FLOW_ASIDE, "field", text);
	}
}

static void spaces_put(OdfPart *part, const XmlAttributes *attributes)
{
	guint count = MIN(odf_repeated(attributes, "c"), 64);

	for (guint i = 0; part->line && i < count; i++)
		g_string_append_c(part->line, ' ');
}

static void line_break(OdfPart *part)
{
	if (!part->line)
		return;
	odf_emit(part, part->context, part->line, "");
	g_string_truncate(part->line, 0);
}

/* Of a list, what is chosen is what it says; the rest nobody sees. */
static gboolean is_choice(const char *name, const XmlAttributes *attributes)
{
	if (strcmp(name, "option") == 0)
		return !xml_attribute_is_true(attributes, "current-selected") &&
		       !xml_attribute_is_true(attributes, "selected");
	return strcmp(name, "item") == 0;
}

/* Labels of form controls are seen, though they are no text. */
static void form_open(OdfPart *part, const char *element,
		      const XmlAttributes *attributes)
{
	static const char *const names[] = {
		"label", "value", "current-value", "title",
	};

	if (is_choice(element, attributes))
		return;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *text = xml_attribute(attributes, names[i]);

		if (text && *text)
			odf_emit_text(part, FLOW_BOX, "form control", text);
	}
}

static void place_open(OdfPart *part, Frame *frame,
		       const XmlAttributes *attributes)
{
	switch (frame->kind) {
	case ODF_HEADER: case ODF_FOOTER: case ODF_PAGE_FIELD: case ODF_MASTER:
		bind(part, frame, FLOW_PAGE, page_label(frame->kind));
		break;
	case ODF_TEXT_BOX:
		if (part->context.target == FLOW_BOX || part->line == NULL)
			break;
		G_GNUC_FALLTHROUGH;
	case ODF_SHAPE:
		shape_open(part, frame, attributes);
		break;
	case ODF_ALTERNATIVE:
		bind(part, frame, part->context.target == FLOW_PAGE
		     ? FLOW_PAGE : FLOW_BOX, "alternative text");
		line_begin(part, frame);
		break;
	case ODF_NOTE:
		bind(part, frame, FLOW_ASIDE, "note");
		break;
	case ODF_COMMENT:
		bind(part, frame, FLOW_ASIDE, "comment");
		break;
	case ODF_DELETED:
		bind(part, frame, FLOW_ASIDE, "deleted text");
		break;
	case ODF_SLIDE_NOTES:
		bind(part, frame, FLOW_BODY, "notes");
		break;
	case ODF_META:
		bind(part, frame, TO_PROPERTY, "");
		break;
	default:
		break;
	}
}

static void structure_open(OdfPart *part, Frame *frame,
			   const XmlAttributes *attributes)
{
	switch (frame->kind) {
	case ODF_SECTION:
		names_open(part, attributes);
		break;
	case ODF_SLIDE:
		slide_open(part, attributes);
		break;
	case ODF_SHEETS:
		part->has_sheets = TRUE;
		break;
	case ODF_TABLE:
		odf_sheet_open(part, attributes);
		break;
	case ODF_ROW:
		odf_row_open(part, attributes);
		break;
	case ODF_CELL:
		if (odf_cell_open(part, attributes))
			bind(part, frame, TO_CELL, "");
		break;
	case ODF_USER_DEFINED:
		g_free(part->property);
		part->property = xml_attribute(attributes, "name");
		break;
	default:
		break;
	}
}

static void text_open(OdfPart *part, Frame *frame,
		      const XmlAttributes *attributes)
{
	switch (frame->kind) {
	case ODF_PARAGRAPH: case ODF_BESIDE:
		line_begin(part, frame);
		break;
	case ODF_SPACES:
		spaces_put(part, attributes);
		break;
	case ODF_TAB:
		if (part->line)
			g_string_append_c(part->line, ' ');
		break;
	case ODF_BREAK:
		line_break(part);
		break;
	case ODF_HIDDEN:
		hidden_open(part, attributes);
		break;
	case ODF_DROPPED:
		part->dropped++;
		break;
	case ODF_BINARY:
		if (!part->binary)
			part->binary = g_string_new(NULL);
		break;
	default:
		break;
	}
}

static gboolean is_spreadsheet_class(const XmlAttributes *attributes)
{
	g_autofree char *class = xml_attribute(attributes, "class");

	return g_strcmp0(class, "spreadsheet") == 0;
}

static void on_open(const char *name, const char *space,
		    const XmlAttributes *attributes, gpointer data)
{
	OdfPart *part = data;
	Frame frame = { odf_element_kind(name, space), part->line,
			part->context, FALSE };

	/* OpenOffice.org 1 says it at the root, and has no other element. */
	if (part->frames->len == 0)
		part->has_sheets = is_spreadsheet_class(attributes);
	if (frame.kind != ODF_INLINE)
		odf_loose_flush(part, name);
	if (strstr(space, ":form:") || g_str_has_suffix(space, "/form"))
		form_open(part, name, attributes);
	place_open(part, &frame, attributes);
	structure_open(part, &frame, attributes);
	text_open(part, &frame, attributes);
	g_array_append_val(part->frames, frame);
	if ((++part->steps & 1023) == 0 && !document_goes_on(part->document))
		xml_stop(part->xml);
}

static void binary_close(OdfPart *part)
{
	g_autoptr(GByteArray) bytes = NULL;
	gsize used;

	if (!part->binary)
		return;
	bytes = unpack_base64((const guint8 *)part->binary->str,
			      part->binary->len, &used);
	if (used < part->binary->len)
		document_problem(part->document, PROBLEM_MALFORMED,
				 "embedded file is no base64");
	if (bytes->len > 0 && document_may_unpack(part->document, bytes->len) &&
	    document_may_member(part->document))
		document_embedded(part->document, NULL, NULL, bytes->data,
				  bytes->len);
	g_string_free(part->binary, TRUE);
	part->binary = NULL;
}

/* What it interrupted goes on. */
static void frame_restore(OdfPart *part, const Frame *frame, const char *name)
{
	if (part->line && part->line != frame->line) {
		odf_emit(part, part->context.target == FLOW_BODY &&
		     frame->kind == ODF_BESIDE
		     ? (Context){ FLOW_ASIDE, "ruby" } : part->context,
		     part->line, name);
		g_string_free(part->line, TRUE);
	}
	part->line = frame->line;
	part->context = frame->context;
}

static void frame_close(OdfPart *part, const char *name)
{
	Frame frame = g_array_index(part->frames, Frame,
				    part->frames->len - 1);

	if (frame.kind != ODF_INLINE)
		odf_loose_flush(part, name);
	if (frame.is_bound)
		frame_restore(part, &frame, name);
	if (frame.kind == ODF_DROPPED)
		part->dropped--;
	else if (frame.kind == ODF_BINARY)
		binary_close(part);
	else if (frame.kind == ODF_TABLE)
		odf_sheet_close(part);
	else if (frame.kind == ODF_CELL && frame.is_bound)
		odf_cell_close(part);
	else if (frame.kind == ODF_USER_DEFINED)
		g_clear_pointer(&part->property, g_free);
	g_array_set_size(part->frames, part->frames->len - 1);
}

static void on_close(const char *name, const char *space, gpointer data)
{
	OdfPart *part = data;

	(void)space;
	if (part->frames->len > 0)
		frame_close(part, name);
}

/* ---- the part as a whole -------------------------------------------------- */

static const XmlHandler handler = { on_open, on_close, odf_put_text };

OdfPart *odf_part_new(Document *document, const char *name)
{
	OdfPart *part = g_new0(OdfPart, 1);
	const char *slash = strrchr(name, '/');

	part->document = document;
	part->name = g_strdup(name);
	part->folder = g_strndup(name, slash ? (gsize)(slash - name) : 0);
	part->frames = g_array_new(FALSE, FALSE, sizeof(Frame));
	part->context = (Context){ FLOW_BODY, "" };
	part->loose = g_string_new(NULL);
	part->cell = g_string_new(NULL);
	part->xml = xml_new(&handler, part);
	return part;
}

void odf_part_free(OdfPart *part)
{
	if (!part)
		return;
	while (part->frames->len > 0)
		frame_close(part, "");
	xml_free(part->xml);
	g_array_unref(part->frames);
	for (guint i = 0; i < FLOW_COUNT; i++)
		flow_free(part->flow[i]);
	g_string_free(part->loose, TRUE);
	g_string_free(part->cell, TRUE);
	g_free(part->name);
	g_free(part->folder);
	g_free(part->sheet_name);
	g_free(part->property);
	g_free(part);
}

gboolean odf_part_feed(OdfPart *part, const guint8 *bytes, gsize size)
{
	return xml_feed(part->xml, bytes, size);
}

static void say_end(OdfPart *part, XmlEnd end)
{
	static const struct {
		ProblemKind kind;
		const char *what;
	} ends[] = {
		[XML_BROKEN] = { PROBLEM_MALFORMED, "XML is damaged" },
		[XML_ENTITIES] = { PROBLEM_MALFORMED,
				   "XML declares entities" },
		[XML_DEEP] = { PROBLEM_LIMIT, "XML is nested too deep" },
	};

	if (end != XML_WHOLE)
		document_problem(part->document, ends[end].kind, "%s%s%s",
				 part->name, *part->name ? ": " : "",
				 ends[end].what);
}

void odf_part_finish(OdfPart *part)
{
	say_end(part, xml_finish(part->xml));
	/* What was cut is searched as far as it came. */
	while (part->frames->len > 0)
		frame_close(part, "");
	for (guint i = 0; i < FLOW_COUNT; i++) {
		if (part->flow[i])
			document_text(part->document, part->flow[i]);
	}
}
