/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * placed-flow.c - a flow into which text comes from here and there.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 * Limits:   behind the last place that is said, all text stands there.
 */
#include "documents/placed-flow.h"

#include <string.h>

#define MAX_PLACES 20000

void placed_flow_init(PlacedFlow *placed, const Document *document,
		      Place place)
{
	*placed = (PlacedFlow){
		.flow = document_flow(document, place, "line"),
		.places_left = MAX_PLACES,
	};
}

void placed_flow_clear(PlacedFlow *placed)
{
	g_clear_pointer(&placed->flow, flow_free);
	g_clear_pointer(&placed->at, g_free);
}

void placed_flow_at(PlacedFlow *placed, const char *at)
{
	if (placed->places_left == 0 || g_strcmp0(at, placed->at) == 0)
		return;
	placed->places_left--;
	g_free(placed->at);
	placed->at = g_strdup(at);
	flow_at(placed->flow, "%s", at);
}

void placed_flow_put(PlacedFlow *placed, const char *at, const char *text)
{
	if (*text == '\0')
		return;
	placed_flow_at(placed, at);
	flow_put(placed->flow, text, strlen(text));
	flow_line(placed->flow);
}
