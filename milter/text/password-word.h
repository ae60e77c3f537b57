/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * password-word.h - words that say "password", in whatever letters.
 */
#ifndef TEXT_PASSWORD_WORD_H
#define TEXT_PASSWORD_WORD_H

#include <glib.h>

typedef struct PasswordWord {
	const char *begin;
	const char *end;
	gboolean is_weak;	/* says it only where something separates it
				 * from what follows: "key:", "code=" */
} PasswordWord;

/*
 * The first of them in @from, which is part of @text (valid UTF-8); full
 * width, half width, any case, hiragana, other dashes for the long vowel.
 * Linear, and fast where there is none. FALSE: none.
 */
gboolean password_word_find(const char *text, const char *from,
			    PasswordWord *ret_word);

#endif
