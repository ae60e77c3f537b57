/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_tnef.c - winmail.dat, and the RTF that mails are packed in.
 *
 * The records are built here, by [MS-OXTNEF]; no program that writes them
 * was to be had.
 */
#include "documents/compressed-rtf.h"
#include "documents/formats.h"

#include "document-record.h"
#include "text/charset.h"

static const char begin[] = "\x78\x9f\x3e\x22\x01\x00";

static void add_u32(GByteArray *to, guint32 value)
{
	const guint8 bytes[4] = {
		(guint8)value, (guint8)(value >> 8), (guint8)(value >> 16),
		(guint8)(value >> 24),
	};

	g_byte_array_append(to, bytes, 4);
}

static void add(GByteArray *to, guint8 level, guint32 number,
		const void *data, gsize size)
{
	const guint8 *bytes = data;
	guint sum = 0;
	guint8 check[2];

	for (gsize i = 0; i < size; i++)
		sum += bytes[i];
	check[0] = (guint8)sum;
	check[1] = (guint8)(sum >> 8);
	g_byte_array_append(to, &level, 1);
	add_u32(to, number);
	add_u32(to, (guint32)size);
	g_byte_array_append(to, bytes, (guint)size);
	g_byte_array_append(to, check, 2);
}

/* A mail with a subject, a text, a named property and an attachment. */
static GByteArray *mail(void)
{
	static const guint8 codepage[8] = { 0xa4, 0x03 };
	static const char properties[] =
		"\x01\0\0\0" "\x1f\0\x01\x80" "0123456789abcdef"
		"\x01\0\0\0" "\x04\0\0\0" "L\0\0\0"
		"\x01\0\0\0" "\x06\0\0\0" "v\0w\0\0\0\0";
	GByteArray *bytes = g_byte_array_new();

	g_byte_array_append(bytes, (const guint8 *)begin, 6);
	add(bytes, 1, 0x00069007, codepage, sizeof(codepage));
	add(bytes, 1, 0x00018004, "\x8b@\x96\xa7", 5);
	add(bytes, 1, 0x0002800c, "body", 5);
	add(bytes, 1, 0x00069003, properties, sizeof(properties));
	add(bytes, 2, 0x00069002, "", 1);
	add(bytes, 2, 0x00018010, "a.txt", 6);
	add(bytes, 2, 0x0006800f, "abc", 3);
	return bytes;
}

static const char events[] =
	"property|Subject|機密|message\ndoc-text|body, line 1|body\n"
	"property|L|vw|message\nembedded|a.txt||3\n";

static void whole(void)
{
	g_autoptr(GByteArray) bytes = mail();
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	tnef_read(&document, bytes->data, bytes->len);
	g_assert_cmpstr(record->str, ==, events);
}

static void cut(void)
{
	g_autoptr(GByteArray) bytes = mail();
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	tnef_read(&document, bytes->data, bytes->len - 3);
	g_assert_nonnull(strstr(record->str, "problem|malformed|TNEF is cut"));
	g_assert_nonnull(strstr(record->str, "embedded|a.txt||2"));
}

static void wrong_checksum(void)
{
	g_autoptr(GByteArray) bytes = mail();
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	bytes->data[bytes->len - 1] ^= 1;
	tnef_read(&document, bytes->data, bytes->len);
	g_assert_nonnull(strstr(record->str, "problem|malformed|TNEF check"));
	g_assert_nonnull(strstr(record->str, "embedded|a.txt||3"));
}

/* Packed by another program: the example of its documentation. */
static void compressed_rtf(void)
{
	static const char packed[] =
		"#\0\0\0\"\0\0\0LZFu3\\\xe8t\x03\0\n\0rcpg125\x92" "2\n\xf3 "
		"t\x07\x90t}\x0f\x10";
	static const char text[] = "{\\rtf1\\ansi\\ansicpg1252\\pard test}";
	gboolean is_whole;
	g_autoptr(GByteArray) rtf =
		compressed_rtf_read((const guint8 *)packed, sizeof(packed) - 1,
				    1000, &is_whole);

	g_assert_cmpmem(rtf->data, rtf->len, text, sizeof(text) - 1);
	g_assert_true(is_whole);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	g_test_add_func("/documents/tnef/whole", whole);
	g_test_add_func("/documents/tnef/cut", cut);
	g_test_add_func("/documents/tnef/wrong-checksum", wrong_checksum);
	g_test_add_func("/documents/tnef/compressed-rtf", compressed_rtf);
	return g_test_run();
}
