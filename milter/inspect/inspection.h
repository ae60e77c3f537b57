/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * inspection.h - one mail under inspection: what all readers share.
 *
 * Holds the budgets (time, parts, bytes) and the findings so far. A reader
 * asks before it goes on; what a budget stopped is a problem, once.
 */
#ifndef INSPECT_INSPECTION_H
#define INSPECT_INSPECTION_H

#include <glib.h>

#include "findings/brief.h"
#include "findings/findings.h"
#include "text/charset.h"
#include "marks/marks.h"
#include "inspect/virus.h"
#include "locks/keyring.h"

typedef struct Inspection {
	const Brief *brief;
	const Matcher *matcher;
	const Scanner *scanner;	/* NULL: no virus scan */
	gint64 deadline_us;	/* g_get_monotonic_time() */
	gint64 scan_left_us;	/* for all scans that are still to come */
	gboolean wants_details;
	gboolean wants_addresses;
	Findings *findings;
	guint64 decoded;	/* bytes decoded and unpacked so far */
	gboolean wants_raw_scan;/* decoded parts may not show everything */
	gboolean stopped;	/* a budget of the whole mail is used up */
	gboolean full;		/* the limit on findings was reached */
	GHashTable *ids;	/* part ids in use */
	GHashTable *marks;	/* those that were added */
	guint highest_rank;	/* of the marks; 0: none */
	gboolean marks_full;	/* some were left out */
	Keyring *known;		/* holds no words: what programs try */
	Keyring *words;		/* of the mail; used once it was read */
	const struct Part *reopened;	/* that is tried on now; nullable */
	GPtrArray *closed;	/* of closed.c; nullable */
	guint64 closed_bytes;	/* kept by it */
	GPtrArray *remembered;	/* of remembered.c; nullable */
	GHashTable *said;	/* problems, each once */
	GHashTable *label_documents;	/* of labelling.c; nullable */
} Inspection;

/* What is known of some bytes before they are looked at. All borrowed. */
typedef struct Piece {
	const char *id;
	const GPtrArray *names;		/* char *, readings; nullable */
	const char *declared_type;	/* nullable */
	const char *charset;		/* nullable */
	PartRole role;
	guint depth;
} Piece;

/*
 * Whether there is time left, and nothing stopped the inspection. Adds a
 * problem of @part the first time there is not.
 */
gboolean inspection_goes_on(Inspection *inspection, const char *part);

/* What is to be tried now on @part, if it is closed: what programs use, or,
 * the second time, the words of the mail. (transfer none) */
Keyring *inspection_keyring(const Inspection *inspection, const Part *part);

/* Whether @depth may be entered; adds a problem of @part if not. */
gboolean inspection_may_enter(Inspection *inspection, const char *part,
			      guint depth);

/* Whether @size more decoded bytes fit; adds a problem of @part if not. */
gboolean inspection_may_decode(Inspection *inspection, const char *part,
			       gsize size);

/*
 * Adds a part called @piece->id; an id that is taken gets "#2" and so on, a
 * name that is not fit to be shown is cleaned. Returns: (transfer none)
 * (nullable): NULL over the limit on parts, which is a problem then.
 */
Part *inspection_add_part(Inspection *inspection, const Piece *piece);

/* The size-limited twin of findings_add_problem(). */
void inspection_problem(Inspection *inspection, ProblemKind kind,
			const char *part, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* Adds a virus of @part, by the name its signature bears. */
void inspection_virus(Inspection *inspection, const char *part,
		      const char *name);

/* Where a text stands that is searched. All borrowed. */
typedef struct Spot {
	Place place;
	const char *part;
	const char *name;	/* file name or field; nullable */
	/* For a person: where in the part this byte of the text is.
	 * Returns: (transfer full) (nullable). Nullable. */
	char *(*where)(gconstpointer data, gsize offset);
	gconstpointer data;
} Spot;

/*
 * Searches @text for markings and restrictions, and adds them. Returns: the
 * highest level that marks; NULL where none. (transfer none) (nullable)
 */
const Level *inspection_search_text(Inspection *inspection, const Spot *spot,
				    const char *text);

/* The same for every reading of one text. */
const Level *inspection_search(Inspection *inspection, Place place,
			       const char *part, const char *name,
			       const GPtrArray *texts);

/* Not all of the text of @part was searched for patterns of @level. */
void inspection_pattern_gave_up(Inspection *inspection, const char *part,
				const Level *level);

/* Adds what was @found in @text, as the above do. */
void inspection_found(Inspection *inspection, const Spot *spot,
		      const char *text, const Found *found);
/* Adds a mark of @level that a label made, @text being what it says.
 * @name and @where are nullable. */
void inspection_label(Inspection *inspection, Place place, const char *part,
		      const char *name, const Level *level, const char *text,
		      const char *where);

#endif
