/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * decode.c - the Unicode forms, and whatever iconv knows, to UTF-8.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none but the state of the iconv descriptor, which is reset.
 */
#include "text/decode.h"

#include <errno.h>
#include <string.h>

#define SAMPLE 4096	/* characters that decide what a text looks like */

void append_character(GString *out, gunichar c)
{
	char *to = out->str + out->len;

	if (c < 0x800 || c >= 0x10000 || out->allocated_len - out->len < 4) {
		char utf8[6];

		g_string_append_len(out, utf8, g_unichar_to_utf8(c, utf8));
		return;
	}
	/* Kana, kanji and all that CJK text is made of. */
	to[0] = (char)(0xe0 | c >> 12);
	to[1] = (char)(0x80 | (c >> 6 & 0x3f));
	to[2] = (char)(0x80 | (c & 0x3f));
	to[3] = '\0';
	out->len += 3;
}

void append_replacement(GString *out)
{
	append_character(out, 0xfffd);
}

gsize decode_utf8(const guint8 *bytes, gsize size, GString *out)
{
	const char *at = (const char *)bytes;
	const char *end = at + size;
	gsize bad = 0;

	while (at < end) {
		const char *stop;

		if (g_utf8_validate_len(at, (gsize)(end - at), &stop)) {
			g_string_append_len(out, at, end - at);
			break;
		}
		g_string_append_len(out, at, stop - at);
		if (*stop == '\0') {
			g_string_append_c(out, '\0');
		} else {
			append_replacement(out);
			bad++;
		}
		at = stop + 1;
	}
	return bad;
}

static guint unit_at(const guint8 *at, gboolean little)
{
	return little ? at[0] | (guint)at[1] << 8 : at[1] | (guint)at[0] << 8;
}

