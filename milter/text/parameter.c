/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * parameter.c - every name that a MIME header field gives a part: RFC 2045
 * parameters, RFC 2231 sections, and what mailers make of them.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  none.
 */
#include "text/words.h"

#include <string.h>

#include "text/parameter-section.h"
#include "text/unfold.h"

/* Which of two sections of one number counts. */
typedef enum {
	TAKE_FIRST,
	TAKE_LAST,
	TAKE_EXTENDED,
	TAKE_COUNT
} Take;

typedef struct Names {
	GPtrArray *names;
	GHashTable *known;	/* borrows the strings of names */
} Names;

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
	g_autoptr(GArray) sections = sections_read(value, parameter, way);

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
