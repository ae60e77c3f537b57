/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rtf.c - Rich Text Format, read as its readers do, hidden groups included.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   instructions of fields are no text, what they result in is;
 *           names of styles, fonts and bookmarks are no text.
 */
#include "documents/formats.h"

#include "documents/rtf-charset.h"
#include "documents/rtf-group.h"

#define FONTS_MAX 20000u
#define TOKENS_BETWEEN_LOOKS 4096u

static void take_unicode(Rtf *rtf, gint parameter)
{
	rtf_settle(rtf);
	if (rtf_top(rtf)->channel != RTF_NOWHERE || rtf_top(rtf)->is_html_tag) {
		/* Written signed as a rule; some write what fits no unit. */
		if (parameter > 0xffff)
			rtf_text_character(rtf->text, (gunichar)parameter);
		else
			rtf_text_unit(rtf->text, (guint16)parameter);
	}
	rtf->to_skip = rtf_top(rtf)->unicode_skip;
}

static void take_font(Rtf *rtf, gint number)
{
	rtf_top(rtf)->font = number;
	rtf_settle(rtf);
}

static void take_font_codepage(Rtf *rtf, guint codepage)
{
	if (rtf_top(rtf)->is_fonts && codepage &&
	    g_hash_table_size(rtf->fonts) < FONTS_MAX)
		g_hash_table_insert(rtf->fonts,
				    GINT_TO_POINTER(rtf_top(rtf)->font),
				    GUINT_TO_POINTER(codepage));
}

static void take_html_word(Rtf *rtf, const RtfWord *word,
			   const RtfToken *token)
{
	RtfGroup *group = rtf_top(rtf);

	if (word->action == RTF_DO_FROM_HTML) {
		rtf->from_html = TRUE;
	} else if (word->action == RTF_DO_HTML_TAG) {
		if (rtf->from_html) {
			group->channel = RTF_NOWHERE;
			group->is_html_tag = TRUE;
		} else {
			rtf_begin_hidden(rtf);
		}
	} else {
		group->is_html_hidden = !token->has_parameter ||
					token->parameter != 0;
	}
	rtf_settle(rtf);
}

static void take_format(Rtf *rtf, const RtfWord *word, const RtfToken *token)
{
	gint parameter = token->has_parameter ? token->parameter : 0;

	switch (word->action) {
	case RTF_DO_LINE:
		rtf->to_skip = 0;
		rtf_text_line(rtf->text);
		break;
	case RTF_DO_CHARACTER:
		rtf_text_character(rtf->text, word->value);
		break;
	case RTF_DO_UNICODE:
		take_unicode(rtf, parameter);
		break;
	case RTF_DO_UNICODE_SKIP:
		rtf_top(rtf)->unicode_skip = (guint)CLAMP(parameter, 0, 0x7fff);
		break;
	case RTF_DO_CODEPAGE:
		rtf->codepage = word->value ? word->value : (guint)parameter;
		rtf_settle(rtf);
		break;
	case RTF_DO_DEFAULT_FONT:
		rtf->default_font = parameter;
		take_font(rtf, parameter);
		break;
	case RTF_DO_FONT:
		take_font(rtf, parameter);
		break;
	case RTF_DO_PLAIN:
		take_font(rtf, rtf->default_font);
		break;
	case RTF_DO_FONT_CHARSET:
		take_font_codepage(rtf, rtf_font_codepage((guint)parameter));
		break;
	case RTF_DO_FONT_CODEPAGE:
		take_font_codepage(rtf, (guint)parameter);
		break;
	default:
		take_html_word(rtf, word, token);
	}
}

/* The better half of an \upr stands where both do. */
static void take_unicode_twin(Rtf *rtf)
{
	RtfGroup *group = rtf_top(rtf);

	if (rtf->groups->len < 2 || group->action != RTF_DO_HIDE)
		return;
	group->action = RTF_DO_NOTHING;
	group->channel = (group - 1)->channel;
}

