/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * placed-flow.h - a flow into which text comes from here and there.
 *
 * Where it stands is said only when that changes, and not without end: a
 * stream may hold millions of tiny texts, and each place costs memory.
 */
#ifndef DOCUMENTS_PLACED_FLOW_H
#define DOCUMENTS_PLACED_FLOW_H

#include "documents/document.h"

typedef struct PlacedFlow {
	Flow *flow;
	char *at;		/* what was said last; nullable */
	guint places_left;
} PlacedFlow;

void placed_flow_init(PlacedFlow *placed, const Document *document,
		      Place place);
void placed_flow_clear(PlacedFlow *placed);

/* What follows stands at @at. */
void placed_flow_at(PlacedFlow *placed, const char *at);

/* One line, or more, at @at; nothing where @text is empty. */
void placed_flow_put(PlacedFlow *placed, const char *at, const char *text);

#endif
