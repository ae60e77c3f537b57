/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * bomb-build.h - small files that come to gigabytes, made in no time.
 *
 * A block of deflated data that ends in a full flush refers to nothing
 * before it: written a thousand times it comes out a thousand times.
 */
#ifndef TESTS_UNIT_BOMB_BUILD_H
#define TESTS_UNIT_BOMB_BUILD_H

#include <string.h>

#include <glib.h>
#include <zlib.h>

/* What a member or stream comes to: texts, each so many times. */
typedef struct Piece {
	const char *text;
	gsize size;		/* 0: up to its NUL */
	guint times;
} Piece;

typedef struct Packed {
	GByteArray *bytes;	/* deflated, without a frame */
	uLong crc;
	uLong adler;
	guint64 size;
} Packed;

static inline void bomb_put(GByteArray *to, const char *text)
{
	g_byte_array_append(to, (const guint8 *)text, (guint)strlen(text));
}

static inline void bomb_le(GByteArray *to, guint64 value, guint size)
{
	for (guint i = 0; i < size; i++) {
		guint8 byte = (guint8)(value >> 8 * i);

		g_byte_array_append(to, &byte, 1);
	}
}

/* (transfer full) */
static inline char *bomb_repeat(const char *text, guint times)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < times; i++)
		g_string_append(all, text);
	return g_string_free(all, FALSE);
}

static inline GByteArray *bomb_block(const guint8 *bytes, gsize size)
{
	GByteArray *out = g_byte_array_new();
	z_stream stream = { 0 };

	g_assert_cmpint(deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 9,
				     Z_DEFAULT_STRATEGY), ==, Z_OK);
	g_byte_array_set_size(out, (guint)deflateBound(&stream, size) + 64);
	stream.next_in = (z_const Bytef *)(guintptr)bytes;
	stream.avail_in = (uInt)size;
	stream.next_out = out->data;
	stream.avail_out = out->len;
	g_assert_cmpint(deflate(&stream, Z_FULL_FLUSH), ==, Z_OK);
	g_byte_array_set_size(out, (guint)stream.total_out);
	(void)deflateEnd(&stream);
	return out;
}

static inline void packed_add(Packed *packed, const Piece *piece)
{
	gsize size = piece->size ? piece->size : strlen(piece->text);
	const guint8 *bytes = (const guint8 *)piece->text;
	g_autoptr(GByteArray) block = bomb_block(bytes, size);
	uLong crc = crc32_z(crc32(0, NULL, 0), bytes, size);
	uLong adler = adler32_z(adler32(0, NULL, 0), bytes, size);

	for (guint i = 0; i < MAX(piece->times, 1); i++) {
		g_byte_array_append(packed->bytes, block->data, block->len);
		packed->crc = crc32_combine(packed->crc, crc, (z_off_t)size);
		packed->adler = adler32_combine(packed->adler, adler,
						(z_off_t)size);
		packed->size += size;
	}
}

static inline Packed bomb_pack(const Piece *pieces, guint count)
{
	Packed packed = { g_byte_array_new(), crc32(0, NULL, 0),
			  adler32(0, NULL, 0), 0 };

	for (guint i = 0; i < count; i++)
		packed_add(&packed, &pieces[i]);
	bomb_le(packed.bytes, 3, 2);	/* a last block, with nothing in it */
	return packed;
}

/* The same in zlib's frame. (transfer full) */
static inline GByteArray *bomb_zlib(const Piece *pieces, guint count)
{
	GByteArray *out = g_byte_array_new();
	Packed packed = bomb_pack(pieces, count);

	bomb_put(out, "\x78\x9c");
	g_byte_array_append(out, packed.bytes->data, packed.bytes->len);
	for (guint i = 0; i < 4; i++)
		bomb_le(out, (guint8)(packed.adler >> (24 - 8 * i)), 1);
	g_byte_array_unref(packed.bytes);
	return out;
}

/* ---- ZIP ------------------------------------------------------------------ */

typedef struct BombZip {
	GByteArray *bytes;
	GByteArray *directory;
	guint count;
} BombZip;

static inline BombZip bomb_zip(void)
{
	return (BombZip){ g_byte_array_new(), g_byte_array_new(), 0 };
}

/* What both headers of a member say alike. */
static inline void bomb_zip_facts(GByteArray *to, const Packed *packed,
				  const char *name, gboolean stored)
{
	bomb_le(to, 20, 2);
	bomb_le(to, 0, 2);
	bomb_le(to, stored ? 0 : 8, 2);
	bomb_le(to, 0x00210000, 4);
	bomb_le(to, packed->crc, 4);
	bomb_le(to, packed->bytes->len, 4);
	bomb_le(to, packed->size, 4);
	bomb_le(to, strlen(name), 2);
	bomb_le(to, 0, 2);
}

