/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * jis.c - the Japanese encodings as they are really used, to UTF-8.
 *
 * Runs in:  worker (warm-up in its keeper).
 * Trusts:   nothing.
 * Effects:  none but the tables, which are made once and then only read.
 * Limits:   G2 and single shifts of ISO-2022-JP-2 and CNS 11643 are not read
 *           and count as undecodable; of JIS X 0213's combined characters
 *           only the first part is given.
 */
#include "text/jis.h"

#include <iconv.h>
#include <string.h>

#include "text/decode.h"

#define ESC 0x1b
#define CELLS 94
#define ROWS 120	/* CP932 goes on where JIS ends */

typedef enum {
	SET_JIS0208,
	SET_JIS0212,
	SET_JIS0213_1,
	SET_JIS0213_2,
	SET_GB2312,
	SET_KSC5601,
	SET_USER,
	SET_TABLES,
	SET_ASCII = SET_TABLES,
	SET_KANA,
	SET_NONE
} Set;

/* Set once by jis_warm_up(); 0 where nothing is assigned. */
static gunichar tables[SET_TABLES][ROWS][CELLS];

static const struct {
	const char *charset;
	guint8 prefix;		/* EUC's single shift 3, or 0 */
} sources[SET_USER] = {
	[SET_JIS0208]   = { "CP932",        0 },
	[SET_JIS0212]   = { "EUC-JP-MS",    0x8f },
	[SET_JIS0213_1] = { "EUC-JISX0213", 0 },
	[SET_JIS0213_2] = { "EUC-JISX0213", 0x8f },
	[SET_GB2312]    = { "GB18030",      0 },
	[SET_KSC5601]   = { "UHC",          0 },
};

static gunichar convert_one(iconv_t converter, char *bytes, gsize size)
{
	char text[32] = "";
	char *to = text;
	gsize room = sizeof(text) - 1;

	(void)iconv(converter, NULL, NULL, NULL, NULL);
	if (iconv(converter, &bytes, &size, &to, &room) == (gsize)-1)
		return 0;
	/* Charsets with combined characters hold the first part back. */
	(void)iconv(converter, NULL, NULL, &to, &room);
	*to = '\0';
	return *text ? g_utf8_get_char(text) : 0;
}

static gunichar convert_cell(iconv_t converter, Set set, guint row, guint cell)
{
	char bytes[3];
	gsize size = 0;

	if (set == SET_JIS0208) {
		guint lead = 0x81 + row / 2;

		bytes[size++] = (char)(lead > 0x9f ? lead + 0x40 : lead);
		if (row % 2)
			bytes[size++] = (char)(0x9f + cell);
		else
			bytes[size++] = (char)(0x40 + cell + (cell >= 63));
	} else {
		if (sources[set].prefix)
			bytes[size++] = (char)sources[set].prefix;
		bytes[size++] = (char)(0xa1 + row);
		bytes[size++] = (char)(0xa1 + cell);
	}
	return convert_one(converter, bytes, size);
}

static void fill(Set set)
{
	iconv_t converter = iconv_open("UTF-8", sources[set].charset);
	guint rows = set == SET_JIS0208 ? ROWS : CELLS;

	if (converter == (iconv_t)-1)
		return;
	for (guint row = 0; row < rows; row++) {
		for (guint cell = 0; cell < CELLS; cell++)
			tables[set][row][cell] =
				convert_cell(converter, set, row, cell);
	}
	iconv_close(converter);
}

void jis_warm_up(void)
{
	static gsize ready;

	if (!g_once_init_enter(&ready))
		return;
	for (guint set = 0; set < SET_USER; set++)
		fill(set);
	/* ISO-2022-JP-MS: the user's own characters, ESC $ ( ? */
	for (guint i = 0; i < 20 * CELLS; i++)
		tables[SET_USER][i / CELLS][i % CELLS] = 0xe000 + i;
	g_once_init_leave(&ready, 1);
}

static gsize put_bad(GString *out, gsize size)
{
	append_replacement(out);
	return size;
}

/* A pair of @size bytes at a row and cell. Returns what stays unexplained. */
static gsize put_cell(GString *out, Set set, guint row, guint cell, gsize size)
{
	gunichar c = row < ROWS && cell < CELLS ? tables[set][row][cell] : 0;

	if (c == 0)
		return put_bad(out, size);
	append_character(out, c);
	return 0;
}

static gboolean is_kana(guint8 byte)
{
	return byte >= 0xa1 && byte <= 0xdf;
}

