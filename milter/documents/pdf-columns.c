/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-columns.c - glyphs that stand one below another, read downwards.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * Vertical Japanese text is often drawn glyph by glyph, and poppler then
 * reads it across. Where glyphs follow one another downwards as closely as
 * they would in a column, the column is read too. Text set across on a
 * square grid is read both ways: what that adds makes no sense and no harm.
 */
#include <math.h>

#include "base/utf8.h"
#include "documents/pdf.h"

#define BUCKET 4.0	/* points; no wider than half a small glyph */
#define FAR 1e5		/* nothing on a page lies further out */
#define NONE G_MAXUINT
#define TIGHT 1.08	/* steps in a column, in glyphs */
#define LOOSE 2.6	/* the same where nothing stands beside it */

typedef struct Glyph {
	const char *at;
	double x, y;		/* of its middle */
	double size;		/* about what one glyph takes of a line */
	guint below;		/* index of the next in the column, or NONE */
	gboolean has_above;
	gboolean alone;		/* nothing close to its left or right */
} Glyph;

static Glyph *glyph_at(const GArray *glyphs, guint index)
{
	return &g_array_index(glyphs, Glyph, index);
}

static gint by_place(gconstpointer left, gconstpointer right)
{
	const Glyph *a = left, *b = right;

	if (a->y != b->y)
		return a->y < b->y ? -1 : 1;
	return a->x < b->x ? -1 : a->x > b->x;
}

static gboolean is_usable(const PopplerRectangle *place)
{
	/* Written so that what is no number is not usable either. */
	return place->x1 > -FAR && place->x2 < FAR && place->y1 > -FAR &&
	       place->y2 < FAR && place->x2 > place->x1 &&
	       place->y2 > place->y1;
}

/* Wide glyphs take their width; what is turned, rather less than its height. */
static double glyph_size(gunichar c, const PopplerRectangle *place)
{
	double width = place->x2 - place->x1, height = place->y2 - place->y1;

	return g_unichar_iswide(c) ? MIN(width, height) :
	       MAX(width, height) / 1.3;
}

static GArray *glyphs_of(const char *text, const PopplerRectangle *places,
			 guint count)
{
	GArray *glyphs = g_array_new(FALSE, FALSE, sizeof(Glyph));
	gboolean any_wide = FALSE;

	for (guint i = 0; *text && i < count; i++, text = utf8_next(text)) {
		const PopplerRectangle *place = places + i;
		gunichar c = g_utf8_get_char(text);
		Glyph glyph = { .at = text, .below = NONE, .alone = TRUE };

		if (g_unichar_isspace(c) || !is_usable(place))
			continue;
		any_wide |= g_unichar_iswide(c);
		glyph.x = (place->x1 + place->x2) / 2;
		glyph.y = (place->y1 + place->y2) / 2;
		glyph.size = glyph_size(c, place);
		g_array_append_val(glyphs, glyph);
	}
	if (!any_wide)
		g_array_set_size(glyphs, 0);
	g_array_sort(glyphs, by_place);
	return glyphs;
}

/* Neighbours in a row: they come next to each other when sorted by place. */
static void find_alone(const GArray *glyphs)
{
	for (guint i = 1; i < glyphs->len; i++) {
		Glyph *a = glyph_at(glyphs, i - 1), *b = glyph_at(glyphs, i);

		if (fabs(b->y - a->y) < 0.3 * a->size &&
		    fabs(b->x - a->x) < LOOSE * a->size)
			a->alone = b->alone = FALSE;
	}
}

static gboolean follows(const Glyph *above, const Glyph *below)
{
	double size = MAX(above->size, below->size);
	double step = below->y - above->y;
	double most = above->alone && below->alone ? LOOSE : TIGHT;

	return above->below == NONE && step > 0.3 * size &&
	       step <= most * size &&
	       fabs(above->x - below->x) < 0.25 * size;
}

/* Links each glyph to the one above it: the last seen at about its x. */
static void link_columns(const GArray *glyphs)
{
	g_autoptr(GHashTable) last = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < glyphs->len; i++) {
		Glyph *glyph = glyph_at(glyphs, i);
		gint bucket = (gint)((glyph->x + FAR) / BUCKET);

		for (gint b = bucket - 1; b <= bucket + 1; b++) {
			guint above = GPOINTER_TO_UINT(g_hash_table_lookup(
				last, GINT_TO_POINTER(b)));

			if (above == 0 || glyph->has_above ||
			    !follows(glyph_at(glyphs, above - 1), glyph))
				continue;
			glyph_at(glyphs, above - 1)->below = i;
			glyph->has_above = TRUE;
		}
		g_hash_table_insert(last, GINT_TO_POINTER(bucket),
				    GUINT_TO_POINTER(i + 1));
	}
}

static gint from_the_right(gconstpointer left, gconstpointer right)
{
	const Glyph *a = *(Glyph *const *)left, *b = *(Glyph *const *)right;

	if (a->x != b->x)
		return a->x > b->x ? -1 : 1;
	return a->y < b->y ? -1 : a->y > b->y;
}

/* Whether poppler has read the column as a line already. */
static gboolean is_read(const GArray *glyphs, const Glyph *glyph)
{
	for (; glyph->below != NONE; glyph = glyph_at(glyphs, glyph->below)) {
		if (glyph_at(glyphs, glyph->below)->at != utf8_next(glyph->at))
			return FALSE;
	}
	return TRUE;
}

static void put_column(Flow *flow, const GArray *glyphs, const Glyph *glyph)
{
	for (;; glyph = glyph_at(glyphs, glyph->below)) {
		flow_put(flow, glyph->at,
			 (gsize)(utf8_next(glyph->at) - glyph->at));
		if (glyph->below == NONE)
			break;
	}
	flow_line(flow);
}

void pdf_columns_read(Flow *flow, const char *text,
		      const PopplerRectangle *places, guint count)
{
	g_autoptr(GArray) glyphs = glyphs_of(text, places, count);
	g_autoptr(GPtrArray) tops = g_ptr_array_new();

	find_alone(glyphs);
	link_columns(glyphs);
	for (guint i = 0; i < glyphs->len; i++) {
		Glyph *glyph = glyph_at(glyphs, i);

		if (!glyph->has_above && glyph->below != NONE &&
		    !is_read(glyphs, glyph))
			g_ptr_array_add(tops, glyph);
	}
	g_ptr_array_sort(tops, from_the_right);
	for (guint i = 0; i < tops->len; i++)
		put_column(flow, glyphs, tops->pdata[i]);
}
