/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ichitaro.c - documents of Ichitaro (.jtd, .jtt, .jttc).
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   nobody has published the format; this reads what has been seen
 *           of it. 0x001C is both the border of a cell and the begin of a
 *           record within a word, so text is handed over both ways. What an
 *           explicit page break divides is not told apart by pages.
 */
#include "documents/ole.h"

#include <string.h>

#include "documents/bytes.h"
#include "documents/ole-object.h"
#include "documents/salvage.h"

#define MAGIC "SsmgV.01"
#define TEXT_MAGIC "TextV.01"
#define MAGIC_END "V.01"
#define MAGIC_SIZE ((gsize)8)
/* From TEXT_MAGIC on; units that follow, and where they do. */
#define COUNT_AT 8
#define TEXT_AT ((guint64)12)
#define STREAM_MAX ((gsize)256 << 20)
#define LHA_LOOK ((gsize)256)
/* In a header, from the method on. */
#define LHA_LEVEL_AT 18
#define LHA_NAME_AT 20

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
	"__properties_version1.0", "__substg1.0_0037001F",
	"EncryptedPackage",
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

/* Whether text goes on behind @unit: the border of a row, a page, or a cell;
 * behind that of a record its number comes first. */
static gboolean is_border(Bytes bytes, guint64 at, guint unit)
{
	return unit == ROW || unit == PAGE_BREAK ||
	       (unit == RECORD && unit_at(bytes, at + 2) > ' ');
}

static void take_control(Runs *runs, Bytes bytes, guint64 at, guint unit)
{
	gboolean was_aside = runs->is_aside;

	if (!is_border(bytes, at, unit))
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
		} else if (!runs->is_text ||
			   (unit == '\r' && low == '\n')) {
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

/* The line that is begun ends, if one is. */
static void end_line(Flow *flow)
{
	gsize size = flow_size(flow);

	if (size > 0 && flow_text(flow)[size - 1] != '\n')
		flow_line(flow);
}

/* From one magic word to the next. */
static void take_fragment(Runs *runs, Bytes bytes)
{
	guint64 from = MAGIC_SIZE, end = bytes.size;

	runs->is_text = runs->is_aside = FALSE;
	if (memcmp(bytes.data, TEXT_MAGIC, MAGIC_SIZE) == 0) {
		guint64 count = (guint64)unit_at(bytes, COUNT_AT) << 16 |
				unit_at(bytes, COUNT_AT + 2);

		from = MIN(TEXT_AT, end);
		end = MIN(end, from + 2 * count);
		runs->is_text = TRUE;
	}
	take_units(runs, bytes, from, end);
	/* What is behind the text that is told of may be more of it. */
	runs->is_text = runs->is_aside = FALSE;
	take_units(runs, bytes, end, bytes.size);
	end_line(runs->joined);
	end_line(runs->split);
	end_line(runs->aside);
}

/* The next magic word at @from or behind it; NULL: there is none. */
static const guint8 *next_magic(const guint8 *from, const guint8 *end)
{
	const guint8 *at = from;

	while (at < end &&
	       (at = memmem(at, (gsize)(end - at), MAGIC_END,
			    sizeof(MAGIC_END) - 1))) {
		const guint8 *word = at - (MAGIC_SIZE - sizeof(MAGIC_END) + 1);

		if (at - from >= 4 && (memcmp(word, MAGIC, 4) == 0 ||
				       memcmp(word, TEXT_MAGIC, 4) == 0))
			return word;
		at++;
	}
	return NULL;
}

/* Each fragment ends where the next begins: linear. FALSE: there is none. */
static gboolean read_fragments(Document *document, Bytes bytes, Place place,
			       const char *where)
{
	g_autoptr(Flow) joined = document_flow(document, place, "line");
	g_autoptr(Flow) split = document_flow(document, place, "line");
	g_autoptr(Flow) aside = document_flow(document, PLACE_TEXT, NULL);
	Runs runs = { .joined = joined, .split = split, .aside = aside };
	const guint8 *end = bytes_part(bytes, bytes.size, 0).data;
	const guint8 *at = bytes.size > 0 ? next_magic(bytes.data, end) : NULL;
	gboolean found = at != NULL;

	flow_at(joined, "%s", where);
	flow_at(split, "%s, cells", where);
	flow_at(aside, "%s, readings", where);
	while (at && document_goes_on(document)) {
		const guint8 *next = next_magic(at + MAGIC_SIZE, end);

		take_fragment(&runs, (Bytes){ at, (gsize)((next ? next : end) -
							  at) });
		at = next;
	}
	document_text(document, joined);
	if (runs.has_records)
		document_text(document, split);
	document_text(document, aside);
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

		if (stream)
			bytes = read_stream(document, stream);
		if (!bytes)
			continue;
		if (read_fragments(document,
				   (Bytes){ bytes->data, bytes->len },
				   texts[i].place, texts[i].where))
			found = TRUE;
		else if (bytes->len > 0)
			salvage_read(document, texts[i].where, bytes->data,
				     bytes->len);
	}
	return found;
}

