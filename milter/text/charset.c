/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * charset.c - bytes of unknown honesty to every UTF-8 text they may mean.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   UTF-16 without a byte order mark, undeclared, is tried where
 *           there are NULs or nothing else fits. Undeclared text in a
 *           single-byte charset is undecodable: any bytes would fit one.
 */
#include "text/charset.h"

#include <limits.h>
#include <string.h>

#include "text/charset-name.h"
#include "text/cp932.h"
#include "text/decode.h"
#include "text/jis.h"

#define MAX_READINGS 6

/* What a look at every byte has shown. */
enum {
	SEEN_NUL   = 1 << 0,
	SEEN_ESC   = 1 << 1,
	SEEN_SHIFT = 1 << 2,	/* SHIFT OUT */
	SEEN_PLUS  = 1 << 3,
	SEEN_TILDE = 1 << 4,
	SEEN_HIGH  = 1 << 7	/* as in the byte itself */
};

static const guint8 kinds[UCHAR_MAX + 1] = {
	[0x00] = SEEN_NUL,
	[0x0e] = SEEN_SHIFT,
	[0x1b] = SEEN_ESC,
	['+']  = SEEN_PLUS,
	['~']  = SEEN_TILDE,
};

typedef struct Attempt {
	char *text;
	gsize size;
	gsize bad;
	gsize span;		/* bytes that it had to explain */
	gboolean declared;
	gboolean proves_nothing;	/* would have read anything */
	guint order;
} Attempt;

typedef struct Search {
	const guint8 *bytes;
	gsize size;
	Charset charset;
	guint seen;
	gsize high;		/* bytes that are not ASCII */
	gsize nuls;
	gsize controls;
	gboolean valid_utf8;
	gsize designations;
	guint tried;		/* 1 << Code */
	GArray *attempts;
} Search;

void charset_warm_up(void)
{
	charset_name_warm_up();
	jis_warm_up();
	cp932_warm_up();
}

void readings_free(Readings *readings)
{
	if (!readings)
		return;
	g_clear_pointer(&readings->texts, g_ptr_array_unref);
	g_free(readings);
}

static Readings *readings_of(char *text)
{
	Readings *readings = g_new0(Readings, 1);

	readings->texts = g_ptr_array_new_with_free_func(g_free);
	if (text)
		g_ptr_array_add(readings->texts, text);
	return readings;
}

static void attempt_clear(gpointer data)
{
	Attempt *attempt = data;

	g_free(attempt->text);
}

static guint look(const guint8 *bytes, gsize size)
{
	guint seen = 0;

	for (gsize i = 0; i < size; i++)
		seen |= kinds[bytes[i]] | (bytes[i] & SEEN_HIGH);
	return seen;
}

static void add_attempt(Search *search, Code code, GString *out, gsize bad)
{
	Attempt attempt = {
		.bad = bad,
		.span = code == CODE_JIS ? search->size : search->high,
		.declared = code != CODE_UNKNOWN &&
			    code == search->charset.code,
		.proves_nothing = code == CODE_SINGLE,
		.order = search->attempts->len,
	};

	/* Text does not designate character sets; only ISO-2022 does. */
	if (code != CODE_JIS)
		attempt.bad += search->designations;
	attempt.size = out->len;
	attempt.text = g_string_free(out, FALSE);
	g_array_append_val(search->attempts, attempt);
}

/* Readers differ in where an unclosed shift ends: both are readings. */
static void attempt_jis(Search *search)
{
	for (guint closing = 0; closing < 2; closing++) {
		GString *out = g_string_sized_new(search->size + 16);
		gboolean open;
		gsize bad = decode_iso2022(search->bytes, search->size, closing,
					   out, &open);

		add_attempt(search, CODE_JIS, out, bad);
		if (!open)
			break;
	}
}

static void attempt_utf16(Search *search, Code code, gboolean little)
{
	GString *out = g_string_sized_new(search->size + 16);
	gsize bad = decode_utf16(search->bytes, search->size, little, out);

	add_attempt(search, code, out, bad);
}

static gsize decode(const Search *search, Code code, GString *out)
{
	const guint8 *bytes = search->bytes;
	gsize size = search->size;

	switch (code) {
	case CODE_UTF7:
		return decode_utf7(bytes, size, out);
	case CODE_UTF32:
		return decode_utf32(bytes, size, out);
	case CODE_CP932:
		return decode_cp932(bytes, size, out);
	case CODE_EUC_JP:
		return decode_euc_jp(bytes, size, out);
	case CODE_HZ:
		return decode_hz(bytes, size, out);
	case CODE_SINGLE:
	case CODE_MULTI:
		return decode_iconv(search->charset.converter, bytes, size,
				    out);
	case CODE_UNKNOWN:
	case CODE_UTF8:
	case CODE_UTF16:
	case CODE_UTF16LE:
	case CODE_UTF16BE:
	case CODE_JIS:
	case CODE_COUNT:
		break;
	}
	return decode_utf8(bytes, size, out);
}

