/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-streams.c - what the compressed streams of a PDF would come to, before
 * a library is given the file.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  reads the monotonic clock.
 *
 * Objects are not looked at: whatever follows the word "stream" and begins
 * like zlib data is inflated into nowhere, and what comes out of it again,
 * if that looks the same. Linear: what was inflated is not searched.
 * Limits:   streams of an encrypted file show nothing here, nor do LZW and
 *           the other filters. For these there is the source that runs dry.
 */
#include <string.h>

#include <zlib.h>

#include "documents/pdf.h"

#define FILTERS_MAX 4
#define CHUNK ((gsize)16 * 1024)
#define BLANKS_MAX 10	/* between the word and the data */

typedef struct Tally {
	Document *document;
	guint64 most;
	guint64 came;
	gboolean over;
	z_stream stages[FILTERS_MAX];
	gboolean running[FILTERS_MAX];
	gboolean began[FILTERS_MAX];
} Tally;

static gboolean is_zlib(const guint8 *bytes, gsize size)
{
	return size >= 2 && (bytes[0] & 0x0f) == 8 && bytes[0] >> 4 <= 7 &&
	       (bytes[1] & 0x20) == 0 && (bytes[0] * 256 + bytes[1]) % 31 == 0;
}

static void stage_begin(Tally *tally, guint stage)
{
	tally->stages[stage] = (z_stream){ 0 };
	tally->running[stage] =
		inflateInit2(&tally->stages[stage], MAX_WBITS) == Z_OK;
	tally->began[stage] = FALSE;
}

static void stage_end(Tally *tally, guint stage)
{
	if (tally->running[stage])
		(void)inflateEnd(&tally->stages[stage]);
	tally->running[stage] = FALSE;
}

static void stage_feed(Tally *tally, guint stage, const guint8 *bytes,
		       gsize size);

/* What came out of @stage goes into the next one, if it is zlib's again. */
static void stage_pass_on(Tally *tally, guint stage, const guint8 *bytes,
			  gsize size)
{
	guint next = stage + 1;

	tally->came += size;
	if (tally->came > tally->most ||
	    g_get_monotonic_time() > tally->document->deadline_us)
		tally->over = TRUE;
	if (!tally->began[stage] && is_zlib(bytes, size)) {
		if (next == FILTERS_MAX)
			tally->over = TRUE;
		else
			stage_begin(tally, next);
	}
	tally->began[stage] = TRUE;
	if (next < FILTERS_MAX && tally->running[next] && !tally->over)
		stage_feed(tally, next, bytes, size);
}

static void stage_feed(Tally *tally, guint stage, const guint8 *bytes,
		       gsize size)
{
	z_stream *stream = &tally->stages[stage];
	guint8 chunk[CHUNK];
	int state = Z_OK;

	stream->next_in = (z_const Bytef *)(guintptr)bytes;
	stream->avail_in = (uInt)MIN(size, (gsize)G_MAXINT32);
	while (state == Z_OK && !tally->over) {
		gsize came;

		stream->next_out = chunk;
		stream->avail_out = sizeof(chunk);
		state = inflate(stream, Z_NO_FLUSH);
		came = sizeof(chunk) - stream->avail_out;
		if (came > 0)
			stage_pass_on(tally, stage, chunk, came);
	}
	if (state != Z_OK && state != Z_BUF_ERROR)
		stage_end(tally, stage);
}

/* Returns how much of @bytes the stream took up. */
static gsize count_stream(Tally *tally, const guint8 *bytes, gsize size)
{
	gsize used;

	memset(tally->stages, 0, sizeof(tally->stages));
	stage_begin(tally, 0);
	if (!tally->running[0])
		return 0;
	stage_feed(tally, 0, bytes, size);
	used = (gsize)(tally->stages[0].next_in - bytes);
	for (guint stage = 0; stage < FILTERS_MAX; stage++)
		stage_end(tally, stage);
	return used;
}

static gboolean is_blank(guint8 c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

gsize pdf_streams_next(const guint8 *bytes, gsize size, gsize at)
{
	static const char word[] = "stream";
	const guint8 *found;

	while (at < size && (found = memmem(bytes + at, size - at, word,
					    strlen(word))) != NULL) {
		gsize end = (gsize)(found - bytes) + strlen(word);

		for (at = end; at < size && is_blank(bytes[at]) &&
		     at < end + BLANKS_MAX;)
			at++;
		if (is_zlib(bytes + at, size - at))
			return at;
	}
	return size;
}

static void count_all(Tally *tally, const guint8 *bytes, gsize size)
{
	gsize at = pdf_streams_next(bytes, size, 0);

	while (at < size && !tally->over) {
		at += count_stream(tally, bytes + at, size - at);
		at = pdf_streams_next(bytes, size, at);
	}
}

gboolean pdf_streams_fit(Document *document, const guint8 *bytes, gsize size)
{
	Tally tally = { .document = document, .most = document->bytes_left };

	count_all(&tally, bytes, size);
	if (tally.over && document_goes_on(document))
		document_limit(document, "decoded-bytes", "streams");
	document->bytes_left -= MIN(tally.came, document->bytes_left);
	return !tally.over;
}
