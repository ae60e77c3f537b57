/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_type.c - what bytes are, whatever they are called.
 */
#include "containers/type.h"

#include <string.h>

#include "tools.h"

#define BYTES(s) s, sizeof(s) - 1

static const struct {
	const char *name;
	const char *bytes;
	gsize size;
	const char *type;
} cases[] = {
	{ "nothing", BYTES(""), "application/octet-stream" },
	{ "pdf", BYTES("%PDF-1.7\n%\xe2\xe3"), "application/pdf" },
	{ "ole", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"),
	  "application/x-ole-storage" },
	{ "png", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "image/png" },
	{ "jpeg", BYTES("\xff\xd8\xff\xe0\0\x10JFIF\0"), "image/jpeg" },
	{ "gif", BYTES("GIF89a\x01\0\x01\0"), "image/gif" },
	{ "rtf", BYTES("{\\rtf1\\ansi hello}"), "application/rtf" },
	{ "elf", BYTES("\x7f" "ELF\x02\x01\x01\0"),
	  "application/x-executable" },
	{ "html", BYTES("  <!DOCTYPE HTML>\n<p>x"), "text/html" },
	{ "html-behind-a-byte-order-mark", BYTES("\xef\xbb\xbf<html>"),
	  "text/html" },
	{ "xml", BYTES("<?xml version=\"1.0\"?><a/>"), "text/xml" },
	{ "ascii", BYTES("hello, world\r\n"), "text/plain" },
	{ "utf-8", BYTES("\xe6\xa9\x9f\xe5\xaf\x86\xe6\x80\xa7"),
	  "text/plain" },
	{ "cp932", BYTES("\x8b\x40\x96\xa7\x90\xab\x82\x52\x8f\xee\x95\xf1\n"),
	  "text/plain" },
	{ "euc-jp", BYTES("\xb5\xa1\xcc\xa9\xc0\xad\xa3\xb3\n"), "text/plain" },
	{ "iso-2022-jp", BYTES("\x1b$B5!L)@-#3\x1b(B\n"), "text/plain" },
	{ "utf-16", BYTES("\xff\xfe\x5f\x6a\xc6\x5b"), "text/plain" },
	{ "control-characters-are-no-text", BYTES("ab\0cd\x01"),
	  "application/octet-stream" },
	{ "mz-alone-is-text", BYTES("MZ is the initials of somebody"),
	  "text/plain" },
	{ "entity", BYTES("Content-Type: text/plain\r\n\r\nhello"),
	  "message/rfc822" },
	{ "mail", BYTES("Received: from a\r\n\tby b\r\nSubject: x\r\n\r\ny"),
	  "message/rfc822" },
	{ "text-with-a-colon-is-no-mail", BYTES("Note: hello\n\nworld\n"),
	  "text/plain" },
	{ "text-that-mentions-mime",
	  BYTES("About MIME\nContent-Type: text/plain\n\n"), "text/plain" },
	{ "armour", BYTES("-----BEGIN PGP MESSAGE-----\n\nhQ==\n"),
	  "application/pgp" },
	{ "clear-signed-is-text",
	  BYTES("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nhello\n"),
	  "text/plain" },
	{ "text-around-armour-is-text",
	  BYTES("Hello\n-----BEGIN PGP MESSAGE-----\n\nhQ==\n"), "text/plain" },
};

static void check(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	/* A copy of the exact size, so that a read too far is seen. */
	g_autofree guint8 *bytes = g_memdup2(cases[which].bytes,
					     cases[which].size);

	g_assert_cmpstr(type_by_content(bytes, cases[which].size), ==,
			cases[which].type);
}

static Tools *tools;

#define WRITER "python3 -c 'import zipfile\n" \
	       "z=zipfile.ZipFile(\"out\",\"w\")\n"
#define OPC ".openxmlformats-officedocument."

