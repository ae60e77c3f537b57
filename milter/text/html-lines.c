/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * html-lines.c - lines of text as a document is walked through.
 *
 * Runs in:  worker.
 * Trusts:   its caller to put valid UTF-8.
 * Effects:  none.
 */
#include "text/html-lines.h"

void html_lines_init(HtmlLines *lines, gsize max_bytes)
{
	*lines = (HtmlLines){
		.out = g_string_new(NULL),
		.beside = g_string_new(NULL),
		.max = max_bytes,
	};
}

gboolean html_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* How many of @room bytes hold whole characters of the longer @bytes. */
static gsize whole_characters(const char *bytes, gsize room)
{
	while (room > 0 && ((guint8)bytes[room] & 0xc0) == 0x80)
		room--;
	return room;
}

/* Once cut, nothing more fits, however small. */
static void append(HtmlLines *lines, const char *bytes, gsize size)
{
	gsize room = lines->max - lines->out->len;

	if (size > room) {
		lines->cut = TRUE;
		size = whole_characters(bytes, room);
		lines->max = lines->out->len + size;
	}
	g_string_append_len(lines->out, bytes, (gssize)size);
}

static void append_beside(HtmlLines *lines, const char *bytes, gsize size)
{
	gsize room = lines->max - MIN(lines->max, lines->beside->len);

	if (size > room) {
		lines->cut = TRUE;
		size = whole_characters(bytes, room);
	}
	g_string_append_len(lines->beside, bytes, (gssize)size);
}

static gboolean is_begun(const GString *side)
{
	return side->len > 0 && side->str[side->len - 1] != '\n';
}

static void flush_beside(HtmlLines *lines)
{
	if (lines->beside->len == 0)
		return;
	append(lines, lines->beside->str, lines->beside->len);
	if (is_begun(lines->out))
		append(lines, "\n", 1);
	g_string_truncate(lines->beside, 0);
}

void html_lines_end(HtmlLines *lines)
{
	lines->spaces[lines->is_beside] = FALSE;
	if (lines->is_beside) {
		if (is_begun(lines->beside))
			append_beside(lines, "\n", 1);
		return;
	}
	if (is_begun(lines->out))
		append(lines, "\n", 1);
	flush_beside(lines);
}

gboolean html_lines_go_beside(HtmlLines *lines, gboolean beside)
{
	gboolean before = lines->is_beside;

	/* Each attribute and each comment is a line of its own there. */
	if (before || beside) {
		lines->is_beside = TRUE;
		html_lines_end(lines);
	}
	lines->is_beside = beside;
	return before;
}

/* Of several characters none is white space; one may be of Unicode's. */
static guint64 count_shown(const char *bytes, gsize size)
{
	guint64 count = 0;

	if (size == (gsize)g_utf8_skip[(guint8)*bytes])
		return !g_unichar_isspace(g_utf8_get_char(bytes));
	for (gsize i = 0; i < size; i++)
		count += ((guint8)bytes[i] & 0xc0) != 0x80;
	return count;
}

void html_lines_put(HtmlLines *lines, const char *bytes, gsize size)
{
	const GString *side = lines->is_beside ? lines->beside : lines->out;

	if (size == 1 && html_is_space(*bytes)) {
		if (*bytes == '\n' && (lines->pre > 0 || lines->keep))
			html_lines_end(lines);
		else
			lines->spaces[lines->is_beside] = TRUE;
		return;
	}
	if (lines->spaces[lines->is_beside] && is_begun(side)) {
		if (lines->is_beside)
			append_beside(lines, " ", 1);
		else
			append(lines, " ", 1);
	}
	lines->spaces[lines->is_beside] = FALSE;
	if (lines->is_beside) {
		append_beside(lines, bytes, size);
		return;
	}
	append(lines, bytes, size);
	lines->chars += count_shown(bytes, size);
}

char *html_lines_finish(HtmlLines *lines, gboolean *ret_cut)
{
	html_lines_end(lines);
	*ret_cut = lines->cut;
	g_string_free(lines->beside, TRUE);
	return g_string_free(lines->out, FALSE);
}
