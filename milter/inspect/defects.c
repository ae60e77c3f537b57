/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * defects.c - what is wrong with the structure of a mail.
 *
 * Runs in:  worker.
 * Trusts:   GMime to notice; nothing in the mail.
 * Effects:  findings.
 *
 * A defect that lets two mail readers see two different mails is a problem.
 * Any defect but the harmless ones has the raw mail scanned too: what a
 * scanner of whole mails would find must not be lost between our parts.
 */
#include "inspect/defects.h"

static const struct {
	GMimeParserWarning warning;
	const char *what;	/* NULL: not a problem by itself */
	gboolean scan_raw;
} table[] = {
	{ GMIME_WARN_DUPLICATED_HEADER, NULL, FALSE },
	{ GMIME_WARN_DUPLICATED_PARAMETER, NULL, TRUE },
	{ GMIME_WARN_UNENCODED_8BIT_HEADER, NULL, FALSE },
	{ GMIME_WARN_INVALID_CONTENT_TYPE, NULL, TRUE },
	{ GMIME_WARN_INVALID_RFC2047_HEADER_VALUE, NULL, FALSE },
	{ GMIME_WARN_INVALID_PARAMETER, NULL, TRUE },
	{ GMIME_WARN_INVALID_ADDRESS_LIST, NULL, FALSE },
	{ GMIME_WARN_MALFORMED_MULTIPART, NULL, TRUE },
	{ GMIME_WARN_TRUNCATED_MESSAGE, NULL, TRUE },
	{ GMIME_WARN_MALFORMED_MESSAGE, NULL, TRUE },
	{ GMIME_WARN_PART_WITHOUT_CONTENT, NULL, TRUE },
	{ GMIME_CRIT_INVALID_HEADER_NAME, NULL, TRUE },
	{ GMIME_CRIT_PART_WITHOUT_HEADERS_OR_CONTENT, NULL, TRUE },
	{ GMIME_CRIT_CONFLICTING_HEADER, "contradictory header fields", TRUE },
	{ GMIME_CRIT_CONFLICTING_PARAMETER,
	  "contradictory Content-Type parameters", TRUE },
	{ GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY,
	  "multipart without a boundary", TRUE },
	{ GMIME_CRIT_NESTING_OVERFLOW, "nested too deep", TRUE },
};

/* Which of two such fields holds decides what the parts are. Of all other
 * fields every instance is read anyway. */
static gboolean shapes_parts(const char *field)
{
	return g_ascii_strcasecmp(field, "Content-Type") == 0 ||
	       g_ascii_strcasecmp(field, "Content-Transfer-Encoding") == 0;
}

static void on_defect(gint64 offset, GMimeParserWarning warning,
		      const gchar *item, gpointer data)
{
	Defects *defects = data;

	(void)offset;
	if (warning == GMIME_CRIT_CONFLICTING_HEADER && item &&
	    !shapes_parts(item))
		return;
	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		if (table[i].warning != warning)
			continue;
		defects->inspection->wants_raw_scan |= table[i].scan_raw;
		if (table[i].what)
			inspection_problem(defects->inspection,
					   PROBLEM_MALFORMED, defects->id,
					   "%s", table[i].what);
		return;
	}
	defects->inspection->wants_raw_scan = TRUE;
}

GMimeParserOptions *defects_options(Defects *defects)
{
	GMimeParserOptions *options = g_mime_parser_options_new();

	g_mime_parser_options_set_warning_callback(options, on_defect,
						   defects);
	return options;
}

/* Bytes before the empty line that ends the header (RFC 5322 2.1). */
static gsize header_size(const guint8 *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		const guint8 *rest = bytes + i + 1;
		gsize left = size - i - 1;

		if (bytes[i] == '\n' &&
		    ((left > 0 && rest[0] == '\n') ||
		     (left > 1 && rest[0] == '\r' && rest[1] == '\n')))
			return i;
	}
	return size;
}

/* GMime reads a field up to a NUL, mail readers beyond it; and of a CR that
 * ends no line, each has its own idea: it may end the header for some. */
const char *defects_of_header(const guint8 *bytes, gsize size)
{
	gsize end = header_size(bytes, size);

	for (gsize i = 0; i < end; i++) {
		if (bytes[i] == '\0')
			return "NUL in the header";
		if (bytes[i] == '\r' && i + 1 < size && bytes[i + 1] != '\n')
			return "bare CR in the header";
	}
	return NULL;
}
