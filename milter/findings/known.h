/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * known.h - what is known of a mail without opening it, to hold findings
 * against.
 *
 * Whoever opens mails may be in the hands of one. It can withhold what it
 * found; where that contradicts the size of the mail or the header fields
 * that the MTA named, it is noticed here.
 */
#ifndef FINDINGS_KNOWN_H
#define FINDINGS_KNOWN_H

#include <glib.h>

#include "findings/findings.h"

typedef struct Known {
	guint64 size;		/* bytes of the mail */
	guint fields[FIELD_COUNT];
	gboolean labelled;	/* a label header says something */
	guint label_rank;	/* the highest rank that one of them spells out
				 * letter by letter; 0: none does */
} Known;

/* Whether an honest inspector may have said @findings of such a mail. */
gboolean known_agrees(const Known *known, const Findings *findings,
		      GError **error);

#endif
