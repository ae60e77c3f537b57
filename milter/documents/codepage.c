/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * codepage.c - text in one of the code pages that Windows numbers.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none. Converters are those that text/ opened before confinement.
 */
#include "documents/codepage.h"

#include <string.h>

#include "text/charset-name.h"
#include "text/charset.h"
#include "text/decode.h"
#include "text/jis.h"

/* Those that text/ knows by another name than "windows" and the number. */
static const struct {
	guint codepage;
	const char *charset;
} charsets[] = {
	{ 437, "ibm437" },
	{ 850, "ibm850" },
	{ 1201, "utf-16be" },
	{ 1361, "johab" },
	{ 10000, "macintosh" },
	{ 10001, "x-mac-japanese" },
	{ 20127, "windows-1252" },
	{ 20866, "koi8-r" },
	{ 20932, "euc-jp" },
	{ 21866, "koi8-u" },
	{ 28591, "iso-8859-1" },
	{ 28592, "iso-8859-2" },
	{ 28597, "iso-8859-7" },
	{ 50220, "iso-2022-jp" },
	{ 50221, "iso-2022-jp" },
	{ 50222, "iso-2022-jp" },
	{ 51932, "euc-jp" },
	{ 51949, "euc-kr" },
	{ 54936, "gb18030" },
	{ 65000, "utf-7" },
	{ 65001, "utf-8" },
};

static char *guess(const char *charset, const guint8 *bytes, gsize size)
{
	g_autoptr(Readings) readings = charset_read(bytes, size, charset);

	return g_strdup(readings->texts->pdata[0]);
}

static char *other_text(guint codepage, const guint8 *bytes, gsize size)
{
	g_autofree char *name = g_strdup_printf("windows-%u", codepage);
	Charset charset;
	GString *out;

	for (guint i = 0; i < G_N_ELEMENTS(charsets); i++) {
		if (charsets[i].codepage == codepage)
			return guess(charsets[i].charset, bytes, size);
	}
	charset = charset_find(name);
	if (charset.code != CODE_SINGLE && charset.code != CODE_MULTI)
		return guess(NULL, bytes, size);
	out = g_string_sized_new(size + 16);
	(void)decode_iconv(charset.converter, bytes, size, out);
	return g_string_free(out, FALSE);
}

/* Strings in files end where their NUL says, or hold some by mistake. */
static char *without_nuls(GString *text)
{
	gsize to = 0;

	for (gsize i = 0; i < text->len; i++) {
		if (text->str[i])
			text->str[to++] = text->str[i];
	}
	g_string_truncate(text, to);
	return g_string_free(text, FALSE);
}

char *codepage_text(guint codepage, const guint8 *bytes, gsize size)
{
	GString *out;

	if (codepage != CODEPAGE_UTF16 && codepage != CODEPAGE_JAPANESE) {
		const guint8 *nul = size > 0 ? memchr(bytes, 0, size) : NULL;

		return other_text(codepage, bytes,
				  nul ? (gsize)(nul - bytes) : size);
	}
	out = g_string_sized_new(size + 16);
	if (codepage == CODEPAGE_UTF16)
		(void)decode_utf16(bytes, size, TRUE, out);
	else
		(void)decode_cp932(bytes, size, out);
	return without_nuls(out);
}

guint codepage_of_language(guint language)
{
	static const struct {
		guint primary;
		guint codepage;
	} languages[] = {
		{ 0x01, 1256 }, { 0x02, 1251 }, { 0x04, 936 },
		{ 0x05, 1250 }, { 0x08, 1253 }, { 0x0d, 1255 },
		{ 0x0e, 1250 }, { 0x11, 932 }, { 0x12, 949 },
		{ 0x15, 1250 }, { 0x19, 1251 }, { 0x1e, 874 },
		{ 0x1f, 1254 }, { 0x22, 1251 }, { 0x2a, 1258 },
	};

	if ((language & 0xffff) == 0x0404 || (language & 0xffff) == 0x0c04)
		return 950;
	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		if (languages[i].primary == (language & 0x3ff))
			return languages[i].codepage;
	}
	return CODEPAGE_WESTERN;
}
