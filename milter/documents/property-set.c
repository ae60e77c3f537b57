/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * property-set.c - [MS-OLEPS]: title, author and labels of a document.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * libgsf reads these too, but opens an iconv converter for each, which a
 * confined worker cannot load, and leaves out BSTR and dates.
 */
#include "documents/property-set.h"

#include <string.h>

#include "documents/bytes.h"
#include "documents/codepage.h"

#define MAX_SECTIONS 8
#define MAX_PROPERTIES 4096
#define MAX_ELEMENTS 4096
#define MAX_VALUE ((gsize)64 * 1024)	/* bytes of one value, as text */
#define VECTOR 0x1000
#define VARIANT 12

enum { ID_DICTIONARY = 0, ID_CODEPAGE = 1 };

/* Bytes as they stand in the file. */
static const guint8 summary_id[16] = {
	0xe0, 0x85, 0x9f, 0xf2, 0xf9, 0x4f, 0x68, 0x10,
	0xab, 0x91, 0x08, 0x00, 0x2b, 0x27, 0xb3, 0xd9
};
static const guint8 document_id[16] = {
	0x02, 0xd5, 0xcd, 0xd5, 0x9c, 0x2e, 0x1b, 0x10,
	0x93, 0x97, 0x08, 0x00, 0x2b, 0x2c, 0xf9, 0xae
};

static const char *const summary_names[] = {
	[2] = "Title", [3] = "Subject", [4] = "Author", [5] = "Keywords",
	[6] = "Comments", [7] = "Template", [8] = "LastAuthor",
	[9] = "RevNumber", [11] = "LastPrinted", [12] = "Created",
	[13] = "LastSaved", [18] = "AppName",
};
static const char *const document_names[] = {
	[2] = "Category", [3] = "PresentationTarget", [13] = "DocumentParts",
	[14] = "Manager", [15] = "Company", [26] = "ContentType",
	[27] = "ContentStatus", [28] = "Language", [29] = "DocumentVersion",
};

typedef struct Section {
	Document *document;
	const char *where;
	Bytes bytes;		/* from the beginning of the section */
	guint codepage;
	const char *const *names;	/* nullable */
	guint names_count;
	GHashTable *dictionary;	/* id -> char *; NULL: not user-defined */
	gboolean broken;
} Section;

/* Reads on; what is beyond the end is 0, and said. */
typedef struct Reader {
	Section *section;
	guint64 at;
	gboolean is_padded;	/* every string fills up to four bytes */
} Reader;

static Bytes reader_take(Reader *reader, guint64 size)
{
	Bytes got = bytes_part(reader->section->bytes, reader->at, size);

	if (got.size < size)
		reader->section->broken = TRUE;
	reader->at += got.size;
	return got;
}

static guint32 reader_u32(Reader *reader)
{
	return bytes_u32(reader_take(reader, 4), 0);
}

/* @unit: bytes of what is counted. */
static void read_string(Reader *reader, guint codepage, guint unit,
			GString *value)
{
	guint64 size = (guint64)reader_u32(reader) * unit;
	Bytes bytes = reader_take(reader, size);
	g_autofree char *text = codepage_text(codepage, bytes.data,
					      MIN(bytes.size, MAX_VALUE));

	g_string_append(value, text);
	if (codepage == CODEPAGE_UTF16 || reader->is_padded)
		reader->at += (4 - size % 4) % 4;
}

static void append_time(GString *value, gint64 seconds)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
	g_autofree char *text = time ? g_date_time_format_iso8601(time)
				     : NULL;

	if (text)
		g_string_append(value, text);
}

static gdouble to_double(guint64 bits)
{
	gdouble value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* 100 ns since 1601; an amount of time, as LastPrinted may be, is none. */
static void append_filetime(GString *value, guint64 ticks)
{
	if (ticks != 0 && ticks / 10000000 < G_MAXINT32 * (guint64)16)
		append_time(value, (gint64)(ticks / 10000000) -
				   G_GINT64_CONSTANT(11644473600));
}

/* Days since 30 December 1899. */
static void append_date(GString *value, gdouble days)
{
	if (days > -700000 && days < 3000000)
		append_time(value, (gint64)((days - 25569) * 86400));
}

static void append_double(GString *value, gdouble number)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	g_string_append(value, g_ascii_dtostr(text, sizeof(text), number));
}

/* Those of fixed size. FALSE: of a type that has none, or shows nothing. */
static gboolean read_number(Reader *reader, guint type, GString *value)
{
	guint64 bits;

	switch (type) {
	case 2:
	case 11:
	case 18:
		bits = bytes_u16(reader_take(reader, 4), 0);
		if (type == 11)
			g_string_append(value, bits ? "true" : "false");
		else
			g_string_append_printf(value, "%d", type == 2 ?
					       (gint16)bits : (gint)bits);
		return TRUE;
	case 3:
	case 22:
		g_string_append_printf(value, "%d",
				       (gint32)reader_u32(reader));
		return TRUE;
	case 19:
	case 23:
		g_string_append_printf(value, "%u", reader_u32(reader));
		return TRUE;
	case 5:
	case 7:
	case 20:
	case 21:
	case 64:
		bits = bytes_u64(reader_take(reader, 8), 0);
		if (type == 5)
			append_double(value, to_double(bits));
		else if (type == 7)
			append_date(value, to_double(bits));
		else if (type == 64)
			append_filetime(value, bits);
		else
			g_string_append_printf(value,
				"%" G_GINT64_FORMAT, (gint64)bits);
		return TRUE;
	default:
		return FALSE;
	}
}

