/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * text.c - the text of a part: read in every charset, searched, measured.
 *
 * Runs in:  worker.
 * Trusts:   nothing.
 * Effects:  findings.
 */
#include "inspect/text.h"

#include <string.h>

#include "base/utf8.h"
#include "inspect/document-part.h"
#include "inspect/labelling.h"
#include "text/html.h"

static guint64 count_visible(const char *text)
{
	guint64 count = 0;

	for (const char *at = text; *at; at = utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if (g_unichar_isgraph(c))
			count++;
	}
	return count;
}

static gboolean is_html(const char *type)
{
	return type && g_ascii_strcasecmp(type, "text/html") == 0;
}

static gboolean is_named_html(const char *name)
{
	static const char *const endings[] = {
		".html", ".htm", ".xhtml", ".xht", ".shtml", ".svg", ".xml",
	};
	g_autofree char *lower = name ? g_ascii_strdown(name, -1) : NULL;

	for (guint i = 0; lower && i < G_N_ELEMENTS(endings); i++) {
		if (g_str_has_suffix(lower, endings[i]))
			return TRUE;
	}
	return FALSE;
}

/* What some program will show as markup, whatever the bytes begin with. */
static gboolean may_be_markup(const Part *part, const Piece *piece,
			      const char *type)
{
	static const char *const kinds[] = {
		"application/xhtml+xml", "text/xml", "application/xml",
		"image/svg+xml",
	};

	if (is_html(type) || is_html(piece->declared_type) ||
	    is_named_html(part->name))
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (g_strcmp0(type, kinds[i]) == 0 ||
		    (piece->declared_type &&
		     g_ascii_strcasecmp(piece->declared_type, kinds[i]) == 0))
			return TRUE;
	}
	return FALSE;
}

/*
 * Files of other programs begin like files encoded in text: a scanner of
 * whole mails unpacks these, and so the raw mail must be scanned as well.
 */
static gboolean holds_encoded_file(const char *text)
{
	for (const char *at = text; (at = strstr(at, "begin ")) != NULL;
	     at++) {
		gboolean starts_line = at == text || at[-1] == '\n';

		if (starts_line && g_ascii_isdigit(at[6]) &&
		    g_ascii_isdigit(at[7]) && g_ascii_isdigit(at[8]))
			return TRUE;
	}
	return strstr(text, "=ybegin ") != NULL ||
	       strstr(text, "must be converted with BinHex") != NULL;
}

/* Replaces each reading by the text that its HTML shows. */
static GPtrArray *render(const GPtrArray *texts, gsize max_bytes,
			 gboolean *ret_cut, guint64 *ret_chars)
{
	GPtrArray *shown = g_ptr_array_new_with_free_func(g_free);

	*ret_cut = FALSE;
	*ret_chars = 0;
	for (guint i = 0; i < texts->len; i++) {
		const char *html = texts->pdata[i];
		gboolean cut;
		guint64 chars;

		g_ptr_array_add(shown, html_text(html, strlen(html), max_bytes,
						 &cut, &chars));
		*ret_cut |= cut;
		*ret_chars = MAX(*ret_chars, chars);
	}
	return shown;
}

static void search_labels(Inspection *inspection, const Part *part,
			  Place place, const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++)
		labels_text(inspection, place, part->id, part->name,
			    texts->pdata[i], NULL);
}

static void search_html(Inspection *inspection, Part *part, Place place,
			const Readings *readings)
{
	gboolean cut;
	guint64 chars;
	g_autoptr(GPtrArray) shown =
		render(readings->texts, inspection->brief->limits.text_bytes,
		       &cut, &chars);

	part->text_chars = MAX(part->text_chars, chars);
	(void)inspection_search(inspection, place, part->id, part->name,
				shown);
	search_labels(inspection, part, place, shown);
	if (cut)
		inspection_problem(inspection, PROBLEM_LIMIT, part->id,
				   "more text than limit-text-bytes");
}

static void search_plain(Inspection *inspection, Part *part, Place place,
			 const Readings *readings)
{
	part->text_chars = MAX(part->text_chars,
			       count_visible(readings->texts->pdata[0]));
	(void)inspection_search(inspection, place, part->id, part->name,
				readings->texts);
	search_labels(inspection, part, place, readings->texts);
}

static gboolean ends_with(const char *name, const char *ending)
{
	gsize size = name ? strlen(name) : 0;
	gsize tail = strlen(ending);

	return size > tail &&
	       g_ascii_strcasecmp(name + size - tail, ending) == 0;
}

static gboolean is_table(const Part *part, const Piece *piece)
{
	static const char *const types[] = {
		"text/csv", "text/tab-separated-values",
		"text/comma-separated-values",
	};

	if (piece->role == ROLE_BODY)
		return FALSE;
	for (guint i = 0; piece->declared_type && i < G_N_ELEMENTS(types);
	     i++) {
		if (g_ascii_strcasecmp(piece->declared_type, types[i]) == 0)
			return TRUE;
	}
	return ends_with(part->name, ".csv") || ends_with(part->name, ".tsv");
}

static gboolean is_card(const char *text)
{
	text += strspn(text, " \t\r\n");
	return g_ascii_strncasecmp(text, "BEGIN:V", 7) == 0;
}

/* Rows, contacts, appointments: what their lines mean is searched. TRUE:
 * as a plain text it need not be. */
static gboolean search_structured(Inspection *inspection, Part *part,
				  const Piece *piece,
				  const Readings *readings)
{
	gboolean table = is_table(part, piece);

	for (guint i = 0; i < readings->texts->len; i++) {
		const char *text = readings->texts->pdata[i];

		if (table)
			document_part_read_text(inspection, part, piece,
						TEXT_TABLE, text);
		else if (is_card(text))
			document_part_read_text(inspection, part, piece,
						TEXT_CARD, text);
	}
	return table;
}

static char *charset_of(const Piece *piece, gboolean html,
			const guint8 *bytes, gsize size)
{
	if (piece->charset || !html)
		return g_strdup(piece->charset);
	return html_declared_charset(bytes, size);
}

void text_inspect(Inspection *inspection, Part *part, const Piece *piece,
		  const char *type, const guint8 *bytes, gsize size)
{
	gsize most = inspection->brief->limits.text_bytes;
	Place place = piece->role == ROLE_BODY ? PLACE_BODY : PLACE_TEXT;
	gboolean html = may_be_markup(part, piece, type);
	g_autofree char *charset = charset_of(piece, html, bytes, size);
	g_autoptr(Readings) readings =
		charset_read(bytes, MIN(size, most), charset);

	if (size > most)
		inspection_problem(inspection, PROBLEM_LIMIT, part->id,
				   "more text than limit-text-bytes %"
				   G_GSIZE_FORMAT, most);
	/* A cut in the middle of a character is ours, not theirs. */
	if (readings->undecodable > (size > most ? 4 : 0))
		inspection_problem(inspection, PROBLEM_MALFORMED, part->id,
				   "%" G_GSIZE_FORMAT
				   " bytes in no known charset",
				   readings->undecodable);
	if (html)
		search_html(inspection, part, place, readings);
	if (!search_structured(inspection, part, piece, readings) &&
	    (!html || !is_html(piece->declared_type)))
		search_plain(inspection, part, place, readings);
	if (piece->role == ROLE_BODY &&
	    holds_encoded_file(readings->texts->pdata[0]))
		inspection->wants_raw_scan = TRUE;
}