static void take_known(Rtf *rtf, const RtfWord *word, const RtfToken *token,
		       gboolean is_fresh)
{
	RtfGroup *group = rtf_top(rtf);

	/* Nothing is to be read in there, whatever it says. */
	if (group->channel == RTF_NOWHERE && word->action > RTF_DO_DOCUMENT)
		return;
	if (word->action < RTF_DO_DOCUMENT)
		take_format(rtf, word, token);
	else if (word->action == RTF_DO_DOCUMENT && rtf->groups->len == 2)
		group->channel = RTF_BODY;
	else if (word->action == RTF_DO_FONTS)
		group->is_fonts = TRUE;
	else if (word->action == RTF_DO_TWINS)
		group->is_twin = TRUE;
	else if (word->action == RTF_DO_UNICODE_TWIN)
		take_unicode_twin(rtf);
	if (word->action == RTF_DO_SKIP || word->action == RTF_DO_FONTS)
		rtf_begin_skip(rtf);
	else if (word->action > RTF_DO_KEEP &&
		 (is_fresh || word->action != RTF_DO_PROPERTY))
		rtf_begin(rtf, word);
	rtf_settle(rtf);
}

static void take_word(Rtf *rtf, const RtfToken *token)
{
	const RtfWord *word = rtf_word(token->word);
	RtfGroup *group = rtf_top(rtf);
	gboolean is_starred = group->is_starred, is_fresh = group->is_fresh;

	group->is_starred = group->is_fresh = FALSE;
	if (token->size > 0 && group->action == RTF_DO_OBJECT) {
		g_byte_array_append(rtf->object, token->bytes,
				    (guint)MIN(token->size, G_MAXUINT32 / 2));
	} else if (word) {
		take_known(rtf, word, token, is_fresh);
	} else if (is_starred) {
		rtf_begin_hidden(rtf);
		rtf_settle(rtf);
	}
}

/* ---- text ----------------------------------------------------------------*/

static void take_hex(Rtf *rtf, const guint8 *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		gint digit = g_ascii_xdigit_value((char)bytes[i]);
		guint8 byte;

		if (digit < 0)
			continue;
		if (rtf->half_byte < 0) {
			rtf->half_byte = digit;
			continue;
		}
		byte = (guint8)(rtf->half_byte << 4 | digit);
		g_byte_array_append(rtf->object, &byte, 1);
		rtf->half_byte = -1;
	}
}

static gboolean in_object(const Rtf *rtf)
{
	return rtf_top(rtf)->action == RTF_DO_OBJECT;
}

/* Whether 8-bit text ends in the first half of a CP932 character. */
static gboolean is_split(const guint8 *bytes, gsize size)
{
	gboolean half = FALSE;

	for (gsize i = 0; i < size; i++)
		half = !half && ((bytes[i] >= 0x81 && bytes[i] <= 0x9f) ||
				 (bytes[i] >= 0xe0 && bytes[i] <= 0xfc));
	return half;
}

static gboolean has_high(const guint8 *bytes, gsize size)
{
	guint8 seen = 0;

	for (gsize i = 0; i < size; i++)
		seen |= bytes[i];
	return seen >= 0x80;
}

/* Eight bits as they are: no RTF, but written; the second half of a
 * character may be what looks like a backslash or a brace. */
static void take_high(Rtf *rtf, const guint8 *bytes, gsize size)
{
	guint codepage = rtf->is_utf8 ? 65001 : rtf_codepage(rtf);
	RtfReader *reader = &rtf->reader;

	rtf_settle_as(rtf, codepage);
	rtf_text_bytes(rtf->text, bytes, size);
	if (codepage == 932 && reader->at < reader->end &&
	    *reader->at >= 0x40 && is_split(bytes, size))
		rtf_text_bytes(rtf->text, reader->at++, 1);
	rtf_settle(rtf);
}

static void take_text(Rtf *rtf, const guint8 *bytes, gsize size)
{
	gsize skipped = MIN(size, (gsize)rtf->to_skip);

	if (in_object(rtf)) {
		take_hex(rtf, bytes, size);
		return;
	}
	rtf->to_skip -= (guint)skipped;
	if (skipped == size)
		return;
	rtf_settle(rtf);
	if (has_high(bytes, size))
		take_high(rtf, bytes + skipped, size - skipped);
	else
		rtf_text_bytes(rtf->text, bytes + skipped, size - skipped);
}

