/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ichitaro.c - documents of Ichitaro (.jtd, .jtt, .jttc).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   nobody has published the format; this reads what has been seen
 *           of it. 0x001C is both the border of a cell and the begin of a
 *           record within a word, so text is handed over both ways.
 */
#include "documents/ole.h"

#include <string.h>

#include "documents/bytes.h"
#include "documents/salvage.h"

#define MAGIC "SsmgV.01"
#define TEXT_MAGIC "TextV.01"
#define TEXT_MAGIC_AT 20
#define COUNT_AT 28
#define TEXT_AT 32
#define STREAM_MAX ((gsize)256 << 20)
#define LHA_LOOK ((gsize)256)

enum {
	PAGE_BREAK = 0x0c,
	ROW = 0x0e,
	RECORD = 0x1c,
	INLINE_BEGIN = 0x1d,
	INLINE_END = 0x1e,
	TEXT_BEGIN = 0x1f,
};

static const struct {
	const char *stream;
	Place place;
	const char *where;
} texts[] = {
	{ "DocumentText", PLACE_TEXT, "body" },
	{ "LayoutBoxText", PLACE_BOX, "text boxes" },
	{ "Header", PLACE_PAGE, "page header" },
	{ "Footer", PLACE_PAGE, "page footer" },
	{ "Footnote", PLACE_TEXT, "footnotes" },
};

/* Others' main streams: their files are not searched for fragments. */
static const char *const others[] = {
	"WordDocument", "Workbook", "Book", "PowerPoint Document",
	"__properties_version1.0", "EncryptedPackage",
};

typedef struct Runs {
	Flow *joined;		/* records are within words */
	Flow *split;		/* records are between cells */
	Flow *aside;		/* readings of characters, instructions */
	gboolean is_text;
	gboolean is_aside;
	gboolean has_records;
} Runs;

static guint unit_at(Bytes bytes, guint64 at)
{
	return (guint)(bytes_u8(bytes, at) << 8 | bytes_u8(bytes, at + 1));
}

static void put(Runs *runs, gunichar c)
{
	char utf8[6];
	gsize size = (gsize)g_unichar_to_utf8(c, utf8);

	if (runs->is_aside) {
		flow_put(runs->aside, utf8, size);
		return;
	}
	flow_put(runs->joined, utf8, size);
	flow_put(runs->split, utf8, size);
}

static void take_control(Runs *runs, Bytes bytes, guint64 at, guint unit)
{
	gboolean was_aside = runs->is_aside;

	runs->is_text = unit == TEXT_BEGIN || unit == INLINE_BEGIN;
	/* Its kind stands two units before it: 1 is not shown in the line. */
	runs->is_aside = unit == INLINE_BEGIN && at >= 4 &&
			 unit_at(bytes, at - 4) == 1;
	if (was_aside)
		flow_line(runs->aside);
	if (unit == RECORD) {
		flow_line(runs->split);
		runs->has_records = TRUE;
	} else if (unit == ROW || unit == PAGE_BREAK) {
		flow_line(runs->joined);
		flow_line(runs->split);
	}
}

static gboolean is_control(guint unit)
{
	return (unit < 0x20 && unit != '\t' && unit != '\n' &&
		unit != '\r') || (unit >= 0x7f && unit < 0xa0);
}

static void take_units(Runs *runs, Bytes bytes, guint64 from, guint64 end)
{
	for (guint64 at = from; at + 2 <= end; at += 2) {
		guint unit = unit_at(bytes, at);
		guint low = unit_at(bytes, at + 2);

		if (is_control(unit)) {
			take_control(runs, bytes, at, unit);
		} else if (!runs->is_text) {
			continue;
		} else if (unit >= 0xd800 && unit < 0xdc00 &&
			   low >= 0xdc00 && low < 0xe000) {
			put(runs, 0x10000u + ((unit & 0x3ff) << 10 |
					      (low & 0x3ff)));
			at += 2;
		} else {
			put(runs, unit >= 0xd800 && unit < 0xe000 ? 0xfffd :
			    unit);
		}
	}
}

/* From one "SsmgV.01" on. TRUE: there was text. */
static gboolean read_fragment(Document *document, Bytes bytes, Place place,
			      const char *where)
{
	g_autoptr(Flow) joined = document_flow(document, place, "line");
	g_autoptr(Flow) split = document_flow(document, place, "line");
	g_autoptr(Flow) aside = document_flow(document, PLACE_TEXT, NULL);
	Runs runs = { .joined = joined, .split = split, .aside = aside };
	guint64 from = sizeof(MAGIC) - 1, end = bytes.size;

	flow_at(joined, "%s", where);
	flow_at(split, "%s, cells", where);
	flow_at(aside, "%s, readings", where);
	if (bytes.size >= TEXT_AT &&
	    memcmp(bytes.data + TEXT_MAGIC_AT, TEXT_MAGIC,
		   sizeof(TEXT_MAGIC) - 1) == 0) {
		guint64 count = (guint64)unit_at(bytes, COUNT_AT) << 16 |
				unit_at(bytes, COUNT_AT + 2);

		from = TEXT_AT;
		runs.is_text = TRUE;
		end = MIN(end, from + 2 * count);
	}
	take_units(&runs, bytes, from, end);
	/* What is behind the text that is told of may be more of it. */
	runs.is_text = FALSE;
	take_units(&runs, bytes, end, bytes.size);
	document_text(document, joined);
	if (runs.has_records)
		document_text(document, split);
	document_text(document, aside);
	return flow_size(joined) > 0 || flow_size(aside) > 0;
}

