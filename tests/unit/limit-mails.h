/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * limit-mails.h - small files that reach one limit of inspection each.
 */
#ifndef TESTS_UNIT_LIMIT_MAILS_H
#define TESTS_UNIT_LIMIT_MAILS_H

#include <string.h>

#include "bomb-build.h"
#include "cfb-build.h"
#include "tools.h"

/* A mail of a text, which may be empty, and a file. (transfer full) */
static inline char *mail_of_file(const char *text, const char *name,
				 const guint8 *bytes, gsize size)
{
	g_autofree char *base64 = g_base64_encode(bytes, size);

	return g_strdup_printf(
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n%s\n--b\n"
		"Content-Type: application/octet-stream\n"
		"Content-Disposition: attachment; filename=%s\n"
		"Content-Transfer-Encoding: base64\n\n%s\n--b--\n",
		text, name, base64);
}

static inline char *mail_of_bytes(const char *name, GByteArray *taken)
{
	g_autoptr(GByteArray) bytes = taken;

	return mail_of_file("x", name, bytes->data, bytes->len);
}

/* What a shell command makes of it in a folder of its own: a file "out". */
static inline char *mail_of_tool(const char *text, const char *name,
				 const char *command)
{
	Tools *tools = tools_new();
	g_autoptr(GByteArray) bytes = NULL;
	char *mail;

	tools_must(tools, command);
	bytes = tools_read(tools, "out");
	mail = mail_of_file(text, name, bytes->data, bytes->len);
	tools_free(tools);
	return mail;
}

static inline char *mail_of_parts(guint count, const char *part)
{
	g_autofree char *parts = bomb_repeat(part, count);

	return g_strconcat("Content-Type: multipart/mixed; boundary=b\n\n",
			   parts, "--b--\n", NULL);
}

/* ---- mails ---------------------------------------------------------------- */

static char *nested_mails(void)
{
	g_autofree char *levels =
		bomb_repeat("Content-Type: message/rfc822\n\n", 5);

	return g_strconcat(levels, "\nx\n", NULL);
}

static char *five_parts(void)
{
	return mail_of_parts(5, "--b\n\nx\n");
}

static char *long_header(void)
{
	g_autofree char *fill = g_strnfill(5000, 'x');

	return g_strconcat("Subject: s\nX: ", fill, "\n\nx\n", NULL);
}

static char *large_parts(void)
{
	g_autofree char *fill = g_strnfill(40000, 'x');
	g_autofree char *part = g_strconcat("--b\n\n", fill, "\n", NULL);

	return mail_of_parts(2, part);
}

static char *long_text(void)
{
	g_autofree char *fill = bomb_repeat("word ", 1000);

	return g_strconcat("Subject: s\n\n", fill, "\n", NULL);
}

static char *many_addresses(void)
{
	GString *mail = g_string_new("To: a@x.example");

	for (guint i = 0; i < 20; i++)
		g_string_append_printf(mail, ",\n b%u@x.example", i);
	g_string_append(mail, "\n\nx\n");
	return g_string_free(mail, FALSE);
}

static char *many_marks(void)
{
	GString *mail = g_string_new("Subject: s\n\n");

	for (guint i = 1; i <= 20; i++)
		g_string_append_printf(mail, "【%*s機密性3】\n\nお世話に"
				       "なります%u。\n\n", (int)i, "", i);
	return g_string_free(mail, FALSE);
}

static char *slow_to_match(void)
{
	g_autofree char *fill = g_strnfill(300, 'a');

	return g_strconcat("Subject: s\n\n", fill, "x\n", NULL);
}

/* By "(a+)+$": milliseconds each, which none of them may take alone. */
static char *slow_lines(void)
{
	g_autofree char *lines =
		bomb_repeat("aaaaaaaaaaaaaaaaa!\n", 4000);

	return g_strconcat("Subject: s\n\n", lines, NULL);
}

static char *quick_line(void)
{
	return g_strdup("Subject: s\n\naaaa!\n");
}

/* ---- archives --------------------------------------------------------------- */

static GByteArray *zip_with(guint members, guint megabytes)
{
	g_autofree char *zeros = g_strnfill(1 << 20, '0');
	const Piece piece = { zeros, 1 << 20, megabytes };
	BombZip zip = bomb_zip();

	for (guint i = 0; i < members; i++) {
		g_autofree char *name = g_strdup_printf("%u.bin", i);

		if (megabytes > 0)
			bomb_zip_add(&zip, name, &piece, 1);
		else
			bomb_zip_store(&zip, name, (const guint8 *)"abc", 3);
	}
	return bomb_zip_end(&zip);
}

static char *zip_for_the_scanner(void)
{
	return mail_of_bytes("a.zip", zip_with(1, 1));
}

