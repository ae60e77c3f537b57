/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-notes.c - what lies upon the pages of a PDF and beside them:
 * annotations, form fields, bookmarks, attached files.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   what only the drawing of an annotation shows stays unread, such
 *           as a stamp of someone's own; its name is read (pdf-information.c).
 */
#include <string.h>

#include "documents/pdf.h"

#define BOOKMARKS_DEPTH 32

/* Stamps of the standard's own, by the words they show. */
static const char *const stamps[] = {
	[POPPLER_ANNOT_STAMP_ICON_APPROVED] = "Approved",
	[POPPLER_ANNOT_STAMP_ICON_AS_IS] = "As is",
	[POPPLER_ANNOT_STAMP_ICON_CONFIDENTIAL] = "Confidential",
	[POPPLER_ANNOT_STAMP_ICON_FINAL] = "Final",
	[POPPLER_ANNOT_STAMP_ICON_EXPERIMENTAL] = "Experimental",
	[POPPLER_ANNOT_STAMP_ICON_EXPIRED] = "Expired",
	[POPPLER_ANNOT_STAMP_ICON_NOT_APPROVED] = "Not approved",
	[POPPLER_ANNOT_STAMP_ICON_NOT_FOR_PUBLIC_RELEASE] =
		"Not for public release",
	[POPPLER_ANNOT_STAMP_ICON_SOLD] = "Sold",
	[POPPLER_ANNOT_STAMP_ICON_DEPARTMENTAL] = "Departmental",
	[POPPLER_ANNOT_STAMP_ICON_FOR_COMMENT] = "For comment",
	[POPPLER_ANNOT_STAMP_ICON_FOR_PUBLIC_RELEASE] = "For public release",
	[POPPLER_ANNOT_STAMP_ICON_TOP_SECRET] = "Top secret",
};

static void put_note(Flow *flow, guint number, const char *what, char *text)
{
	if (text && *text) {
		flow_at(flow, "page %u, %s", number, what);
		flow_put(flow, text, strlen(text));
		flow_line(flow);
	}
	g_free(text);
}

static gboolean take_block(const gchar *bytes, gsize size, gpointer data,
			   GError **error)
{
	struct { Document *document; GByteArray *all; } *taken = data;

	(void)error;
	if (!document_goes_on(taken->document) ||
	    !document_may_unpack(taken->document, size) ||
	    size > G_MAXINT32 - taken->all->len)
		return FALSE;
	g_byte_array_append(taken->all, (const guint8 *)bytes, (guint)size);
	return TRUE;
}

static void read_attachment(Document *document, PopplerAttachment *attachment)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	g_autoptr(GError) error = NULL;
	const char *name = poppler_attachment_get_name(attachment);
	const char *description =
		poppler_attachment_get_description(attachment);
	struct { Document *document; GByteArray *all; } taken =
		{ document, all };

	if (description && *description)
		document_note(document, PLACE_TEXT, "attachments",
			      description);
	if (!poppler_attachment_save_to_callback(attachment, take_block,
						 &taken, &error) &&
	    !document->is_cut)
		document_problem(document, PROBLEM_MALFORMED,
				 "attached file cannot be read");
	document_embedded(document, name && *name ? name : NULL, NULL,
			  all->data, all->len);
}

void pdf_attachments_read(Document *document, PopplerDocument *pdf)
{
	GList *all = poppler_document_get_attachments(pdf);

	for (GList *at = all; at; at = at->next) {
		if (!document_goes_on(document) ||
		    !document_may_member(document))
			break;
		read_attachment(document, at->data);
	}
	g_list_free_full(all, g_object_unref);
}

static void read_attached(Document *document, PopplerAnnot *annotation)
{
	PopplerAttachment *attachment;

	if (!POPPLER_IS_ANNOT_FILE_ATTACHMENT(annotation))
		return;
	attachment = poppler_annot_file_attachment_get_attachment(
		POPPLER_ANNOT_FILE_ATTACHMENT(annotation));
	if (attachment && document_may_member(document))
		read_attachment(document, attachment);
	if (attachment)
		g_object_unref(attachment);
}