static inline void bomb_zip_member(BombZip *zip, const char *name,
				   const Packed *packed, gboolean stored)
{
	gsize start = zip->bytes->len;

	bomb_le(zip->bytes, 0x04034b50, 4);
	bomb_zip_facts(zip->bytes, packed, name, stored);
	bomb_put(zip->bytes, name);
	g_byte_array_append(zip->bytes, packed->bytes->data,
			    packed->bytes->len);
	bomb_le(zip->directory, 0x02014b50, 4);
	bomb_le(zip->directory, 20, 2);
	bomb_zip_facts(zip->directory, packed, name, stored);
	bomb_le(zip->directory, 0, 10);
	bomb_le(zip->directory, start, 4);
	bomb_put(zip->directory, name);
	zip->count++;
}

static inline void bomb_zip_add(BombZip *zip, const char *name,
				const Piece *pieces, guint count)
{
	Packed packed = bomb_pack(pieces, count);

	bomb_zip_member(zip, name, &packed, FALSE);
	g_byte_array_unref(packed.bytes);
}

static inline void bomb_zip_store(BombZip *zip, const char *name,
				  const guint8 *bytes, gsize size)
{
	Packed packed = { g_byte_array_new(),
			  crc32_z(crc32(0, NULL, 0), bytes, size), 0, size };

	g_byte_array_append(packed.bytes, bytes, (guint)size);
	bomb_zip_member(zip, name, &packed, TRUE);
	g_byte_array_unref(packed.bytes);
}

/* (transfer full) */
static inline GByteArray *bomb_zip_end(BombZip *zip)
{
	gsize start = zip->bytes->len;
	guint shown = MIN(zip->count, 0xffff);

	g_byte_array_append(zip->bytes, zip->directory->data,
			    zip->directory->len);
	bomb_le(zip->bytes, 0x06054b50, 4);
	bomb_le(zip->bytes, 0, 4);
	bomb_le(zip->bytes, shown, 2);
	bomb_le(zip->bytes, shown, 2);
	bomb_le(zip->bytes, zip->directory->len, 4);
	bomb_le(zip->bytes, start, 4);
	bomb_le(zip->bytes, 0, 2);
	g_byte_array_unref(zip->directory);
	return zip->bytes;
}

/* ---- PDF ------------------------------------------------------------------ */

typedef struct BombPdf {
	GByteArray *bytes;
	gsize offsets[64];
	guint count;
} BombPdf;

static inline guint bomb_pdf_begin(BombPdf *pdf)
{
	g_autofree char *head = g_strdup_printf("%u 0 obj\n", pdf->count + 1);

	g_assert_cmpuint(pdf->count, <, G_N_ELEMENTS(pdf->offsets));
	if (!pdf->bytes) {
		pdf->bytes = g_byte_array_new();
		bomb_put(pdf->bytes, "%PDF-1.7\n");
	}
	pdf->offsets[pdf->count++] = pdf->bytes->len;
	bomb_put(pdf->bytes, head);
	return pdf->count;
}

static inline void bomb_pdf_add(BombPdf *pdf, const char *text)
{
	(void)bomb_pdf_begin(pdf);
	bomb_put(pdf->bytes, text);
	bomb_put(pdf->bytes, "\nendobj\n");
}

static inline void bomb_pdf_stream(BombPdf *pdf, const char *keys,
				   const guint8 *bytes, gsize size)
{
	g_autofree char *head = g_strdup_printf(
		"<<%s/Length %" G_GSIZE_FORMAT ">>\nstream\n", keys, size);

	(void)bomb_pdf_begin(pdf);
	bomb_put(pdf->bytes, head);
	g_byte_array_append(pdf->bytes, bytes, (guint)size);
	bomb_put(pdf->bytes, "\nendstream\nendobj\n");
}

/* (transfer full) */
static inline GByteArray *bomb_pdf_end(BombPdf *pdf)
{
	g_autoptr(GString) end = g_string_new(NULL);

	g_string_append_printf(end, "xref\n0 %u\n0000000000 65535 f \n",
			       pdf->count + 1);
	for (guint i = 0; i < pdf->count; i++)
		g_string_append_printf(end, "%010" G_GSIZE_FORMAT
				       " 00000 n \n", pdf->offsets[i]);
	g_string_append_printf(end, "trailer\n<</Size %u/Root 1 0 R>>\n"
			       "startxref\n%u\n%%%%EOF\n", pdf->count + 1,
			       pdf->bytes->len);
	bomb_put(pdf->bytes, end->str);
	return pdf->bytes;
}

#endif