/* Each fragment ends where the next begins: linear. */
static gboolean read_fragments(Document *document, Bytes bytes, Place place,
			       const char *where)
{
	const guint8 *end = bytes.data + bytes.size;
	const guint8 *at = bytes.size > 0 ?
		memmem(bytes.data, bytes.size, MAGIC, sizeof(MAGIC) - 1) :
		NULL;
	gboolean found = FALSE;

	while (at && document_goes_on(document)) {
		const guint8 *next = memmem(at + 1, (gsize)(end - at) - 1,
					    MAGIC, sizeof(MAGIC) - 1);
		Bytes fragment = { at, (gsize)((next ? next : end) - at) };

		found |= read_fragment(document, fragment, place, where);
		at = next;
	}
	return found;
}

static GByteArray *read_stream(Document *document, const CfbStream *stream)
{
	GByteArray *bytes;

	if (!document_may_unpack(document, MIN(stream->size, STREAM_MAX)))
		return NULL;
	bytes = cfb_read(stream, STREAM_MAX);
	if (bytes->len < stream->size)
		document_problem(document, PROBLEM_MALFORMED,
				 "%s is cut short", stream->path);
	return bytes;
}

static gboolean read_texts(Document *document, const Cfb *cfb)
{
	gboolean found = FALSE;

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		const CfbStream *stream = cfb_find(cfb, texts[i].stream);
		g_autoptr(GByteArray) bytes = NULL;
		Bytes all;

		if (stream)
			bytes = read_stream(document, stream);
		if (!bytes)
			continue;
		all = (Bytes){ bytes->data, bytes->len };
		if (read_fragments(document, all, texts[i].place,
				   texts[i].where))
			found |= i == 0;
		else if (i > 0)
			salvage_read(document, texts[i].where, all.data,
				     all.size);
	}
	return found;
}

/* An LHA member without a name, whose header nobody has summed up: made into
 * an archive that can be read. TRUE: it was handed over. */
static gboolean read_compressed(Document *document, const Cfb *cfb)
{
	static const char name[] = "document.jtd";
	const CfbStream *stream = cfb_find(cfb, "JSCompDocument");
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(GByteArray) archive = g_byte_array_new();
	const guint8 *method = NULL;
	guint64 at;
	guint8 head[2] = { 22 + sizeof(name) - 1, 0 };
	guint8 length = sizeof(name) - 1;
	Bytes all;

	if (stream)
		bytes = read_stream(document, stream);
	if (bytes && bytes->len > 0)
		method = memmem(bytes->data, MIN(bytes->len, LHA_LOOK),
				"-lh", 3);
	if (!method || method < bytes->data + 2)
		return FALSE;
	all = (Bytes){ bytes->data, bytes->len };
	at = (guint64)(method - bytes->data);
	/* Level 0 only: method, sizes, time, attribute, level, name, CRC. */
	if (bytes_u8(all, at + 18) != 0 || !bytes_have(all, at, 22))
		return FALSE;
	g_byte_array_append(archive, head, 2);
	g_byte_array_append(archive, method, 19);
	g_byte_array_append(archive, &length, 1);
	g_byte_array_append(archive, (const guint8 *)name, length);
	at += 20 + bytes_u8(all, at + 19);
	all = bytes_part(all, at, all.size);
	g_byte_array_append(archive, all.data, (guint)MIN(all.size, 2));
	for (guint i = 2; i < archive->len; i++)
		archive->data[1] = (guint8)(archive->data[1] +
					    archive->data[i]);
	all = bytes_part(all, 2, all.size);
	g_byte_array_append(archive, all.data, (guint)all.size);
	g_byte_array_append(archive, (const guint8 *)"", 1);
	if (document_may_member(document))
		document_embedded(document, "JSCompDocument", NULL,
				  archive->data, archive->len);
	return TRUE;
}

/* Text without a stream of its own, as older versions write it. */
static gboolean read_anywhere(Document *document, const Cfb *cfb)
{
	gboolean found = FALSE;

	for (guint i = 0; i < cfb_count(cfb); i++) {
		const CfbStream *stream = cfb_stream(cfb, i);
		g_autoptr(GByteArray) bytes = read_stream(document, stream);

		if (!bytes || !document_goes_on(document))
			break;
		found |= read_fragments(document,
					(Bytes){ bytes->data, bytes->len },
					PLACE_TEXT, stream->path);
	}
	return found;
}

static gboolean is_other(const Cfb *cfb)
{
	guint i = 0;

	while (i < G_N_ELEMENTS(others) && !cfb_find(cfb, others[i]))
		i++;
	return i < G_N_ELEMENTS(others);
}

gboolean ichitaro_read(Document *document, const Cfb *cfb)
{
	gboolean is_ours = cfb_find(cfb, "DocumentText") ||
			   cfb_find(cfb, "JSCompDocument") ||
			   cfb_find(cfb, "DocumentTextPositionTables") ||
			   cfb_find(cfb, "\004JSRV_SummaryInformation");
	gboolean found = FALSE;

	if (is_ours) {
		found = read_texts(document, cfb);
		found |= read_compressed(document, cfb);
	}
	if (!found && !is_other(cfb))
		found = read_anywhere(document, cfb);
	if (is_ours || found)
		document->type = "application/x-js-taro";
	if (is_ours && !found && !is_other(cfb))
		document_problem(document, PROBLEM_UNSUPPORTED,
				 "Ichitaro document without readable text; "
				 "it may be protected by a password");
	return is_ours || found;
}
