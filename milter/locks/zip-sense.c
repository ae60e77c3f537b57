/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-sense.c - whether the decrypted beginning of a member makes sense.
 *
 * By a wrong password it is noise. Noise is a stream of deflate over half a
 * kilobyte only where it begins with a stored block, whose two lengths agree
 * once in 2^16; the other two kinds of block end within some dozen symbols.
 *
 * Runs in:  worker; milter (locks from memory).
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "locks/zip-sense.h"

#include <string.h>

#include <zlib.h>

enum {
	METHOD_STORED = 0,
	METHOD_DEFLATED = 8,
	METHOD_DEFLATE64 = 9,
	METHOD_LZMA = 14,
	METHOD_PPMD = 98,
};

/* So much of a stream is no accident. */
#define STREAM_SURE ((gsize)512)

#define BYTES(s) s, sizeof(s) - 1

/* What the packed data of a method begins with. */
static const struct {
	guint method;
	gsize at;
	const char *magic;
	gsize size;
} packed[] = {
	{ 12, 4, BYTES("1AY&SY") },		/* bzip2 */
	{ 12, 4, BYTES("\x17rE8P\x90") },	/* of nothing */
	{ 93, 0, BYTES("\x28\xb5\x2f\xfd") },	/* Zstandard */
	{ 20, 0, BYTES("\x28\xb5\x2f\xfd") },
	{ 95, 0, BYTES("\xfd" "7zXZ\0") },
};

/* What files that do not shrink, and so are stored, begin with. */
static const struct {
	gsize at;
	const char *magic;
	gsize size;
} stored[] = {
	{ 0, BYTES("\xff\xd8\xff") },
	{ 0, BYTES("\x89PNG") },
	{ 0, BYTES("GIF8") },
	{ 0, BYTES("%PDF") },
	{ 0, BYTES("PK\3\4") },
	{ 0, BYTES("7z\xbc\xaf") },
	{ 0, BYTES("Rar!") },
	{ 0, BYTES("MSCF") },
	{ 0, BYTES("\x1f\x8b\x08") },
	{ 0, BYTES("BZh") },
	{ 0, BYTES("\xfd" "7zX") },
	{ 0, BYTES("\x28\xb5\x2f\xfd") },
	{ 0, BYTES("\xd0\xcf\x11\xe0") },
	{ 0, BYTES("RIFF") },
	{ 0, BYTES("OggS") },
	{ 0, BYTES("fLaC") },
	{ 0, BYTES("ID3") },
	{ 0, BYTES("\x1a\x45\xdf\xa3") },
	{ 0, BYTES("-----BEGIN") },
	{ 0, BYTES("Salted__") },
	{ 4, BYTES("ftyp") },
	{ 2, BYTES("-lh") },
};

static gboolean is_at(const ZipSensed *sensed, gsize at, const char *magic,
		      gsize size)
{
	return sensed->size >= at + size &&
	       memcmp(sensed->bytes + at, magic, size) == 0;
}

static gboolean has_checksum(const ZipSensed *sensed, guint64 size, gulong crc)
{
	return size == sensed->whole_size && crc == sensed->crc;
}

/*
 * Noise has every byte about equally often. The sum of squares tells: of
 * noise it is 255, give or take 23; twelve times that does not happen.
 */
static gboolean is_no_noise(const guint8 *bytes, gsize size)
{
	guint counts[256] = { 0 };
	guint64 squares = 0;

	for (gsize i = 0; i < size; i++)
		counts[bytes[i]]++;
	for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
		squares += (guint64)counts[i] * counts[i];
	return size >= 64 && squares * 256 > size * (size + 255 + 12 * 23);
}

static ZipSense sense_stored(const ZipSensed *sensed)
{
	gsize head = MIN(sensed->size, 256);

	if (sensed->is_whole && sensed->has_crc)
		return has_checksum(sensed, sensed->size,
				    crc32_z(0, sensed->bytes, sensed->size))
			? ZIP_SENSE_SURE : ZIP_SENSE_NONE;
	for (guint i = 0; i < G_N_ELEMENTS(stored); i++) {
		if (is_at(sensed, stored[i].at, stored[i].magic,
			  stored[i].size))
			return ZIP_SENSE_SURE;
	}
	return is_no_noise(sensed->bytes, head) ||
	       is_no_noise(sensed->bytes, sensed->size) ? ZIP_SENSE_SURE
							: ZIP_SENSE_SOME;
}

