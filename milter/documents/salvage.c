/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * salvage.c - runs of text in bytes that no reader understands.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  makes a table, once.
 * Limits:   a character counts as readable where CP932 has it, or where
 *           NFKC may make such a one of it. Random bytes seldom are, several
 *           in a row hardly ever; what is found by chance is harmless. Blocks
 *           that are compressed or encrypted are passed over.
 */
#include "documents/salvage.h"

#include <string.h>

#include "documents/bytes.h"
#include "text/decode.h"
#include "text/jis.h"

#define LEAST_WIDE 3	/* characters of a run */
#define LEAST_ASCII 4
#define SHIFTED_MOST 16
#define LINE_MOST 4096	/* bytes; the recogniser wants lines */
#define LOOK_EVERY ((gsize)1 << 20)
#define EDGE ((gsize)2)
#define BLOCK ((gsize)4096)	/* noise is told by this many bytes */

/* What CP932 makes of two bytes, the first above 0x80; and back. */
static gunichar2 pairs[128][256];
static guint8 readable[8192];	/* a bit a character of the BMP */

static void set_readable(gunichar c)
{
	readable[(c & 0xffff) >> 3] |= (guint8)(1 << (c & 7));
}

static gboolean is_readable(gunichar c)
{
	return c <= 0xffff && readable[c >> 3] & 1 << (c & 7);
}

/* Forms that are rewritten before markings are looked for. */
static const struct {
	gunichar from;
	gunichar to;
} forms[] = {
	{ 0x20, 0x7e }, { 0xa0, 0x17f }, { 0x200b, 0x206f },
	{ 0x2070, 0x209c }, { 0x2100, 0x218b }, { 0x2460, 0x24ff },
	{ 0x2776, 0x2793 }, { 0x2e80, 0x2fd5 }, { 0x3000, 0x30ff },
	{ 0x3200, 0x33ff }, { 0xf900, 0xfaff }, { 0xfe00, 0xfe4f },
	{ 0xff01, 0xffef },
};

static void make_tables(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < 128 * 256; i++) {
		const guint8 bytes[2] = { (guint8)(0x80 + i / 256),
					  (guint8)(i % 256) };
		gunichar c;

		g_string_truncate(out, 0);
		if (decode_cp932(bytes, 2, out) > 0 ||
		    g_utf8_strlen(out->str, (gssize)out->len) != 1)
			continue;
		c = g_utf8_get_char(out->str);
		if (c <= 0xffff) {
			pairs[i / 256][i % 256] = (gunichar2)c;
			set_readable(c);
		}
	}
	for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
		for (gunichar c = forms[i].from; c <= forms[i].to; c++)
			set_readable(c);
	}
	set_readable('\t');
}

void salvage_warm_up(void)
{
	static gsize ready;

	if (!g_once_init_enter(&ready))
		return;
	make_tables();
	g_once_init_leave(&ready, 1);
}

typedef struct Salvage {
	Document *document;
	Flow *flow;
	Bytes bytes;
	GString *run;
	guint count;		/* characters of the run */
	guint wide;		/* of them, beyond ASCII */
	gboolean wide_only;	/* ASCII alone came with another reading */
	guint least;		/* of ASCII alone */
} Salvage;

static void flush(Salvage *salvage)
{
	if (salvage->count == 0)
		return;
	if (salvage->wide > 0 ? salvage->count >= LEAST_WIDE
			      : !salvage->wide_only &&
				salvage->count >= salvage->least) {
		flow_put(salvage->flow, salvage->run->str,
			 salvage->run->len);
		flow_line(salvage->flow);
	}
	g_string_truncate(salvage->run, 0);
	salvage->count = salvage->wide = 0;
}

static void take(Salvage *salvage, gunichar c)
{
	if (!is_readable(c)) {
		flush(salvage);
		return;
	}
	append_character(salvage->run, c);
	salvage->count++;
	salvage->wide += c >= 0x80;
	if (salvage->run->len >= LINE_MOST)
		flush(salvage);
}

static gboolean goes_on(Salvage *salvage, gsize at)
{
	return at % LOOK_EVERY > 1 || document_goes_on(salvage->document);
}

static void read_utf16(Salvage *salvage, gsize from, gboolean little)
{
	const guint8 *data = salvage->bytes.data;

	salvage->wide_only = FALSE;
	salvage->least = LEAST_WIDE;
	for (gsize at = from; at + 1 < salvage->bytes.size &&
	     goes_on(salvage, at); at += 2)
		take(salvage, little ? data[at] | data[at + 1] << 8
				     : data[at] << 8 | data[at + 1]);
	flush(salvage);
}

