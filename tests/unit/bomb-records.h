/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * bomb-records.h - bombs in compound files, texts and streams of records.
 */
#ifndef TESTS_UNIT_BOMB_RECORDS_H
#define TESTS_UNIT_BOMB_RECORDS_H

#include "bomb-build.h"
#include "cfb-build.h"
#include "findings/brief.h"

#define K3 "機密性3"
#define MEGABYTE ((gsize)1 << 20)

/* ---- archives ------------------------------------------------------------- */

/* A program of four megabytes in which a 7z archive begins every 32 bytes,
 * each with a header of three megabytes whose checksum alone is wrong. */
static GByteArray *sevenzip_beginnings(Brief *brief)
{
	GByteArray *out = g_byte_array_new();
	g_autoptr(GByteArray) start = g_byte_array_new();

	(void)brief;
	bomb_le(start, 0, 8);
	bomb_le(start, 3 * MEGABYTE, 8);
	bomb_le(start, 0x12345678, 4);
	g_byte_array_append(out, (const guint8 *)"\x7f" "ELF", 4);
	while (out->len < 4 * MEGABYTE) {
		g_byte_array_append(out, (const guint8 *)
				    "7z\xbc\xaf\x27\x1c\0\4", 8);
		bomb_le(out, crc32(0, start->data, start->len), 4);
		g_byte_array_append(out, start->data, start->len);
	}
	g_byte_array_set_size(out, 8 * MEGABYTE);
	memset(out->data + 4 * MEGABYTE, 0, 4 * MEGABYTE);
	return out;
}

/* ---- compound files ------------------------------------------------------- */

#define K3_WIDE "\x5f\x6a\xc6\x5b\x27\x60\x33\0"
#define BOOK "\x09\x08\x10\0\0\x06\x05\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define SHEET "\x09\x08\x10\0\0\x06\x10\0\0\0\0\0\0\0\0\0\0\0\0\0"

/* A workbook of one shared string, with as many promised as there can be. */
static GByteArray *xls_with(guint32 *ret_directory)
{
	static const char stream[] = BOOK
		"\xfc\0\x13\0\xff\xff\xff\xff\xff\xff\xff\xff\x04\0\x01"
		K3_WIDE "\x0a\0\0\0" SHEET
		"\xfd\0\x0a\0\0\0\0\0\0\0\0\0\0\0\x0a\0\0\0";
	static const CfbFile files[] = {
		{ "Workbook", stream, sizeof stream - 1 },
		{ "other", "x", 1 },
	};

	return cfb_build(files, 2, ret_directory);
}

static GByteArray *xls_strings(Brief *brief)
{
	(void)brief;
	return xls_with(NULL);
}

/* The stream's chain of sectors comes back to its begin. */
static GByteArray *ole_fat_loop(Brief *brief)
{
	guint32 directory;
	GByteArray *bytes = xls_with(&directory);

	(void)brief;
	for (guint32 i = directory + 2; i < 20; i++)
		cfb_put(bytes->data + 512 + 4 * i, directory + 2, 4);
	return bytes;
}

/* Entries are their own siblings and children. */
static GByteArray *ole_directory_loop(Brief *brief)
{
	guint32 directory;
	GByteArray *bytes = xls_with(&directory);
	guint8 *entries = bytes->data + 512 * (1 + directory);

	(void)brief;
	for (guint i = 1; i < 3; i++) {
		cfb_put(entries + 128 * i + 68, 1, 4);
		cfb_put(entries + 128 * i + 72, 2, 4);
	}
	return bytes;
}

