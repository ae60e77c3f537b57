/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * brief.h - what the inspector is told to look for, and within what limits.
 *
 * Made from the configuration by the milter or the tool, sent to the keeper
 * once as JSON, and the same for every mail of that keeper. The inspector
 * never reads the configuration file.
 */
#ifndef FINDINGS_BRIEF_H
#define FINDINGS_BRIEF_H

#include <glib.h>

#include "findings/findings.h"

/*
 * Every limit of inspection: field, default, least, most, help. The names
 * are setting names too ('_' written as '-', "limit-" before them).
 */
#define BRIEF_LIMITS(X)							\
	X(depth, 32, 1, 200,						\
	  "Nesting of multiparts, messages and containers.")		\
	X(parts, 2000, 1, 1000000,					\
	  "Parts and container members in one mail.")			\
	X(header_bytes, 1048576, 4096, 67108864,			\
	  "Bytes of one header block, nested messages included.")	\
	X(decoded_bytes, 536870912, 65536, 8589934592,			\
	  "Bytes that decoding and unpacking may produce for one mail.")\
	X(text_bytes, 16777216, 4096, 268435456,			\
	  "Bytes of one part that are searched for markings.")		\
	X(addresses, 10000, 10, 1000000,				\
	  "Addresses counted in To, Cc and their Resent- forms.")	\
	X(findings, 10000, 10, 1000000,					\
	  "Marks, problems or viruses reported for one mail, each.")	\
	X(scan_bytes, 268435456, 65536, 2147483647,			\
	  "Bytes of one part that the virus scanner looks at.")		\
	X(scan_seconds, 30, 1, 290,					\
	  "Seconds that scanning one mail for viruses may take, all its "\
	  "parts together: a quarter of the default deadline, so that "	\
	  "what was found until then is still judged by a rule.")	\
	X(scan_unpacked_bytes, 419430400, 65536, 2147483647,		\
	  "Bytes that the scanner unpacks of one part: what clamscan "	\
	  "does by itself.")						\
	X(scan_files, 10000, 10, 1000000,				\
	  "Files that the scanner unpacks of one part: as clamscan.")	\
	X(scan_depth, 17, 2, 100,					\
	  "Files within files that the scanner follows: as clamscan; "	\
	  "each is open until the innermost is done.")			\
	X(cells, 8000000, 1000, 100000000,				\
	  "Cells of one workbook that are read.")			\
	X(pages, 5000, 1, 1000000,					\
	  "Pages or slides of one document that are read.")		\
	X(bookmarks, 10000, 10, 1000000,				\
	  "Bookmarks of one PDF that are read: more than the longest "	\
	  "manual has, and no tree of them grows by itself.")		\
	X(pdf_objects, 200000, 100, 10000000,				\
	  "Objects and references up to which all of a PDF is read a "	\
	  "second time, for what its properties and stamps say; each "	\
	  "takes up to 2 KB of a worker's memory.")			\
	X(streams, 16384, 1, 16384,					\
	  "Streams of one compound file (old Office, Outlook, Ichitaro)."\
	  " To list more takes longer than the square of their number.")	\
	X(compound_seconds, 3, 1, 290,					\
	  "Seconds that listing the streams of one compound file may "	\
	  "take; an honest one takes milliseconds.")			\
	X(dictionary_bytes, 268435456, 65536, 4294967296,		\
	  "Memory that unpacking one 7z or RAR archive may ask for, with "\
	  "its content beside it well below limit-worker-memory.")	\
	X(pattern_steps, 20000, 100, 1000000,				\
	  "Steps in which a pattern of a level must match, or fail to, "\
	  "from one place of a text: honest patterns take hundreds.")	\
	X(pattern_seconds, 5, 1, 290,					\
	  "Seconds that patterns may take with one text.")		\
	X(document_seconds, 20, 1, 290,					\
	  "Seconds that reading one document may take.")			\
	X(password_tries, 200, 0, 100000,				\
	  "Words of one mail that are tried on what is closed in it.")	\
	X(password_words, 1000, 0, 100000,				\
	  "Words of one mail that are kept to be tried: more than any "	\
	  "mail calls a password, and more than can be tried in time.")	\
	X(password_milliseconds, 1000, 10, 60000,			\
	  "Processor time that trying them may take.")			\
	X(worker_memory, 1073741824, 134217728, 68719476736,		\
	  "Memory that a worker may add to what it shares; beyond half "	\
	  "of it the next mail has a new worker.")			\
	X(worker_seconds, 3600, 600, 1000000,				\
	  "Processor time of a worker's whole life; beyond half of it "	\
	  "the next mail has a new one.")

