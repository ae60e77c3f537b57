/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * labels.c - labels of classification, and what the configuration calls
 * them.
 *
 * Runs in:  worker.
 * Trusts:   the brief.
 * Effects:  none.
 */
#include "labels/labels.h"

#include <stdarg.h>
#include <string.h>

/* Of one label, and of all labels of one source. */
#define TEXTS_MAX 256
#define LABELS_MAX 1000
#define DEFECTS_MAX 16
#define TEXT_MAX_BYTES 1024

static void free_label(gpointer data)
{
	Label *label = data;

	if (!label)
		return;
	g_free(label->field);
	g_free(label->shown);
	g_ptr_array_unref(label->values);
	g_ptr_array_unref(label->restrictions);
	g_free(label);
}

static void free_defect(gpointer data)
{
	LabelDefect *defect = data;

	g_free(defect->what);
	g_free(defect);
}

Labels *labels_new(void)
{
	Labels *labels = g_new0(Labels, 1);

	labels->labels = g_ptr_array_new_with_free_func(free_label);
	labels->defects = g_ptr_array_new_with_free_func(free_defect);
	return labels;
}

void labels_free(Labels *labels)
{
	if (!labels)
		return;
	g_ptr_array_unref(labels->labels);
	g_ptr_array_unref(labels->defects);
	free_label(labels->spare);
	g_free(labels);
}

Label *labels_add(Labels *labels, LabelStandard standard, const char *shown)
{
	Label *label = g_new0(Label, 1);

	/* The spare one counts for nothing: no caller has to ask. */
	if (labels->labels->len >= LABELS_MAX) {
		labels_defect(labels, standard, "more than %d labels",
			      LABELS_MAX);
		if (labels->spare) {
			g_free(label);
			return labels->spare;
		}
		labels->spare = label;
	} else {
		g_ptr_array_add(labels->labels, label);
	}
	label->standard = standard;
	label->shown = g_utf8_make_valid(shown, -1);
	label->values = g_ptr_array_new_with_free_func(g_free);
	label->restrictions = g_ptr_array_new_with_free_func(g_free);
	return label;
}

void labels_defect(Labels *labels, LabelStandard standard,
		   const char *format, ...)
{
	LabelDefect *defect;
	va_list args;

	if (labels->defects->len >= DEFECTS_MAX)
		return;
	defect = g_new0(LabelDefect, 1);
	defect->standard = standard;
	va_start(args, format);
	defect->what = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(labels->defects, defect);
}

/* Takes @text; cut at a character, and stripped of what surrounds it. */
static void add_text(GPtrArray *texts, char *text)
{
	g_autofree char *whole = text;
	gsize size = strlen(whole);
	g_autofree char *valid = g_utf8_make_valid(
		whole, (gssize)MIN(size, TEXT_MAX_BYTES));

	g_strstrip(valid);
	if (*valid && texts->len < TEXTS_MAX)
		g_ptr_array_add(texts, g_steal_pointer(&valid));
}

void label_value(Label *label, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_text(label->values, g_strdup_vprintf(format, args));
	va_end(args);
}

void label_restrict(Label *label, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_text(label->restrictions, g_strdup_vprintf(format, args));
	va_end(args);
}

/* ---- values --------------------------------------------------------------- */

char *label_fold(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *normal = g_utf8_normalize(valid, -1,
						   G_NORMALIZE_NFKC);
	g_autofree char *folded = g_utf8_casefold(normal, -1);
	char *to = folded;

	for (const char *at = folded; *at;) {
		gsize size = g_utf8_skip[*(const guchar *)at];
		gunichar c = g_utf8_get_char(at);

		if (!g_unichar_isspace(c) && !g_unichar_iszerowidth(c)) {
			memmove(to, at, size);
			to += size;
		}
		at += size;
	}
	*to = '\0';
	return g_steal_pointer(&folded);
}

gboolean label_field_matches(const char *pattern, const char *name)
{
	gsize size = strlen(pattern);

	if (size > 0 && pattern[size - 1] == '*')
		return g_ascii_strncasecmp(pattern, name, size - 1) == 0;
	return g_ascii_strcasecmp(pattern, name) == 0;
}

/* ---- what labels mean ----------------------------------------------------- */

gboolean label_is_configured(const Brief *brief, LabelStandard standard)
{
	for (guint i = 0; i < brief->label_maps->len; i++) {
		const LabelMap *map = brief->label_maps->pdata[i];

		if (map->standard == standard)
			return TRUE;
	}
	return FALSE;
}

static gboolean has_value(const LabelMap *map, const char *folded)
{
	for (char **value = map->values; *value; value++) {
		g_autofree char *other = label_fold(*value);

		if (g_str_equal(other, folded))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_about(const LabelMap *map, const Label *label)
{
	return map->standard == label->standard &&
	       (!label->field || !map->field ||
		label_field_matches(map->field, label->field));
}

/* Sections may overlap by a "*"; the highest counts. */
static gboolean map_value(const Brief *brief, const Label *label,
			  const char *value, const Level **level)
{
	g_autofree char *folded = label_fold(value);
	gboolean known = FALSE;

	for (guint i = 0; i < brief->label_maps->len; i++) {
		const LabelMap *map = brief->label_maps->pdata[i];
		const Level *found;

		if (!is_about(map, label) || !has_value(map, folded))
			continue;
		known = TRUE;
		found = map->level ? brief_level(brief, map->level) : NULL;
		if (found && (!*level || found->rank > (*level)->rank))
			*level = found;
	}
	return known;
}

gboolean label_map(const Brief *brief, const Label *label,
		   const Level **ret_level)
{
	const Level *level = NULL;
	gboolean known = FALSE;

	for (guint i = 0; i < label->values->len; i++) {
		known |= map_value(brief, label, label->values->pdata[i],
				   &level);
		if (known && label->first_counts)
			break;
	}
	*ret_level = level;
	return known;
}
