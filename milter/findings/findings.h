/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * findings.h - what inspection found in one mail: plain data, no opinion.
 *
 * Written by the inspector, read by the decision; neither knows the other.
 * Every oddity of a mail ends here, where a rule can judge it.
 */
#ifndef FINDINGS_FINDINGS_H
#define FINDINGS_FINDINGS_H

#include <glib.h>

#include "base/names.h"

/*
 * Can someone who holds the file and no secret read its content?
 * Ordered from bad to good: of several members the least counts.
 */
typedef enum {
	PROTECTION_NONE,	/* yes, or some of it */
	PROTECTION_UNKNOWN,	/* could not be established */
	PROTECTION_SECRET,	/* no */
	PROTECTION_COUNT
} Protection;
DECLARE_NAMES(Protection, protection);

/* What opened something that is closed, and so is no secret. */
typedef enum {
	OPENED_NOT,
	OPENED_EMPTY,	/* the empty password */
	OPENED_KNOWN,	/* one that programs use by themselves */
	OPENED_WORD,	/* a word of the mail; which one is never kept */
	OPENED_COUNT
} Opened;
DECLARE_NAMES(Opened, opened);

/* Whether the configuration calls a scheme weak. */
typedef enum {
	STRENGTH_NONE,	/* nothing is protected here */
	STRENGTH_WEAK,	/* listed, or of no known scheme */
	STRENGTH_STRONG,
	STRENGTH_COUNT
} Strength;
DECLARE_NAMES(Strength, strength);

typedef enum {
	PLACE_SUBJECT,	/* a Subject field, of the mail or of a nested one */
	PLACE_HEADER,	/* a configured label header */
	PLACE_BODY,	/* text that the recipient reads as the message */
	PLACE_FILENAME,	/* any name an attachment or member goes by */
	PLACE_TEXT,	/* running text of an attachment or member */
	PLACE_PAGE,	/* header or footer of its pages, watermark */
	PLACE_BOX,	/* text box, shape, stamp */
	PLACE_CELL,	/* cell of a sheet */
	PLACE_SHEET,	/* name of a sheet, slide or section */
	PLACE_PROPERTY,	/* property of the file */
	PLACE_LABEL,	/* a label of some standard, wherever it stands */
	PLACE_COUNT
} Place;
DECLARE_NAMES(Place, place);

typedef enum {
	PROBLEM_LIMIT,		/* a limit of ours ended the inspection */
	PROBLEM_MALFORMED,	/* broken, contradictory, lying about itself */
	PROBLEM_UNSUPPORTED,	/* a format that nobody here reads */
	PROBLEM_FAILED,		/* of a format that is read, and we, or a
				 * library, could not */
	PROBLEM_POISON,		/* opening the mail ended who opened it */
	PROBLEM_COUNT
} ProblemKind;
DECLARE_NAMES(ProblemKind, problem_kind);

typedef enum {
	ROLE_BODY,	/* text shown as the message itself */
	ROLE_ATTACHMENT,/* a file, at the top or in a nested message */
	ROLE_MEMBER,	/* inside a container; its container answers for it */
	ROLE_STRUCTURE,	/* bears no content: nested message, signature, ... */
	ROLE_COUNT
} PartRole;
DECLARE_NAMES(PartRole, part_role);

/* One marking of a level that was found, never a mere mention. */
typedef struct Mark {
	char *level;	/* name of a level of the brief */
	guint rank;	/* its rank, > 0 */
	Place place;
	char *part;	/* "1.2", "1.2/dir/a.txt"; "" for the mail's own header */
	char *name;	/* file name, or header field name; NULL without */
	char *text;	/* the marking as written, short */
	char *where;	/* "page 2, line 1", "sheet 名簿 B3"; NULL without */
	char *before;	/* text around it; NULL unless details were asked */
	char *after;
} Mark;

/* A level that is named and does not mark; only where details were asked. */
typedef struct Mention {
	Mark mark;
	char *why;	/* why it does not count */
} Mention;

/*
 * One leaf of the MIME tree, one nested message, or one member of a
 * container. Ids are dotted as in IMAP (RFC 3501 6.4.5, with the whole body
 * of a mail that is not multipart as "1"); members append "/path".
 */
