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
};

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
	return flow;
}

void flow_free(Flow *flow)
{
	if (!flow)
		return;
	g_string_free(flow->text, TRUE);
	g_array_unref(flow->stretches);
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
	if (c == '\r' || c == '\n' || c == '\v' || c == '\f')
		g_string_append_c(flow->text, '\n');
	else if (c == '\t')
		g_string_append_c(flow->text, ' ');
	else if (c >= 0x20 && c != 0x7f)
		g_string_append_len(flow->text, bytes, (gssize)size);
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

static guint64 count_lines(const char *from, const char *to)
{
	guint64 count = 0;

	while (from < to && (from = memchr(from, '\n', (gsize)(to - from)))) {
		count++;
		from++;
	}
	return count;
}

char *flow_where(const Flow *flow, gsize offset)
{
	const Stretch *stretch = stretch_at(flow, offset);
	const char *text = flow->text->str;
	const char *at = stretch ? stretch->at : "";
	guint64 line;

	if (!flow->unit)
		return g_strdup(at);
	line = 1 + count_lines(text + (stretch ? stretch->from : 0),
			       text + MIN(offset, flow->text->len));
	return g_strdup_printf("%s%s%s %" G_GUINT64_FORMAT, at,
			       *at ? ", " : "", flow->unit, line);
}
