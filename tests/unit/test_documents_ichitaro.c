/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_ichitaro.c - documents of Ichitaro, as far as it is known
 * what they look like. Laid out here, written by libgsf.
 */
#include "documents/ole.h"

#include "cfb-write.h"
#include "document-record.h"
#include "documents/salvage.h"
#include "text/charset.h"

#define EVER G_MAXINT64	/* no deadline */

/* Units of a record around text within a line: base, then reading. */
#define BASE "\x1c\x01\x07\x02\x02\x03\x1d"
#define READING "\x1c\x01\x07\x02\x01\x02\x1d"
#define RESUME "\x1e\x05\x02\x01\x1f"

static void add_u32(GByteArray *to, guint32 value)
{
	const guint8 bytes[4] = {
		(guint8)(value >> 24), (guint8)(value >> 16),
		(guint8)(value >> 8), (guint8)value,
	};

	g_byte_array_append(to, bytes, 4);
}

/* As UTF-16BE; returns how many units. */
static guint32 add_text(GByteArray *to, const char *text)
{
	gsize size = 0;
	g_autofree char *wide = g_convert(text, -1, "UTF-16BE", "UTF-8", NULL,
					  &size, NULL);

	g_byte_array_append(to, (const guint8 *)wide, (guint)size);
	return (guint32)size / 2;
}

/* A block whose text begins at once, or where a unit 0x1f says so. */
static void add_block(GByteArray *to, gboolean is_counted, const char *text)
{
	guint32 count;
	guint at;

	g_byte_array_append(to, (const guint8 *)"SsmgV.01", 8);
	if (!is_counted) {
		(void)add_text(to, "junk\x1f");
		(void)add_text(to, text);
		return;
	}
	add_u32(to, 1);
	add_u32(to, 0);
	add_u32(to, 0);
	g_byte_array_append(to, (const guint8 *)"TextV.01", 8);
	at = to->len;
	add_u32(to, 0);
	count = add_text(to, text);
	to->data[at + 2] = (guint8)(count >> 8);
	to->data[at + 3] = (guint8)count;
	/* How it looks. */
	(void)add_text(to, "\x02\x03style");
}

static void add_stream(CfbBuild *build, const char *path, gboolean is_counted,
		       const char *text)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	add_block(bytes, is_counted, text);
	cfb_build_add(build, path, bytes->data, bytes->len);
}

static GString *read_bytes(const GByteArray *bytes)
{
	GString *record = g_string_new(NULL);
	Document document = record_document(record);

	ole_read(&document, bytes->data, bytes->len);
	g_string_append_printf(record, "type %s\n", document.type);
	return record;
}

static GString *read_build(CfbBuild *build)
{
	g_autoptr(GByteArray) bytes = cfb_build_end(build);

	return read_bytes(bytes);
}

static void assert_has(const GString *record, const char *line)
{
	if (!strstr(record->str, line))
		g_error("no \"%s\" in:\n%s", line, record->str);
}

static void assert_has_no(const GString *record, const char *line)
{
	if (strstr(record->str, line))
		g_error("\"%s\" in:\n%s", line, record->str);
}

/* ---- text ------------------------------------------------------------------*/

static const struct {
	const char *name;
	const char *text;
	const char *wanted[3];
} texts[] = {
	{ "lines", "機密性２\n本文\r\n三",
	  { "doc-text|body, line 1|機密性２\n", "line 2|本文\n",
	    "line 3|三\n" } },
	{ "beyond-the-first-plane", "𠮷野", { "|𠮷野\n" } },
	{ "page-break-does-not-end-the-text", "one\f機密性３",
	  { "line 1|one\n", "line 2|機密性３\n" } },
	{ "cells", "番号\x1c氏名\x0e""1\x1c甲",
	  { "cells, line 1|番号\n", "cells, line 2|氏名\n",
	    "cells, line 4|甲\n" } },
	{ "base-of-ruby-is-in-the-line",
	  "左" BASE "機密" RESUME READING "きみつ" RESUME "性２",
	  { "body, line 1|左機密性２\n", "readings|きみつ\n" } },
	{ "record-is-no-text", "before\x1c\x01\x11\x02 zz\x1f""after",
	  { "|beforeafter\n", "cells, line 2|after\n" } },
};

