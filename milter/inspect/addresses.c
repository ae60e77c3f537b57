/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * addresses.c - the addresses of one To, Cc, From or Resent- field.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * A library that reads well-formed lists loses what is broken; for counting
 * what a recipient can see, every word with an '@' must count.
 */
#include "inspect/addresses.h"

#include <string.h>

#define COMMENT_MAX_DEPTH 64

/* White space outside quotes, within .plain and .angle. */
#define BREAK '\n'

typedef struct Scan {
	const char *at;
	GString *plain;		/* outside angle brackets */
	GString *angle;		/* within the last pair of them */
	gboolean had_angle;
	gboolean in_angle;
	gboolean open_comment;	/* one that nothing ends: it is none */
	gboolean open_quote;
	AddressFunc found;
	gpointer data;
} Scan;

static void emit(Scan *scan, const char *text, gsize size)
{
	g_autofree char *address = g_utf8_make_valid(text, (gssize)size);

	scan->found(address, scan->data);
}

/* Several words of one entry may each be an address: "a@x b@y". */
static void emit_words(Scan *scan, const char *text, const char *breaks)
{
	for (const char *at = text; *at;) {
		gsize size = strcspn(at, breaks);

		if (memchr(at, '@', size))
			emit(scan, at, size);
		at += size;
		at += strspn(at, breaks);
	}
}

/* "@a,@b:c@d" is c@d (RFC 5322 4.4); the colons of "[IPv6:...]" are not
 * the end of a route. */
static const char *skip_route(const char *text)
{
	gboolean literal = FALSE;

	if (*text != '@')
		return text;
	for (const char *at = text; *at; at++) {
		if (*at == '[' || *at == ']')
			literal = *at == '[';
		else if (*at == ':' && !literal)
			return at + 1;
	}
	return text;
}

static guint count_at_signs(const char *text)
{
	gboolean quoted = FALSE;
	guint count = 0;

	for (; *text; text++) {
		if (*text == '\\' && text[1])
			text++;
		else if (*text == '"')
			quoted = !quoted;
		else if (*text == '@' && !quoted)
			count++;
	}
	return count;
}

static void remove_breaks(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (*text != BREAK)
			*to++ = *text;
	}
	*to = '\0';
}

/* One address, which white space may divide, or a broken list of several. */
static void emit_angle(Scan *scan)
{
	const char *text = skip_route(scan->angle->str);

	if (count_at_signs(text) > 1) {
		emit_words(scan, text, "\n,;");
		return;
	}
	remove_breaks(scan->angle->str);
	text = skip_route(scan->angle->str);
	if (strchr(text, '@'))
		emit(scan, text, strlen(text));
}

static void end_entry(Scan *scan)
{
	if (scan->had_angle)
		emit_angle(scan);
	/* A name before the brackets is gone by now; what follows is none. */
	emit_words(scan, scan->plain->str, "\n");
	g_string_truncate(scan->plain, 0);
	g_string_truncate(scan->angle, 0);
	scan->had_angle = FALSE;
	scan->in_angle = FALSE;
}

static GString *current(const Scan *scan)
{
	return scan->in_angle ? scan->angle : scan->plain;
}

static void skip_comment(Scan *scan)
{
	const char *from = scan->at;
	guint depth = 0;

	for (; *scan->at; scan->at++) {
		if (*scan->at == '\\' && scan->at[1])
			scan->at++;
		else if (*scan->at == '(' && depth < COMMENT_MAX_DEPTH)
			depth++;
		else if (*scan->at == ')' && --depth == 0) {
			scan->at++;
			return;
		}
	}
	scan->open_comment = TRUE;
	scan->at = from + 1;
	g_string_append_c(current(scan), BREAK);
}

static const char *end_of_quoted(const char *at)
{
	while (*at && *at != '"')
		at += *at == '\\' && at[1] ? 2 : 1;
	return *at ? at + 1 : NULL;
}

/* A quoted local part belongs to the address, a quoted name does not. */
static void take_quoted(Scan *scan)
{
	const char *from = scan->at;
	const char *end = end_of_quoted(from + 1);

	scan->at = end ? end : from + 1;
	if (!end)
		scan->open_quote = TRUE;
	if (!end || (!scan->in_angle && *end != '@')) {
		g_string_append_c(current(scan), BREAK);
		return;
	}
	for (; from < end; from++) {
		if (!strchr("\r\n", *from))
			g_string_append_c(current(scan), *from);
	}
}

static void take_char(Scan *scan)
{
	char c = *scan->at++;

	if (c == '<') {
		/* A second pair in one entry is a second address. */
		if (scan->had_angle)
			end_entry(scan);
		g_string_truncate(scan->plain, 0);
		scan->had_angle = scan->in_angle = TRUE;
	} else if (c == '>')
		scan->in_angle = FALSE;
	else if (strchr(" \t\r\n", c))
		g_string_append_c(current(scan), BREAK);
	else
		g_string_append_c(current(scan), c);
}

void addresses_read(const char *raw, AddressFunc found, gpointer data)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	g_autoptr(GString) angle = g_string_new(NULL);
	Scan scan = {
		.at = raw, .plain = plain, .angle = angle,
		.found = found, .data = data,
	};

	while (*scan.at) {
		char c = *scan.at;

		if (c == '(' && !scan.open_comment)
			skip_comment(&scan);
		else if (c == '"' && !scan.open_quote)
			take_quoted(&scan);
		else if (strchr(",;", c) && !(scan.in_angle &&
					      *scan.angle->str == '@')) {
			end_entry(&scan);
			scan.at++;
		} else if (c == ':' && !scan.in_angle &&
			   !strchr(plain->str, '@')) {
			/* the end of a group's name */
			g_string_truncate(plain, 0);
			scan.at++;
		} else
			take_char(&scan);
	}
	end_entry(&scan);
}
