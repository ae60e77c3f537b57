/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-strings.c - whether the strings of a PDF are as encrypted as it says.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  reads the monotonic clock.
 * Limits:   short ones say nothing; nor do those in an encoding of old that
 *           is not ASCII.
 */
#include "documents/pdf-crypt.h"

#include <string.h>

#define STRING_MOST ((gsize)4096)

/* Noise is letters in 98 of 256 bytes: 16 of them come up once in 10^6, and
 * AES leaves 32 bytes or more, where it is once in 10^13. */
#define LETTERS_LEAST 16
#define WIDE_LEAST 5	/* characters of UTF-16 behind their mark */

static gboolean is_ascii(const guint8 *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if ((bytes[i] < ' ' && !g_ascii_isspace(bytes[i])) ||
		    bytes[i] > '~')
			return FALSE;
	}
	return size >= LETTERS_LEAST;
}

/* Latin, signs, kana, kanji and what is full-width. */
static gboolean is_common(guint8 high)
{
	return high == 0 || high == 0x20 || high == 0x30 ||
	       (high >= 0x4e && high <= 0x9f) || high == 0xff;
}

static gboolean is_wide(const guint8 *bytes, gsize size)
{
	if (size < 2 + 2 * WIDE_LEAST || size % 2 != 0 || bytes[0] != 0xfe ||
	    bytes[1] != 0xff)
		return FALSE;
	for (gsize i = 2; i < size; i += 2) {
		if (!is_common(bytes[i]))
			return FALSE;
	}
	return TRUE;
}

static gboolean is_utf8(const guint8 *bytes, gsize size)
{
	return size >= LETTERS_LEAST / 2 && bytes[0] == 0xef &&
	       bytes[1] == 0xbb && bytes[2] == 0xbf &&
	       g_utf8_validate((const char *)bytes, (gssize)size, NULL);
}

static gboolean is_plain_at(const guint8 *bytes, gsize size, gsize at)
{
	gsize most = MIN(size, at + STRING_MOST);
	g_autoptr(PdfObject) string = NULL;

	at = pdf_object_skip(bytes, most, at);
	if (at >= most || (bytes[at] != '(' && bytes[at] != '<'))
		return FALSE;
	if (at + 1 < most && memcmp(bytes + at, "<<", 2) == 0)
		return FALSE;
	string = pdf_object_read(bytes, most, &at);
	return string->kind == PDF_STRING &&
	       (is_ascii(string->bytes->data, string->bytes->len) ||
		is_wide(string->bytes->data, string->bytes->len) ||
		is_utf8(string->bytes->data, string->bytes->len));
}

gboolean pdf_strings_are_plain(Document *document, const guint8 *bytes,
			       gsize size)
{
	static const char *const keys[] = {
		"/Contents", "/V", "/RC", "/Title", "/Subject", "/Subj", "/TU",
	};

	for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
		const guint8 *found;
		gsize at = 0;

		while ((found = memmem(bytes + at, size - at, keys[i],
				       strlen(keys[i]))) != NULL &&
		       g_get_monotonic_time() <= document->deadline_us) {
			at = (gsize)(found - bytes) + strlen(keys[i]);
			if (is_plain_at(bytes, size, at))
				return TRUE;
		}
	}
	return FALSE;
}