static void read_utf8(Salvage *salvage)
{
	const char *at = (const char *)salvage->bytes.data;
	const char *end = at + salvage->bytes.size;

	salvage->wide_only = FALSE;
	salvage->least = LEAST_ASCII;
	while (at < end) {
		gunichar c = g_utf8_get_char_validated(at, MIN(end - at, 6));
		gboolean is_valid = c != (gunichar)-1 && c != (gunichar)-2;

		take(salvage, is_valid ? c : 0);
		at += is_valid && c > 0 ? g_utf8_skip[*(const guchar *)at]
					: 1;
		if (!goes_on(salvage, (gsize)(end - at)))
			break;
	}
	flush(salvage);
}

/* How many bytes the character at @at has. */
static gsize take_cp932(Salvage *salvage, gsize at)
{
	const guint8 *data = salvage->bytes.data + at;
	gunichar c;

	if (data[0] < 0x80) {
		take(salvage, data[0]);
		return 1;
	}
	if (data[0] >= 0xa1 && data[0] <= 0xdf) {
		take(salvage, 0xff61U + data[0] - 0xa1);
		return 1;
	}
	c = at + 1 < salvage->bytes.size ? pairs[data[0] - 0x80][data[1]] : 0;
	take(salvage, c);
	return c ? 2 : 1;
}

/* A stray lead byte would take the first half of the character after it, so
 * the beginning of a run is read from its second byte as well. */
static void take_shifted(Salvage *salvage, gsize at)
{
	for (guint i = 0; i < SHIFTED_MOST && at < salvage->bytes.size; i++) {
		at += take_cp932(salvage, at);
		if (salvage->count == 0)
			return;
	}
	flush(salvage);
}

static void read_cp932(Salvage *salvage)
{
	gsize size = salvage->bytes.size, at = 0;

	salvage->wide_only = TRUE;
	while (at < size && goes_on(salvage, at)) {
		gboolean begins = salvage->count == 0;
		gsize width = take_cp932(salvage, at);

		if (begins && width == 2) {
			flush(salvage);
			take_shifted(salvage, at + 1);
			(void)take_cp932(salvage, at);
		}
		at += width;
	}
	flush(salvage);
}

/*
 * Whether the bytes of a block are spread as evenly as compressed or
 * encrypted ones are. Two bytes of noise are alike once in 256 times; of text
 * in any charset far more often, for it keeps to a few rows of its table.
 * Nor does one byte again and again say anything, which bombs are made of.
 */
static gboolean is_noise(const guint8 *bytes, gsize size)
{
	guint32 counts[256] = { 0 };
	guint64 alike = 0;

	if (size < BLOCK)
		return FALSE;
	if (memcmp(bytes, bytes + 1, size - 1) == 0)
		return !g_ascii_isprint(bytes[0]);
	for (gsize i = 0; i < size; i++)
		counts[bytes[i]]++;
	for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
		alike += (guint64)counts[i] * (counts[i] - (counts[i] > 0));
	return alike * 256 * 100 < (guint64)size * (size - 1) * 115;
}

/* From @at on: how far it is no noise, or how far it is. */
static gsize stretch(const guint8 *bytes, gsize size, gsize at, gboolean noise)
{
	gsize end = at;

	while (end < size &&
	       is_noise(bytes + end, MIN(size - end, BLOCK)) == noise)
		end += MIN(size - end, BLOCK);
	return end;
}

static void read_stretch(Salvage *salvage, const guint8 *bytes, gsize size)
{
	salvage->bytes = (Bytes){ bytes, size };
	read_utf16(salvage, 0, TRUE);
	read_utf16(salvage, 1, TRUE);
	read_utf8(salvage);
	read_cp932(salvage);
	read_utf16(salvage, 0, FALSE);
	read_utf16(salvage, 1, FALSE);
}

void salvage_read(Document *document, const char *where,
		  const guint8 *bytes, gsize size)
{
	g_autoptr(Flow) flow = document_flow(document, PLACE_TEXT, NULL);
	g_autoptr(GString) run = g_string_new(NULL);
	Salvage salvage = { .document = document, .flow = flow, .run = run };
	gsize at = 0;

	salvage_warm_up();
	flow_at(flow, "%s", where);
	while (at < size && document_goes_on(document)) {
		gsize end = stretch(bytes, size, at, FALSE);

		/* A character may begin, or end, in what is noise. */
		if (end > at)
			read_stretch(&salvage, bytes + at - MIN(at, EDGE),
				     MIN(end + EDGE, size) -
				     (at - MIN(at, EDGE)));
		at = stretch(bytes, size, end, TRUE);
	}
	document_text(document, flow);
}
