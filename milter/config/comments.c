/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * comments.c - the configuration without its comments, line by line.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   the text is valid UTF-8.
 * Effects:  none.
 *
 * libconfuse counts the lines of comments twice, lets a comment without end
 * swallow the rest of the file, and replaces ${NAME} from the environment.
 * So it gets to see neither.
 */
#include "config/comments.h"

#include <string.h>

#include "config/grammar.h"

typedef enum {
	PLAIN,
	LINE_COMMENT,	/* "# ..." and two slashes */
	BLOCK_COMMENT,
	QUOTED,		/* "..." and '...' */
} State;

typedef struct Scan {
	State state;
	char quote;
	int line;
	int opened;	/* line of the comment or text that is open */
} Scan;

static void open_at(Scan *scan, State state)
{
	scan->state = state;
	scan->opened = scan->line;
}

/* Outside of comments and texts. Returns how many bytes were looked at. */
static gsize scan_plain(Scan *scan, char *at)
{
	if (*at == '"' || *at == '\'') {
		scan->quote = *at;
		open_at(scan, QUOTED);
	} else if (*at == '#' || g_str_has_prefix(at, "//")) {
		open_at(scan, LINE_COMMENT);
		*at = ' ';
	} else if (g_str_has_prefix(at, "/*")) {
		open_at(scan, BLOCK_COMMENT);
		at[0] = at[1] = ' ';
		return 2;
	}
	return 1;
}

static gsize scan_comment(Scan *scan, char *at)
{
	gboolean ends = scan->state == BLOCK_COMMENT ?
			g_str_has_prefix(at, "*/") : *at == '\n';
	gsize size = ends && scan->state == BLOCK_COMMENT ? 2 : 1;

	if (ends)
		scan->state = PLAIN;
	for (gsize i = 0; i < size; i++) {
		if (at[i] != '\n')
			at[i] = ' ';
	}
	return size;
}

/* The escapes that every reader understands alike; no \x00 and such. */
static gboolean is_bad_escape(const char *at)
{
	return *at == '\\' && at[1] != '\\' && at[1] != '"' && at[1] != '\'';
}

static gsize scan_quoted(Scan *scan, const char *at)
{
	if (*at == '\\')
		return 2;
	if (*at == scan->quote)
		scan->state = PLAIN;
	return 1;
}

static gsize step(Scan *scan, char *at)
{
	switch (scan->state) {
	case PLAIN:
		return scan_plain(scan, at);
	case QUOTED:
		return scan_quoted(scan, at);
	case LINE_COMMENT:
	case BLOCK_COMMENT:
		break;
	}
	return scan_comment(scan, at);
}

char *comments_blank(const char *text, const char *file, GError **error)
{
	g_autofree char *blank = g_strdup(text);
	Scan scan = { .state = PLAIN, .line = 1 };

	for (char *at = blank; *at;) {
		gboolean shown = scan.state == PLAIN || scan.state == QUOTED;

		if (scan.state == QUOTED && *at == '\n')
			break;
		if (shown && g_str_has_prefix(at, "${")) {
			grammar_fail(error, file, scan.line, "\"${\" would be "
				     "replaced from the environment; write "
				     "the value itself");
			return NULL;
		}
		if (scan.state == QUOTED && is_bad_escape(at)) {
			grammar_fail(error, file, scan.line, "a backslash "
				     "stands before a quote or a backslash "
				     "only; write \\\\ for one");
			return NULL;
		}
		scan.line += *at == '\n';
		at += step(&scan, at);
	}
	if (scan.state == PLAIN || scan.state == LINE_COMMENT)
		return g_steal_pointer(&blank);
	grammar_fail(error, file, scan.opened, scan.state == QUOTED ?
		     "a text must end on its line; is a quote missing?" :
		     "a comment has no end; is \"*/\" missing?");
	return NULL;
}