static void put_kana(GString *out, guint8 byte)
{
	append_character(out, 0xff61 + byte - 0xa1);
}

static gboolean is_cp932_lead(guint8 byte)
{
	return (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
}

static gsize put_cp932(GString *out, guint8 lead, guint8 trail)
{
	guint row = 2 * (guint)(lead - (lead < 0xa0 ? 0x81 : 0xc1));

	if (trail >= 0x9f)
		return put_cell(out, SET_JIS0208, row + 1, trail - 0x9f, 2);
	return put_cell(out, SET_JIS0208, row, trail - 0x40 - (trail > 0x7f),
			2);
}

gsize decode_cp932(const guint8 *bytes, gsize size, GString *out)
{
	gsize bad = 0;

	jis_warm_up();
	for (gsize i = 0; i < size; i++) {
		guint8 trail = i + 1 < size ? bytes[i + 1] : 0;
		gsize before = out->len;

		if (bytes[i] < 0x80) {
			g_string_append_c(out, (char)bytes[i]);
		} else if (is_kana(bytes[i])) {
			put_kana(out, bytes[i]);
		} else if (!is_cp932_lead(bytes[i]) || trail < 0x40 ||
			   trail == 0x7f || trail > 0xfc) {
			bad += put_bad(out, 1);
		} else if (put_cp932(out, bytes[i], trail) == 0) {
			i++;
		} else {
			/* An ASCII trail byte may well mean itself. */
			g_string_truncate(out, before);
			bad += put_bad(out, trail < 0x80 ? 1 : 2);
			i += trail >= 0x80;
		}
	}
	return bad;
}

static gboolean is_euc(const guint8 *bytes, gsize size, gsize at)
{
	return at < size && bytes[at] >= 0xa1 && bytes[at] <= 0xfe;
}

gsize decode_euc_jp(const guint8 *bytes, gsize size, GString *out)
{
	gsize bad = 0;

	jis_warm_up();
	for (gsize i = 0; i < size; i++) {
		guint8 byte = bytes[i];
		gboolean pair = is_euc(bytes, size, i + 1);

		if (byte < 0x80) {
			g_string_append_c(out, (char)byte);
		} else if (byte == 0x8e && pair && is_kana(bytes[i + 1])) {
			put_kana(out, bytes[++i]);
		} else if (byte == 0x8f && pair && is_euc(bytes, size, i + 2)) {
			bad += put_cell(out, SET_JIS0212, bytes[i + 1] - 0xa1,
					bytes[i + 2] - 0xa1, 3);
			i += 2;
		} else if (is_euc(bytes, size, i) && pair) {
			bad += put_cell(out, SET_JIS0208, byte - 0xa1,
					bytes[i + 1] - 0xa1, 2);
			i++;
		} else {
			bad += put_bad(out, 1);
		}
	}
	return bad;
}

static const struct {
	const char *sequence;	/* after ESC; a longer one before its prefix */
	guint g;		/* which half it designates */
	Set set;
} designations[] = {
	{ "$B",  0, SET_JIS0208 },
	{ "$@",  0, SET_JIS0208 },	/* JIS C 6226-1978 */
	{ "(B",  0, SET_ASCII },
	{ "(J",  0, SET_ASCII },	/* Roman: mail means "\", not a yen */
	{ "(H",  0, SET_ASCII },	/* old JUNET */
	{ "(I",  0, SET_KANA },
	{ "$(B", 0, SET_JIS0208 },
	{ "$(@", 0, SET_JIS0208 },
	{ "$(D", 0, SET_JIS0212 },
	{ "$(O", 0, SET_JIS0213_1 },
	{ "$(Q", 0, SET_JIS0213_1 },
	{ "$(P", 0, SET_JIS0213_2 },
	{ "$A",  0, SET_GB2312 },
	{ "$(A", 0, SET_GB2312 },
	{ "$(C", 0, SET_KSC5601 },
	{ "$(?", 0, SET_USER },
	{ ")I",  1, SET_KANA },
	{ "$)A", 1, SET_GB2312 },
	{ "$)C", 1, SET_KSC5601 },
	{ "$)B", 1, SET_JIS0208 },
	{ "&@",  2, SET_NONE },		/* "the 1990 revision follows" */
};

/* The row of the designation after the ESC at @at, or -1. */
static int find_designation(const guint8 *at, const guint8 *end)
{
	if (end - at < 3 || !memchr("$()&", at[1], 4))
		return -1;
	for (guint i = 0; i < G_N_ELEMENTS(designations); i++) {
		gsize size = strlen(designations[i].sequence);

		if ((gsize)(end - at) > size &&
		    memcmp(at + 1, designations[i].sequence, size) == 0)
			return (int)i;
	}
	return -1;
}

gsize count_designations(const guint8 *bytes, gsize size)
{
	const guint8 *end = bytes + size;
	const guint8 *at = bytes;
	gsize count = 0;

	for (; (at = memchr(at, ESC, (gsize)(end - at))) != NULL; at++)
		count += find_designation(at, end) >= 0;
	return count;
}

typedef struct Machine {
	Set sets[3];		/* G0, G1, and what is never invoked */
	guint invoked;		/* 1 after SHIFT OUT */
	gboolean close_lines;
	gboolean open_line;
	GString *out;
	gsize bad;
} Machine;

/* CP50222 shifts to kana without designating them. */
static void machine_reset(Machine *machine)
{
	machine->sets[0] = SET_ASCII;
	machine->invoked = 0;
}

static gsize read_escape(Machine *machine, const guint8 *at, const guint8 *end)
{
	int row = find_designation(at, end);

	if (row < 0) {
		machine->bad += put_bad(machine->out, 1);
		return 1;
	}
	machine->sets[designations[row].g] = designations[row].set;
	return 1 + strlen(designations[row].sequence);
}

static void read_control(Machine *machine, guint8 byte)
{
	if (byte == 0x0e || byte == 0x0f) {
		machine->invoked = byte == 0x0e;
		return;
	}
	g_string_append_c(machine->out, (char)byte);
	/* RFC 1468: a line ends in ASCII. Readers differ where it does not. */
	if (byte != '\n' || machine->sets[machine->invoked] == SET_ASCII)
		return;
	machine->open_line = TRUE;
	if (machine->close_lines)
		machine_reset(machine);
}

static gsize read_graphic(Machine *machine, const guint8 *at,
			  const guint8 *end)
{
	Set set = machine->sets[machine->invoked];

	if (*at >= 0x80 || set == SET_KANA) {
		guint8 byte = *at | 0x80;

		if (is_kana(byte))
			put_kana(machine->out, byte);
		else
			machine->bad += put_bad(machine->out, 1);
		return 1;
	}
	if (set == SET_ASCII) {
		g_string_append_c(machine->out, (char)*at);
		return 1;
	}
	if (at + 1 == end || at[1] < 0x21 || at[1] > 0x7e) {
		machine->bad += put_bad(machine->out, 1);
		return 1;
	}
	machine->bad += put_cell(machine->out, set, at[0] - 0x21, at[1] - 0x21,
				 2);
	return 2;
}

gsize decode_iso2022(const guint8 *bytes, gsize size, gboolean close_lines,
		     GString *out, gboolean *ret_open)
{
	Machine machine = {
		.sets = { SET_ASCII, SET_KANA, SET_NONE },
		.close_lines = close_lines,
		.out = out,
	};
	const guint8 *end = bytes + size;

	jis_warm_up();
	for (const guint8 *at = bytes; at < end;) {
		if (*at == ESC) {
			at += read_escape(&machine, at, end);
		} else if (*at < 0x21 || *at == 0x7f) {
			read_control(&machine, *at++);
		} else {
			at += read_graphic(&machine, at, end);
		}
	}
	*ret_open = machine.open_line;
	return machine.bad;
}

gsize decode_hz(const guint8 *bytes, gsize size, GString *out)
{
	gboolean pairs = FALSE;
	gsize bad = 0;

	jis_warm_up();
	for (gsize i = 0; i < size; i++) {
		guint8 byte = bytes[i];
		guint8 next = i + 1 < size ? bytes[i + 1] : 0;

		if (byte == '~' && (next == '{' || next == '}')) {
			pairs = next == '{';
			i++;
		} else if (byte == '~' && next == '~' && !pairs) {
			g_string_append_c(out, '~');
			i++;
		} else if (byte == '~' && next == '\n') {
			i++;
		} else if (byte >= 0x80) {
			bad += put_bad(out, 1);
		} else if (!pairs || byte < 0x21) {
			g_string_append_c(out, (char)byte);
			pairs = pairs && byte != '\n';
		} else if (next < 0x21 || next > 0x7e) {
			bad += put_bad(out, 1);
		} else {
			bad += put_cell(out, SET_GB2312, byte - 0x21,
					next - 0x21, 2);
			i++;
		}
	}
	return bad;
}
