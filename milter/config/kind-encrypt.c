/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * kind-encrypt.c - the kinds of settings that are about encryption.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   texts are valid UTF-8.
 * Effects:  none.
 */
#include "config/kind.h"

#include "config/schema.h"
#include "encrypt/cipher.h"

static char *parse_cipher(const Row *row, char *const *texts,
			  const char *folder, gpointer field)
{
	(void)row;
	(void)folder;
	if (cipher_from_name(texts[0], field))
		return NULL;
	return g_strdup_printf("\"%s\" is not %s", texts[0],
			       kind_cipher.shape);
}

static void print_cipher(gconstpointer field, GString *out)
{
	g_string_append(out, cipher_name(*(const Cipher *)field));
}

/* It becomes a header field: a line end in it would begin another. */
static char *parse_subject(const Row *row, char *const *texts,
			   const char *folder, gpointer field)
{
	gboolean blank = TRUE;

	for (const char *at = texts[0]; *at; at++) {
		if (g_ascii_iscntrl(*at))
			return g_strdup("holds a line end or another control "
					"character");
		blank = blank && *at == ' ';
	}
	if (blank)
		return g_strdup("is empty; the mail needs some subject");
	return kind_text.parse(row, texts, folder, field);
}

static void print_subject(gconstpointer field, GString *out)
{
	kind_text.print(field, out);
}

const Kind kind_cipher = { "aes256-cbc or aes256-gcm", FALSE, FALSE,
			   parse_cipher, print_cipher };
const Kind kind_subject = { "text", FALSE, FALSE, parse_subject, print_subject };
