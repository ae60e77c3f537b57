/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rtf-words.h - the control words of RTF that matter to its text.
 */
#ifndef DOCUMENTS_RTF_WORDS_H
#define DOCUMENTS_RTF_WORDS_H

#include <glib.h>

typedef enum {
	RTF_DO_NOTHING,
	/* Text. */
	RTF_DO_LINE,
	RTF_DO_CHARACTER,	/* .value */
	RTF_DO_UNICODE,
	RTF_DO_UNICODE_SKIP,
	/* Charsets. */
	RTF_DO_CODEPAGE,	/* .value, or the parameter */
	RTF_DO_FONT,
	RTF_DO_DEFAULT_FONT,
	RTF_DO_FONT_CHARSET,
	RTF_DO_FONT_CODEPAGE,
	RTF_DO_PLAIN,
	/* HTML within RTF. */
	RTF_DO_FROM_HTML,
	RTF_DO_HTML_TAG,
	RTF_DO_HTML_RTF,
	/* Destinations: from here on, they change what a group is. */
	RTF_DO_DOCUMENT,
	RTF_DO_FONTS,
	RTF_DO_SKIP,		/* nothing that anybody reads */
	RTF_DO_TWINS,		/* the same text in ANSI and in Unicode */
	RTF_DO_UNICODE_TWIN,
	RTF_DO_KEEP,		/* as if it had no \* before it */
	RTF_DO_PAGE,		/* .text: what it is called */
	RTF_DO_NOTE,		/* .text */
	RTF_DO_BOX,		/* .text */
	RTF_DO_HIDE,
	RTF_DO_PROPERTY,	/* .text: its name */
	RTF_DO_PROPERTY_NAME,
	RTF_DO_PROPERTY_VALUE,
	RTF_DO_SHAPE_NAME,
	RTF_DO_SHAPE_VALUE,
	RTF_DO_OBJECT,
} RtfAction;

typedef struct RtfWord {
	const char *word;
	RtfAction action;
	guint value;
	const char *text;
} RtfWord;

/* NULL: a word that is nothing to us. */
const RtfWord *rtf_word(const char *word);

#endif