static void take_symbol(Rtf *rtf, guint8 symbol)
{
	switch (symbol) {
	case '*':
		rtf_top(rtf)->is_starred = TRUE;
		break;
	case '~':
		rtf_text_character(rtf->text, 0xa0);
		break;
	case '_':
		rtf_text_character(rtf->text, 0x2011);
		break;
	case '\\':
	case '{':
	case '}':
		rtf_text_bytes(rtf->text, &symbol, 1);
		break;
	case '\r':
	case '\n':
		rtf_text_line(rtf->text);
		break;
	default:	/* "\-" and other hints that show nothing */
		break;
	}
}

/* Control words do not count, unlike in the specification: writers that
 * leave the substitute out would lose a line end or worse. */
static gboolean is_skipped(Rtf *rtf, const RtfToken *token)
{
	gboolean shows = token->kind == RTF_BYTE ||
			 (token->kind == RTF_SYMBOL && token->byte != '*' &&
			  token->byte != '\r' && token->byte != '\n');

	if (rtf->to_skip == 0 || !shows)
		return FALSE;
	rtf->to_skip--;
	return TRUE;
}

static void take(Rtf *rtf, const RtfToken *token)
{
	if (is_skipped(rtf, token))
		return;
	switch (token->kind) {
	case RTF_OPEN:
		rtf_open(rtf);
		break;
	case RTF_CLOSE:
		rtf_close(rtf);
		break;
	case RTF_WORD:
		take_word(rtf, token);
		break;
	case RTF_SYMBOL:
		rtf_settle(rtf);
		take_symbol(rtf, token->byte);
		break;
	case RTF_BYTE:
		rtf_settle(rtf);
		if (!in_object(rtf))
			rtf_text_bytes(rtf->text, &token->byte, 1);
		break;
	case RTF_TEXT:
		take_text(rtf, token->bytes, token->size);
		break;
	case RTF_END:
		break;
	}
}

/* ---- the document --------------------------------------------------------*/

static void read_tokens(Rtf *rtf)
{
	RtfToken token;
	guint count = 0;

	do {
		rtf_next(&rtf->reader, &token);
		take(rtf, &token);
		if (++count % TOKENS_BETWEEN_LOOKS == 0 &&
		    !document_goes_on(rtf->document))
			break;
	} while (token.kind != RTF_END);
}

/* A group without text that never ends takes all the rest with it: that
 * rest is read again as what it may be, text. */
static void read_skipped(Rtf *rtf)
{
	if (!rtf->skipped_from || rtf->reader.at < rtf->reader.end)
		return;
	rtf->reader.at = rtf->skipped_from;
	rtf->skips_nothing = TRUE;
	g_array_set_size(rtf->groups, rtf->skipped_depth);
	rtf_top(rtf)->channel = RTF_BODY;
	rtf_top(rtf)->action = RTF_DO_NOTHING;
	rtf_top(rtf)->is_fonts = FALSE;
	rtf_settle(rtf);
	read_tokens(rtf);
}

static void finish(Rtf *rtf)
{
	gboolean is_open = rtf->groups->len > 2 || rtf->too_deep > 0;

	/* Many programs forget the last brace of all. */
	if (is_open || rtf->reader.is_cut)
		document_problem(rtf->document, PROBLEM_MALFORMED,
				 "RTF ends within a group; it may be cut");
	while (rtf->groups->len > 1) {
		rtf->too_deep = 0;
		rtf_close(rtf);
	}
	rtf_text_finish(rtf->text);
}

void rtf_read(Document *document, const guint8 *bytes, gsize size)
{
	g_autoptr(RtfText) text = rtf_text_new(document);
	g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(RtfGroup));
	g_autoptr(GHashTable) fonts = g_hash_table_new(NULL, NULL);
	g_autoptr(GByteArray) object = g_byte_array_new();
	const RtfGroup outside = {
		.channel = RTF_HIDDEN, .unicode_skip = 1, .font = -1,
	};
	Rtf rtf = {
		.document = document, .text = text, .groups = groups,
		.fonts = fonts, .object = object, .half_byte = -1,
		.reader = { bytes, bytes + size, FALSE },
		.codepage = 1252, .default_font = -1,
		.is_utf8 = g_utf8_validate_len((const char *)bytes, size,
					       NULL),
	};

	g_array_append_val(groups, outside);
	read_tokens(&rtf);
	read_skipped(&rtf);
	finish(&rtf);
	g_free(rtf.property);
	g_free(rtf.shape_property);
}
