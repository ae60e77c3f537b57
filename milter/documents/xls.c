/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * xls.c - workbooks of Excel 5 to 2003: which streams they are made of.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none but the sink.
 */
#include <string.h>

#include "documents/ole.h"
#include "documents/xls-crypt.h"
#include "documents/xls-stream.h"

#define PIVOTS "_SX_DB_CUR/"

/* A file may have both, for old and for new readers. */
static const struct {
	const char *path;
	guint version;
} mains[] = {
	{ "Workbook", 8 },
	{ "Book", 5 },
};

/* Whether it is open to everybody. */
static gboolean read_book(Document *document, const CfbStream *stream)
{
	g_autoptr(GByteArray) bytes = ole_stream(document, stream, "workbook");
	const char *scheme;

	document->is_encrypted = FALSE;
	if (!bytes)
		return TRUE;
	xls_stream_read(document, bytes->data, bytes->len);
	if (!document->is_encrypted)
		return TRUE;
	scheme = document->scheme;
	document->is_encrypted = FALSE;
	if (!xls_open(document, bytes, scheme))
		return FALSE;
	xls_stream_read(document, bytes->data, bytes->len);
	document->scheme = scheme;
	return TRUE;
}

static void read_pivots(Document *document, const Cfb *cfb, guint version)
{
	for (guint i = 0; i < cfb_count(cfb); i++) {
		const CfbStream *stream = cfb_stream(cfb, i);
		g_autoptr(GByteArray) bytes = NULL;

		if (g_ascii_strncasecmp(stream->path, PIVOTS,
					strlen(PIVOTS)) != 0)
			continue;
		bytes = ole_stream(document, stream, "workbook");
		if (!bytes || !document_goes_on(document))
			return;
		xls_pivot_read(document, version, bytes->data, bytes->len);
	}
}

gboolean xls_read(Document *document, const Cfb *cfb)
{
	gboolean is_known = FALSE, is_open = FALSE;
	guint version = 0;

	for (guint i = 0; i < G_N_ELEMENTS(mains); i++) {
		const CfbStream *stream = cfb_find(cfb, mains[i].path);

		if (!stream)
			continue;
		is_known = TRUE;
		is_open = read_book(document, stream) || is_open;
		version = MAX(version, mains[i].version);
	}
	if (!is_known)
		return FALSE;
	document->type = "application/vnd.ms-excel";
	document->is_encrypted = !is_open;
	if (is_open)
		read_pivots(document, cfb, version);
	return TRUE;
}
