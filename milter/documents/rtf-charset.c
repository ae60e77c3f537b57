/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * rtf-charset.c - charsets, by the numbers that RTF and MAPI have for them.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/rtf-charset.h"

static const struct {
	guint codepage;
	const char *charset;
} charsets[] = {
	{ 437, "cp437" },		{ 850, "cp850" },
	{ 874, "windows-874" },		{ 932, "cp932" },
	{ 936, "cp936" },		{ 949, "cp949" },
	{ 950, "cp950" },		{ 1200, "utf-16le" },
	{ 1201, "utf-16be" },		{ 1250, "windows-1250" },
	{ 1251, "windows-1251" },	{ 1252, "windows-1252" },
	{ 1253, "windows-1253" },	{ 1254, "windows-1254" },
	{ 1255, "windows-1255" },	{ 1256, "windows-1256" },
	{ 1257, "windows-1257" },	{ 1258, "windows-1258" },
	{ 1361, "johab" },		{ 10000, "macintosh" },
	{ 10001, "cp932" },		{ 20866, "koi8-r" },
	{ 20932, "euc-jp" },		{ 21866, "koi8-u" },
	{ 28591, "iso-8859-1" },	{ 28592, "iso-8859-2" },
	{ 28595, "iso-8859-5" },	{ 28597, "iso-8859-7" },
	{ 28605, "iso-8859-15" },	{ 50220, "iso-2022-jp" },
	{ 50221, "iso-2022-jp" },	{ 50222, "iso-2022-jp" },
	{ 50225, "iso-2022-kr" },	{ 51932, "euc-jp" },
	{ 51936, "gb2312" },		{ 51949, "euc-kr" },
	{ 52936, "hz-gb-2312" },	{ 54936, "gb18030" },
	{ 65000, "utf-7" },		{ 65001, "utf-8" },
};

/* [RTF 1.9.1] \fcharset. */
static const struct {
	guint charset;
	guint codepage;
} fonts[] = {
	{ 0, 1252 },	{ 77, 10000 },	{ 78, 10001 },	{ 128, 932 },
	{ 129, 949 },	{ 130, 1361 },	{ 134, 936 },	{ 136, 950 },
	{ 161, 1253 },	{ 162, 1254 },	{ 163, 1258 },	{ 177, 1255 },
	{ 178, 1256 },	{ 186, 1257 },	{ 204, 1251 },	{ 222, 874 },
	{ 238, 1250 },	{ 254, 437 },	{ 255, 850 },
};

const char *rtf_charset(guint codepage)
{
	for (guint i = 0; i < G_N_ELEMENTS(charsets); i++) {
		if (charsets[i].codepage == codepage)
			return charsets[i].charset;
	}
	return NULL;
}

guint rtf_font_codepage(guint charset)
{
	for (guint i = 0; i < G_N_ELEMENTS(fonts); i++) {
		if (fonts[i].charset == charset)
			return fonts[i].codepage;
	}
	return 0;
}