static void text(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);

	for (guint is_counted = 0; is_counted < 2; is_counted++) {
		CfbBuild *build = cfb_build_new();
		g_autoptr(GString) record = NULL;

		add_stream(build, "DocumentText", is_counted, texts[i].text);
		record = read_build(build);
		for (guint j = 0; j < 3 && texts[i].wanted[j]; j++)
			assert_has(record, texts[i].wanted[j]);
		assert_has_no(record, "problem");
		assert_has_no(record, "junk");
		assert_has_no(record, "style");
		assert_has(record, "type application/x-js-taro\n");
	}
}

/* ---- places ----------------------------------------------------------------*/

static void places(void)
{
	static const char title[] = "\xfe\xff\0\0\x05\0\x02\0";
	CfbBuild *build = cfb_build_new();
	g_autoptr(GByteArray) boxes = g_byte_array_new();
	g_autoptr(GString) record = NULL;

	add_stream(build, "DocumentText", TRUE, "本文");
	add_block(boxes, TRUE, "一つ目");
	add_block(boxes, TRUE, "【機密性３】");
	cfb_build_add(build, "LayoutBoxText", boxes->data, boxes->len);
	add_stream(build, "Header", TRUE, "機密性２");
	add_stream(build, "Footer", FALSE, "下");
	add_stream(build, "Footnote", FALSE, "注");
	add_stream(build, "Frames/Another", FALSE, "枠");
	cfb_build_add(build, "\005SummaryInformation", title, sizeof(title));
	record = read_build(build);
	assert_has(record, "doc-text|body, line 1|本文\n");
	assert_has(record, "doc-box|text boxes, line 1|一つ目\n");
	assert_has(record, "|【機密性３】\n");
	assert_has(record, "doc-header|page header, line 1|機密性２\n");
	assert_has(record, "doc-header|page footer, line 1|下\n");
	assert_has(record, "doc-text|footnotes, line 1|注\n");
	assert_has(record, "doc-text|Frames/Another, line 1|枠\n");
}

static void without_a_name(void)
{
	CfbBuild *build = cfb_build_new();
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(GString) record = NULL;

	g_byte_array_append(bytes, (const guint8 *)"something before", 16);
	add_block(bytes, FALSE, "機密性２");
	add_block(bytes, TRUE, "団体名");
	cfb_build_add(build, "A/1", bytes->data, bytes->len);
	record = read_build(build);
	assert_has(record, "doc-text|A/1, line 1|機密性２\n");
	assert_has(record, "|団体名\n");
	assert_has(record, "type application/x-js-taro\n");
	assert_has_no(record, "problem");
}

/* ---- compressed ------------------------------------------------------------*/

/*
 * -lh5- by hand: trees in which every byte has its own eight bits, so that
 * what follows the block's head is the text, shifted.
 */
static void add_lh5(GByteArray *to, const GByteArray *text)
{
	guint64 head = (guint64)text->len << 27 | 0 << 22 | 10 << 17 |
		       256 << 8 | 0 << 4 | 0;
	guint held = 0;

	g_assert_cmpuint(text->len, <, 65536);
	/* 43 bits: five bytes, and three bits that the text follows. */
	for (guint i = 0; i < 5; i++) {
		guint8 byte = (guint8)(head >> (35 - 8 * i));

		g_byte_array_append(to, &byte, 1);
	}
	held = (guint)head & 7;
	for (guint i = 0; i <= text->len; i++) {
		guint next = i < text->len ? text->data[i] : 0;
		guint8 byte = (guint8)(held << 5 | next >> 3);

		g_byte_array_append(to, &byte, 1);
		held = next & 7;
	}
}

/* (transfer full) */
static GByteArray *compress(const GByteArray *text, guint level)
{
	GByteArray *bytes = g_byte_array_new();
	g_autoptr(GByteArray) packed = g_byte_array_new();
	static const char before[38] = "\x26\0JustCompressedDocument";
	guint8 member[22] = { 22, 0, '-', 'l', 'h', '5', '-' };

	add_lh5(packed, text);
	for (guint i = 0; i < 4; i++) {
		member[7 + i] = (guint8)(packed->len >> 8 * i);
		member[11 + i] = (guint8)(text->len >> 8 * i);
	}
	member[20] = (guint8)level;
	g_byte_array_append(bytes, (const guint8 *)before, sizeof(before));
	g_byte_array_append(bytes, member, sizeof(member));
	g_byte_array_append(bytes, (const guint8 *)"\0\0", 2);
	g_byte_array_append(bytes, packed->data, packed->len);
	return bytes;
}

