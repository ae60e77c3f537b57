/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rtf-text.h - the text of an RTF document, on its way to where it belongs.
 *
 * Bytes that follow one another are converted together: Word writes the two
 * bytes of a character as "\'8b@", in two tokens.
 */
#ifndef DOCUMENTS_RTF_TEXT_H
#define DOCUMENTS_RTF_TEXT_H

#include "documents/document.h"

typedef enum {
	RTF_BODY,
	RTF_PAGE,
	RTF_NOTE,
	RTF_BOX,
	RTF_HIDDEN,	/* a group that readers pass over */
	RTF_FLOWS,
	RTF_VALUE = RTF_FLOWS,	/* kept for rtf_text_value() */
	RTF_NOWHERE,
} RtfChannel;

typedef struct RtfText RtfText;

RtfText *rtf_text_new(Document *document);
void rtf_text_free(RtfText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RtfText, rtf_text_free)

/* Where what follows goes. @codepage is that of bytes; @in_html: it is part
 * of the HTML document within this one, too. */
void rtf_text_to(RtfText *text, RtfChannel channel, guint codepage,
		 gboolean in_html);

void rtf_text_bytes(RtfText *text, const guint8 *bytes, gsize size);
void rtf_text_character(RtfText *text, gunichar c);
/* One unit of UTF-16. */
void rtf_text_unit(RtfText *text, guint16 unit);
void rtf_text_line(RtfText *text);

/* @channel stands there from here on. */
void rtf_text_at(RtfText *text, RtfChannel channel, const char *where);
void rtf_text_end_line(RtfText *text, RtfChannel channel);

/* What came for RTF_VALUE since the last call. (transfer full) */
char *rtf_text_value(RtfText *text);

/* A hidden group ends: it is text if there are words in it. */
void rtf_text_end_hidden(RtfText *text);

/* All is there: hands it over. */
void rtf_text_finish(RtfText *text);

#endif
