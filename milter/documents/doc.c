/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * doc.c - binary Word documents: [MS-DOC], and Word 6 and 95 before it.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   text that a fast save left behind without a piece is not found;
 *           Word 2 and older are salvaged.
 */
#include <string.h>

#include "containers/type.h"
#include "documents/codepage.h"
#include "documents/doc-crypt.h"
#include "documents/doc-parts.h"
#include "documents/ole.h"
#include "documents/salvage.h"
#include "text/charset-name.h"
#include "text/decode.h"
#include "text/jis.h"

#define IDENT_97 0xa5ec
#define IDENT_95 0xa5dc
#define LAST_95 105		/* nFib */
#define PAGE_SIZE 512		/* of the offset of the next FIB */
#define HEADER_SIZE 68		/* in the clear where the rest is not */
#define LOOK ((guint64)4096)

enum {	/* flags of the FIB */
	IS_ENCRYPTED = 0x0100,
	IN_1TABLE = 0x0200,
	IS_WIDE_95 = 0x1000,
	IS_FAR_EAST = 0x4000,
	IS_OBFUSCATED = 0x8000
};

/* The documents within a document, one after the other in its text. */
static const struct {
	Place place;
	const char *where;
} parts[] = {
	{ PLACE_TEXT, "" },
	{ PLACE_TEXT, "footnotes" },
	{ PLACE_PAGE, "page headers and footers" },
	{ PLACE_TEXT, "macros" },
	{ PLACE_TEXT, "comments" },
	{ PLACE_TEXT, "endnotes" },
	{ PLACE_BOX, "text boxes" },
	{ PLACE_BOX, "text boxes of page headers" },
	{ PLACE_TEXT, "text of no part" },	/* more than was announced */
};

#define PARTS_COUNT G_N_ELEMENTS(parts)

typedef struct Fib {
	gboolean is_97;
	guint flags;
	guint codepage;		/* of text in 8 bits */
	guint32 from, to;	/* of simple text, Word 95 */
	guint32 counts[PARTS_COUNT - 1];
	Bytes clx;
	Bytes art;
} Fib;

typedef struct Doc {
	Document *document;
	GByteArray *main_stream;	/* behind .main, .table; borrowed */
	GByteArray *table_stream;	/* nullable */
	Bytes main;
	Bytes table;
	Fib fib;
	GArray *pieces;
	gboolean has_table;	/* the piece table makes sense */
	gboolean is_broken;
} Doc;

static Bytes part_of_table(const Doc *doc, guint64 at)
{
	return bytes_part(doc->table, bytes_u32(doc->main, at),
			  bytes_u32(doc->main, at + 4));
}

/* Two arrays of counted size come before what is wanted. */
static void read_fib_97(Doc *doc, guint64 at)
{
	guint64 longs = at + 0x20 + 2 +
			2 * (guint64)bytes_u16(doc->main, at + 0x20) + 2;
	guint64 pairs = longs +
			4 * (guint64)bytes_u16(doc->main, longs - 2) + 2;

	for (guint i = 0; i < PARTS_COUNT - 1; i++)
		doc->fib.counts[i] = bytes_u32(doc->main,
					       longs + 12 + 4 * i);
	doc->fib.clx = part_of_table(doc, pairs + 8 * 33);
	doc->fib.art = part_of_table(doc, pairs + 8 * 50);
	doc->fib.codepage = CODEPAGE_WESTERN;
}

static void read_fib_95(Doc *doc, guint64 at)
{
	guint language = bytes_u16(doc->main, at + 6);

	for (guint i = 0; i < PARTS_COUNT - 1; i++)
		doc->fib.counts[i] = bytes_u32(doc->main, at + 0x34 + 4 * i);
	doc->table = doc->main;
	doc->fib.clx = part_of_table(doc, at + 0x160);
	doc->fib.from = bytes_u32(doc->main, at + 0x18);
	doc->fib.to = bytes_u32(doc->main, at + 0x1c);
	doc->fib.codepage = codepage_of_language(language);
	if (doc->fib.flags & IS_FAR_EAST &&
	    doc->fib.codepage == CODEPAGE_WESTERN)
		doc->fib.codepage = CODEPAGE_JAPANESE;
}

