/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-evidence.c - whether the streams of a PDF are as encrypted as it says.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  reads the monotonic clock.
 *
 * A file may say that it is encrypted, and not be; or hold an earlier
 * revision that is not. Programs that are lenient, and people with a little
 * time, read what is there. So every stream is looked at, wherever it stands:
 * encryption leaves noise, and what is no noise is readable.
 */
#include "documents/pdf-crypt.h"

#include <string.h>

#include <zlib.h>

#include "containers/unpack.h"

#define LOOK_BACK ((gsize)4096)	/* from the word to where its object begins */
#define LOOKED_AT ((gsize)4096)	/* bytes of a stream */
#define INFLATED ((gsize)4096)
#define METADATA_MOST ((gsize)4 << 20)

/* Counted in bytes that are letters, signs or blanks. Of noise it is 98 in
 * 256: three in four of 64 come up once in 10^9, all of 16 in 10^6. */
#define SHORT_TEXT ((gsize)16)
#define LONG_TEXT ((gsize)64)

/* Pearson's statistic: 255 for noise, with 23 as its deviation. 500 does not
 * happen by chance; text in any encoding goes far beyond it. */
#define COUNTED_LEAST ((gsize)256)
#define UNEVEN 500.0

typedef enum {
	SHOWS_NOTHING,	/* too short, or part of the file's own frame */
	SHOWS_METADATA,
	SHOWS_PLAIN,
	SHOWS_NOISE,
} Shows;

typedef struct Stream {
	PdfObject *dictionary;
	const guint8 *data;
	gsize size;	/* up to LOOKED_AT */
	gsize left;	/* of the file, from .data on */
} Stream;

gsize pdf_stream_next(const guint8 *bytes, gsize size, gsize at)
{
	static const char word[] = "stream";
	const guint8 *found;

	while (at < size && (found = memmem(bytes + at, size - at, word,
					    strlen(word))) != NULL) {
		gsize here = (gsize)(found - bytes);

		if (here < 3 || memcmp(found - 3, "end", 3) != 0)
			return here;
		at = here + strlen(word);
	}
	return size;
}

static gboolean is_blank(guint8 c)
{
	return c == 0 || c == ' ' || (c >= '\t' && c <= '\r');
}

PdfObject *pdf_stream_dictionary(const guint8 *bytes, gsize at)
{
	gsize least = at > LOOK_BACK ? at - LOOK_BACK : 0;
	gsize from = at;

	/* What has none is no stream for any program. */
	while (from > least && is_blank(bytes[from - 1]))
		from--;
	if (from < least + 2 || memcmp(bytes + from - 2, ">>", 2) != 0)
		return pdf_object_read(bytes, 0, &from);
	while (from > least + 3) {
		from--;
		if (memcmp(bytes + from - 3, "obj", 3) == 0 &&
		    (from < least + 6 ||
		     memcmp(bytes + from - 6, "end", 3) != 0))
			return pdf_object_read(bytes, at, &from);
	}
	/* An object that begins further away, or nowhere. */
	from = least;
	while (from < at && memcmp(bytes + from, "<<", 2) != 0)
		from++;
	return pdf_object_read(bytes, at, &from);
}

static gboolean is_letter(guint8 c)
{
	return (c >= 32 && c < 127) || (c >= '\t' && c <= '\r');
}

static gboolean is_text(const guint8 *bytes, gsize size)
{
	gsize letters = 0;

	size = MIN(size, 1024);
	for (gsize i = 0; i < size; i++)
		letters += is_letter(bytes[i]);
	if (size >= LONG_TEXT)
		return letters * 4 >= size * 3;
	return size >= SHORT_TEXT && letters == size;
}

/* As far as it was taken, which may end within a character. */
static gboolean is_utf8(const guint8 *bytes, gsize size)
{
	const char *end = NULL;

	(void)g_utf8_validate((const char *)bytes, (gssize)size, &end);
	return size >= SHORT_TEXT &&
	       (gsize)(end - (const char *)bytes) + 4 > size;
}

static gboolean is_uneven(const guint8 *bytes, gsize size)
{
	guint counts[256] = { 0 };
	double expected = (double)size / 256, sum = 0;

	if (size < COUNTED_LEAST)
		return FALSE;
	for (gsize i = 0; i < size; i++)
		counts[bytes[i]]++;
	for (guint i = 0; i < 256; i++)
		sum += (counts[i] - expected) * (counts[i] - expected) /
		       expected;
	return sum > UNEVEN;
}

/* Inflates the beginning. Noise that looks like zlib's gives neither a whole
 * stream with its checksum nor text nor much at all. */
static gboolean inflates(const Stream *stream, guint8 *ret, gsize *ret_size)
{
	z_stream state = { 0 };
	int result;

	*ret_size = 0;
	if (stream->size < 2 || inflateInit2(&state, MAX_WBITS) != Z_OK)
		return FALSE;
	state.next_in = (z_const Bytef *)(guintptr)stream->data;
	state.avail_in = (uInt)stream->size;
	state.next_out = ret;
	state.avail_out = (uInt)INFLATED;
	result = inflate(&state, Z_SYNC_FLUSH);
	*ret_size = INFLATED - state.avail_out;
	(void)inflateEnd(&state);
	return result == Z_STREAM_END ||
	       (result != Z_DATA_ERROR && *ret_size >= 1024) ||
	       is_text(ret, *ret_size);
}

