/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * parameter.c - every name that a MIME header field gives a part: RFC 2045
 * parameters, RFC 2231 sections, and what mailers make of them.
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
#include "inspect/words.h"

#include <string.h>

#include "inspect/unfold.h"

/* What is spent on names that stand within the value of another one. */
#define NESTED_BUDGET (64 * 1024)
#define MAX_TAIL 1024	/* bytes looked at behind a closing quote */
#define MAX_COMMENT 1024	/* an unclosed one is no comment */
#define NO_SECTION -1

/* Ways of reading a quoted or bare value. */
enum {
	WAY_ESCAPES = 1 << 0,	/* "\" quotes; else it is a path's or CP932's */
	WAY_JIS     = 1 << 1,	/* between ESC $ and ESC ( nothing ends it */
	WAY_COUNT   = 1 << 2
};

typedef struct Section {
	gint number;		/* RFC 2231 continuation, or NO_SECTION */
	gboolean extended;
	gsize order;
	GString *value;
} Section;

/* Which of two sections of one number counts. */
typedef enum {
	TAKE_FIRST,
	TAKE_LAST,
	TAKE_EXTENDED,
	TAKE_COUNT
} Take;

typedef struct Field {
	const char *bytes;
	gsize size;
	const char *parameter;
	guint way;
	gsize nested;		/* budget left */
	GArray *sections;
} Field;

typedef struct Names {
	GPtrArray *names;
	GHashTable *known;	/* borrows the strings of names */
} Names;

static void section_clear(gpointer data)
{
	Section *section = data;

	g_string_free(section->value, TRUE);
}

static void add_name(Names *names, const char *text)
{
	char *copy;

	if (*text == '\0' || g_hash_table_contains(names->known, text))
		return;
	copy = g_strdup(text);
	g_ptr_array_add(names->names, copy);
	g_hash_table_add(names->known, copy);
}

static void add_readings(Names *names, const Readings *readings)
{
	for (guint i = 0; i < readings->texts->len; i++)
		add_name(names, g_ptr_array_index(readings->texts, i));
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

static GString *decode_percent(const char *text, gsize size)
{
	GString *out = g_string_sized_new(size + 1);

	for (gsize i = 0; i < size; i++) {
		if (text[i] == '%' && size - i > 2 &&
		    g_ascii_isxdigit(text[i + 1]) &&
		    g_ascii_isxdigit(text[i + 2])) {
			g_string_append_c(out, (char)
				(g_ascii_xdigit_value(text[i + 1]) << 4 |
				 g_ascii_xdigit_value(text[i + 2])));
			i += 2;
		} else {
			g_string_append_c(out, text[i]);
		}
	}
	return out;
}

/* charset'language'text, RFC 2231 section 4; or text, where that is missing. */
static void add_extended(Names *names, const char *value, gsize size)
{
	const char *first = memchr(value, '\'', size);
	const char *second = first ? memchr(first + 1, '\'', size -
					    (gsize)(first + 1 - value)) : NULL;
	const char *text = second ? second + 1 : value;
	g_autofree char *charset = second ?
		g_strndup(value, (gsize)(first - value)) : NULL;
	g_autoptr(GString) bytes = decode_percent(text, size -
						  (gsize)(text - value));
	g_autoptr(Readings) readings = charset_read(
		(const guint8 *)bytes->str, bytes->len, charset);

	add_readings(names, readings);
	if (memmem(value, size, "=?", 2)) {
		g_autoptr(Readings) words = words_read(value, size);

		add_readings(names, words);
	}
}

/* A percent sign in a plain value may be one, or what somebody forgot. */
static void add_plain(Names *names, const char *value, gsize size)
{
	g_autoptr(Readings) readings = words_read(value, size);

	add_readings(names, readings);
	if (memchr(value, '%', size))
		add_extended(names, value, size);
}

static gint compare_sections(gconstpointer a, gconstpointer b)
{
	const Section *one = a;
	const Section *other = b;

	if (one->number != other->number)
		return one->number < other->number ? -1 : 1;
	return one->order < other->order ? -1 : one->order > other->order;
}

/* Of the sections from @from on that share a number, the one that counts. */
static const Section *choose(const GArray *sections, guint from, guint *ret_end,
			     Take take)
{
	const Section *all = &g_array_index(sections, Section, 0);
	const Section *chosen = &all[from];
	guint end = from;

	for (; end < sections->len && all[end].number == all[from].number;
	     end++) {
		if (take == TAKE_LAST ||
		    (take == TAKE_EXTENDED && all[end].extended &&
		     !chosen->extended))
			chosen = &all[end];
	}
	*ret_end = end;
	return chosen;
}

static void append_section(GString *joined, const Section *section)
{
	for (gsize i = 0; i < section->value->len; i++) {
		char c = section->value->str[i];

		if (c == '%' && !section->extended)
			g_string_append(joined, "%25");
		else
			g_string_append_c(joined, c);
	}
}

/*
 * Joins the texts first and decodes them then: mailers cut %-triplets,
 * characters and shift states over sections.
 */
static void add_joined(Names *names, const GArray *sections, guint from,
		       Take take)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	g_autoptr(GString) literal = g_string_new(NULL);
	gboolean extended = FALSE;

	for (guint i = from; i < sections->len;) {
		const Section *section = choose(sections, i, &i, take);

		if (joined->len == 0)
			extended = section->extended;
		append_section(joined, section);
		g_string_append_len(literal, section->value->str,
				    (gssize)section->value->len);
	}
	if (extended) {
		add_extended(names, joined->str, joined->len);
	} else {
		g_autoptr(GString) bytes = decode_percent(joined->str,
							  joined->len);

		add_plain(names, bytes->str, bytes->len);
	}
	/* A section that says "plain" and is not, or the reverse. */
	add_plain(names, literal->str, literal->len);
}

static void conclude(Names *names, GArray *sections)
{
	guint from = 0;

	g_array_sort(sections, compare_sections);
	for (; from < sections->len; from++) {
		const Section *section =
			&g_array_index(sections, Section, from);

		if (section->number != NO_SECTION)
			break;
		if (section->extended)
			add_extended(names, section->value->str,
				     section->value->len);
		else
			add_plain(names, section->value->str,
				  section->value->len);
	}
	if (from == sections->len)
		return;
	for (guint take = 0; take < TAKE_COUNT; take++)
		add_joined(names, sections, from, take);
}

static void read_way(Names *names, const GString *value, const char *parameter,
		     guint way)
{
	g_autoptr(GArray) sections = g_array_new(FALSE, FALSE,
						 sizeof(Section));
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
	conclude(names, sections);
}

GPtrArray *words_parameter(const char *raw, gsize size, const char *parameter)
{
	g_autoptr(GString) value = unfold(raw, size);
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash,
						       g_str_equal);
	Names names = { g_ptr_array_new_with_free_func(g_free), known };
	guint ways = 0;

	if (memchr(value->str, '\\', value->len))
		ways |= WAY_ESCAPES;
	if (memchr(value->str, '\033', value->len))
		ways |= WAY_JIS;
	/* The way of the RFC first: its names are the likeliest. */
	for (guint way = WAY_COUNT; way-- > 0;) {
		if ((way & ~ways) == 0)
			read_way(&names, value, parameter, way);
	}
	return names.names;
}
