/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fields.c - the header fields of one mail: labels, subject, addresses.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  findings.
 *
 * GMime's own accessors return one field of several; here every instance is
 * read, because a mail reader may show any of them.
 */
#include "inspect/fields.h"

#include <string.h>

#include "base/escape.h"
#include "inspect/addresses.h"
#include "inspect/label-fields.h"
#include "text/words.h"

/* Declared classes seen so far: label headers outrank the subject. */
typedef struct Declared {
	const Level *in_header;
	const Level *in_subject;
} Declared;

typedef struct Fields {
	Inspection *inspection;
	const char *part;
	Declared declared;
	LabelFields labels;
	GHashTable *visible;	/* "local@domain" in lower case, owned */
} Fields;

static const Level *higher(const Level *a, const Level *b)
{
	if (!a || !b)
		return a ? a : b;
	return a->rank >= b->rank ? a : b;
}

static void read_subject(Fields *fields, const char *name, const char *raw)
{
	g_autoptr(Readings) readings = words_read(raw, strlen(raw));
	const Level *level = inspection_search(fields->inspection,
					       PLACE_SUBJECT, fields->part,
					       name, readings->texts);

	fields->declared.in_subject = higher(fields->declared.in_subject,
					     level);
	if (readings->undecodable > 0)
		inspection_problem(fields->inspection, PROBLEM_MALFORMED,
				   fields->part, "%s: %" G_GSIZE_FORMAT
				   " bytes in no known charset", name,
				   readings->undecodable);
}