static void compressed(void)
{
	CfbBuild *inner = cfb_build_new(), *outer = cfb_build_new();
	g_autoptr(GByteArray) text = NULL;
	g_autoptr(GByteArray) packed = NULL;
	g_autoptr(GString) record = NULL;

	add_stream(inner, "DocumentText", TRUE, "機密性２");
	text = cfb_build_end(inner);
	packed = compress(text, 0);
	cfb_build_add(outer, "JSCompDocument", packed->data, packed->len);
	record = read_build(outer);
	assert_has(record, "embedded|JSCompDocument||");
	assert_has_no(record, "problem");
}

/* ---- what is broken --------------------------------------------------------*/

static void protected(void)
{
	static const char noise[64] = "\x01\x02\x03";
	CfbBuild *build = cfb_build_new();
	g_autoptr(GString) record = NULL;

	cfb_build_add(build, "DocumentText", noise, sizeof(noise));
	record = read_build(build);
	assert_has(record, "problem|unsupported|Ichitaro");
}

/* Without its magic word a stream is searched for runs of text. */
static void damaged(void)
{
	CfbBuild *build = cfb_build_new();
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(GString) record = NULL;

	add_block(bytes, TRUE, "【機密性３】");
	memset(bytes->data, 0, 28);
	cfb_build_add(build, "DocumentText", bytes->data, bytes->len);
	record = read_build(build);
	assert_has(record, "機密性３");
	assert_has(record, "problem|unsupported|Ichitaro");
}

static void cut(void)
{
	CfbBuild *build = cfb_build_new();
	g_autoptr(GByteArray) bytes = NULL;

	add_stream(build, "DocumentText", TRUE, "機密性２");
	add_stream(build, "Header", TRUE, "機密性２");
	bytes = cfb_build_end(build);
	while (bytes->len > 512) {
		g_autoptr(GString) record = NULL;

		g_byte_array_set_size(bytes, bytes->len - 512);
		record = read_bytes(bytes);
		assert_has(record, "problem|");
	}
}

static void magic_many_times(void)
{
	CfbBuild *build = cfb_build_new();
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(GString) record = NULL;

	for (guint i = 0; i < 100000; i++)
		g_byte_array_append(bytes, (const guint8 *)"SsmgV.01", 8);
	add_block(bytes, TRUE, "機密性２");
	cfb_build_add(build, "DocumentText", bytes->data, bytes->len);
	record = read_build(build);
	assert_has(record, "|機密性２\n");
	assert_has_no(record, "problem");
}

/* Looking into streams that turn out to be no text unpacks nothing. */
static void looking_is_free(void)
{
	CfbBuild *build = cfb_build_new();
	g_autoptr(GByteArray) noise = g_byte_array_new();
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Cfb) cfb = NULL;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	g_byte_array_set_size(noise, 100000);
	memset(noise->data, 1, noise->len);
	cfb_build_add(build, "one", noise->data, noise->len);
	cfb_build_add(build, "two", noise->data, noise->len);
	bytes = cfb_build_end(build);
	cfb = cfb_open(bytes->data, bytes->len, 100, EVER, NULL);
	document.bytes_left = 150000;
	g_assert_false(ichitaro_read(&document, cfb));
	g_assert_cmpuint(document.bytes_left, ==, 150000);
	assert_has(record, "problem|limit|");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	cfb_warm_up();
	salvage_warm_up();
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *path = g_strconcat(
			"/documents/ichitaro/text/", texts[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), text);
	}
	g_test_add_func("/documents/ichitaro/every-text-has-its-place",
			places);
	g_test_add_func("/documents/ichitaro/text-without-a-stream-of-its-own",
			without_a_name);
	g_test_add_func("/documents/ichitaro/compressed-document-is-embedded",
			compressed);
	g_test_add_func("/documents/ichitaro/no-readable-text-is-said",
			protected);
	g_test_add_func("/documents/ichitaro/damaged-text-is-salvaged",
			damaged);
	g_test_add_func("/documents/ichitaro/what-is-cut-off-is-said", cut);
	g_test_add_func("/documents/ichitaro/magic-words-alone-are-harmless",
			magic_many_times);
	g_test_add_func("/documents/ichitaro/looking-unpacks-nothing",
			looking_is_free);
	return g_test_run();
}
