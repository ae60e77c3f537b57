/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * charset-name.c - what a declared charset name stands for.
 *
 * Runs in:  worker (warm-up in its keeper).
 * Trusts:   nothing.
 * Effects:  keeps iconv descriptors open, set once. A confined worker cannot
 *           load a gconv module any more, so the names below are all there
 *           are; whatever else is declared counts as undeclared.
 * Limits:   iconv descriptors have a state and are shared: one thread.
 */
#include "text/charset-name.h"

#include <string.h>

#define NAME_SIZE 40	/* longer ones are nobody's */

typedef struct Name {
	const char *name;	/* lower case, letters and digits only */
	Code code;
	const char *converter;	/* rows of one converter stand together */
} Name;

/* ISO-8859-1 is read as Windows reads it: its C1 controls are never meant. */
static const Name names[] = {
	{ "utf8",		CODE_UTF8,	NULL },
	{ "utf8mb4",		CODE_UTF8,	NULL },
	{ "unicode11utf8",	CODE_UTF8,	NULL },
	{ "unicode20utf8",	CODE_UTF8,	NULL },
	{ "xunicode20utf8",	CODE_UTF8,	NULL },
	{ "cp65001",		CODE_UTF8,	NULL },
	{ "utf7",		CODE_UTF7,	NULL },
	{ "unicode11utf7",	CODE_UTF7,	NULL },
	{ "xunicode20utf7",	CODE_UTF7,	NULL },
	{ "cp65000",		CODE_UTF7,	NULL },
	{ "utf16",		CODE_UTF16,	NULL },
	{ "unicode",		CODE_UTF16,	NULL },
	{ "ucs2",		CODE_UTF16,	NULL },
	{ "iso10646ucs2",	CODE_UTF16,	NULL },
	{ "utf16le",		CODE_UTF16LE,	NULL },
	{ "utf16be",		CODE_UTF16BE,	NULL },
	{ "unicodefffe",	CODE_UTF16BE,	NULL },
	{ "utf32",		CODE_UTF32,	NULL },
	{ "utf32le",		CODE_UTF32,	NULL },
	{ "utf32be",		CODE_UTF32,	NULL },
	{ "ucs4",		CODE_UTF32,	NULL },
	{ "iso10646ucs4",	CODE_UTF32,	NULL },
	{ "csiso2022jp",	CODE_JIS,	NULL },
	{ "csiso2022jp2",	CODE_JIS,	NULL },
	{ "cp50220",		CODE_JIS,	NULL },
	{ "cp50221",		CODE_JIS,	NULL },
	{ "cp50222",		CODE_JIS,	NULL },
	{ "jis",		CODE_JIS,	NULL },
	{ "junet",		CODE_JIS,	NULL },
	{ "jis7",		CODE_JIS,	NULL },
	{ "iso2022kr",		CODE_JIS,	NULL },
	{ "csiso2022kr",	CODE_JIS,	NULL },
	{ "iso2022cn",		CODE_JIS,	NULL },
	{ "shiftjis",		CODE_CP932,	NULL },
	{ "shiftjis2004",	CODE_CP932,	NULL },
	{ "shiftjisx0213",	CODE_CP932,	NULL },
	{ "xshiftjis",		CODE_CP932,	NULL },
	{ "csshiftjis",		CODE_CP932,	NULL },
	{ "sjis",		CODE_CP932,	NULL },
	{ "sjiswin",		CODE_CP932,	NULL },
	{ "sjis2004",		CODE_CP932,	NULL },
	{ "xsjis",		CODE_CP932,	NULL },
	{ "mskanji",		CODE_CP932,	NULL },
	{ "xmscp932",		CODE_CP932,	NULL },
	{ "ms932",		CODE_CP932,	NULL },
	{ "cp932",		CODE_CP932,	NULL },
	{ "ibm932",		CODE_CP932,	NULL },
	{ "cp943",		CODE_CP932,	NULL },
	{ "ibm943",		CODE_CP932,	NULL },
	{ "windows932",		CODE_CP932,	NULL },
	{ "windows31j",		CODE_CP932,	NULL },
	{ "cswindows31j",	CODE_CP932,	NULL },
	{ "macjapanese",	CODE_CP932,	NULL },
	{ "xmacjapanese",	CODE_CP932,	NULL },
	{ "eucjp",		CODE_EUC_JP,	NULL },
	{ "eucjpms",		CODE_EUC_JP,	NULL },
	{ "eucjpwin",		CODE_EUC_JP,	NULL },
	{ "eucjis2004",		CODE_EUC_JP,	NULL },
	{ "eucjisx0213",	CODE_EUC_JP,	NULL },
	{ "xeucjp",		CODE_EUC_JP,	NULL },
	{ "xeuc",		CODE_EUC_JP,	NULL },
	{ "euc",		CODE_EUC_JP,	NULL },
	{ "ujis",		CODE_EUC_JP,	NULL },
	{ "cp51932",		CODE_EUC_JP,	NULL },
	{ "cseucpkdfmtjapanese", CODE_EUC_JP,	NULL },
	{ "extendedunixcodepackedformatforjapanese", CODE_EUC_JP, NULL },
	{ "hzgb2312",		CODE_HZ,	NULL },
	{ "hz",			CODE_HZ,	NULL },
	{ "gb18030",		CODE_MULTI,	"GB18030" },
	{ "gb2312",		CODE_MULTI,	"GB18030" },
	{ "csgb2312",		CODE_MULTI,	"GB18030" },
	{ "gbk",		CODE_MULTI,	"GB18030" },
	{ "xgbk",		CODE_MULTI,	"GB18030" },
	{ "euccn",		CODE_MULTI,	"GB18030" },
	{ "cp936",		CODE_MULTI,	"GB18030" },
	{ "windows936",		CODE_MULTI,	"GB18030" },
	{ "big5",		CODE_MULTI,	"BIG5-HKSCS" },
	{ "big5hkscs",		CODE_MULTI,	"BIG5-HKSCS" },
	{ "csbig5",		CODE_MULTI,	"BIG5-HKSCS" },
	{ "xxbig5",		CODE_MULTI,	"BIG5-HKSCS" },
	{ "cp950",		CODE_MULTI,	"BIG5-HKSCS" },
	{ "windows950",		CODE_MULTI,	"BIG5-HKSCS" },
	{ "euctw",		CODE_MULTI,	"EUC-TW" },
	{ "euckr",		CODE_MULTI,	"UHC" },
	{ "cseuckr",		CODE_MULTI,	"UHC" },
	{ "ksc56011987",	CODE_MULTI,	"UHC" },
	{ "ksc5601",		CODE_MULTI,	"UHC" },
	{ "uhc",		CODE_MULTI,	"UHC" },
	{ "cp949",		CODE_MULTI,	"UHC" },
	{ "windows949",		CODE_MULTI,	"UHC" },
	{ "johab",		CODE_MULTI,	"JOHAB" },
	{ "iso88591",		CODE_SINGLE,	"CP1252" },
	{ "latin1",		CODE_SINGLE,	"CP1252" },
	{ "l1",			CODE_SINGLE,	"CP1252" },
	{ "cp1252",		CODE_SINGLE,	"CP1252" },
	{ "windows1252",	CODE_SINGLE,	"CP1252" },
	{ "xansi",		CODE_SINGLE,	"CP1252" },
	{ "cp1250",		CODE_SINGLE,	"CP1250" },
	{ "windows1250",	CODE_SINGLE,	"CP1250" },
	{ "cp1251",		CODE_SINGLE,	"CP1251" },
	{ "windows1251",	CODE_SINGLE,	"CP1251" },
	{ "windows1253",	CODE_SINGLE,	"CP1253" },
	{ "windows1254",	CODE_SINGLE,	"CP1254" },
	{ "iso88599",		CODE_SINGLE,	"CP1254" },
	{ "windows1255",	CODE_SINGLE,	"CP1255" },
	{ "windows1256",	CODE_SINGLE,	"CP1256" },
	{ "windows1257",	CODE_SINGLE,	"CP1257" },
	{ "windows1258",	CODE_SINGLE,	"CP1258" },
	{ "iso88592",		CODE_SINGLE,	"ISO-8859-2" },
	{ "iso88593",		CODE_SINGLE,	"ISO-8859-3" },
	{ "iso88594",		CODE_SINGLE,	"ISO-8859-4" },
	{ "iso88595",		CODE_SINGLE,	"ISO-8859-5" },
	{ "iso88596",		CODE_SINGLE,	"ISO-8859-6" },
	{ "iso88597",		CODE_SINGLE,	"ISO-8859-7" },
	{ "iso88598",		CODE_SINGLE,	"ISO-8859-8" },
	{ "iso88598i",		CODE_SINGLE,	"ISO-8859-8" },
	{ "iso885910",		CODE_SINGLE,	"ISO-8859-10" },
	{ "iso885911",		CODE_SINGLE,	"ISO-8859-11" },
	{ "tis620",		CODE_SINGLE,	"ISO-8859-11" },
	{ "windows874",		CODE_SINGLE,	"ISO-8859-11" },
	{ "iso885913",		CODE_SINGLE,	"ISO-8859-13" },
	{ "iso885914",		CODE_SINGLE,	"ISO-8859-14" },
	{ "iso885915",		CODE_SINGLE,	"ISO-8859-15" },
	{ "latin9",		CODE_SINGLE,	"ISO-8859-15" },
	{ "iso885916",		CODE_SINGLE,	"ISO-8859-16" },
	{ "koi8r",		CODE_SINGLE,	"KOI8-R" },
	{ "koi8u",		CODE_SINGLE,	"KOI8-U" },
	{ "macintosh",		CODE_SINGLE,	"MACINTOSH" },
	{ "ibm437",		CODE_SINGLE,	"IBM437" },
	{ "cp437",		CODE_SINGLE,	"IBM437" },
	{ "ibm850",		CODE_SINGLE,	"IBM850" },
	{ "cp850",		CODE_SINGLE,	"IBM850" },
};