typedef struct Inflated {
	int state;		/* of zlib */
	gsize used;
	guint64 size;
	gulong crc;
} Inflated;

static Inflated inflate_all(const ZipSensed *sensed)
{
	z_stream stream = {
		.next_in = (z_const Bytef *)(guintptr)sensed->bytes,
		.avail_in = (uInt)sensed->size,
	};
	Inflated inflated = { .state = Z_OK, .crc = crc32(0, NULL, 0) };
	guint8 chunk[16384];

	if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
		return (Inflated){ .state = Z_MEM_ERROR };
	while (inflated.state == Z_OK) {
		gsize came;

		stream.next_out = chunk;
		stream.avail_out = sizeof(chunk);
		inflated.state = inflate(&stream, Z_NO_FLUSH);
		came = sizeof(chunk) - stream.avail_out;
		inflated.crc = crc32_z(inflated.crc, chunk, came);
		inflated.size += came;
	}
	inflated.used = sensed->size - stream.avail_in;
	(void)inflateEnd(&stream);
	return inflated;
}

/* The end of what there is, or of the whole member: nothing else fits. */
static ZipSense sense_deflated(const ZipSensed *sensed)
{
	Inflated inflated = inflate_all(sensed);
	gboolean ends = inflated.state == Z_STREAM_END;

	if (sensed->is_whole && sensed->has_crc)
		return ends && has_checksum(sensed, inflated.size,
					    inflated.crc)
			? ZIP_SENSE_SURE : ZIP_SENSE_NONE;
	if (sensed->is_whole && (!ends || inflated.used < sensed->size))
		return ZIP_SENSE_NONE;
	/* Out of bytes is what zlib calls a buffer error. */
	if (!sensed->is_whole && inflated.state != Z_BUF_ERROR)
		return ZIP_SENSE_NONE;
	return sensed->size >= STREAM_SURE ? ZIP_SENSE_SURE : ZIP_SENSE_SOME;
}

/* Like deflate, up to the first of the few codes that mean more; those may
 * be named in the first block's header already, and zlib stops there. */
static ZipSense sense_deflate64(const ZipSensed *sensed)
{
	Inflated inflated = inflate_all(sensed);

	if (sensed->size > 0 && (sensed->bytes[0] >> 1 & 3) == 3)
		return ZIP_SENSE_NONE;
	return inflated.size >= STREAM_SURE ||
	       (inflated.state == Z_STREAM_END && sensed->has_crc &&
		has_checksum(sensed, inflated.size, inflated.crc))
		? ZIP_SENSE_SURE : ZIP_SENSE_SOME;
}

/* Version, size of the properties, those, and a zero (APPNOTE 5.8.8). */
static ZipSense sense_lzma(const ZipSensed *sensed)
{
	const guint8 *at = sensed->bytes;

	return sensed->size >= 10 && at[2] == 5 && at[3] == 0 &&
	       at[4] < 9 * 5 * 5 && at[9] == 0 ? ZIP_SENSE_SURE
					       : ZIP_SENSE_NONE;
}

/* Order, memory and one of three methods (APPNOTE 5.10). */
static ZipSense sense_ppmd(const ZipSensed *sensed)
{
	const guint8 *at = sensed->bytes;

	return sensed->size >= 2 && (at[0] & 15) >= 1 && at[1] >> 4 <= 2
		? ZIP_SENSE_SOME : ZIP_SENSE_NONE;
}

static ZipSense sense_packed(const ZipSensed *sensed)
{
	gboolean is_known = FALSE;

	for (guint i = 0; i < G_N_ELEMENTS(packed); i++) {
		if (packed[i].method != sensed->method)
			continue;
		is_known = TRUE;
		if (is_at(sensed, packed[i].at, packed[i].magic,
			  packed[i].size))
			return ZIP_SENSE_SURE;
	}
	return is_known && sensed->size >= 10 ? ZIP_SENSE_NONE
					      : ZIP_SENSE_SOME;
}

ZipSense zip_sense(const ZipSensed *sensed)
{
	switch (sensed->method) {
	case METHOD_STORED:
		return sense_stored(sensed);
	case METHOD_DEFLATED:
		return sense_deflated(sensed);
	case METHOD_DEFLATE64:
		return sense_deflate64(sensed);
	case METHOD_LZMA:
		return sense_lzma(sensed);
	case METHOD_PPMD:
		return sense_ppmd(sensed);
	default:
		return sense_packed(sensed);
	}
}