static gboolean starts_with(const Search *search, const char *mark, gsize size)
{
	return search->size >= size && memcmp(search->bytes, mark, size) == 0;
}

/* The byte order of UTF-16 by its mark; both where it has none. */
static void attempt_both_utf16(Search *search, Code code)
{
	gboolean big = starts_with(search, "\xfe\xff", 2);
	gboolean little = starts_with(search, "\xff\xfe", 2);
	gsize odd = 0;

	if (big || little) {
		attempt_utf16(search, code, little);
		return;
	}
	/* The NULs of ASCII characters tell which is likelier. */
	for (gsize i = 1; i < search->size; i += 2)
		odd += search->bytes[i] == 0;
	little = odd * 2 > search->nuls;
	attempt_utf16(search, code, little);
	attempt_utf16(search, code, !little);
}

static void attempt(Search *search, Code code)
{
	GString *out;
	gsize bad;

	if (code == CODE_UNKNOWN || search->tried & 1u << code)
		return;
	search->tried |= 1u << code;
	if (code == CODE_JIS) {
		attempt_jis(search);
	} else if (code == CODE_UTF16) {
		attempt_both_utf16(search, code);
	} else if (code == CODE_UTF16LE || code == CODE_UTF16BE) {
		attempt_utf16(search, code, code == CODE_UTF16LE);
	} else {
		out = g_string_sized_new(search->size + 16);
		bad = decode(search, code, out);
		add_attempt(search, code, out, bad);
	}
}

static gboolean has_clean(const Search *search)
{
	for (guint i = 0; i < search->attempts->len; i++) {
		const Attempt *at =
			&g_array_index(search->attempts, Attempt, i);

		if (at->bad == 0 && !at->proves_nothing)
			return TRUE;
	}
	return FALSE;
}

static void attempt_marked(Search *search)
{
	if (starts_with(search, "\xff\xfe\0\0", 4) ||
	    starts_with(search, "\0\0\xfe\xff", 4))
		attempt(search, CODE_UTF32);
	if (starts_with(search, "\xff\xfe", 2) ||
	    starts_with(search, "\xfe\xff", 2))
		attempt(search, CODE_UTF16);
	if (starts_with(search, "\xef\xbb\xbf", 3))
		attempt(search, CODE_UTF8);
}

/* Undeclared UTF-16 reads anything, so it has to look like something. */
static void attempt_unmarked_utf16(Search *search)
{
	guint from = search->attempts->len;

	attempt(search, CODE_UTF16);
	while (search->attempts->len > from) {
		const Attempt *last = &g_array_index(search->attempts, Attempt,
						     search->attempts->len - 1);

		if (looks_japanese(last->text, last->size))
			return;
		g_array_set_size(search->attempts, search->attempts->len - 1);
	}
}

/*
 * EUC-JP often passes for half-width kana of CP932, which are twice as many
 * characters: the shorter text is the likelier.
 */
static void attempt_japanese(Search *search)
{
	guint from = search->attempts->len;
	Attempt *added;

	attempt(search, CODE_CP932);
	attempt(search, CODE_EUC_JP);
	added = &g_array_index(search->attempts, Attempt, from);
	if (search->attempts->len == from + 2 &&
	    added[1].size < added[0].size) {
		added[0].order = from + 1;
		added[1].order = from;
	}
}

static gboolean shows_hz(const guint8 *bytes, gsize size)
{
	return memmem(bytes, size, "~{", 2) != NULL;
}

/* Encodings that hide in ASCII. */
static void attempt_hidden(Search *search)
{
	if (search->high > 0)
		return;
	if (search->seen & SEEN_PLUS &&
	    shows_utf7(search->bytes, search->size))
		attempt(search, CODE_UTF7);
	if (search->seen & SEEN_TILDE &&
	    shows_hz(search->bytes, search->size))
		attempt(search, CODE_HZ);
}

static gboolean is_wide(Code code)
{
	return code == CODE_UTF16 || code == CODE_UTF16LE ||
	       code == CODE_UTF16BE || code == CODE_UTF32;
}

static void attempt_all(Search *search)
{
	/* Eight bits say that it is not what is declared. */
	gboolean late = search->charset.code == CODE_JIS && search->high > 0;

	attempt_marked(search);
	if (search->nuls > search->size / 16 &&
	    !is_wide(search->charset.code)) {
		attempt_unmarked_utf16(search);
		attempt(search, CODE_UTF32);
	}
	if (search->designations > 0)
		attempt(search, CODE_JIS);
	if (!late)
		attempt(search, search->charset.code);
	/* ISO-2022-JP is ASCII to whoever does not know its escapes. */
	if (search->designations == 0 || search->high > 0 ||
	    !has_clean(search))
		attempt(search, CODE_UTF8);
	if (search->high > 0 && !search->valid_utf8)
		attempt_japanese(search);
	if (late || search->seen & SEEN_SHIFT)
		attempt(search, CODE_JIS);
	attempt_hidden(search);
	if (search->nuls > 0 ||
	    (search->high + search->controls > search->size / 4 &&
	     !has_clean(search)))
		attempt_unmarked_utf16(search);
}