static iconv_t converters[G_N_ELEMENTS(names)];

void charset_name_warm_up(void)
{
	static gsize ready;

	if (!g_once_init_enter(&ready))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *wanted = names[i].converter;

		if (!wanted)
			converters[i] = (iconv_t)-1;
		else if (i > 0 &&
			 g_strcmp0(wanted, names[i - 1].converter) == 0)
			converters[i] = converters[i - 1];
		else
			converters[i] = iconv_open("UTF-8", wanted);
	}
	g_once_init_leave(&ready, 1);
}

static void normalise(const char *declared, char name[NAME_SIZE])
{
	gsize size = 0;

	for (const char *at = declared; *at && *at != '*'; at++) {
		if (!g_ascii_isalnum(*at))
			continue;
		if (size == NAME_SIZE - 1) {
			size = 0;
			break;
		}
		name[size++] = g_ascii_tolower(*at);
	}
	name[size] = '\0';
}

Charset charset_find(const char *declared)
{
	const Charset unknown = { CODE_UNKNOWN, (iconv_t)-1 };
	char name[NAME_SIZE];

	charset_name_warm_up();
	if (!declared)
		return unknown;
	normalise(declared, name);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strcmp(names[i].name, name) != 0)
			continue;
		if (names[i].converter && converters[i] == (iconv_t)-1)
			return unknown;
		return (Charset){ names[i].code, converters[i] };
	}
	/* -ms, -1, -2, -3, -2004, -cp932 ...: one machine reads them all. */
	if (g_str_has_prefix(name, "iso2022jp"))
		return (Charset){ CODE_JIS, (iconv_t)-1 };
	return unknown;
}