static gboolean is_label(const Brief *brief, const char *name)
{
	for (char **label = brief->label_headers; *label; label++) {
		if (g_ascii_strcasecmp(*label, name) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean is_blank(const char *raw)
{
	return raw[strspn(raw, " \t\r\n")] == '\0';
}

/* A label that nobody understands must not pass for no label at all. */
static void read_label(Fields *fields, const char *name, const char *raw)
{
	g_autoptr(Readings) readings = words_read(raw, strlen(raw));
	const Level *level = inspection_search(fields->inspection,
					       PLACE_HEADER, fields->part,
					       name, readings->texts);

	fields->declared.in_header = higher(fields->declared.in_header,
					    level);
	if (!level && !is_blank(raw))
		inspection_problem(fields->inspection, PROBLEM_MALFORMED,
				   fields->part,
				   "label header %s names no known class",
				   name);
}

static void on_visible(const char *address, gpointer data)
{
	Fields *fields = data;
	Findings *findings = fields->inspection->findings;

	if (g_hash_table_size(fields->visible) >=
	    fields->inspection->brief->limits.addresses) {
		findings->visible_overflow = TRUE;
		return;
	}
	g_hash_table_add(fields->visible, g_utf8_strdown(address, -1));
}

/* Postfix cuts a field at 60,000 bytes where milters are in use; what is
 * beyond cannot be counted, so near there it counts as too many. */
#define CUT_BYTES 59000

static void read_addresses(Fields *fields, const char *raw)
{
	gsize size = strlen(raw);

	addresses_read(raw, on_visible, fields);
	if (size >= CUT_BYTES)
		fields->inspection->findings->visible_overflow = TRUE;
}

/* No address is that long, and no reader of findings takes longer ones. */
#define ADDRESS_MAX_CHARS 1000
#define DOMAIN_MAX_BYTES 1000

static char *shown_address(const char *address)
{
	return strlen(address) <= ADDRESS_MAX_CHARS ? g_strdup(address) :
	       escape_show(address, ADDRESS_MAX_CHARS);
}

static void on_from(const char *address, gpointer data)
{
	Inspection *inspection = data;

	if (inspection->findings->from->len <
	    inspection->brief->limits.addresses)
		g_ptr_array_add(inspection->findings->from,
				shown_address(address));
}

static void on_to(const char *address, gpointer data)
{
	Inspection *inspection = data;

	if (inspection->findings->to->len < inspection->brief->limits.addresses)
		g_ptr_array_add(inspection->findings->to,
				shown_address(address));
}

/* For a dry run, whose envelope is in the mail itself, and for rules that
 * must know who is visible. */
static void read_envelope(Inspection *inspection, const char *name,
			  const char *raw)
{
	if (!inspection->wants_addresses)
		return;
	if (g_ascii_strcasecmp(name, "From") == 0)
		addresses_read(raw, on_from, inspection);
	else if (g_ascii_strcasecmp(name, "To") == 0 ||
		 g_ascii_strcasecmp(name, "Cc") == 0)
		addresses_read(raw, on_to, inspection);
}

static gboolean says_yes(const char *raw)
{
	g_autofree char *value = g_strstrip(g_strdup(raw));

	return g_ascii_strcasecmp(value, "yes") == 0;
}

static Field field_of(const Brief *brief, const char *name)
{
	if (g_ascii_strcasecmp(brief->share_header, name) == 0)
		return FIELD_SHARE_RECIPIENTS;
	for (guint i = 0; i < FIELD_SHARE_RECIPIENTS; i++) {
		if (g_ascii_strcasecmp(field_name((Field)i), name) == 0)
			return (Field)i;
	}
	return FIELD_COUNT;
}

static void read_own_field(Fields *fields, const char *name, const char *raw)
{
	Inspection *inspection = fields->inspection;
	Field field = field_of(inspection->brief, name);

	read_envelope(inspection, name, raw);
	if (field == FIELD_COUNT)
		return;
	inspection->findings->fields[field]++;
	if (field == FIELD_SHARE_RECIPIENTS)
		inspection->findings->share_recipients |= says_yes(raw);
	else
		read_addresses(fields, raw);
}

static void add_visible(Findings *findings, GHashTable *addresses)
{
	g_autoptr(GHashTable) counts =
		g_hash_table_new(g_str_hash, g_str_equal);
	GHashTableIter iter;
	gpointer key, value;

	g_hash_table_iter_init(&iter, addresses);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		const char *at = strrchr(key, '@');
		const char *domain = at && strlen(at) <= DOMAIN_MAX_BYTES ?
				     at + 1 : "";
		guint count = GPOINTER_TO_UINT(
			g_hash_table_lookup(counts, domain));

		g_hash_table_insert(counts, (gpointer)(gintptr)domain,
				    GUINT_TO_POINTER(count + 1));
	}
	g_hash_table_iter_init(&iter, counts);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		Visible *visible = g_new0(Visible, 1);

		visible->domain = g_strdup(key);
		visible->count = GPOINTER_TO_UINT(value);
		g_ptr_array_add(findings->visible, visible);
	}
}

static void declare(Findings *findings, const Declared *declared)
{
	const Level *level = declared->in_header ? declared->in_header :
						   declared->in_subject;

	if (!level)
		return;
	findings->declared = g_strdup(level->name);
	findings->declared_rank = level->rank;
}

/* FALSE where the header is larger than we read. */
static gboolean is_within_limit(Inspection *inspection, const char *part,
				GMimeHeaderList *list)
{
	guint64 limit = inspection->brief->limits.header_bytes;
	guint64 size = 0;

	for (int i = 0; i < g_mime_header_list_get_count(list); i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
		const char *raw = g_mime_header_get_raw_value(header);

		size += raw ? strlen(raw) : 0;
	}
	if (size <= limit)
		return TRUE;
	inspection_problem(inspection, PROBLEM_LIMIT, part,
			   "header longer than limit-header-bytes %"
			   G_GUINT64_FORMAT, limit);
	return FALSE;
}

static void read_list(Fields *fields, GMimeHeaderList *list)
{
	for (int i = 0; i < g_mime_header_list_get_count(list); i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
		const char *name = g_mime_header_get_name(header);
		const char *raw = g_mime_header_get_raw_value(header);

		if (!name || !raw)
			continue;
		if (g_ascii_strcasecmp(name, "Subject") == 0)
			read_subject(fields, "Subject", raw);
		if (is_label(fields->inspection->brief, name))
			read_label(fields, name, raw);
		label_fields_read(&fields->labels, name, raw);
		if (*fields->part == '\0')
			read_own_field(fields, name, raw);
	}
}

/* What a label of a standard declares counts like a label header. */
static void read_all(Fields *fields, GMimeHeaderList *list)
{
	LabelFields *labels = &fields->labels;
	Declared *declared = &fields->declared;

	label_fields_init(labels, fields->inspection, fields->part);
	read_list(fields, list);
	label_fields_end(labels);
	declared->in_header = higher(declared->in_header, labels->in_field);
	declared->in_subject = higher(declared->in_subject,
				      labels->in_subject);
	label_fields_clear(labels);
}

void fields_read(Inspection *inspection, GMimeMessage *message,
		 const char *part)
{
	GMimeHeaderList *list =
		g_mime_object_get_header_list(GMIME_OBJECT(message));
	g_autoptr(GHashTable) visible =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Fields fields = {
		.inspection = inspection, .part = part, .visible = visible,
	};

	if (!is_within_limit(inspection, part, list)) {
		if (*part == '\0')
			inspection->findings->visible_overflow = TRUE;
		return;
	}
	read_all(&fields, list);
	if (*part != '\0')
		return;
	add_visible(inspection->findings, visible);
	declare(inspection->findings, &fields.declared);
}
