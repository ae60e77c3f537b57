/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ppt.c - presentations of PowerPoint: which streams they are made of.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none but the sink.
 * Limits:   PowerPoint 4 and 95 are searched for runs of text only.
 */
#include "documents/office-art.h"
#include "documents/ole.h"
#include "documents/ppt-crypt.h"
#include "documents/ppt-stream.h"
#include "documents/salvage.h"

#define MAIN "PowerPoint Document"
#define USER "Current User"
#define PICTURES "Pictures"
/* PowerPoint 95 beside 97, in one file */
#define DUAL "PP97_DUALSTORAGE/" MAIN
#define OLD "PP40"

/* [MS-PPT] 2.3.2: what CurrentUserAtom says of the rest. */
#define TOKEN_AT 12
#define TOKEN_ENCRYPTED 0xf3d1c4dfu

/* *ret_edit: where the current edit begins. */
static gboolean is_said_encrypted(const Cfb *cfb, guint32 *ret_edit)
{
	const CfbStream *stream = cfb_find(cfb, USER);
	g_autoptr(GByteArray) bytes = NULL;

	if (!stream)
		return FALSE;
	bytes = cfb_read(stream, TOKEN_AT + 8);
	*ret_edit = bytes_u32((Bytes){ bytes->data, bytes->len },
			      TOKEN_AT + 4);
	return bytes_u32((Bytes){ bytes->data, bytes->len }, TOKEN_AT) ==
	       TOKEN_ENCRYPTED;
}

/* What can be read is read, whatever is said of it. FALSE: it is closed. */
static gboolean read_main(Document *document, const Cfb *cfb,
			  const CfbStream *stream)
{
	g_autoptr(GByteArray) bytes = ole_stream(document, stream, "presentation");
	guint32 edit = 0;
	gboolean is_said = is_said_encrypted(cfb, &edit);

	if (!bytes)
		return TRUE;
	if (!ppt_stream_is_plain(bytes->data, bytes->len) &&
	    (is_said || ppt_stream_has_session(bytes->data, bytes->len))) {
		if (!ppt_open(document, bytes, edit))
			return FALSE;
	} else if (is_said) {
		document_problem(document, PROBLEM_MALFORMED,
				 "presentation: says that it is encrypted, "
				 "and is not");
	}
	ppt_stream_read(document, bytes->data, bytes->len);
	return TRUE;
}

static void ignore(ArtText kind, const char *text, gpointer data)
{
	(void)kind;
	(void)text;
	(void)data;
}

static void read_pictures(Document *document, const CfbStream *stream)
{
	g_autoptr(GByteArray) bytes = ole_stream(document, stream, "presentation");

	if (bytes)
		art_read(document, (Bytes){ bytes->data, bytes->len }, ignore,
			 NULL);
}

static void read_old(Document *document, const CfbStream *stream)
{
	g_autoptr(GByteArray) bytes = ole_stream(document, stream, "presentation");

	document_problem(document, PROBLEM_UNSUPPORTED,
			 "presentation of PowerPoint 95 or older");
	if (bytes)
		salvage_read(document, "slides", bytes->data, bytes->len);
}

gboolean ppt_read(Document *document, const Cfb *cfb)
{
	const CfbStream *stream = cfb_find(cfb, MAIN);
	const CfbStream *dual = cfb_find(cfb, DUAL);
	const CfbStream *old = cfb_find(cfb, OLD);
	const CfbStream *pictures = cfb_find(cfb, PICTURES);
	gboolean is_open = TRUE;

	if (!stream && !dual && !old)
		return FALSE;
	document->type = "application/vnd.ms-powerpoint";
	if (stream)
		is_open = read_main(document, cfb, stream);
	/* Those of one that had to be opened are closed in a way of their own. */
	if (is_open && pictures && document->opened == OPENED_NOT)
		read_pictures(document, pictures);
	if (old && !dual)
		read_old(document, old);
	return TRUE;
}