static char *stamp_words(PopplerAnnot *annotation)
{
	PopplerAnnotStampIcon icon = POPPLER_ANNOT_STAMP_ICON_NONE;

	if (POPPLER_IS_ANNOT_STAMP(annotation))
		icon = poppler_annot_stamp_get_icon(
			POPPLER_ANNOT_STAMP(annotation));
	return (guint)icon < G_N_ELEMENTS(stamps) ?
	       g_strdup(stamps[icon]) : NULL;
}

static void read_annotation(Flow *flow, PopplerAnnot *annotation, guint number)
{
	put_note(flow, number, "annotation",
		 poppler_annot_get_contents(annotation));
	put_note(flow, number, "stamp", stamp_words(annotation));
	if (!POPPLER_IS_ANNOT_MARKUP(annotation))
		return;
	put_note(flow, number, "annotation", poppler_annot_markup_get_subject(
			POPPLER_ANNOT_MARKUP(annotation)));
	put_note(flow, number, "annotation", poppler_annot_markup_get_label(
			POPPLER_ANNOT_MARKUP(annotation)));
}

static void read_choices(Flow *flow, PopplerFormField *field, guint number)
{
	gint count = poppler_form_field_choice_get_n_items(field);

	for (gint i = 0; i < count && !flow_is_cut(flow); i++)
		put_note(flow, number, "form field",
			 poppler_form_field_choice_get_item(field, i));
	if (poppler_form_field_choice_is_editable(field))
		put_note(flow, number, "form field",
			 poppler_form_field_choice_get_text(field));
}

static void read_field(Flow *flow, PopplerFormField *field, guint number)
{
	if (poppler_form_field_get_field_type(field) ==
	    POPPLER_FORM_FIELD_TEXT)
		put_note(flow, number, "form field",
			 poppler_form_field_text_get_text(field));
	if (poppler_form_field_get_field_type(field) ==
	    POPPLER_FORM_FIELD_CHOICE)
		read_choices(flow, field, number);
	put_note(flow, number, "form field",
		 poppler_form_field_get_alternate_ui_name(field));
}

void pdf_notes_read(Document *document, PdfPages *pages, PopplerPage *page,
		    guint number)
{
	GList *notes = poppler_page_get_annot_mapping(page);
	GList *fields = poppler_page_get_form_field_mapping(page);

	for (GList *at = notes; at && document_goes_on(document);
	     at = at->next) {
		PopplerAnnotMapping *mapping = at->data;

		read_annotation(pages->boxes, mapping->annot, number);
		read_attached(document, mapping->annot);
	}
	for (GList *at = fields; at && document_goes_on(document);
	     at = at->next) {
		PopplerFormFieldMapping *mapping = at->data;

		read_field(pages->boxes, mapping->field, number);
	}
	poppler_page_free_annot_mapping(notes);
	poppler_page_free_form_field_mapping(fields);
}

static void read_title(Flow *flow, PopplerIndexIter *at)
{
	PopplerAction *action = poppler_index_iter_get_action(at);

	if (action && action->any.title && *action->any.title) {
		flow_put(flow, action->any.title, strlen(action->any.title));
		flow_line(flow);
	}
	if (action)
		poppler_action_free(action);
}

/* Takes @at over. Depth is bounded here, the number of bookmarks by @left. */
static void read_level(Flow *flow, PopplerIndexIter *at, guint depth,
		       guint64 *left)
{
	for (gboolean more = at != NULL; more && *left > 0;
	     more = poppler_index_iter_next(at)) {
		--*left;
		read_title(flow, at);
		if (depth < BOOKMARKS_DEPTH)
			read_level(flow, poppler_index_iter_get_child(at),
				   depth + 1, left);
	}
	if (at)
		poppler_index_iter_free(at);
}

void pdf_bookmarks_read(Document *document, PopplerDocument *pdf)
{
	g_autoptr(Flow) flow = document_flow(document, PLACE_TEXT, "line");
	guint64 left = document->limits->bookmarks;

	flow_at(flow, "bookmarks");
	read_level(flow, poppler_index_iter_new(pdf), 0, &left);
	if (left == 0)
		document_limit(document, "bookmarks", "bookmarks");
	document_text(document, flow);
}
