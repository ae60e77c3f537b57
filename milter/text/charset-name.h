/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * charset-name.h - what a declared charset name stands for.
 */
#ifndef TEXT_CHARSET_NAME_H
#define TEXT_CHARSET_NAME_H

#include <iconv.h>

#include <glib.h>

/* How a charset is read: by code of our own, or by iconv. */
typedef enum {
	CODE_UNKNOWN,	/* no name, one that nobody knows, or US-ASCII */
	CODE_UTF8,
	CODE_UTF7,
	CODE_UTF16,	/* byte order by its mark, or by trying */
	CODE_UTF16LE,
	CODE_UTF16BE,
	CODE_UTF32,
	CODE_JIS,	/* the ISO-2022 family */
	CODE_CP932,
	CODE_EUC_JP,
	CODE_HZ,
	CODE_SINGLE,	/* iconv; one byte a character, reads nearly anything */
	CODE_MULTI,	/* iconv; several bytes a character */
	CODE_COUNT
} Code;

typedef struct Charset {
	Code code;
	iconv_t converter;	/* for CODE_SINGLE and CODE_MULTI */
} Charset;

/* Opens the converters of every name; the first call does the work. */
void charset_name_warm_up(void);

/*
 * @declared may be NULL. Case, punctuation and an RFC 2231 language
 * ("utf-8*ja") do not matter, and vendor supersets stand in for what they
 * extend.
 */
Charset charset_find(const char *declared);

#endif
