/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * office-art.c - drawings in the binary files of Office ([MS-ODRAW]).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none but the sink.
 * Limits:   text in metafiles is not looked for here.
 */
#include "documents/office-art.h"

#include "containers/unpack.h"
#include "documents/codepage.h"

#define PROPERTY_SIZE ((gsize)6)
#define PROPERTY_ID(opid) ((guint)(opid) & 0x3fffu)
#define PROPERTY_IS_COMPLEX 0x8000u

/* A store entry with the picture in it: 36 bytes, a name, the picture. */
#define STORE_ENTRY 0xf007
#define STORE_ENTRY_SIZE ((gsize)36)
#define STORE_ENTRY_NAME 33

/* Before the bytes of a picture: one or two checksums, then a byte, or the
 * head of a metafile, whose last bytes say how it is packed. */
#define CHECKSUM ((gsize)16)
#define METAFILE_HEAD ((gsize)34)
#define METAFILE_PACKED 32
#define LAST_METAFILE 0xf01c

gboolean art_record(Bytes bytes, gsize at, ArtRecord *ret)
{
	guint head;
	guint32 size;

	if (!bytes_have(bytes, at, ART_HEAD))
		return FALSE;
	head = bytes_u16(bytes, at);
	size = bytes_u32(bytes, at + 4);
	*ret = (ArtRecord){
		.version = head & 0xf,
		.instance = head >> 4,
		.type = bytes_u16(bytes, at + 2),
		.body = bytes_part(bytes, at + ART_HEAD, size),
	};
	ret->is_cut = ret->body.size < size;
	return TRUE;
}

static const struct {
	guint id;
	ArtText kind;
} texts[] = {
	{ 0x00c0, ART_WORD_ART },
	{ 0x0105, ART_DESCRIPTION },	/* file name of a picture */
	{ 0x0380, ART_DESCRIPTION },	/* name */
	{ 0x0381, ART_DESCRIPTION },	/* alternative text */
	{ 0x038d, ART_DESCRIPTION },	/* hint */
};

typedef struct Texts {
	ArtTextFunc text;
	gpointer data;
} Texts;

static void put_property(guint id, Bytes value, gpointer data)
{
	const Texts *wanted = data;

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *utf8 = NULL;

		if (texts[i].id != id)
			continue;
		utf8 = codepage_text(CODEPAGE_UTF16, value.data, value.size);
		if (*utf8)
			wanted->text(texts[i].kind, utf8, wanted->data);
	}
}

/* First all properties, then the values of those that are longer. */
void art_each_property(const ArtRecord *record, ArtPropertyFunc found,
		       gpointer data)
{
	gsize count = MIN((gsize)record->instance,
			  record->body.size / PROPERTY_SIZE);
	guint64 value = count * PROPERTY_SIZE;

	for (gsize i = 0; i < count; i++) {
		guint opid = bytes_u16(record->body, i * PROPERTY_SIZE);
		guint32 size = bytes_u32(record->body, i * PROPERTY_SIZE + 2);

		if (!(opid & PROPERTY_IS_COMPLEX))
			continue;
		found(PROPERTY_ID(opid),
		      bytes_part(record->body, value, size), data);
		value += size;
	}
}

void art_properties(const ArtRecord *record, ArtTextFunc text, gpointer data)
{
	Texts wanted = { text, data };

	art_each_property(record, put_property, &wanted);
}

static void unpack_metafile(Document *document, Bytes packed)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	UnpackEnd end = unpack_inflate(packed.data, packed.size, UNPACK_ZLIB,
			(gsize)MIN(document->bytes_left, (guint64)G_MAXINT32),
			document->deadline_us, out, NULL);

	if (end == UNPACK_LIMIT || end == UNPACK_TIMEOUT)
		document_limit(document, end == UNPACK_LIMIT ?
			       "decoded-bytes" : "document-seconds",
			       "picture");
	else if (end == UNPACK_BROKEN)
		document_problem(document, PROBLEM_MALFORMED,
				 "a picture is damaged");
	if (out->len > 0 && document_may_unpack(document, out->len))
		document_embedded(document, NULL, NULL, out->data, out->len);
}

void art_picture(Document *document, const ArtRecord *record)
{
	gsize from = CHECKSUM + (record->instance & 1 ? CHECKSUM : 0);
	Bytes bytes;

	if (record->type <= LAST_METAFILE) {
		guint8 packed = bytes_u8(record->body, from + METAFILE_PACKED);

		bytes = bytes_part(record->body, from + METAFILE_HEAD,
				   record->body.size);
		if (bytes.size > 0 && packed == 0 &&
		    document_may_member(document)) {
			unpack_metafile(document, bytes);
			return;
		}
	} else {
		bytes = bytes_part(record->body, from + 1, record->body.size);
	}
	if (bytes.size > 0 && document_may_unpack(document, bytes.size) &&
	    document_may_member(document))
		document_embedded(document, NULL, NULL, bytes.data,
				  bytes.size);
}

/* Where records go on: within a container, else behind it. */
static gsize step(const ArtRecord *record)
{
	gsize name = bytes_u8(record->body, STORE_ENTRY_NAME);

	if (record->version == ART_CONTAINER)
		return ART_HEAD;
	if (record->type == STORE_ENTRY &&
	    record->body.size >= STORE_ENTRY_SIZE + name)
		return ART_HEAD + STORE_ENTRY_SIZE + name;
	return ART_HEAD + record->body.size;
}

void art_read(Document *document, Bytes bytes, ArtTextFunc text,
	      gpointer data)
{
	ArtRecord record;

	for (gsize at = 0; art_record(bytes, at, &record);
	     at += step(&record)) {
		if (ART_IS_PROPERTIES(record.type))
			art_properties(&record, text, data);
		else if (ART_IS_PICTURE(record.type))
			art_picture(document, &record);
		if (document->is_cut)
			return;
	}
}
