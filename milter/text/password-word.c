/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * password-word.c - words that say "password", in whatever letters.
 *
 * Runs in:  worker.
 * Trusts:   that the text is valid UTF-8.
 * Effects:  none.
 */
#include "text/password-word.h"

#include <string.h>

#include "base/utf8.h"

/* Longest first where one begins another. Folded: small letters of ASCII,
 * katakana. */
static const struct {
	const char *word;
	gboolean is_weak;
	gboolean is_anywhere;	/* also within a longer word: zipPassword */
} words[] = {
	{ "パスワード",   FALSE, TRUE },
	{ "パスワト゛",   FALSE, TRUE },
	{ "パスワート",   FALSE, TRUE },
	{ "パスワド",     FALSE, TRUE },
	{ "パスコード",   FALSE, TRUE },
	{ "パスフレーズ", FALSE, TRUE },
	{ "パスキー",     FALSE, TRUE },
	{ "パス",         TRUE,  TRUE },
	{ "キーワード",   TRUE,  TRUE },
	{ "キー",         TRUE,  TRUE },
	{ "コード",       TRUE,  TRUE },
	{ "password",     FALSE, TRUE },
	{ "pass-word",    FALSE, TRUE },
	{ "pass word",    FALSE, TRUE },
	{ "passphrase",   FALSE, TRUE },
	{ "pass phrase",  FALSE, TRUE },
	{ "passcode",     FALSE, TRUE },
	{ "passwd",       FALSE, TRUE },
	{ "passkey",      FALSE, FALSE },
	{ "pass",         TRUE,  FALSE },
	{ "p/w",          FALSE, FALSE },
	{ "pwd",          FALSE, FALSE },
	{ "pw",           FALSE, FALSE },
	{ "pin",          TRUE,  FALSE },
	{ "key",          TRUE,  FALSE },
	{ "code",         TRUE,  FALSE },
	{ "暗証番号",     FALSE, TRUE },
	{ "暗証",         FALSE, TRUE },
	{ "合言葉",       FALSE, TRUE },
	{ "合い言葉",     FALSE, TRUE },
	{ "鍵",           TRUE,  TRUE },
	{ "密码",         FALSE, TRUE },
	{ "密碼",         FALSE, TRUE },
	{ "비밀번호",     FALSE, TRUE },
	{ "암호",         FALSE, TRUE },
};

#define FOLDED_MAX 16

typedef struct Folded {
	gunichar letters[FOLDED_MAX];
	const char *after[FOLDED_MAX];	/* where the text goes on */
	guint count;
} Folded;

/* U+FF66 to U+FF9D as full width katakana. */
static const guint16 half_width[] = {
	0x30f2, 0x30a1, 0x30a3, 0x30a5, 0x30a7, 0x30a9, 0x30e3, 0x30e5,
	0x30e7, 0x30c3, 0x30fc, 0x30a2, 0x30a4, 0x30a6, 0x30a8, 0x30aa,
	0x30ab, 0x30ad, 0x30af, 0x30b1, 0x30b3, 0x30b5, 0x30b7, 0x30b9,
	0x30bb, 0x30bd, 0x30bf, 0x30c1, 0x30c4, 0x30c6, 0x30c8, 0x30ca,
	0x30cb, 0x30cc, 0x30cd, 0x30ce, 0x30cf, 0x30d2, 0x30d5, 0x30d8,
	0x30db, 0x30de, 0x30df, 0x30e0, 0x30e1, 0x30e2, 0x30e4, 0x30e6,
	0x30e8, 0x30e9, 0x30ea, 0x30eb, 0x30ec, 0x30ed, 0x30ef, 0x30f3,
};

static gboolean is_katakana(gunichar c)
{
	return c >= 0x30a1 && c <= 0x30fc;
}

static gunichar fold(gunichar c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	if (c < 0x80)
		return (gunichar)g_ascii_tolower((char)c);
	if (c >= 0xff66 && c <= 0xff9d)
		return half_width[c - 0xff66];
	if (c >= 0x3041 && c <= 0x3096)
		return c + 0x60;
	return c;
}

/* 0, or how far a sound mark moves the letter before it. */
static guint sound_mark(gunichar c)
{
	if (c == 0xff9e || c == 0x3099 || c == 0x309b)
		return 1;
	return c == 0xff9f || c == 0x309a || c == 0x309c ? 2 : 0;
}

/* What people type for the long vowel. */
static gboolean is_dash(gunichar c)
{
	static const gunichar dashes[] = {
		'-', 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212,
		0x2500, 0x4e00,
	};

	for (guint i = 0; i < G_N_ELEMENTS(dashes); i++) {
		if (c == dashes[i])
			return TRUE;
	}
	return FALSE;
}