/* The header of an archive, level 0: its size and sum, which nobody has put
 * in, what stands at @method, a name. */
static GByteArray *lha_header(Bytes method, Bytes crc)
{
	static const char name[] = "document.jtd";
	const guint8 length = sizeof(name) - 1;
	const guint8 head[2] = { 22 + sizeof(name) - 1, 0 };
	GByteArray *header = g_byte_array_new();

	g_byte_array_append(header, head, sizeof(head));
	g_byte_array_append(header, method.data, (guint)method.size);
	g_byte_array_append(header, &length, 1);
	g_byte_array_append(header, (const guint8 *)name, length);
	g_byte_array_append(header, crc.data, (guint)crc.size);
	for (guint i = 2; i < header->len; i++)
		header->data[1] = (guint8)(header->data[1] + header->data[i]);
	return header;
}

/* An LHA member, made into an archive that can be read. TRUE: it was handed
 * over. */
static gboolean read_compressed(Document *document, const Cfb *cfb)
{
	const CfbStream *stream = cfb_find(cfb, "JSCompDocument");
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(GByteArray) archive = NULL;
	const guint8 *method = NULL;
	Bytes all, member, data;
	guint64 crc_at;

	if (stream)
		bytes = read_stream(document, stream);
	if (bytes && bytes->len > 0)
		method = memmem(bytes->data, MIN(bytes->len, LHA_LOOK),
				"-lh", 3);
	if (!method || method < bytes->data + 2)
		return FALSE;
	all = (Bytes){ bytes->data, bytes->len };
	member = bytes_part(all, (guint64)(method - bytes->data), all.size);
	crc_at = LHA_NAME_AT + (guint64)bytes_u8(member, LHA_NAME_AT - 1);
	data = bytes_part(member, crc_at + 2, member.size);
	/* The other levels have no need of it, or what is here fits none. */
	if (bytes_u8(member, LHA_LEVEL_AT) != 0 || data.size == 0) {
		archive = g_byte_array_new();
		data = bytes_part(all, (guint64)(method - bytes->data) - 2,
				  all.size);
	} else {
		archive = lha_header(bytes_part(member, 0, LHA_NAME_AT - 1),
				     bytes_part(member, crc_at, 2));
	}
	g_byte_array_append(archive, data.data, (guint)data.size);
	g_byte_array_append(archive, (const guint8 *)"", 1);
	if (document_may_member(document))
		document_embedded(document, "JSCompDocument", NULL,
				  archive->data, archive->len);
	return TRUE;
}

static gboolean is_read_as_text(const char *path)
{
	const char *name = ole_name(path);
	guint i = 0;

	while (i < G_N_ELEMENTS(texts) &&
	       g_ascii_strcasecmp(name, texts[i].stream) != 0)
		i++;
	return i < G_N_ELEMENTS(texts);
}

static gboolean has_magic(const CfbStream *stream)
{
	g_autoptr(GByteArray) bytes = cfb_read(stream, STREAM_MAX);

	return bytes->len > 0 &&
	       memmem(bytes->data, bytes->len, MAGIC, MAGIC_SIZE);
}

/*
 * Text without a stream of its own, as older versions write it. Looking for
 * it unpacks nothing, and may cost as much as reading: not more.
 */
static gboolean read_anywhere(Document *document, const Cfb *cfb)
{
	guint64 budget = document->bytes_left;
	gboolean found = FALSE;

	for (guint i = 0; i < cfb_count(cfb); i++) {
		const CfbStream *stream = cfb_stream(cfb, i);
		g_autoptr(GByteArray) bytes = NULL;

		if (is_read_as_text(stream->path))
			continue;
		if (!document_goes_on(document))
			break;
		if (stream->size > budget) {
			document_limit(document, "decoded-bytes",
				       "compound file");
			break;
		}
		budget -= stream->size;
		if (!has_magic(stream))
			continue;
		bytes = read_stream(document, stream);
		if (bytes)
			found |= read_fragments(document, (Bytes){
				bytes->data, bytes->len }, PLACE_TEXT,
				stream->path);
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
	if (is_ours || !is_other(cfb))
		found |= read_anywhere(document, cfb);
	if (is_ours || found)
		document->type = "application/x-js-taro";
	/* How its passwords work nobody has published: it may be one. */
	if (is_ours && !found && !is_other(cfb)) {
		document->is_encrypted = TRUE;
		document->scheme = "ichitaro";
		document_problem(document, PROBLEM_UNSUPPORTED,
				 "Ichitaro document without readable text; "
				 "it may be protected by a password");
	}
	return is_ours || found;
}