static char *zip_of_files(void)
{
	return mail_of_bytes("a.zip", zip_with(30, 0));
}

static char *zip_in_zip(void)
{
	GByteArray *inner = zip_with(1, 0);

	for (guint i = 0; i < 5; i++) {
		BombZip zip = bomb_zip();

		bomb_zip_store(&zip, "a.zip", inner->data, inner->len);
		g_byte_array_unref(inner);
		inner = bomb_zip_end(&zip);
	}
	return mail_of_bytes("a.zip", inner);
}

/* Each of them takes the scanner a good part of a second. */
static char *zips_for_the_scanner(void)
{
	g_autoptr(GByteArray) zip = zip_with(1, 150);
	g_autofree char *base64 = g_base64_encode(zip->data, zip->len);
	g_autofree char *part = g_strconcat(
		"--b\nContent-Type: application/zip; name=a.zip\n"
		"Content-Transfer-Encoding: base64\n\n", base64, "\n", NULL);

	return mail_of_parts(12, part);
}

static char *large_dictionary(void)
{
	return mail_of_tool("x", "a.7z", "seq 300000 > a && 7z a -m0=lzma "
			    "-md=1m a.7z a && mv a.7z out");
}

static char *said_words(void)
{
	return mail_of_tool("パスワード: tobira1\nパスワード: tobira2\n"
			    "パスワード: tobira3\n", "a.zip", "echo hello > a "
			    "&& zip -P other a.zip a && mv a.zip out");
}

static char *slow_words(void)
{
	return mail_of_tool("パスワード: tobira1\nパスワード: tobira2\n"
			    "パスワード: tobira3\n", "a.7z", "echo hello > a "
			    "&& 7z a -mhe=on -pother a.7z a && mv a.7z out");
}

/* ---- documents -------------------------------------------------------------- */

static char *csv_cells(void)
{
	g_autofree char *row = bomb_repeat("1,", 20);
	g_autofree char *line = g_strconcat(row, "1\n", NULL);
	g_autofree char *rows = bomb_repeat(line, 100);

	return mail_of_file("x", "a.csv", (const guint8 *)rows, strlen(rows));
}

#define PDF_PAGE "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"

static char *pdf_pages(void)
{
	BombPdf pdf = { .bytes = NULL };

	bomb_pdf_add(&pdf, "<</Type/Catalog/Pages 2 0 R>>");
	bomb_pdf_add(&pdf, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>");
	bomb_pdf_add(&pdf, PDF_PAGE);
	bomb_pdf_add(&pdf, PDF_PAGE);
	return mail_of_bytes("a.pdf", bomb_pdf_end(&pdf));
}

/* Twenty bookmarks in a row; more objects than fifty, anyhow. */
static char *pdf_bookmarks(void)
{
	BombPdf pdf = { .bytes = NULL };

	bomb_pdf_add(&pdf, "<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>");
	bomb_pdf_add(&pdf, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	bomb_pdf_add(&pdf, PDF_PAGE);
	bomb_pdf_add(&pdf, "<</First 5 0 R/Last 44 0 R/Count 40>>");
	for (guint i = 5; i < 45; i++) {
		g_autofree char *next = i == 44 ? g_strdup("") :
			g_strdup_printf("/Next %u 0 R", i + 1);
		g_autofree char *text = g_strdup_printf(
			"<</Title(a)/Parent 4 0 R/Dest[3 0 R/Fit]%s>>", next);

		bomb_pdf_add(&pdf, text);
	}
	return mail_of_bytes("a.pdf", bomb_pdf_end(&pdf));
}

static char *three_streams(void)
{
	static const CfbFile files[] = {
		{ "a", "1", 1 }, { "b", "2", 1 }, { "c", "3", 1 },
	};

	return mail_of_bytes("a.doc", cfb_build(files, 3, NULL));
}

/* A page that draws a form that draws ten that draw ten each, and so on. */
static char *pdf_forms(void)
{
	static const char draw[] = "/A Do /A Do /A Do /A Do /A Do "
				   "/A Do /A Do /A Do /A Do /A Do";
	BombPdf pdf = { .bytes = NULL };

	bomb_pdf_add(&pdf, "<</Type/Catalog/Pages 2 0 R>>");
	bomb_pdf_add(&pdf, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	bomb_pdf_add(&pdf, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]"
		     "/Contents 4 0 R/Resources<</XObject<</A 4 0 R>>>>>>");
	for (guint i = 0; i < 11; i++) {
		g_autofree char *keys = g_strdup_printf(
			"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
			"/Resources<</XObject<</A %u 0 R>>>>", pdf.count + 2);

		bomb_pdf_stream(&pdf, keys, (const guint8 *)draw,
				strlen(draw));
	}
	return mail_of_bytes("a.pdf", bomb_pdf_end(&pdf));
}

#endif