static void read_fib(Doc *doc, guint64 at)
{
	doc->fib = (Fib){
		.is_97 = bytes_u16(doc->main, at + 2) > LAST_95,
		.flags = bytes_u16(doc->main, at + 10),
	};
	if (doc->fib.is_97)
		read_fib_97(doc, at);
	else
		read_fib_95(doc, at);
}

/* Text that is not in pieces is one piece. */
static GArray *simple_piece(const Fib *fib)
{
	gboolean is_wide = (fib->flags & IS_WIDE_95) != 0;
	DocPiece piece = {
		.fc = fib->from,
		.count = fib->to > fib->from ?
			 (fib->to - fib->from) / (is_wide ? 2 : 1) : 0,
		.is_wide = is_wide,
	};
	GArray *pieces;

	if (fib->is_97 || piece.count == 0)
		return NULL;
	pieces = g_array_new(FALSE, FALSE, sizeof(DocPiece));
	g_array_append_val(pieces, piece);
	return pieces;
}

static void find_pieces(Doc *doc)
{
	gboolean broken;

	g_clear_pointer(&doc->pieces, g_array_unref);
	doc->pieces = doc_pieces(doc->fib.clx, doc->fib.is_97, &broken);
	doc->has_table = doc->pieces && !broken &&
			 g_array_index(doc->pieces, DocPiece, 0).cp == 0;
	doc->is_broken = doc->is_broken || broken;
	if (!doc->pieces)
		doc->pieces = simple_piece(&doc->fib);
}

static void decode(const Doc *doc, const DocPiece *piece, Bytes bytes,
		   GString *out)
{
	Charset charset;

	if (piece->is_wide) {
		(void)decode_utf16(bytes.data, bytes.size, TRUE, out);
	} else if (doc->fib.codepage == CODEPAGE_JAPANESE) {
		(void)decode_cp932(bytes.data, bytes.size, out);
	} else {
		g_autofree char *name = g_strdup_printf("windows-%u",
							doc->fib.codepage);

		charset = charset_find(name);
		if (charset.code == CODE_SINGLE || charset.code == CODE_MULTI)
			(void)decode_iconv(charset.converter, bytes.data,
					   bytes.size, out);
		else
			(void)decode_utf8(bytes.data, bytes.size, out);
	}
}

/* The characters from @from up to @to, as far as this piece has them. */
static gboolean put_piece(Doc *doc, const DocPiece *piece, guint64 from,
			  guint64 to, DocText *text)
{
	g_autoptr(GString) out = NULL;
	guint64 first = MAX(from, piece->cp);
	guint64 last = MIN(to, (guint64)piece->cp + piece->count);
	guint unit = piece->is_wide ? 2 : 1;
	guint64 size;
	Bytes bytes;

	if (first >= last)
		return TRUE;
	size = (last - first) * unit;
	bytes = bytes_part(doc->main, piece->fc + (first - piece->cp) * unit,
			   size);
	doc->is_broken = doc->is_broken || bytes.size < size;
	if (bytes.size == 0)
		return TRUE;
	if (!document_may_unpack(doc->document, bytes.size) ||
	    !document_goes_on(doc->document))
		return FALSE;
	out = g_string_sized_new(bytes.size + 16);
	decode(doc, piece, bytes, out);
	doc_text_put(text, out->str, out->len);
	return TRUE;
}

static void read_part(Doc *doc, guint part, guint64 from, guint64 to)
{
	g_autoptr(Flow) flow = document_flow(doc->document,
					     parts[part].place, "paragraph");
	g_autoptr(Flow) codes = document_flow(doc->document, PLACE_TEXT,
					      NULL);
	g_autoptr(DocText) text = doc_text_new(flow, codes);

	flow_at(flow, "%s", parts[part].where);
	flow_at(codes, "field codes");
	for (guint i = 0; i < doc->pieces->len && !flow_is_cut(flow); i++) {
		const DocPiece *piece = &g_array_index(doc->pieces, DocPiece,
						       i);

		if (piece->cp >= to ||
		    !put_piece(doc, piece, from, to, text))
			break;
	}
	doc_text_end(text);
	document_text(doc->document, flow);
	document_text(doc->document, codes);
}

