/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rtf-token.h - RTF as a stream of tokens: braces, control words, text.
 */
#ifndef DOCUMENTS_RTF_TOKEN_H
#define DOCUMENTS_RTF_TOKEN_H

#include <glib.h>

#define RTF_WORD_SIZE 32	/* the longest control word there is, and NUL */

typedef enum {
	RTF_END,
	RTF_OPEN,
	RTF_CLOSE,
	RTF_WORD,	/* .word, .parameter; a \bin has .bytes */
	RTF_SYMBOL,	/* .byte: the character after the backslash */
	RTF_BYTE,	/* .byte: written as \'xx */
	RTF_TEXT,	/* .bytes, .size: as they stand, no line ends */
} RtfKind;

typedef struct RtfToken {
	RtfKind kind;
	char word[RTF_WORD_SIZE];	/* "" where it is too long to be one */
	gboolean has_parameter;
	gint parameter;
	guint8 byte;
	const guint8 *bytes;
	gsize size;
} RtfToken;

typedef struct RtfReader {
	const guint8 *at;
	const guint8 *end;
	gboolean is_cut;	/* the bytes ended within a token */
} RtfReader;

/* The next token; RTF_END for ever at the end. Line ends are no tokens. */
void rtf_next(RtfReader *reader, RtfToken *token);

#endif
