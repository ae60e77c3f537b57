/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * ooxml-layers.c - texts within texts, and what stands beside them.
 *
 * A paragraph with tracked changes has two readings: 「機密性」 with a "3"
 * struck out for a "2" must not be read as 「機密性32」.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  calls the document's sink.
 */
#include "documents/ooxml-layers.h"

#include <string.h>

typedef struct Layer {
	Flow *flow;
	GString *before;	/* the paragraph without what was inserted */
	gboolean is_changed;
	gboolean is_loose;
	guint depth;
} Layer;

struct Layers {
	Document *document;
	char *where;
	Place place;
	guint boxes;
	GArray *stack;		/* Layer; never empty */
	Flow *sides[SIDE_COUNT];
};

/* PLACE_COUNT: the place of the text that it stands beside. */
static const struct {
	Place place;
	const char *name;
} sides[] = {
	[SIDE_BEFORE] = { PLACE_COUNT, "before changes" },
	[SIDE_FIELDS] = { PLACE_TEXT, "field codes" },
	[SIDE_RUBY] = { PLACE_TEXT, "ruby" },
	[SIDE_ALT] = { PLACE_BOX, "alternative text" },
	[SIDE_WATERMARK] = { PLACE_PAGE, "watermark" },
	[SIDE_OTHER] = { PLACE_TEXT, "other text" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(sides) == SIDE_COUNT);

static Layer *layer_top(const Layers *layers)
{
	return &g_array_index(layers->stack, Layer, layers->stack->len - 1);
}

static gboolean is_line_begun(const Flow *flow)
{
	gsize size = flow_size(flow);

	return size > 0 && flow_text(flow)[size - 1] != '\n';
}

static void layer_add(Layers *layers, Flow *flow, guint depth,
		      gboolean is_loose)
{
	Layer layer = { flow, g_string_new(NULL), FALSE, is_loose, depth };

	g_array_append_val(layers->stack, layer);
}

Layers *layers_new(Document *document, Place place, const char *where,
		   const char *unit, gboolean is_loose)
{
	Layers *layers = g_new0(Layers, 1);
	Flow *flow = document_flow(document, place, unit);

	layers->document = document;
	layers->where = g_strdup(where);
	layers->place = place;
	layers->stack = g_array_new(FALSE, FALSE, sizeof(Layer));
	flow_at(flow, "%s", where);
	layer_add(layers, flow, 0, is_loose);
	return layers;
}

/* Keeps the text of the last line, if it was changed, as it was before. */
static void paragraph_end(Layers *layers, Layer *layer)
{
	if (layer->is_changed && layer->before->len > 0) {
		layers_side_put(layers, SIDE_BEFORE, layer->before->str,
				layer->before->len);
		layers_side_line(layers, SIDE_BEFORE);
	}
	g_string_truncate(layer->before, 0);
	layer->is_changed = FALSE;
}

static void layer_end(Layers *layers)
{
	Layer *layer = layer_top(layers);

	paragraph_end(layers, layer);
	document_text(layers->document, layer->flow);
	flow_free(layer->flow);
	g_string_free(layer->before, TRUE);
	g_array_set_size(layers->stack, layers->stack->len - 1);
}

void layers_free(Layers *layers)
{
	while (layers->stack->len > 0)
		layer_end(layers);
	for (guint i = 0; i < SIDE_COUNT; i++) {
		if (layers->sides[i])
			document_text(layers->document, layers->sides[i]);
		flow_free(layers->sides[i]);
	}
	g_array_unref(layers->stack);
	g_free(layers->where);
	g_free(layers);
}

void layers_push(Layers *layers, Place place, const char *what, guint depth,
		 gboolean is_loose)
{
	Flow *flow = document_flow(layers->document, place, "line");

	flow_at(flow, "%s%s%s %u", layers->where, *layers->where ? ", " : "",
		what, ++layers->boxes);
	layer_add(layers, flow, depth, is_loose);
}

void layers_pop(Layers *layers, guint depth)
{
	if (layers->stack->len > 1 && layer_top(layers)->depth == depth)
		layer_end(layers);
}

Place layers_place(const Layers *layers)
{
	return flow_place(layer_top(layers)->flow);
}

gboolean layers_is_loose(const Layers *layers)
{
	return layer_top(layers)->is_loose;
}

void layers_set_loose(Layers *layers, gboolean is_loose)
{
	layer_top(layers)->is_loose = is_loose;
}

/* No reading of a paragraph is longer than all that will be searched. */
static void before_put(Layers *layers, Layer *layer, const char *text,
		       gsize size)
{
	guint64 left = layers->document->text_left;

	if (size > left || layer->before->len > left - size)
		document_limit(layers->document, "text-bytes", "text");
	else
		g_string_append_len(layer->before, text, (gssize)size);
}

void layers_put(Layers *layers, const char *text, gsize size, guint changes)
{
	Layer *layer = layer_top(layers);

	if (changes != CHANGE_NONE)
		layer->is_changed = TRUE;
	if (!(changes & CHANGE_INSERTED))
		before_put(layers, layer, text, size);
	/* What was both inserted and deleted is in neither reading. */
	if (!(changes & CHANGE_DELETED))
		flow_put(layer->flow, text, size);
	else if (changes & CHANGE_INSERTED)
		layers_side_put(layers, SIDE_OTHER, text, size);
}

void layers_line(Layers *layers)
{
	Layer *layer = layer_top(layers);

	flow_line(layer->flow);
	paragraph_end(layers, layer);
}

void layers_break(Layers *layers)
{
	if (is_line_begun(layer_top(layers)->flow))
		layers_line(layers);
}

static Flow *side_flow(Layers *layers, Side side)
{
	Place place = sides[side].place;

	if (layers->sides[side])
		return layers->sides[side];
	if (place == PLACE_COUNT)
		place = layers->place;
	layers->sides[side] = document_flow(layers->document, place, NULL);
	flow_at(layers->sides[side], "%s%s%s", layers->where,
		*layers->where ? ", " : "", sides[side].name);
	return layers->sides[side];
}

void layers_side_put(Layers *layers, Side side, const char *text, gsize size)
{
	flow_put(side_flow(layers, side), text, size);
}

void layers_side_line(Layers *layers, Side side)
{
	if (layers->sides[side] && is_line_begun(layers->sides[side]))
		flow_line(layers->sides[side]);
}
