/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * parameter-section.c - where a MIME header field gives values to a
 * parameter, and which.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 *
 * Two readers hardly ever agree where a broken parameter ends. So no list of
 * parameters is read here: each place where the parameter's name stands
 * before a "=" is one, whatever is around it, and its value is read in each
 * way that is used. Too many names do no harm; a missed one does.
 */
#include "text/parameter-section.h"

#include <string.h>

/* What is spent on names that stand within the value of another one. */
#define NESTED_BUDGET (64 * 1024)
#define MAX_TAIL 1024	/* bytes looked at behind a closing quote */
#define MAX_COMMENT 1024	/* an unclosed one is no comment */

typedef struct Field {
	const char *bytes;
	gsize size;
	const char *parameter;
	guint way;
	gsize nested;		/* budget left */
	GArray *sections;
} Field;

static void section_clear(gpointer data)
{
	Section *section = data;

	g_string_free(section->value, TRUE);
}

/* RFC 2045 token, less the characters that RFC 2231 puts behind a name. */
static gboolean is_name_char(char c)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr("-_.!#$&", c));
}

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static gsize skip_blanks(const Field *field, gsize at)
{
	while (at < field->size && is_blank(field->bytes[at]))
		at++;
	return at;
}

/* Behind the comment at @at, or @at where it does not end. */
static gsize skip_comment(const Field *field, gsize at)
{
	gsize limit = MIN(field->size, at + MAX_COMMENT);
	gsize depth = 0;

	for (gsize i = at; i < limit; i++) {
		if (field->bytes[i] == '(')
			depth++;
		else if (field->bytes[i] == ')' && --depth == 0)
			return i + 1;
	}
	return at;
}

/* Behind white space and comments, RFC 2045 5.1 with RFC 822. */
static gsize skip_space(const Field *field, gsize at)
{
	for (;;) {
		gsize behind;

		at = skip_blanks(field, at);
		if (at == field->size || field->bytes[at] != '(')
			return at;
		behind = skip_comment(field, at);
		if (behind == at)
			return at;
		at = behind;
	}
}

/* Where the kanji that ESC $ at @at begins end; @at where none begins. */
static gsize skip_jis(const Field *field, gsize at, gsize limit)
{
	const char *end;

	if (!(field->way & WAY_JIS) || limit - at < 2 ||
	    field->bytes[at] != '\033' || field->bytes[at + 1] != '$')
		return at;
	/* "ESC $ ( D" designates kanji, too; its "(" does not follow an ESC. */
	end = memmem(field->bytes + at + 2, limit - at - 2, "\033(", 2);
	return end ? (gsize)(end - field->bytes) : limit;
}

/* Reads up to a closing quote. Returns the offset behind it. */
static gsize read_quoted(const Field *field, gsize at, gsize limit,
			 GString *value)
{
	while (at < limit) {
		gsize next = skip_jis(field, at, limit);

		g_string_append_len(value, field->bytes + at,
				    (gssize)(next - at));
		at = next;
		if (at == limit)
			break;
		if (field->bytes[at] == '"')
			return at + 1;
		if (field->bytes[at] == '\\' && field->way & WAY_ESCAPES &&
		    at + 1 < limit)
			at++;
		g_string_append_c(value, field->bytes[at++]);
	}
	return at;
}

/* Reads up to a semicolon: white space in a bare name is common. */
static gsize read_bare(const Field *field, gsize at, gsize limit,
		       GString *value)
{
	gsize from = at;

	while (at < limit && field->bytes[at] != ';') {
		gsize next = skip_jis(field, at, limit);

		at = next > at ? next : at + 1;
	}
	g_string_append_len(value, field->bytes + from, (gssize)(at - from));
	while (value->len > 0 && is_blank(value->str[value->len - 1]))
		g_string_truncate(value, value->len - 1);
	return at;
}

static void add_section(Field *field, const Section *like, GString *value)
{
	Section section = *like;

	section.order = field->sections->len;
	section.value = value;
	g_array_append_val(field->sections, section);
}