typedef struct Part {
	char *id;
	char *name;		/* nullable */
	char *type;		/* by content */
	char *declared_type;	/* nullable */
	PartRole role;
	guint64 size;		/* decoded */
	char *sha256;		/* of the decoded bytes, hex; nullable */
	Protection protection;
	char *scheme;		/* "smime-aes256-cbc", "zip-aes256"; nullable */
	Strength strength;	/* of .scheme */
	Opened opened;		/* and .protection is none then */
	char *note;		/* nullable */
	guint64 text_chars;	/* ROLE_BODY: visible characters it shows; 0
				 * where a longer alternative shows them */
	gboolean unscanned;	/* neither virus scan nor markings saw inside */
} Part;

typedef struct Virus {
	char *name;
	char *part;
} Virus;

typedef struct Problem {
	char *part;
	char *what;
	ProblemKind kind;
} Problem;

/* Distinct addresses that To, Cc, Resent-To and Resent-Cc show, by domain. */
typedef struct Visible {
	char *domain;	/* lower case; "" where an address has none */
	guint count;
} Visible;

/* How often a header field stands in the mail's own header. */
typedef enum {
	FIELD_TO,
	FIELD_CC,
	FIELD_RESENT_TO,
	FIELD_RESENT_CC,
	FIELD_SHARE_RECIPIENTS,
	FIELD_COUNT
} Field;
DECLARE_NAMES(Field, field);

/* What of a part that stayed closed tells whether a word opens it: see
 * locks/lock.h, of which only a worker knows more than these bytes. */
#define FOUND_LOCK_MAX_BYTES 4096
#define FOUND_LOCKS_MAX 8	/* of one mail */
#define LOCK_KIND_MAX_BYTES 16
typedef struct FoundLock {
	char *part;
	char *kind;
	GByteArray *data;
} FoundLock;

void found_lock_free(FoundLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FoundLock, found_lock_free)

#define INCIDENT_MAX_BYTES 64

typedef struct Findings {
	char *declared;		/* level of the label headers, else of the
				 * subject's markings; NULL: no label */
	guint declared_rank;
	GPtrArray *marks;	/* Mark */
	GPtrArray *mentions;	/* Mention; filled only on request */
	GPtrArray *restrictions;/* char *, each once */
	GPtrArray *parts;	/* Part */
	GPtrArray *viruses;	/* Virus */
	GPtrArray *problems;	/* Problem */
	GPtrArray *visible;	/* Visible, each domain once */
	gboolean visible_overflow;	/* more are there than were counted */
	gboolean share_recipients;	/* X-Share-Recipients: yes */
	guint fields[FIELD_COUNT];
	GPtrArray *from;	/* char *, addresses; filled only on request */
	GPtrArray *to;		/* char *, From/To/Cc for a dry run */
	GPtrArray *locks;	/* FoundLock; where Brief.remember_locks */
	GPtrArray *password_follows;	/* char *, incidents of earlier mails
					 * of which a word of this one opens
					 * something; each once */
	gboolean signatures_old;	/* no finding of the inspector: set by
					 * who asked it, and knows what it
					 * loaded */
} Findings;

/* What may be asked for beyond what decides; bits. */
#define WANT_DETAILS 1U		/* a person asks: .mentions, .from, .to, ... */
#define WANT_ADDRESSES 2U	/* .from and .to alone */

Findings *findings_new(void);
void findings_free(Findings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Findings, findings_free)

/* The highest mark; NULL where there is none. (transfer none) (nullable) */
const Mark *findings_class(const Findings *findings);

/* Each adds a copy. NULL is fine where the field is nullable. */
void findings_add_mark(Findings *findings, const Mark *mark);
void findings_add_mention(Findings *findings, const Mark *mark,
			  const char *why);
void findings_add_restriction(Findings *findings, const char *text);
void findings_add_virus(Findings *findings, const char *name,
			const char *part);
void findings_add_problem(Findings *findings, ProblemKind kind,
			  const char *part, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

void findings_add_lock(Findings *findings, const char *part, const char *kind,
		       const guint8 *data, gsize size);
void findings_add_follows(Findings *findings, const char *incident);

/*
 * Adds a part with @id, PROTECTION_NONE and everything else empty.
 * Returns: (transfer none), to be filled in; valid as long as @findings.
 */
Part *findings_add_part(Findings *findings, const char *id, PartRole role);

/* Returns: (transfer none) (nullable). */
Part *findings_part(const Findings *findings, const char *id);

#endif
