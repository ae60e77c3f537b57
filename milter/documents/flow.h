/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * flow.h - text of one kind and where it stands: paragraphs, lines, pages.
 *
 * A reader fills it while it walks through a document; whoever searches it
 * can ask for any byte of the text where a person would find it.
 */
#ifndef DOCUMENTS_FLOW_H
#define DOCUMENTS_FLOW_H

#include <glib.h>

#include "findings/findings.h"

typedef struct Flow Flow;

/*
 * @unit: what the lines of this flow are to a person ("paragraph", "line");
 * NULL where counting them helps nobody. At most @max_bytes are kept.
 */
Flow *flow_new(Place place, const char *unit, gsize max_bytes);
void flow_free(Flow *flow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Flow, flow_free)

/* What follows stands there: "page 3", "slide 2, notes", "header". Ends the
 * line that is begun, and counts units anew. */
void flow_at(Flow *flow, const char *format, ...) G_GNUC_PRINTF(2, 3);

/*
 * Adds to the line that is begun. What is no UTF-8 shows U+FFFD; NUL and
 * other controls are left out, tabs become spaces, line ends end the line.
 */
void flow_put(Flow *flow, const char *text, gsize size);

/* The line ends here; empty lines are kept, they are context. */
void flow_line(Flow *flow);

Place flow_place(const Flow *flow);
/* Lines end in LF. (transfer none) */
const char *flow_text(const Flow *flow);
gsize flow_size(const Flow *flow);
gboolean flow_is_cut(const Flow *flow);		/* there was more */

/* "page 3, line 12"; "" where there is nothing to say. (transfer full) */
char *flow_where(const Flow *flow, gsize offset);

#endif