typedef struct Limits {
#define X(field, fallback, least, most, help) guint64 field;
	BRIEF_LIMITS(X)
#undef X
} Limits;

/* Sets every limit to its default. */
void limits_init(Limits *limits);

/* A level of classification, as configured. */
typedef struct Level {
	char *name;
	guint rank;		/* > 0, no two levels alike */
	char **names;		/* what marks it; NULL-terminated, not empty */
	char **patterns;	/* PCRE2, NULL-terminated: mark wherever they
				 * match */
	guint64 places;		/* bits 1 << Place: where it counts */
} Level;

#define PLACES_ALL (((guint64)1 << PLACE_COUNT) - 1)

/* A level without names and patterns that counts everywhere. */
Level *level_new(void);
void level_free(Level *level);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Level, level_free)

/* Label standards that are read; facts about each in labels/labels.h. */
typedef enum {
	STANDARD_PSPF,		/* X-Protective-Marking, [SEC=...] */
	STANDARD_SIO,		/* SIO-Label, its marking (RFC 7444) */
	STANDARD_ESS,		/* ESSSecurityLabel (RFC 2634) */
	STANDARD_STANAG,	/* confidentiality label of STANAG 4774 */
	STANDARD_MSIP,		/* MSIP_Label_..., LabelInfo.xml */
	STANDARD_TITUS,		/* TitusGUID and a property by name */
	STANDARD_BOLDONJAMES,	/* bjDocumentSecurityLabel, bjDocumentLabelXML */
	STANDARD_PROPERTY,	/* any property of a document, by name */
	STANDARD_HEADER,	/* any header field, by name */
	STANDARD_SENSITIVITY,	/* Sensitivity (RFC 2156) */
	STANDARD_TLP,		/* TLP:RED and its like */
	STANDARD_COUNT
} LabelStandard;
DECLARE_NAMES(LabelStandard, label_standard);

/* Whether labels of @standard are told apart by a field or property. */
gboolean label_standard_has_field(LabelStandard standard);

/* What values of labels of one standard mean, as configured. */
typedef struct LabelMap {
	char *title;		/* of the section */
	LabelStandard standard;
	char *field;		/* header field or property, maybe with "*" at
				 * its end; NULL unless the standard has one */
	char **values;		/* NULL-terminated, not empty */
	char *level;		/* NULL: known, and of no class */
} LabelMap;

LabelMap *label_map_new(void);
void label_map_free(LabelMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LabelMap, label_map_free)

/* What happens where the kernel cannot confine a worker. */
typedef enum {
	CONFINEMENT_REQUIRED,	/* the daemon does not start */
	CONFINEMENT_AVAILABLE,	/* what there is, and a warning */
	CONFINEMENT_REPORT,	/* what would be refused is reported; for
				 * sanitizer builds only */
	CONFINEMENT_OFF,	/* limits only, and a warning */
	CONFINEMENT_COUNT
} Confinement;
DECLARE_NAMES(Confinement, confinement);

typedef struct Brief {
	GPtrArray *levels;	/* Level, by rising rank */
	GPtrArray *label_maps;	/* LabelMap */
	char **label_headers;	/* NULL-terminated; may be empty */
	char **weak_schemes;	/* globs over Part.scheme, NULL-terminated */
	char *share_header;	/* "X-Share-Recipients" */
	char *signatures;	/* folder or file for libclamav; NULL: no scan */
	char *temporary;	/* folder for private temporary folders */
	gboolean remember_locks;	/* Findings.locks is wanted */
	Confinement confinement;
	Limits limits;
} Brief;

Brief *brief_new(void);
void brief_free(Brief *brief);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Brief, brief_free)

/* STRENGTH_NONE for NULL. */
Strength brief_strength(const Brief *brief, const char *scheme);

/* Returns: (transfer none) (nullable): the level called exactly @name. */
const Level *brief_level(const Brief *brief, const char *name);

/* Returns: (transfer full): one JSON object, no newline. */
char *brief_to_json(const Brief *brief);

/* Refuses what brief_to_json() would not write. Returns: (transfer full). */
Brief *brief_from_json(const char *json, gsize size, GError **error);

#endif
