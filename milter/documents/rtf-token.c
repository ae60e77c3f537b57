/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rtf-token.c - RTF as a stream of tokens.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/rtf-token.h"

#include <string.h>

static gboolean is_text(guint8 c)
{
	return c != '\\' && c != '{' && c != '}' && c != '\r' && c != '\n' &&
	       c != '\0';
}

/* Digits beyond what fits stay the largest number; all are consumed. */
static gint number(RtfReader *reader)
{
	gboolean negative = *reader->at == '-';
	gint64 value = 0;

	if (negative)
		reader->at++;
	while (reader->at < reader->end && g_ascii_isdigit(*reader->at)) {
		value = MIN(value * 10 + (*reader->at - '0'),
			    (gint64)G_MAXINT32);
		reader->at++;
	}
	return (gint)(negative ? -value : value);
}

static gboolean has_number(const RtfReader *reader)
{
	const guint8 *at = reader->at;

	if (at < reader->end && *at == '-')
		at++;
	return at < reader->end && g_ascii_isdigit(*at);
}

/* \bin1234 is followed by as many bytes that are no RTF at all. */
static void take_binary(RtfReader *reader, RtfToken *token)
{
	gsize left = (gsize)(reader->end - reader->at);
	gsize wanted = token->parameter > 0 ? (gsize)token->parameter : 0;

	/* A length that lies must not hide the rest of the document. */
	if (wanted > left) {
		reader->is_cut = TRUE;
		wanted = 0;
	}
	token->bytes = reader->at;
	token->size = wanted;
	reader->at += wanted;
}

static void take_word(RtfReader *reader, RtfToken *token)
{
	const guint8 *from = reader->at;
	gsize size;

	while (reader->at < reader->end && g_ascii_isalpha(*reader->at))
		reader->at++;
	size = (gsize)(reader->at - from);
	token->kind = RTF_WORD;
	if (size < RTF_WORD_SIZE) {
		memcpy(token->word, from, size);
		token->word[size] = '\0';
	}
	token->has_parameter = has_number(reader);
	if (token->has_parameter)
		token->parameter = number(reader);
	if (reader->at < reader->end && *reader->at == ' ')
		reader->at++;
	if (strcmp(token->word, "bin") == 0)
		take_binary(reader, token);
}

/* Behind \': two hex digits, or what is left of them. */
static void take_byte(RtfReader *reader, RtfToken *token)
{
	guint digits = 0;

	token->kind = RTF_BYTE;
	token->byte = 0;
	while (digits < 2 && reader->at < reader->end &&
	       g_ascii_isxdigit(*reader->at)) {
		token->byte = (guint8)(token->byte << 4 |
				       g_ascii_xdigit_value(*reader->at));
		reader->at++;
		digits++;
	}
	reader->is_cut |= digits < 2 && reader->at == reader->end;
}

static void take_control(RtfReader *reader, RtfToken *token)
{
	if (reader->at == reader->end) {
		reader->is_cut = TRUE;
		return;
	}
	if (g_ascii_isalpha(*reader->at)) {
		take_word(reader, token);
		return;
	}
	token->kind = RTF_SYMBOL;
	token->byte = *reader->at++;
	if (token->byte == '\'')
		take_byte(reader, token);
}

void rtf_next(RtfReader *reader, RtfToken *token)
{
	token->kind = RTF_END;
	token->word[0] = '\0';
	token->has_parameter = FALSE;
	token->parameter = 0;
	token->size = 0;
	while (reader->at < reader->end &&
	       (*reader->at == '\r' || *reader->at == '\n' ||
		*reader->at == '\0'))
		reader->at++;
	if (reader->at == reader->end)
		return;
	if (is_text(*reader->at)) {
		token->kind = RTF_TEXT;
		token->bytes = reader->at;
		while (reader->at < reader->end && is_text(*reader->at))
			reader->at++;
		token->size = (gsize)(reader->at - token->bytes);
		return;
	}
	switch (*reader->at++) {
	case '{':
		token->kind = RTF_OPEN;
		break;
	case '}':
		token->kind = RTF_CLOSE;
		break;
	default:
		take_control(reader, token);
	}
}
