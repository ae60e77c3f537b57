/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-layers.h - texts within texts: a box stands in a paragraph, and the
 * paragraph goes on behind it.
 */
#ifndef DOCUMENTS_OOXML_LAYERS_H
#define DOCUMENTS_OOXML_LAYERS_H

#include <glib.h>

#include "documents/document.h"

/* What stands beside the lines that people read; a flow for each. */
typedef enum {
	SIDE_BEFORE,	/* a line as it was before tracked changes */
	SIDE_FIELDS,	/* codes of fields */
	SIDE_RUBY,
	SIDE_ALT,	/* alternative text of pictures and shapes */
	SIDE_WATERMARK,
	SIDE_OTHER,	/* in elements that hold no text */
	SIDE_COUNT
} Side;

typedef enum {
	CHANGE_NONE,
	CHANGE_INSERTED = 1 << 0,
	CHANGE_DELETED = 1 << 1,
} Changes;

typedef struct Layers Layers;

/* @where and @unit: of the layer at the bottom. */
Layers *layers_new(Document *document, Place place, const char *where,
		   const char *unit, gboolean is_loose);
/* Hands over all that is left. */
void layers_free(Layers *layers);

/* A text within begins; it is called @what. */
void layers_push(Layers *layers, Place place, const char *what, guint depth,
		 gboolean is_loose);
/* The layer that began at @depth ends. */
void layers_pop(Layers *layers, guint depth);

Place layers_place(const Layers *layers);
gboolean layers_is_loose(const Layers *layers);
void layers_set_loose(Layers *layers, gboolean is_loose);

void layers_put(Layers *layers, const char *text, gsize size,
		guint changes);
void layers_line(Layers *layers);
/* Ends a line only where one is begun. */
void layers_break(Layers *layers);

void layers_side_put(Layers *layers, Side side, const char *text,
		     gsize size);
/* Ends the lines that are begun beside. */
void layers_side_line(Layers *layers, Side side);

#endif
