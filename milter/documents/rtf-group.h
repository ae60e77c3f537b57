/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rtf-group.h - the open groups of an RTF document and what they are.
 */
#ifndef DOCUMENTS_RTF_GROUP_H
#define DOCUMENTS_RTF_GROUP_H

#include "documents/document.h"
#include "documents/rtf-text.h"
#include "documents/rtf-token.h"
#include "documents/rtf-words.h"

/* One open group; what is inside inherits most of it. */
typedef struct RtfGroup {
	RtfAction action;	/* what its end does; nothing as a rule */
	RtfChannel channel;
	gint font;
	guint unicode_skip;
	gboolean is_starred;	/* \* was there, its word is to come */
	gboolean is_fresh;	/* no word yet */
	gboolean is_twin;	/* an \upr: ANSI first, then Unicode */
	gboolean is_fonts;
	gboolean is_html_tag;
	gboolean is_html_hidden;
} RtfGroup;

typedef struct Rtf {
	Document *document;
	RtfReader reader;
	RtfText *text;
	GArray *groups;			/* RtfGroup; never empty */
	guint64 too_deep;		/* open groups beyond the limit */
	GHashTable *fonts;		/* number -> code page */
	GByteArray *object;		/* hex digits of \objdata, joined */
	gint half_byte;			/* -1: none waits */
	guint codepage;
	gint default_font;
	guint to_skip;			/* what \u was written for */
	gboolean is_utf8;		/* its 8-bit bytes are */
	gboolean from_html;
	gboolean skips_nothing;		/* a second look at what was skipped */
	const guint8 *skipped_from;	/* nullable */
	guint skipped_depth;
	guint notes[RTF_FLOWS];
	char *property;
	char *shape_property;
} Rtf;

static inline RtfGroup *rtf_top(const Rtf *rtf)
{
	return &g_array_index(rtf->groups, RtfGroup, rtf->groups->len - 1);
}

guint rtf_codepage(const Rtf *rtf);

/* What the innermost group says becomes what happens to the next bytes. */
void rtf_settle(Rtf *rtf);
/* The same for bytes that are in @codepage whatever the group says. */
void rtf_settle_as(Rtf *rtf, guint codepage);

void rtf_open(Rtf *rtf);
void rtf_close(Rtf *rtf);

/* The innermost group is a destination by @word. */
void rtf_begin(Rtf *rtf, const RtfWord *word);
void rtf_begin_skip(Rtf *rtf);
void rtf_begin_hidden(Rtf *rtf);

#endif