static gboolean begins(const Stream *stream, const char *with, gsize size)
{
	return stream->size >= size && memcmp(stream->data, with, size) == 0;
}

static gboolean is_image(const Stream *stream)
{
	return begins(stream, "\xff\xd8\xff", 3) ||
	       begins(stream, "\xff\x4f\xff\x51", 4) ||
	       begins(stream, "\0\0\0\x0cjP  ", 8);
}

static gboolean is_xmp(const guint8 *bytes, gsize size)
{
	gsize most = MIN(size, 1024);

	return memmem(bytes, most, "<?xpacket", 9) != NULL ||
	       memmem(bytes, most, "<x:xmpmeta", 10) != NULL ||
	       memmem(bytes, most, "<rdf:RDF", 8) != NULL;
}

/* A stream that names its own crypt filter: as a rule, the one that does
 * nothing. */
static gboolean has_identity(const PdfObject *dictionary)
{
	const PdfObject *filter = pdf_object_get(dictionary, "Filter");
	const PdfObject *parameters = pdf_object_get(dictionary,
						     "DecodeParms");
	const char *name;

	if (filter && filter->kind == PDF_ARRAY && filter->items->len > 0)
		filter = filter->items->pdata[0];
	if (!filter || filter->kind != PDF_NAME ||
	    !g_str_equal((const char *)filter->bytes->data, "Crypt"))
		return FALSE;
	if (parameters && parameters->kind == PDF_ARRAY &&
	    parameters->items->len > 0)
		parameters = parameters->items->pdata[0];
	name = pdf_object_name(parameters, "Name");
	return !*name || g_str_equal(name, "Identity");
}

static Shows weigh(const Stream *stream)
{
	const char *type = pdf_object_name(stream->dictionary, "Type");
	gboolean is_table = g_str_equal(type, "XRef");
	guint8 out[INFLATED];
	gsize came = 0;
	gboolean is_plain = inflates(stream, out, &came);

	/* What only calls itself a table or metadata is neither. */
	if (is_xmp(stream->data, stream->size) || (is_plain &&
						   is_xmp(out, came)))
		return SHOWS_METADATA;
	if (is_table && !is_text(out, came) &&
	    !is_text(stream->data, stream->size))
		return SHOWS_NOTHING;
	if (is_plain)
		return came > 0 ? SHOWS_PLAIN : SHOWS_NOTHING;
	if (stream->size < 16)
		return SHOWS_NOTHING;
	if (is_text(stream->data, stream->size) || is_image(stream) ||
	    is_utf8(stream->data, stream->size) ||
	    is_uneven(stream->data, stream->size) ||
	    has_identity(stream->dictionary))
		return SHOWS_PLAIN;
	return SHOWS_NOISE;
}

/* @at: of the word; moved behind it. */
static Stream stream_at(const guint8 *bytes, gsize size, gsize *at)
{
	Stream stream = {
		.dictionary = pdf_stream_dictionary(bytes, *at),
	};
	const guint8 *end;

	*at += strlen("stream");
	if (*at < size && bytes[*at] == '\r')
		++*at;
	if (*at < size && bytes[*at] == '\n')
		++*at;
	stream.data = bytes + *at;
	stream.left = size - *at;
	stream.size = MIN(stream.left, LOOKED_AT);
	end = memmem(stream.data, stream.size, "endstream", 9);
	if (end)
		stream.size = (gsize)(end - stream.data);
	return stream;
}

PdfStreams pdf_streams_weigh(Document *document, const guint8 *bytes,
			     gsize size)
{
	PdfStreams streams = { 0 };
	gsize at = 0;

	/* One that is plain is enough. */
	while (streams.plain == 0 &&
	       (at = pdf_stream_next(bytes, size, at)) < size) {
		Stream stream;
		Shows shows;

		if (g_get_monotonic_time() > document->deadline_us) {
			streams.is_cut = TRUE;
			break;
		}
		stream = stream_at(bytes, size, &at);
		shows = weigh(&stream);
		streams.plain += shows == SHOWS_PLAIN;
		streams.closed += shows == SHOWS_NOISE;
		pdf_object_free(stream.dictionary);
	}
	return streams;
}

static void hand_over(Document *document, const Stream *stream)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	gsize used = 0, most = (gsize)MIN(document->bytes_left,
					  (guint64)METADATA_MOST);
	const guint8 *end = memmem(stream->data, stream->left, "endstream", 9);

	if (is_xmp(stream->data, stream->size)) {
		gsize size = end ? (gsize)(end - stream->data) : stream->left;

		document_metadata(document, stream->data, size, "XMP");
		return;
	}
	(void)unpack_inflate(stream->data, stream->left, UNPACK_ZLIB, most,
			     document->deadline_us, out, &used);
	document->bytes_left -= MIN(out->len, document->bytes_left);
	if (out->len > 0)
		document_metadata(document, out->data, out->len, "XMP");
}

void pdf_streams_metadata(Document *document, const guint8 *bytes, gsize size)
{
	gsize at = 0;

	while ((at = pdf_stream_next(bytes, size, at)) < size &&
	       document_goes_on(document)) {
		Stream stream = stream_at(bytes, size, &at);

		if (weigh(&stream) == SHOWS_METADATA &&
		    document_may_member(document))
			hand_over(document, &stream);
		pdf_object_free(stream.dictionary);
	}
}