static gint compare(gconstpointer a, gconstpointer b)
{
	const Attempt *one = a;
	const Attempt *other = b;

	if (one->bad != other->bad)
		return one->bad < other->bad ? -1 : 1;
	return one->order < other->order ? -1 : one->order > other->order;
}

/*
 * A reading with a defect may still be the one that is shown: a single stray
 * byte must not take it from us. One that mostly fails is nobody's.
 */
static gboolean is_worth_it(const Attempt *at, gboolean clean)
{
	return at->bad == 0 || at->declared ||
	       at->bad <= at->span / (clean ? 8 : 2);
}

static void add_text(GPtrArray *texts, char *text)
{
	gboolean known = texts->len >= MAX_READINGS;

	for (guint i = 0; i < texts->len && !known; i++)
		known = strcmp(g_ptr_array_index(texts, i), text) == 0;
	if (known)
		g_free(text);
	else
		g_ptr_array_add(texts, text);
}

/* @text with its NULs left out, or (@space) as spaces. */
static char *without_nul(const char *text, gsize size, gboolean space)
{
	GString *out = g_string_sized_new(size + 1);

	for (gsize i = 0; i < size; i++) {
		if (text[i] != '\0')
			g_string_append_c(out, text[i]);
		else if (space)
			g_string_append_c(out, ' ');
	}
	return g_string_free(out, FALSE);
}

static void take_text(GPtrArray *texts, Attempt *at)
{
	if (!memchr(at->text, '\0', at->size)) {
		/* Both forms of a byte order mark have become this. */
		if (g_str_has_prefix(at->text, "\uFEFF"))
			memmove(at->text, at->text + 3, at->size - 2);
		add_text(texts, g_steal_pointer(&at->text));
		return;
	}
	add_text(texts, without_nul(at->text, at->size, FALSE));
	add_text(texts, without_nul(at->text, at->size, TRUE));
}

static Readings *conclude(Search *search)
{
	Readings *readings = readings_of(NULL);
	gboolean clean = has_clean(search);

	g_array_sort(search->attempts, compare);
	for (guint i = 0; i < search->attempts->len; i++) {
		Attempt *at = &g_array_index(search->attempts, Attempt, i);

		if (i == 0)
			readings->undecodable = at->bad;
		if (i == 0 || is_worth_it(at, clean))
			take_text(readings->texts, at);
	}
	return readings;
}

static gboolean is_utf8(const guint8 *bytes, gsize size)
{
	return g_utf8_validate_len((const char *)bytes, size, NULL);
}

static gboolean extends_ascii(Code code)
{
	return code != CODE_UTF7 && code != CODE_HZ && !is_wide(code);
}

/* What nearly all mail is: one reading, and no other worth a try. */
static gboolean is_settled(const guint8 *bytes, gsize size, Code code,
			   guint seen)
{
	if (seen & (SEEN_NUL | SEEN_ESC | SEEN_SHIFT) || !extends_ascii(code))
		return FALSE;
	if (seen & SEEN_HIGH)
		return (code == CODE_UNKNOWN || code == CODE_UTF8) &&
		       memcmp(bytes, "\xef\xbb\xbf", MIN(size, 3)) != 0 &&
		       is_utf8(bytes, size);
	return !(seen & SEEN_PLUS && shows_utf7(bytes, size)) &&
	       !(seen & SEEN_TILDE && shows_hz(bytes, size));
}

Readings *charset_read(const guint8 *bytes, gsize size, const char *declared)
{
	g_autoptr(GArray) attempts = NULL;
	Search search = {
		.bytes = bytes,
		.size = size,
		.charset = charset_find(declared),
		.seen = look(bytes, size),
	};

	if (size == 0)
		return readings_of(g_strdup(""));
	if (is_settled(bytes, size, search.charset.code, search.seen))
		return readings_of(g_strndup((const char *)bytes, size));
	for (gsize i = 0; i < size; i++) {
		search.high += bytes[i] >= 0x80;
		search.nuls += bytes[i] == 0;
		search.controls += g_ascii_iscntrl(bytes[i]) &&
				   !g_ascii_isspace(bytes[i]);
	}
	search.valid_utf8 = is_utf8(bytes, size);
	search.designations = count_designations(bytes, size);
	attempts = g_array_new(FALSE, FALSE, sizeof(Attempt));
	g_array_set_clear_func(attempts, attempt_clear);
	search.attempts = attempts;
	attempt_all(&search);
	return conclude(&search);
}