static void read_parts(Doc *doc)
{
	guint64 from = 0;

	for (guint i = 0; i < PARTS_COUNT; i++) {
		guint64 to = i == PARTS_COUNT - 1 ? G_MAXUINT64 :
			     from + doc->fib.counts[i];

		if (to > from)
			read_part(doc, i, from, to);
		from = to;
	}
}

/*
 * Encryption covers the piece table too: one that can be read gives away a
 * flag that lies.
 */
static gboolean is_closed(const Doc *doc)
{
	Bytes text;

	if (!(doc->fib.flags & IS_ENCRYPTED))
		return FALSE;
	if (doc->fib.is_97)
		return !doc->has_table;
	text = bytes_part(doc->main, doc->fib.from, LOOK);
	return !type_is_plain(text.data, text.size);
}

static const char *scheme_of(const Doc *doc)
{
	return doc->fib.flags & IS_OBFUSCATED || !doc->fib.is_97 ?
	       "doc-xor" : "doc-rc4";
}

static gboolean has_fib(const Doc *doc, guint64 at)
{
	guint16 ident = bytes_u16(doc->main, at);

	return bytes_have(doc->main, at, HEADER_SIZE) &&
	       (ident == IDENT_97 || ident == IDENT_95);
}

/* A document, or the AutoText that goes with one. */
static void read_document(Doc *doc, guint64 at)
{
	read_fib(doc, at);
	find_pieces(doc);
	if (is_closed(doc)) {
		doc->is_broken = FALSE;	/* nobody can tell */
		if (!doc_open(doc->document, doc->main_stream,
			      doc->table_stream, scheme_of(doc)))
			return;
		read_fib(doc, at);
		find_pieces(doc);
	}
	if (doc->fib.flags & IS_ENCRYPTED)
		document_problem(doc->document, PROBLEM_MALFORMED,
				 "said to be encrypted, but is not");
	if (doc->pieces) {
		read_parts(doc);
		doc_art_read(doc->document, doc->fib.art);
	} else {
		doc->is_broken = TRUE;
		salvage_read(doc->document, "", doc->main.data,
			     doc->main.size);
	}
}

static void read_all(Doc *doc)
{
	guint64 next = (guint64)bytes_u16(doc->main, 8) * PAGE_SIZE;

	if (!has_fib(doc, 0)) {
		document_problem(doc->document, PROBLEM_UNSUPPORTED,
				 "Word document of an unknown version");
		salvage_read(doc->document, "", doc->main.data,
			     doc->main.size);
		return;
	}
	read_document(doc, 0);
	if (next > 0 && has_fib(doc, next) && !doc->document->is_encrypted)
		read_document(doc, next);
	if (doc->is_broken)
		document_problem(doc->document, PROBLEM_MALFORMED,
				 "Word document is damaged");
	g_clear_pointer(&doc->pieces, g_array_unref);
}

/* NULL where there is none, or where it may not be read. */
static GByteArray *read_stream(Doc *doc, const Cfb *cfb, const char *name)
{
	const CfbStream *stream = cfb_find(cfb, name);
	GByteArray *bytes;

	if (!stream || !document_may_unpack(doc->document, stream->size))
		return NULL;
	bytes = cfb_read(stream, G_MAXINT32);
	if (bytes->len < stream->size)
		doc->is_broken = TRUE;
	return bytes;
}

gboolean doc_read(Document *document, const Cfb *cfb)
{
	Doc doc = { .document = document };
	g_autoptr(GByteArray) main_stream = NULL;
	g_autoptr(GByteArray) table = NULL;

	if (!cfb_find(cfb, "WordDocument"))
		return FALSE;
	document->type = "application/msword";
	main_stream = read_stream(&doc, cfb, "WordDocument");
	if (!main_stream)
		return TRUE;
	doc.main_stream = main_stream;
	doc.main = (Bytes){ main_stream->data, main_stream->len };
	table = read_stream(&doc, cfb, bytes_u16(doc.main, 10) & IN_1TABLE ?
			    "1Table" : "0Table");
	doc.table_stream = table;
	if (table)
		doc.table = (Bytes){ table->data, table->len };
	read_all(&doc);
	return TRUE;
}
