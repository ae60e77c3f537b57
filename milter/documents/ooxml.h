/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml.h - what the readers of OOXML's parts share; for ooxml*.c only.
 *
 * A part is what its root element says, never what its name says: Word and
 * Excel follow relationships, and whoever hides something renames parts.
 */
#ifndef DOCUMENTS_OOXML_H
#define DOCUMENTS_OOXML_H

#include <glib.h>

#include "documents/document.h"
#include "documents/ooxml-links.h"
#include "documents/ooxml-strings.h"
#include "documents/xml.h"

/* One package, or one XML file with all of its parts. */
typedef struct Ooxml {
	Document *document;
	Links *links;
	Strings *strings;	/* shared by the cells of all sheets */
	const char *scheme;	/* of members that are secret; nullable */
	gboolean was_read;	/* some member could be read */
} Ooxml;

void ooxml_init(Ooxml *ooxml, Document *document);
/* Hands over what no sheet showed. */
void ooxml_clear(Ooxml *ooxml);

typedef enum {
	KIND_LOOSE = 1 << 0,	/* text in any element counts */
	KIND_LABELS = 1 << 1,	/* may hold labels of some standard */
	KIND_SLIDE = 1 << 2,	/* its shapes are boxes, but placeholders */
	KIND_PAGE = 1 << 3,	/* counts as a page */
	KIND_HTML = 1 << 4,	/* read as HTML where it is no XML */
} KindFlags;

typedef struct PartKind PartKind;

/* How parts of some kinds are read. @state is what begin() returned. */
typedef struct PartReader {
	gpointer (*begin)(Ooxml *ooxml, const PartKind *kind,
			  const char *name);
	XmlHandler handler;	/* the root element comes too */
	/* Nullable: takes the UTF-8 behind the block with the root, and feeds
	 * what it wants to @xml. @size 0: there is no more. */
	gboolean (*feed)(Xml *xml, const guint8 *bytes, gsize size,
			 gpointer state);
	/* Hands over what is left, and frees. */
	void (*end)(gpointer state);
} PartReader;

struct PartKind {
	const char *root;
	const char *space;	/* stands in the namespace of the root */
	const PartReader *reader;
	Place place;
	const char *where;	/* "#": number of the part; "": its owner */
	const char *unit;
	guint flags;
};

extern const PartReader ooxml_text_reader;
extern const PartReader ooxml_sheet_reader;
extern const PartReader ooxml_strings_reader;
extern const PartReader ooxml_workbook_reader;
extern const PartReader ooxml_presentation_reader;
extern const PartReader ooxml_values_reader;
extern const PartReader ooxml_properties_reader;
extern const PartReader ooxml_links_reader;
extern const PartReader ooxml_book2003_reader;

/* (transfer none) (nullable) */
const PartKind *ooxml_kind(const char *root, const char *space);
/* For roots that nobody knows: all of the text, and a label perhaps. */
const PartKind *ooxml_kind_unknown(void);

/* Where the part called @name stands for a person. (transfer full) */
char *ooxml_where(const Ooxml *ooxml, const PartKind *kind, const char *name);

/* The number that a part has in its name: 3 of "ppt/slides/slide3.xml". */
guint ooxml_number(const char *name);

/* A file of the package that is no part we read. */
void ooxml_embedded(Ooxml *ooxml, const char *name, const guint8 *bytes,
		    gsize size);

/* ---- one part, fed as it comes ---- */
typedef struct OoxmlPart OoxmlPart;

OoxmlPart *ooxml_part_new(Ooxml *ooxml, const char *name);
gboolean ooxml_part_feed(OoxmlPart *part, const guint8 *bytes, gsize size);
/* Ends, says what was wrong, and frees. */
void ooxml_part_end(OoxmlPart *part);

/* Says what was wrong with the XML called @name (nullable), if anything. */
void ooxml_say_end(Document *document, const char *name, XmlEnd end);

/* Elements of a part that somebody else parses: flat files. */
extern const XmlHandler ooxml_part_handler;

/* Whether bytes look like XML that is no HTML. */
gboolean ooxml_is_xml(const guint8 *bytes, gsize size);

#endif