/* Containers within containers, behind an atom of text. */
static GByteArray *ppt_nested(Brief *brief)
{
	const guint32 levels = 1000000;
	g_autoptr(GByteArray) stream = g_byte_array_new();
	CfbFile file = { .path = "PowerPoint Document" };

	(void)brief;
	bomb_le(stream, 0x03e8000f, 4);
	bomb_le(stream, 16 + 8 * (guint64)levels, 4);
	bomb_le(stream, 0x0fa00000, 4);
	bomb_le(stream, 8, 4);
	g_byte_array_append(stream, (const guint8 *)K3_WIDE, 8);
	for (guint32 i = levels; i > 0; i--) {
		bomb_le(stream, 0x03e8000f, 4);
		bomb_le(stream, 8 * (guint64)(i - 1), 4);
	}
	file.bytes = stream->data;
	file.size = stream->len;
	return cfb_build(&file, 1, NULL);
}

/* ---- texts and streams of records ----------------------------------------- */

#define RTF "{\\rtf1\\ansi " "\\u27231?\\u23494?\\u24615?3\\par "

static GByteArray *rtf_of(const char *repeated, guint times)
{
	g_autofree char *all = bomb_repeat(repeated, times);
	GByteArray *bytes = g_byte_array_new();

	bomb_put(bytes, RTF);
	bomb_put(bytes, all);
	return bytes;
}

static GByteArray *rtf_braces(Brief *brief)
{
	(void)brief;
	return rtf_of("{", 1000000);
}

/* Where each stands must not be looked for from the beginning each time. */
static GByteArray *rtf_markings(Brief *brief)
{
	(void)brief;
	return rtf_of("[C3I1A1]\\par\n", 500000);
}

static GByteArray *rtf_bin(Brief *brief)
{
	(void)brief;
	return rtf_of("\\bin100000000 ", 100000);
}

/* A subject, and attributes that claim more than there is. */
static GByteArray *tnef_lengths(Brief *brief)
{
	static const char subject[] = "\x8b@\x96\xa7\x90\xab" "3";
	GByteArray *bytes = g_byte_array_new();
	guint sum = 0;

	(void)brief;
	bomb_le(bytes, 0x223e9f78, 4);
	bomb_le(bytes, 1, 2);
	bomb_le(bytes, 1, 1);
	bomb_le(bytes, 0x00069007, 4);
	bomb_le(bytes, 8, 4);
	bomb_le(bytes, 932, 8);
	bomb_le(bytes, 0xa4 + 0x03, 2);
	bomb_le(bytes, 1, 1);
	bomb_le(bytes, 0x00018004, 4);
	bomb_le(bytes, sizeof subject, 4);
	for (gsize i = 0; i < sizeof subject; i++)
		sum += (guint8)subject[i];
	g_byte_array_append(bytes, (const guint8 *)subject, sizeof subject);
	bomb_le(bytes, sum, 2);
	for (guint i = 0; i < 1000; i++) {
		bomb_le(bytes, 1, 1);
		bomb_le(bytes, 0x00069003, 4);
		bomb_le(bytes, 0xffffffff, 4);
		bomb_le(bytes, 0x0102ffffffffffff, 8);
	}
	return bytes;
}

static GByteArray *text_of(const char *begin, const char *repeated,
			   guint times)
{
	g_autofree char *all = bomb_repeat(repeated, times);
	GByteArray *bytes = g_byte_array_new();

	bomb_put(bytes, begin);
	bomb_put(bytes, all);
	return bytes;
}

static GByteArray *csv_columns(Brief *brief)
{
	(void)brief;
	return text_of(K3 "\n", "x,", 1000000);
}

static GByteArray *csv_rows(Brief *brief)
{
	brief->limits.cells = 500000;
	return text_of(K3 "\n", "x,y\n", 1000000);
}

static GByteArray *csv_quotes(Brief *brief)
{
	(void)brief;
	return text_of(K3 "\n", "\"x,\n", 1000000);
}

static GByteArray *vcard_rows(Brief *brief)
{
	(void)brief;
	return text_of("BEGIN:VCARD\nNOTE:" K3 "\n", "BEGIN:VCARD\nN:x;\n",
		       500000);
}

static GByteArray *vcard_folds(Brief *brief)
{
	(void)brief;
	return text_of("BEGIN:VCARD\nNOTE:" K3 "\nNOTE;X=\"", "x;\n ", 1000000);
}

#endif