/* @value without comments and quotes. */
static GString *bare_of(const char *value, gsize size)
{
	GString *out = g_string_sized_new(size + 1);
	gsize depth = 0;

	for (gsize i = 0; i < size; i++) {
		if (value[i] == '(')
			depth++;
		else if (value[i] == ')' && depth > 0)
			depth--;
		else if (depth == 0 && value[i] != '"')
			g_string_append_c(out, value[i]);
	}
	g_strstrip(out->str);
	out->len = strlen(out->str);
	return out;
}

/* `"a" "b.txt"`, `"a"b.txt`: some readers go on to the semicolon. */
static void read_tail(Field *field, const Section *like, gsize from, gsize at)
{
	gsize limit = MIN(field->size, at + MAX_TAIL);
	gsize end = at;

	while (end < limit && field->bytes[end] != ';')
		end++;
	if (skip_space(field, at) >= end)
		return;
	add_section(field, like, bare_of(field->bytes + from, end - from));
}

static gsize read_value(Field *field, const Section *like, gsize at,
			gsize limit)
{
	GString *value = g_string_new(NULL);
	gsize from = at;

	if (at < limit && field->bytes[at] == '"') {
		at = read_quoted(field, at + 1, limit, value);
		add_section(field, like, value);
		if (at - from < MAX_TAIL)
			read_tail(field, like, from, at);
		return at;
	}
	at = read_bare(field, at, limit, value);
	if (memchr(value->str, '(', value->len))
		add_section(field, like, bare_of(value->str, value->len));
	add_section(field, like, value);
	return at;
}

/* Reads "*", "*3" or "*3*" (RFC 2231). Returns the offset behind it. */
static gsize read_star(const Field *field, gsize at, Section *section)
{
	const char *bytes = field->bytes;
	gsize digits = ++at;
	gint number = 0;

	while (at < field->size && g_ascii_isdigit(bytes[at]) &&
	       at - digits < 9)
		number = number * 10 + bytes[at++] - '0';
	if (at == digits) {
		section->extended = TRUE;
		return at;
	}
	section->number = number;
	if (at < field->size && bytes[at] == '*') {
		section->extended = TRUE;
		at++;
	}
	return at;
}

/*
 * Reads on behind the name. Returns where the value begins, or 0 where this
 * is no parameter.
 */
static gsize read_attribute(const Field *field, gsize at, Section *section)
{
	if (at < field->size && field->bytes[at] == '*')
		at = read_star(field, at, section);
	at = skip_space(field, at);
	if (at >= field->size || field->bytes[at] != '=')
		return 0;
	return skip_blanks(field, at + 1);
}

static gboolean stands_at(const Field *field, gsize at, gsize length)
{
	return field->size - at > length &&
	       g_ascii_strncasecmp(field->bytes + at, field->parameter,
				   length) == 0 &&
	       (at == 0 || !is_name_char(field->bytes[at - 1]));
}

static void read_sections(Field *field)
{
	gsize length = strlen(field->parameter);
	gsize taken = 0;	/* where the last value ended */

	for (gsize i = 0; i < field->size; i++) {
		gboolean nested = i < taken;
		gsize limit = field->size;
		Section section = { .number = NO_SECTION };
		gsize from;
		gsize end;

		if (!stands_at(field, i, length))
			continue;
		from = read_attribute(field, i + length, &section);
		if (from == 0 || (nested && field->nested == 0))
			continue;
		if (nested)
			limit = MIN(limit, from + field->nested);
		end = read_value(field, &section, from, limit);
		if (nested)
			field->nested -= MIN(field->nested, end - i);
		else
			taken = end;
	}
}

GArray *sections_read(const GString *value, const char *parameter, guint way)
{
	GArray *sections = g_array_new(FALSE, FALSE, sizeof(Section));
	Field field = {
		.bytes = value->str,
		.size = value->len,
		.parameter = parameter,
		.way = way,
		.nested = NESTED_BUDGET,
		.sections = sections,
	};

	g_array_set_clear_func(sections, section_clear);
	read_sections(&field);
	return sections;
}
