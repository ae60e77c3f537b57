/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * pdf-page.c - the text of one page, line by line, and where lines stand.
 *
 * Runs in:  worker.
 * Trusts:   poppler's characters and rectangles, within their counts.
 * Effects:  none.
 * Limits:   a header is what stands in the top or bottom 9 % of the page with
 *           a gap to what follows; a page that has nothing else has text
 *           there. What lies outside of the page poppler does not hand out.
 */
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "documents/pdf.h"

#define EDGE 0.09	/* of the height: headers and footers */
#define GAP 1.6		/* of the glyphs' height: more than between lines */
#define MARGIN 0.07	/* of the width: what is turned and stands there */
#define SLANT_LEAST 3	/* glyphs of a watermark */

typedef enum {
	ZONE_BODY,
	ZONE_HEADER,
	ZONE_FOOTER,
	ZONE_MARGIN,
	ZONE_SLANT,
	ZONE_COUNT
} Zone;

static const char *const zone_names[ZONE_COUNT] = {
	"", ", header", ", footer", ", margin", ", watermark",
};

typedef struct Line {
	const char *text;
	gsize size;
	guint count;		/* characters */
	double x, y;		/* of its middle, as a share of the page */
	double tall;		/* its first glyph, the same way */
	double width, height;	/* from the first character's middle to the
				 * last one's, in points */
	Zone zone;
	gboolean joins;		/* with the next line, to one */
} Line;

static double middle_x(const PopplerRectangle *place)
{
	return (place->x1 + place->x2) / 2;
}

static double middle_y(const PopplerRectangle *place)
{
	return (place->y1 + place->y2) / 2;
}

static Zone zone_of(const Line *line)
{
	if (line->y < EDGE)
		return ZONE_HEADER;
	if (line->y > 1 - EDGE)
		return ZONE_FOOTER;
	if (line->count > 1 && line->height > 3 * line->width &&
	    (line->x < MARGIN || line->x > 1 - MARGIN))
		return ZONE_MARGIN;
	return ZONE_BODY;
}

static void line_locate(Line *line, const PopplerRectangle *places,
			guint from, guint count, double width, double height)
{
	const PopplerRectangle *first, *last;

	if (line->count == 0 || from + line->count > count ||
	    !(width > 0) || !(height > 0))
		return;
	first = places + from;
	last = first + line->count - 1;
	line->x = (middle_x(first) + middle_x(last)) / 2 / width;
	line->y = (middle_y(first) + middle_y(last)) / 2 / height;
	line->tall = fabs(first->y2 - first->y1) / height;
	line->width = fabs(middle_x(last) - middle_x(first));
	line->height = fabs(middle_y(last) - middle_y(first));
	line->zone = zone_of(line);
}

/* Lines of @text, whose characters stand at @places, line ends included. */
static GArray *lines_of(PopplerPage *page, const char *text,
			const PopplerRectangle *places, guint count)
{
	GArray *lines = g_array_new(FALSE, TRUE, sizeof(Line));
	double width, height;
	guint from = 0;

	poppler_page_get_size(page, &width, &height);
	while (*text) {
		const char *end = strchrnul(text, '\n');
		Line line = { .text = text, .size = (gsize)(end - text) };

		line.count = (guint)g_utf8_strlen(text, end - text);
		line_locate(&line, places, from, count, width, height);
		g_array_append_val(lines, line);
		from += line.count + 1;
		text = *end ? end + 1 : end;
	}
	return lines;
}

static Line *line_at(const GArray *lines, guint index)
{
	return &g_array_index(lines, Line, index);
}

/* Whether two single glyphs are as far apart as the two before them. */
static gboolean is_one_step(const Line *a, const Line *b, const Line *c)
{
	double x = b->x - a->x, y = b->y - a->y;
	double slack = 0.3 * (fabs(x) + fabs(y));

	return fabs(c->x - b->x - x) <= slack &&
	       fabs(c->y - b->y - y) <= slack &&
	       fabs(x) > 0.002 && fabs(y) > 0.002;
}

/* Glyphs of slanted text come one a line, at even steps. */
static void join_slanted(const GArray *lines)
{
	guint from = 0;

	for (guint i = 1; i <= lines->len; i++) {
		if (i < lines->len && line_at(lines, i)->count == 1 &&
		    line_at(lines, from)->count == 1 &&
		    (i < from + 2 || is_one_step(line_at(lines, i - 2),
						 line_at(lines, i - 1),
						 line_at(lines, i))))
			continue;
		for (guint k = from; i - from >= SLANT_LEAST && k < i; k++) {
			line_at(lines, k)->zone = ZONE_SLANT;
			line_at(lines, k)->joins = k + 1 < i;
		}
		from = i;
	}
}

/* Two single glyphs of one height, the second to the right of the first. */
static gboolean is_beside(const Line *a, const Line *b)
{
	return a->count == 1 && b->count == 1 && b->x > a->x &&
	       fabs(b->y - a->y) < a->tall / 2;
}