/* One value that is no vector. FALSE: nothing after it can be found. */
static gboolean read_scalar(Reader *reader, guint type, GString *value)
{
	switch (type) {
	case 0:
	case 1:
		return TRUE;
	case 8:
	case 30:
		read_string(reader, reader->section->codepage, 1, value);
		return TRUE;
	case 31:
		read_string(reader, CODEPAGE_UTF16, 2, value);
		return TRUE;
	default:
		return read_number(reader, type, value);
	}
}

static void read_vector(Reader *reader, guint type, GString *value)
{
	guint32 count = reader_u32(reader);

	reader->is_padded = type == VARIANT;
	for (guint32 i = 0; i < MIN(count, MAX_ELEMENTS) &&
	     !reader->section->broken && value->len < MAX_VALUE; i++) {
		guint one = type == VARIANT ? reader_u32(reader) & 0xffff
					    : type;

		if (value->len > 0)
			g_string_append(value, "; ");
		if (!read_scalar(reader, one, value))
			return;
	}
}

static const char *property_name(const Section *section, guint32 id)
{
	if (section->dictionary)
		return g_hash_table_lookup(section->dictionary,
					   GUINT_TO_POINTER(id));
	return section->names && id < section->names_count ?
	       section->names[id] : NULL;
}

static void read_property(Section *section, guint32 id, guint32 offset)
{
	Reader reader = { section, offset, FALSE };
	g_autoptr(GString) value = g_string_new(NULL);
	const char *name = property_name(section, id);
	g_autofree char *number = NULL;
	g_autofree char *where = NULL;
	guint type = reader_u32(&reader) & 0xffff;

	if (type & VECTOR)
		read_vector(&reader, type & 0xfff, value);
	else
		(void)read_scalar(&reader, type, value);
	/* Numbers that nobody named say nothing to a person. */
	if (value->len == 0 ||
	    (!name && type != 30 && type != 31 && type != 8))
		return;
	if (!name)
		name = number = g_strdup_printf("property %u", id);
	if (section->dictionary)
		where = g_strconcat(section->where ? section->where : "",
				    section->where ? ", " : "", "custom",
				    NULL);
	document_property(section->document, name, value->str,
			  where ? where : section->where);
}

/* Names of user-defined properties. UTF-16 is counted in characters, and
 * only then padded. */
static void read_dictionary(Section *section, guint32 offset)
{
	Reader reader = { section, offset, FALSE };
	guint32 count = reader_u32(&reader);
	gboolean wide = section->codepage == CODEPAGE_UTF16;

	section->dictionary = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	for (guint32 i = 0; i < MIN(count, MAX_PROPERTIES) &&
	     !section->broken; i++) {
		guint32 id = reader_u32(&reader);
		g_autoptr(GString) name = g_string_new(NULL);

		read_string(&reader, section->codepage, wide ? 2 : 1, name);
		(void)g_hash_table_insert(section->dictionary,
			GUINT_TO_POINTER(id), g_strdup(name->str));
	}
}

/* The offset of the property @id; 0 where the section has none. */
static guint32 find_property(const Section *section, guint32 count,
			     guint32 id)
{
	for (guint32 i = 0; i < count; i++) {
		if (bytes_u32(section->bytes, 8 + 8 * (guint64)i) == id)
			return bytes_u32(section->bytes,
					 12 + 8 * (guint64)i);
	}
	return 0;
}

static void read_section(Section *section)
{
	guint32 count = bytes_u32(section->bytes, 4);
	guint32 special;

	if (count > MAX_PROPERTIES ||
	    !bytes_have(section->bytes, 8, 8 * (guint64)count))
		section->broken = TRUE;
	count = MIN(count, (guint32)MIN(section->bytes.size / 8,
					MAX_PROPERTIES));
	special = find_property(section, count, ID_CODEPAGE);
	if (special)
		section->codepage = bytes_u16(section->bytes,
					      (guint64)special + 4);
	special = find_property(section, count, ID_DICTIONARY);
	if (special)
		read_dictionary(section, special);
	for (guint32 i = 0; i < count; i++) {
		guint32 id = bytes_u32(section->bytes, 8 + 8 * (guint64)i);

		if (id > ID_CODEPAGE && id < 0x80000000U)
			read_property(section, id, bytes_u32(section->bytes,
					12 + 8 * (guint64)i));
	}
	g_clear_pointer(&section->dictionary, g_hash_table_unref);
}

static void read_numbered(Section *section, Bytes all, guint index)
{
	guint64 at = 28 + 20 * (guint64)index;
	Bytes id = bytes_part(all, at, 16);

	section->bytes = bytes_part(all, bytes_u32(all, at + 16), all.size);
	section->codepage = 0;
	section->names = NULL;
	if (id.size < 16 || section->bytes.size < 8) {
		section->broken = TRUE;
	} else if (memcmp(id.data, summary_id, 16) == 0) {
		section->names = summary_names;
		section->names_count = G_N_ELEMENTS(summary_names);
	} else if (memcmp(id.data, document_id, 16) == 0) {
		section->names = document_names;
		section->names_count = G_N_ELEMENTS(document_names);
	}
	if (section->bytes.size >= 8)
		read_section(section);
}

void property_set_read(Document *document, const guint8 *bytes, gsize size,
		       const char *where)
{
	Bytes all = { bytes, size };
	Section section = { .document = document, .where = where };
	guint32 count = bytes_u32(all, 24);

	if (bytes_u16(all, 0) != 0xfffe || count > MAX_SECTIONS)
		section.broken = TRUE;
	else
		for (guint i = 0; i < count; i++)
			read_numbered(&section, all, i);
	if (section.broken)
		document_problem(document, PROBLEM_MALFORMED,
				 "property set damaged");
}
