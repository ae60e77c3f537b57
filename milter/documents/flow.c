/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * flow.c - text of one kind and where it stands.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "documents/flow.h"

#include <string.h>

#include "base/utf8.h"

/* From here on text stands at @at, with @lines lines of the flow before. */
typedef struct Stretch {
	gsize from;
	char *at;
} Stretch;

struct Flow {
	Place place;
	const char *unit;
	gsize max;
	gboolean cut;
	GString *text;
	GArray *stretches;	/* Stretch, by rising offset */
	guint64 lines;		/* that have ended */
	GArray *counts;		/* guint64: .lines at every EVERY bytes */
};

/* So that where a byte stands is found without a look at all before it. */
#define EVERY ((gsize)4096)

static void stretch_clear(gpointer data)
{
	Stretch *stretch = data;

	g_free(stretch->at);
}

Flow *flow_new(Place place, const char *unit, gsize max_bytes)
{
	Flow *flow = g_new0(Flow, 1);

	flow->place = place;
	flow->unit = unit;
	flow->max = max_bytes;
	flow->text = g_string_new(NULL);
	flow->stretches = g_array_new(FALSE, FALSE, sizeof(Stretch));
	g_array_set_clear_func(flow->stretches, stretch_clear);
	flow->counts = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_array_append_val(flow->counts, flow->lines);
	return flow;
}

void flow_free(Flow *flow)
{
	if (!flow)
		return;
	g_string_free(flow->text, TRUE);
	g_array_unref(flow->stretches);
	g_array_unref(flow->counts);
	g_free(flow);
}

void flow_at(Flow *flow, const char *format, ...)
{
	Stretch stretch;
	va_list args;

	if (flow->text->len > 0 &&
	    flow->text->str[flow->text->len - 1] != '\n')
		flow_line(flow);
	va_start(args, format);
	stretch.at = g_strdup_vprintf(format, args);
	va_end(args);
	stretch.from = flow->text->len;
	g_array_append_val(flow->stretches, stretch);
}

static void put_char(Flow *flow, gunichar c, const char *bytes, gsize size)
{
	if (size > flow->max - flow->text->len) {
		flow->cut = TRUE;
		return;
	}
	if (c == '\r' || c == '\n' || c == '\v' || c == '\f') {
		g_string_append_c(flow->text, '\n');
		flow->lines++;
	} else if (c == '\t') {
		g_string_append_c(flow->text, ' ');
	} else if (c >= 0x20 && c != 0x7f) {
		g_string_append_len(flow->text, bytes, (gssize)size);
	}
	while (flow->text->len >= flow->counts->len * EVERY)
		g_array_append_val(flow->counts, flow->lines);
}

void flow_put(Flow *flow, const char *text, gsize size)
{
	const char *at = text, *end = text + size;

	while (at < end && !flow->cut) {
		gunichar c = g_utf8_get_char_validated(at, end - at);
		const char *next = at + 1;

		if (c == (gunichar)-1 || c == (gunichar)-2) {
			put_char(flow, 0xFFFD, "\xef\xbf\xbd", 3);
		} else {
			next = c == 0 ? at + 1 : utf8_next(at);
			/* CRLF ends one line, not two. */
			if (c != '\r' || next == end || *next != '\n')
				put_char(flow, c, at, (gsize)(next - at));
		}
		at = next;
	}
}

void flow_line(Flow *flow)
{
	put_char(flow, '\n', "\n", 1);
}

Place flow_place(const Flow *flow)
{
	return flow->place;
}

const char *flow_text(const Flow *flow)
{
	return flow->text->str;
}

gsize flow_size(const Flow *flow)
{
	return flow->text->len;
}

gboolean flow_is_cut(const Flow *flow)
{
	return flow->cut;
}

/* The last stretch that begins at or before @offset; NULL where none does. */
static const Stretch *stretch_at(const Flow *flow, gsize offset)
{
	guint from = 0, to = flow->stretches->len;

	while (from < to) {
		guint middle = from + (to - from) / 2;

		if (g_array_index(flow->stretches, Stretch, middle).from <=
		    offset)
			from = middle + 1;
		else
			to = middle;
	}
	return from == 0 ? NULL :
	       &g_array_index(flow->stretches, Stretch, from - 1);
}

/* The lines that end before @offset. */
static guint64 count_lines(const Flow *flow, gsize offset)
{
	const char *from = flow->text->str + offset / EVERY * EVERY;
	const char *to = flow->text->str + offset;
	guint64 count = g_array_index(flow->counts, guint64, offset / EVERY);

	while (from < to && (from = memchr(from, '\n', (gsize)(to - from)))) {
		count++;
		from++;
	}
	return count;
}

char *flow_where(const Flow *flow, gsize offset)
{
	const Stretch *stretch = stretch_at(flow, offset);
	const char *at = stretch ? stretch->at : "";
	guint64 line;

	if (!flow->unit)
		return g_strdup(at);
	line = 1 + count_lines(flow, MIN(offset, flow->text->len)) -
	       count_lines(flow, stretch ? stretch->from : 0);
	return g_strdup_printf("%s%s%s %" G_GUINT64_FORMAT, at,
			       *at ? ", " : "", flow->unit, line);
}
