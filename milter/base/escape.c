/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * escape.c - text from outside, made fit for a log line or an SMTP reply.
 *
 * Runs in:  every process.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "base/escape.h"

#include <string.h>

#include "base/utf8.h"

/* The next character, or (gunichar)-1 for a byte that starts none. */
static gunichar next_char(const char **at, const char *end)
{
	gunichar c = g_utf8_get_char_validated(*at, end - *at);

	if (c == (gunichar)-1 || c == (gunichar)-2) {
		(*at)++;
		return (gunichar)-1;
	}
	*at = utf8_next(*at);
	return c;
}

static gboolean is_shown(gunichar c)
{
	/* Format characters (bidi overrides!) could fake the rest of a line,
	 * and what Unicode calls a line separator a line of its own. */
	return c != (gunichar)-1 && g_unichar_isprint(c) &&
	       g_unichar_type(c) != G_UNICODE_FORMAT &&
	       g_unichar_type(c) != G_UNICODE_LINE_SEPARATOR &&
	       g_unichar_type(c) != G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *escape_log(const char *value, gsize max_bytes)
{
	g_autoptr(GString) out = g_string_new(NULL);
	gboolean quoted;
	const char *end;

	if (!value)
		return g_strdup("-");
	end = value + strlen(value);
	quoted = *value == '\0' || strpbrk(value, " =\"") != NULL;
	for (const char *at = value; at < end;) {
		const char *from = at;
		gunichar c = next_char(&at, end);

		if (out->len >= max_bytes) {
			g_string_append(out, "...");
			break;
		}
		if (!is_shown(c)) {
			for (; from < at; from++)
				g_string_append_printf(out, "\\x%02x",
						       (guint8)*from);
		} else {
			if (c == '"' || c == '\\')
				g_string_append_c(out, '\\');
			g_string_append_len(out, from, at - from);
		}
	}
	if (quoted) {
		g_string_prepend_c(out, '"');
		g_string_append_c(out, '"');
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *escape_reply(const char *value, gsize max_bytes, gboolean keep_utf8)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *end = value ? value + strlen(value) : NULL;

	for (const char *at = value; at < end;) {
		const char *from = at;
		gunichar c = next_char(&at, end);
		gsize room = max_bytes - out->len;

		if (is_shown(c) && (c < 0x80 || keep_utf8)) {
			if ((gsize)(at - from) > room)
				break;
			g_string_append_len(out, from, at - from);
		} else {
			if (room == 0)
				break;
			g_string_append_c(out, '?');
		}
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *escape_show(const char *value, gsize max_chars)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *end = value ? value + strlen(value) : NULL;
	gsize count = 0;

	for (const char *at = value; at < end; count++) {
		const char *from = at;
		gunichar c = next_char(&at, end);

		if (count == max_chars) {
			g_string_append(out, "…");
			break;
		}
		if (is_shown(c))
			g_string_append_len(out, from, at - from);
		else
			g_string_append(out, c == (gunichar)-1 ? "\uFFFD" : " ");
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}
