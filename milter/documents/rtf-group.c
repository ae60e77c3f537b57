/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rtf-group.c - the open groups of an RTF document and what they are.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/rtf-group.h"

#include <string.h>

#include "documents/ole1.h"

#define GROUPS_MAX 2000u

guint rtf_codepage(const Rtf *rtf)
{
	guint codepage = GPOINTER_TO_UINT(g_hash_table_lookup(rtf->fonts,
					  GINT_TO_POINTER(rtf_top(rtf)->font)));

	return codepage ? codepage : rtf->codepage;
}

void rtf_settle_as(Rtf *rtf, guint codepage)
{
	const RtfGroup *group = rtf_top(rtf);
	gboolean in_html = rtf->from_html && !group->is_html_hidden &&
			   (group->channel == RTF_BODY || group->is_html_tag);

	rtf_text_to(rtf->text, group->channel, codepage, in_html);
}

void rtf_settle(Rtf *rtf)
{
	rtf_settle_as(rtf, rtf_codepage(rtf));
}

void rtf_open(Rtf *rtf)
{
	RtfGroup group = *rtf_top(rtf);

	rtf->to_skip = 0;
	if (rtf->groups->len >= GROUPS_MAX) {
		if (rtf->too_deep++ == 0)
			document_problem(rtf->document, PROBLEM_LIMIT,
					 "groups nested deeper than %u",
					 GROUPS_MAX);
		return;
	}
	group.action = RTF_DO_NOTHING;
	group.is_starred = FALSE;
	group.is_fresh = TRUE;
	if (group.is_twin) {
		group.is_twin = FALSE;
		group.channel = RTF_HIDDEN;
		group.action = RTF_DO_HIDE;
	}
	g_array_append_val(rtf->groups, group);
}

/* A property of the file, once its name and value are there. */
static void end_value(Rtf *rtf, RtfAction action)
{
	g_autofree char *value = rtf_text_value(rtf->text);
	Document *document = rtf->document;

	g_strstrip(value);
	if (action == RTF_DO_PROPERTY_NAME) {
		g_free(rtf->property);
		rtf->property = g_steal_pointer(&value);
	} else if (action == RTF_DO_SHAPE_NAME) {
		g_free(rtf->shape_property);
		rtf->shape_property = g_steal_pointer(&value);
	} else if (*value && rtf->property) {
		document_property(document, rtf->property, value, "document");
	}
}

/* Lettering of a shape is a watermark or a stamp; other values may be what
 * is said about it to those who do not see it. */
static void end_shape_value(Rtf *rtf)
{
	g_autofree char *value = rtf_text_value(rtf->text);
	const char *name = rtf->shape_property ? rtf->shape_property : "";
	gboolean on_page = rtf->groups->len > 1 &&
			   (rtf_top(rtf) - 1)->channel == RTF_PAGE;

	g_strstrip(value);
	if (*value == '\0')
		return;
	if (strcmp(name, "gtextUNICODE") == 0)
		document_note(rtf->document, on_page ? PLACE_PAGE : PLACE_BOX,
			      on_page ? "watermark" : "lettering", value);
	else if (strcmp(name, "wzDescription") == 0 ||
		 strcmp(name, "wzName") == 0 ||
		 strcmp(name, "pihlShape") == 0)
		document_note(rtf->document, PLACE_TEXT,
			      "description of a shape", value);
}

static void end_object(Rtf *rtf)
{
	if (rtf->object->len > 0 &&
	    document_may_unpack(rtf->document, rtf->object->len))
		ole1_read(rtf->document, rtf->object->data, rtf->object->len);
	g_byte_array_set_size(rtf->object, 0);
	rtf->half_byte = -1;
}

static void end_group(Rtf *rtf, RtfAction action, RtfChannel channel)
{
	switch (action) {
	case RTF_DO_PAGE:
	case RTF_DO_NOTE:
	case RTF_DO_BOX:
		if (channel < RTF_HIDDEN)
			rtf_text_end_line(rtf->text, channel);
		break;
	case RTF_DO_HIDE:
		rtf_text_end_hidden(rtf->text);
		break;
	case RTF_DO_PROPERTY:
	case RTF_DO_PROPERTY_NAME:
	case RTF_DO_PROPERTY_VALUE:
	case RTF_DO_SHAPE_NAME:
		end_value(rtf, action);
		break;
	case RTF_DO_SHAPE_VALUE:
		end_shape_value(rtf);
		break;
	case RTF_DO_OBJECT:
		end_object(rtf);
		break;
	default:	/* most words do nothing at the end of their group */
		break;
	}
}

void rtf_close(Rtf *rtf)
{
	RtfGroup group = *rtf_top(rtf);

	rtf->to_skip = 0;
	if (rtf->too_deep > 0) {
		rtf->too_deep--;
		return;
	}
	if (rtf->groups->len == 1)
		return;		/* one too many */
	rtf_settle(rtf);
	end_group(rtf, group.action, group.channel);
	g_array_set_size(rtf->groups, rtf->groups->len - 1);
	if (rtf->skipped_from && rtf->groups->len < rtf->skipped_depth)
		rtf->skipped_from = NULL;
	rtf_settle(rtf);
}

/* ---- destinations --------------------------------------------------------*/

void rtf_begin_skip(Rtf *rtf)
{
	RtfGroup *group = rtf_top(rtf);

	if (rtf->skips_nothing || rtf->groups->len == 1)
		return;
	group->channel = RTF_NOWHERE;
	if (!rtf->skipped_from) {
		rtf->skipped_from = rtf->reader.at;
		rtf->skipped_depth = rtf->groups->len;
	}
}

static void begin_place(Rtf *rtf, const RtfWord *word, RtfChannel channel)
{
	g_autofree char *where = g_strdup_printf("%s %u", word->text,
						 ++rtf->notes[channel]);

	rtf_top(rtf)->channel = channel;
	rtf_text_at(rtf->text, channel, where);
}

/* A group that readers pass over; one within another is part of it. */
void rtf_begin_hidden(Rtf *rtf)
{
	RtfGroup *group = rtf_top(rtf);

	if (group->channel == RTF_NOWHERE)
		return;
	if (group->channel != RTF_HIDDEN)
		group->action = RTF_DO_HIDE;
	group->channel = RTF_HIDDEN;
}

static void begin_value(Rtf *rtf)
{
	g_autofree char *stale = rtf_text_value(rtf->text);

	(void)stale;
	rtf_top(rtf)->channel = RTF_VALUE;
}

void rtf_begin(Rtf *rtf, const RtfWord *word)
{
	RtfGroup *group = rtf_top(rtf);

	/* A second destination in one group is no way out of the first. */
	if (rtf->groups->len == 1 || group->action != RTF_DO_NOTHING)
		return;
	group->action = word->action;
	switch (word->action) {
	case RTF_DO_PAGE:
		begin_place(rtf, word, RTF_PAGE);
		break;
	case RTF_DO_NOTE:
		begin_place(rtf, word, RTF_NOTE);
		break;
	case RTF_DO_BOX:
		begin_place(rtf, word, RTF_BOX);
		break;
	case RTF_DO_HIDE:
		group->action = RTF_DO_NOTHING;
		rtf_begin_hidden(rtf);
		break;
	case RTF_DO_PROPERTY:
		g_free(rtf->property);
		rtf->property = g_strdup(word->text);
		begin_value(rtf);
		break;
	case RTF_DO_OBJECT:
		group->channel = RTF_NOWHERE;
		break;
	default:
		begin_value(rtf);
	}
}