/* Documents that are ZIPs, and programs, made by real tools. */
static const struct {
	const char *name;
	const char *command;
	const char *type;
} made[] = {
	{ "docx", WRITER "z.writestr(\"[Content_Types].xml\",\"<x/>\")\n"
	  "z.writestr(\"word/document.xml\",\"<x/>\")\nz.close()'",
	  "application/vnd" OPC "wordprocessingml.document" },
	{ "xlsx-in-another-order", WRITER
	  "z.writestr(\"xl/workbook.xml\",\"<x/>\")\n"
	  "z.writestr(\"[Content_Types].xml\",\"<x/>\")\nz.close()'",
	  "application/vnd" OPC "spreadsheetml.sheet" },
	{ "pptx", WRITER "z.writestr(\"[Content_Types].xml\",\"<x/>\")\n"
	  "z.writestr(\"ppt/presentation.xml\",\"<x/>\")\nz.close()'",
	  "application/vnd" OPC "presentationml.presentation" },
	{ "odt", WRITER "z.writestr(\"mimetype\","
	  "\"application/vnd.oasis.opendocument.text\")\n"
	  "z.writestr(\"content.xml\",\"<x/>\")\nz.close()'",
	  "application/vnd.oasis.opendocument.text" },
	{ "jar", WRITER "z.writestr(\"META-INF/MANIFEST.MF\",\"x\")\n"
	  "z.close()'", "application/java-archive" },
	{ "word-folder-alone-is-a-zip", WRITER
	  "z.writestr(\"word/document.xml\",\"<x/>\")\nz.close()'",
	  "application/zip" },
	{ "tar", "echo x > a && tar cf out a", "application/x-tar" },
	{ "gzip", "echo x | gzip > out", "application/gzip" },
	{ "cms", "echo x > a && openssl cms -data_create -in a -outform DER "
	  "-out out", "application/pkcs7-mime" },
	{ "program", "cp /bin/true out", "application/x-executable" },
	{ "random", "openssl enc -aes-128-ctr -K 00 -iv 00 -in /dev/zero "
	  "2>/dev/null | head -c 5000 > out; test -s out",
	  "application/octet-stream" },
};

static void check_made(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(GByteArray) bytes = NULL;

	tools_must(tools, made[which].command);
	bytes = tools_read(tools, "out");
	g_assert_cmpstr(type_by_content(bytes->data, bytes->len), ==,
			made[which].type);
}

static void noise(guint8 *bytes, gsize size, GRand *random)
{
	for (gsize i = 0; i < size; i++)
		bytes[i] = (guint8)g_rand_int(random);
}

/* What is really encrypted must not be taken for plain. */
static void noise_is_not_plain(void)
{
	GRand *random = g_rand_new_with_seed(7);
	guint8 bytes[600];

	for (guint i = 0; i < 100000; i++) {
		gsize size = 1 + (gsize)g_rand_int(random) % sizeof(bytes);

		noise(bytes, size, random);
		g_assert_false(type_is_plain(bytes, size));
	}
	g_rand_free(random);
}

/* Words at the beginning, in the middle or at the end of it are. */
static void words_are_plain(void)
{
	static const char words[] =
		"this was never encrypted, whatever is said about it; "
		"this was never encrypted, whatever is said about it; "
		"this was never encrypted, whatever is said about it; "
		"this was never encrypted, whatever is said about it; "
		"this was never encrypted, whatever is said about it; ";
	guint8 bytes[4000];
	GRand *random = g_rand_new_with_seed(7);
	const gsize places[] = { 0, (sizeof(bytes) - sizeof(words)) / 2,
				 sizeof(bytes) - sizeof(words) + 1 };

	for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
		noise(bytes, sizeof(bytes), random);
		memcpy(bytes + places[i], words, sizeof(words) - 1);
		g_assert_true(type_is_plain(bytes, sizeof(bytes)));
	}
	g_assert_true(type_is_plain((const guint8 *)words, 16));
	g_assert_false(type_is_plain((const guint8 *)words, 15));
	g_rand_free(random);
}

#define ADD_TABLE(table, folder, function)				\
	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {		\
		g_autofree char *path = g_strconcat(			\
			"/containers/type/" folder, table[i].name, NULL);	\
									\
		g_test_add_data_func(path, GUINT_TO_POINTER(i),		\
				     function);				\
	}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	tools = tools_new();
	ADD_TABLE(cases, "", check)
	ADD_TABLE(made, "made/", check_made)
	g_test_add_func("/containers/type/noise-is-not-plain",
			noise_is_not_plain);
	g_test_add_func("/containers/type/words-are-plain-wherever-they-stand",
			words_are_plain);
	result = g_test_run();
	tools_free(tools);
	return result;
}
