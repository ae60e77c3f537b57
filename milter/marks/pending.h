/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pending.h - lines that look like markings, held until it is clear that
 * they are not the terms of a list of levels.
 */
#ifndef MARKS_PENDING_H
#define MARKS_PENDING_H

#include <glib.h>

#include "marks/notes.h"

#define PENDING_MAX 64

typedef struct Suspect {
	const Level *level;	/* NULL: restrictions only */
	const char *from;	/* in the text that is searched */
	const char *to;
	char **restrictions;
	guint64 line;		/* number, all lines counted */
	guint64 content;	/* number, only lines with content counted */
	guint quoted;
	gunichar shape;		/* the ornament it starts with; 0: bare */
	gboolean tag;		/* a tag beside a title */
	gboolean sure;		/* introduced or ticked: no list can be */
	gboolean alone;		/* first in the text, then a blank line */
	gboolean followed;	/* text directly below */
	gboolean defined;	/* which explains the term */
	gboolean listed;	/* is a term of a list */
} Suspect;

typedef struct Pending {
	Suspect list[PENDING_MAX];
	guint count;
	Notes *notes;
} Pending;

/* Takes @suspect, with its restrictions. */
void pending_add(Pending *pending, const Suspect *suspect);

/* Lists the suspect of the line with content @content, if it looks like
 * @shape and names another level: what came below it was a mention. */
void pending_retract(Pending *pending, guint64 content, gunichar shape,
		     const Level *level);

/* Reports all that a line after @line can no longer change. */
void pending_until(Pending *pending, guint64 line);

void pending_flush(Pending *pending);

#endif
