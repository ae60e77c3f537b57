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

typedef struct Scan {
	const char *at;
	GString *plain;		/* outside angle brackets */
	GString *angle;		/* within the last pair of them */
	gboolean had_angle;
	gboolean in_angle;
	AddressFunc found;
	gpointer data;
} Scan;

static void emit(Scan *scan, const char *text, gsize size)
{
	g_autofree char *address = g_utf8_make_valid(text, (gssize)size);

	scan->found(address, scan->data);
}

/* Several words of one entry may each be an address: "a@x b@y". */
static void emit_words(Scan *scan, const GString *text)
{
	for (const char *at = text->str; *at;) {
		gsize size = strcspn(at, " ");

		if (memchr(at, '@', size))
			emit(scan, at, size);
		at += size;
		at += strspn(at, " ");
	}
}

/* "@a,@b:c@d" is c@d (RFC 5322 4.4). */
static const char *skip_route(const char *text)
{
	const char *colon = *text == '@' ? strrchr(text, ':') : NULL;

	return colon ? colon + 1 : text;
}

static void end_entry(Scan *scan)
{
	if (scan->had_angle) {
		const char *address = skip_route(scan->angle->str);

		if (strchr(address, '@'))
			emit(scan, address, strlen(address));
	} else
		emit_words(scan, scan->plain);
	g_string_truncate(scan->plain, 0);
	g_string_truncate(scan->angle, 0);
	scan->had_angle = FALSE;
	scan->in_angle = FALSE;
}

static void skip_comment(Scan *scan)
{
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
}

/* A quoted local part belongs to the address, a quoted name does not. */
static void take_quoted(Scan *scan)
{
	const char *from = scan->at++;

	while (*scan->at && *scan->at != '"')
		scan->at += *scan->at == '\\' && scan->at[1] ? 2 : 1;
	if (*scan->at)
		scan->at++;
	if (scan->in_angle || *scan->at == '@') {
		GString *into = scan->in_angle ? scan->angle : scan->plain;

		g_string_append_len(into, from, scan->at - from);
	} else
		g_string_append_c(scan->plain, ' ');
}

static void take_char(Scan *scan)
{
	char c = *scan->at++;
	GString *into = scan->in_angle ? scan->angle : scan->plain;

	if (c == '<') {
		/* A second pair in one entry is a second address. */
		if (scan->had_angle)
			end_entry(scan);
		scan->had_angle = scan->in_angle = TRUE;
	} else if (c == '>')
		scan->in_angle = FALSE;
	else if (strchr(" \t\r\n", c)) {
		if (!scan->in_angle)
			g_string_append_c(into, ' ');
	} else
		g_string_append_c(into, c);
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

		if (c == '(')
			skip_comment(&scan);
		else if (c == '"')
			take_quoted(&scan);
		else if (strchr(",;", c) && !(scan.in_angle &&
					      *scan.angle->str == '@')) {
			end_entry(&scan);
			scan.at++;
		} else if (c == ':' && !scan.in_angle) {
			/* the end of a group's name */
			g_string_truncate(plain, 0);
			scan.at++;
		} else
			take_char(&scan);
	}
	end_entry(&scan);
}