static void fold_from(const char *at, Folded *folded)
{
	folded->count = 0;
	while (*at && folded->count < FOLDED_MAX) {
		gunichar raw = g_utf8_get_char(at), c = fold(raw);
		gunichar last = folded->count > 0 ?
			folded->letters[folded->count - 1] : 0;

		at = utf8_next(at);
		if (sound_mark(raw) && is_katakana(last)) {
			folded->letters[folded->count - 1] += sound_mark(raw);
			folded->after[folded->count - 1] = at;
			continue;
		}
		if ((raw == ' ' || raw == 0x3000) && is_katakana(last))
			continue;
		if (is_dash(c) && is_katakana(last))
			c = 0x30fc;
		folded->letters[folded->count] = c;
		folded->after[folded->count++] = at;
	}
}

/* Where @word ends in @folded; NULL where it does not begin with it. */
static const char *match(const Folded *folded, const char *word)
{
	guint i = 0;

	for (const char *at = word; *at; at = utf8_next(at), i++) {
		if (i >= folded->count ||
		    folded->letters[i] != g_utf8_get_char(at))
			return NULL;
	}
	return folded->after[i - 1];
}

static gboolean is_latin_letter(gunichar c)
{
	c = fold(c);
	return c >= 'a' && c <= 'z';
}

static gboolean stands_alone(const char *text, const char *begin,
			     const char *end)
{
	if (begin > text &&
	    is_latin_letter(g_utf8_get_char(g_utf8_prev_char(begin))) &&
	    (begin - text < 3 || g_ascii_strncasecmp(begin - 3, "zip", 3)))
		return FALSE;
	return !is_latin_letter(g_utf8_get_char(end));
}

static gboolean match_any(const char *text, const char *at,
			  PasswordWord *ret_word)
{
	Folded folded;

	fold_from(at, &folded);
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *end = match(&folded, words[i].word);

		if (!end || (!words[i].is_anywhere &&
			     !stands_alone(text, at, end)))
			continue;
		if ((*end == 's' || *end == 'S') && g_ascii_isalpha(end[-1]) &&
		    !g_ascii_isalnum(end[1]))
			end++;
		*ret_word = (PasswordWord){ at, end, words[i].is_weak };
		return TRUE;
	}
	return FALSE;
}

/* The second and third byte of what may begin one of the words. */
static gboolean may_begin(const guchar *at)
{
	switch (at[0]) {
	case 'p': case 'P':
		return at[1] == '/' || (at[1] && strchr("aAwWiI", at[1]));
	case 'k': case 'K':
		return at[1] == 'e' || at[1] == 'E';
	case 'c': case 'C':
		return at[1] == 'o' || at[1] == 'O';
	case 0xe3:
		return (at[1] == 0x83 && (at[2] == 0x91 || at[2] == 0x8f)) ||
		       (at[1] == 0x81 && (at[2] == 0xb1 || at[2] == 0xaf)) ||
		       (at[1] == 0x82 && (at[2] == 0xad || at[2] == 0xb3));
	case 0xe5:
		return (at[1] == 0x90 && at[2] == 0x88) ||
		       (at[1] == 0xaf && at[2] == 0x86);
	case 0xe6:
		return at[1] == 0x9a && at[2] == 0x97;
	case 0xe9:
		return at[1] == 0x8d && at[2] == 0xb5;
	case 0xeb:
		return at[1] == 0xb9 && at[2] == 0x84;
	case 0xec:
		return at[1] == 0x95 && at[2] == 0x94;
	case 0xef:
		return (at[1] == 0xbc && (at[2] == 0xb0 || at[2] == 0xab ||
					  at[2] == 0xa3)) ||
		       (at[1] == 0xbd && (at[2] == 0x90 || at[2] == 0x8b ||
					  at[2] == 0x83 || at[2] == 0xb7)) ||
		       (at[1] == 0xbe && at[2] == 0x8a);
	default:
		return FALSE;
	}
}

gboolean password_word_find(const char *text, const char *from,
			    PasswordWord *ret_word)
{
	/* Most bytes begin nothing; one look tells. */
	static const guint8 leads[256] = {
		['p'] = 1, ['P'] = 1, ['k'] = 1, ['K'] = 1, ['c'] = 1,
		['C'] = 1, [0xe3] = 1, [0xe5] = 1, [0xe6] = 1, [0xe9] = 1,
		[0xeb] = 1, [0xec] = 1, [0xef] = 1,
	};

	for (const guchar *at = (const guchar *)from; *at; at++) {
		if (leads[*at] && may_begin(at) &&
		    match_any(text, (const char *)at, ret_word))
			return TRUE;
	}
	return FALSE;
}