static gboolean is_high_surrogate(guint unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static gboolean is_low_surrogate(guint unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

static gunichar join_surrogates(guint high, guint low)
{
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

gsize decode_utf16(const guint8 *bytes, gsize size, gboolean little,
		   GString *out)
{
	gsize bad = size % 2;

	for (gsize i = 0; i + 1 < size; i += 2) {
		guint unit = unit_at(bytes + i, little);
		guint next = i + 3 < size ? unit_at(bytes + i + 2, little) : 0;

		if (unit == 0xfeff && i == 0)
			continue;
		if (is_high_surrogate(unit) && is_low_surrogate(next)) {
			append_character(out, join_surrogates(unit, next));
			i += 2;
		} else if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
			append_replacement(out);
			bad += 2;
		} else {
			append_character(out, unit);
		}
	}
	if (size % 2)
		append_replacement(out);
	return bad;
}

static gunichar utf32_at(const guint8 *at, gboolean little)
{
	guint32 value;

	memcpy(&value, at, sizeof(value));
	return little ? GUINT32_FROM_LE(value) : GUINT32_FROM_BE(value);
}

gsize decode_utf32(const guint8 *bytes, gsize size, GString *out)
{
	gsize valid[2] = { 0, 0 };
	gsize bad = size % 4;
	gboolean little;

	for (gsize i = 0; i + 3 < size; i += 4) {
		for (guint k = 0; k < 2; k++)
			valid[k] += g_unichar_validate(utf32_at(bytes + i, k));
	}
	little = valid[1] > valid[0];
	for (gsize i = 0; i + 3 < size; i += 4) {
		gunichar c = utf32_at(bytes + i, little);

		if (i == 0 && c == 0xfeff)
			continue;
		if (g_unichar_validate(c)) {
			append_character(out, c);
		} else {
			append_replacement(out);
			bad += 4;
		}
	}
	if (size % 4)
		append_replacement(out);
	return bad;
}

int base64_value(guint8 c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/*
 * RFC 2152: the run of modified base64 at @from, without its "+". Returns
 * where it ends; *ret_good says whether @out now has its text, or nothing.
 */
static gsize read_run(const guint8 *bytes, gsize size, gsize from,
		      GString *out, gboolean *ret_good)
{
	gsize start = out->len;
	guint32 bits = 0;
	guint count = 0;
	guint high = 0;
	gboolean good = TRUE;
	gsize i;

	for (i = from; i < size && base64_value(bytes[i]) >= 0; i++) {
		guint unit;

		bits = bits << 6 | (guint32)base64_value(bytes[i]);
		count += 6;
		if (count < 16)
			continue;
		count -= 16;
		unit = bits >> count & 0xffff;
		if (high && is_low_surrogate(unit))
			append_character(out, join_surrogates(high, unit));
		else if (high || is_low_surrogate(unit))
			good = FALSE;
		else if (!is_high_surrogate(unit))
			append_character(out, unit);
		high = !high && is_high_surrogate(unit) ? unit : 0;
	}
	/* Six bits and more left over are half a character, not padding. */
	*ret_good = good && !high && count < 6 && out->len > start;
	if (!*ret_good)
		g_string_truncate(out, start);
	return i;
}

gsize decode_utf7(const guint8 *bytes, gsize size, GString *out)
{
	gsize bad = 0;

	for (gsize i = 0; i < size;) {
		gboolean good;
		gsize end;

		if (bytes[i] >= 0x80) {
			append_replacement(out);
			bad++;
			i++;
			continue;
		}
		if (bytes[i] != '+') {
			g_string_append_c(out, (char)bytes[i++]);
			continue;
		}
		end = read_run(bytes, size, i + 1, out, &good);
		if (good) {
			i = end < size && bytes[end] == '-' ? end + 1 : end;
		} else if (end == i + 1 && end < size && bytes[end] == '-') {
			g_string_append_c(out, '+');
			i = end + 1;
		} else {
			/* A failed run holds no other: "+" is base64 too. */
			g_string_append_len(out, (const char *)bytes + i,
					    (gssize)(end - i));
			bad++;
			i = end;
		}
	}
	return bad;
}

gsize decode_iconv(iconv_t converter, const guint8 *bytes, gsize size,
		   GString *out)
{
	char buffer[4096];
	char *in = (char *)(gsize)bytes;	/* iconv only reads it */
	gsize left = size;
	gsize bad = 0;
	gboolean done = FALSE;

	(void)iconv(converter, NULL, NULL, NULL, NULL);
	while (!done) {
		char *to = buffer;
		gsize room = sizeof(buffer);
		gsize result;
		int why;

		/* The last call gets out what a combining charset withholds. */
		done = left == 0;
		result = iconv(converter, done ? NULL : &in,
			       done ? NULL : &left, &to, &room);
		why = errno;
		g_string_append_len(out, buffer, to - buffer);
		if (result != (gsize)-1 || why == E2BIG || left == 0)
			continue;
		append_replacement(out);
		bad++;
		in++;
		left--;
	}
	(void)iconv(converter, NULL, NULL, NULL, NULL);
	return bad;
}

static gboolean is_japanese(gunichar c)
{
	return (c >= 0x3000 && c < 0x3100) || (c >= 0x4e00 && c < 0xa000) ||
	       (c >= 0xf900 && c < 0xfb00) || (c >= 0xff00 && c < 0xfff0);
}

static gboolean is_plain(gunichar c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' ||
	       c == '\t' || (c >= 0x2010 && c < 0x2800);
}

gboolean looks_japanese(const char *text, gsize size)
{
	const char *end = text + size;
	gsize total = 0;
	gsize fitting = 0;
	gsize japanese = 0;

	for (const char *at = text; at < end && total < SAMPLE;
	     at += g_utf8_skip[(guint8)*at]) {
		gunichar c = g_utf8_get_char(at);

		total++;
		japanese += is_japanese(c);
		fitting += is_japanese(c) || is_plain(c);
	}
	return japanese > 0 && fitting >= total - total / 8;
}

gboolean shows_utf7(const guint8 *bytes, gsize size)
{
	g_autoptr(GString) run = g_string_new(NULL);
	const guint8 *end = bytes + size;
	const guint8 *at = bytes;

	while ((at = memchr(at, '+', (gsize)(end - at))) != NULL) {
		gboolean good;

		g_string_truncate(run, 0);
		at = bytes + read_run(bytes, size, (gsize)(at - bytes) + 1, run,
				      &good);
		if (good && looks_japanese(run->str, run->len))
			return TRUE;
	}
	return FALSE;
}