/* A third at the same step: 「機　密　性　２」 in a font of wide spaces. */
static gboolean is_spread(const Line *a, const Line *b, const Line *c)
{
	double step = b->x - a->x;

	return is_beside(a, b) && is_beside(b, c) &&
	       fabs(c->x - b->x - step) <= 0.3 * step;
}

/* Glyphs far apart come one a line; at even steps they are one. */
static void join_spread(const GArray *lines)
{
	for (guint i = 2; i < lines->len; i++) {
		Line *a = line_at(lines, i - 2), *b = line_at(lines, i - 1);

		if (is_spread(a, b, line_at(lines, i))) {
			a->joins = TRUE;
			b->joins = TRUE;
		}
	}
}

static gint by_height(gconstpointer left, gconstpointer right)
{
	const Line *a = *(Line *const *)left, *b = *(Line *const *)right;

	return a->y < b->y ? -1 : a->y > b->y;
}

static gboolean is_gap(const Line *above, const Line *below)
{
	return below->y - above->y > GAP * MAX(above->tall, below->tall);
}

/* Lines with something in them, from the top of the page. (transfer full) */
static GPtrArray *lines_downwards(const GArray *lines)
{
	GPtrArray *sorted = g_ptr_array_new();

	for (guint i = 0; i < lines->len; i++) {
		if (line_at(lines, i)->count > 0 &&
		    line_at(lines, i)->zone != ZONE_SLANT)
			g_ptr_array_add(sorted, line_at(lines, i));
	}
	g_ptr_array_sort(sorted, by_height);
	return sorted;
}

/* Headers reach down to a gap, footers up to one: text that begins high on
 * the page is text. */
static void settle_edges(const GPtrArray *sorted)
{
	double top = -1, bottom = 2;

	for (guint i = 1; i < sorted->len; i++) {
		const Line *above = sorted->pdata[i - 1];
		const Line *below = sorted->pdata[i];

		if (!is_gap(above, below))
			continue;
		if (above->y < EDGE)
			top = above->y;
		if (below->y > 1 - EDGE)
			bottom = MIN(bottom, below->y);
	}
	for (guint i = 0; i < sorted->len; i++) {
		Line *line = sorted->pdata[i];

		if ((line->zone == ZONE_HEADER && line->y > top) ||
		    (line->zone == ZONE_FOOTER && line->y < bottom))
			line->zone = ZONE_BODY;
	}
}

/* Where nothing stands between header and footer, these are the text. */
static void settle_zones(const GArray *lines)
{
	g_autoptr(GPtrArray) sorted = lines_downwards(lines);

	settle_edges(sorted);
	for (guint i = 0; i < sorted->len; i++) {
		if (((Line *)sorted->pdata[i])->zone == ZONE_BODY)
			return;
	}
	for (guint i = 0; i < sorted->len; i++)
		((Line *)sorted->pdata[i])->zone = ZONE_BODY;
}

static void put_lines(PdfPages *pages, const GArray *lines, guint number)
{
	Zone before = ZONE_BODY;

	for (guint i = 0; i < lines->len; i++) {
		const Line *line = line_at(lines, i);
		Flow *flow = line->zone == ZONE_BODY ? pages->body :
			     pages->edges;

		if (line->zone != ZONE_BODY && line->zone != before)
			flow_at(flow, "page %u%s", number,
				zone_names[line->zone]);
		if (line->zone != ZONE_BODY)
			before = line->zone;
		flow_put(flow, line->text, line->size);
		if (!line->joins)
			flow_line(flow);
	}
}

static gboolean is_unmapped(gunichar c)
{
	return c < 0x20 || c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) ||
	       c >= 0xF0000;
}

/* Whether most of it are characters that mean nothing to anybody. */
static gboolean text_is_unmapped(const char *text)
{
	guint strange = 0, all = 0;

	for (; *text; text = utf8_next(text)) {
		gunichar c = g_utf8_get_char(text);

		if (g_unichar_isspace(c))
			continue;
		all++;
		strange += is_unmapped(c);
	}
	return all > 3 && strange > all / 2;
}

static void note_silence(PdfPages *pages, PopplerPage *page)
{
	GList *images = poppler_page_get_image_mapping(page);

	if (images)
		pages->images_only++;
	poppler_page_free_image_mapping(images);
}

void pdf_page_read(PdfPages *pages, PopplerPage *page, guint number)
{
	g_autofree char *text = poppler_page_get_text(page);
	g_autofree PopplerRectangle *places = NULL;
	g_autoptr(GArray) lines = NULL;
	guint count = 0;

	if (!text || !g_utf8_validate(text, -1, NULL) ||
	    *text == '\0') {
		note_silence(pages, page);
		return;
	}
	pages->text_pages++;
	pages->unmapped += text_is_unmapped(text);
	if (!poppler_page_get_text_layout(page, &places, &count))
		count = 0;
	lines = lines_of(page, text, places, count);
	join_slanted(lines);
	join_spread(lines);
	settle_zones(lines);
	flow_at(pages->body, "page %u", number);
	put_lines(pages, lines, number);
	pdf_columns_read(pages->body, text, places, count);
}
