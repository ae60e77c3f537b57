/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * inspection.c - one mail under inspection: what all readers share.
 *
 * Runs in:  worker.
 * Trusts:   the brief.
 * Effects:  reads the monotonic clock.
 */
#include "inspect/inspection.h"

#include <stdarg.h>
#include <string.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "inspect/passwords.h"

#define NAME_MAX_CHARS 255
#define ID_MAX_CHARS 512
#define AROUND_CHARS 40

void inspection_problem(Inspection *inspection, ProblemKind kind,
			const char *part, const char *format, ...)
{
	Findings *findings = inspection->findings;
	g_autofree char *text = NULL;
	g_autofree char *shown = NULL;
	va_list args;

	if (inspection->full)
		return;
	if (findings->problems->len >= inspection->brief->limits.findings) {
		inspection->full = TRUE;
		findings_add_problem(findings, PROBLEM_LIMIT, "",
				     "more than limit-findings %"
				     G_GUINT64_FORMAT " problems",
				     inspection->brief->limits.findings);
		return;
	}
	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	shown = escape_show(text, ID_MAX_CHARS);
	if (inspection->said &&
	    !g_hash_table_add(inspection->said,
			      g_strdup_printf("%d %s\n%s", (int)kind, part,
					      shown)))
		return;
	findings_add_problem(findings, kind, part, "%s", shown);
}

/* libclamav's mark of signatures that ClamAV did not sign. */
#define UNOFFICIAL ".UNOFFICIAL"

void inspection_virus(Inspection *inspection, const char *part,
		      const char *name)
{
	g_autofree char *shown = escape_show(name, NAME_MAX_CHARS);

	if (g_str_has_suffix(shown, UNOFFICIAL))
		shown[strlen(shown) - strlen(UNOFFICIAL)] = '\0';
	/* One is enough for any rule; of many the first ones are kept. */
	if (inspection->findings->viruses->len <
	    inspection->brief->limits.findings)
		findings_add_virus(inspection->findings, shown, part);
}

static void stop(Inspection *inspection, const char *part, const char *what,
		 guint64 limit)
{
	if (inspection->stopped)
		return;
	inspection->stopped = TRUE;
	inspection_problem(inspection, PROBLEM_LIMIT, part, "%s %"
			   G_GUINT64_FORMAT " reached; not looked at further",
			   what, limit);
}

gboolean inspection_goes_on(Inspection *inspection, const char *part)
{
	if (!inspection->stopped &&
	    g_get_monotonic_time() > inspection->deadline_us) {
		inspection->stopped = TRUE;
		inspection_problem(inspection, PROBLEM_LIMIT, part,
				   "out of time; not looked at further");
	}
	return !inspection->stopped;
}

Keyring *inspection_keyring(const Inspection *inspection, const Part *part)
{
	return inspection->reopened == part ? inspection->words
					    : inspection->known;
}

gboolean inspection_may_enter(Inspection *inspection, const char *part,
			      guint depth)
{
	guint64 limit = inspection->brief->limits.depth;

	if (depth <= limit)
		return TRUE;
	inspection_problem(inspection, PROBLEM_LIMIT, part,
			   "nesting deeper than limit-depth %"
			   G_GUINT64_FORMAT, limit);
	return FALSE;
}

gboolean inspection_may_decode(Inspection *inspection, const char *part,
			       gsize size)
{
	guint64 limit = inspection->brief->limits.decoded_bytes;

	if (inspection->stopped)
		return FALSE;
	if (size > limit - inspection->decoded) {
		stop(inspection, part, "limit-decoded-bytes", limit);
		return FALSE;
	}
	inspection->decoded += size;
	return TRUE;
}

/* Part ids are keys: of two members with one name both must be seen. */
static char *free_id(const Inspection *inspection, const char *wanted)
{
	g_autofree char *id = escape_show(wanted, ID_MAX_CHARS);

	if (!g_hash_table_contains(inspection->ids, id))
		return g_steal_pointer(&id);
	for (guint64 n = g_hash_table_size(inspection->ids);; n++) {
		g_autofree char *other = g_strdup_printf(
			"%s#%" G_GUINT64_FORMAT, id, n);

		if (!g_hash_table_contains(inspection->ids, other))
			return g_steal_pointer(&other);
	}
}

Part *inspection_add_part(Inspection *inspection, const Piece *piece)
{
	Findings *findings = inspection->findings;
	g_autofree char *id = NULL;
	Part *part;

	if (findings->parts->len >= inspection->brief->limits.parts) {
		stop(inspection, "", "limit-parts",
		     inspection->brief->limits.parts);
		return NULL;
	}
	id = free_id(inspection, piece->id);
	part = findings_add_part(findings, id, piece->role);
	g_hash_table_add(inspection->ids, g_steal_pointer(&id));
	if (piece->names && piece->names->len > 0)
		part->name = escape_show(piece->names->pdata[0],
					 NAME_MAX_CHARS);
	if (piece->declared_type)
		part->declared_type = escape_show(piece->declared_type,
						  NAME_MAX_CHARS);
	return part;
}

/* ---- markings ------------------------------------------------------------ */

/* Adds @mark to those that are known; FALSE where it was. A set, because a
 * mail may hold any number of them. Of several places of one marking in one
 * text the first is shown. */
static gboolean is_new(const Inspection *inspection, const Mark *mark)
{
	return g_hash_table_add(inspection->marks, g_strdup_printf(
		"%u\n%d\n%s\n%s\n%s", mark->rank, (int)mark->place, mark->part,
		mark->name ? mark->name : "", mark->text));
}

/* A higher one than all before counts whatever their number. */
static gboolean may_add_mark(Inspection *inspection, guint rank)
{
	guint64 limit = inspection->brief->limits.findings;

	if (inspection->findings->marks->len < limit ||
	    rank > inspection->highest_rank)
		return TRUE;
	if (!inspection->marks_full)
		inspection_problem(inspection, PROBLEM_LIMIT, "",
				   "more than limit-findings %"
				   G_GUINT64_FORMAT " marks", limit);
	inspection->marks_full = TRUE;
	return FALSE;
}

/* Up to AROUND_CHARS characters of @text before @offset, or after it. */
static char *around(const char *text, gsize offset, gboolean before)
{
	const char *from = text + offset, *to = from;
	g_autofree char *raw = NULL;

	for (guint i = 0; i < AROUND_CHARS; i++) {
		if (before && from > text)
			from = g_utf8_prev_char(from);
		else if (!before && *to)
			to = utf8_next(to);
	}
	raw = g_strndup(from, (gsize)(to - from));
	g_strdelimit(raw, "\r\n\t", ' ');
	return escape_show(raw, AROUND_CHARS);
}

static gboolean may_add_mention(const Inspection *inspection)
{
	return inspection->findings->mentions->len <
	       inspection->brief->limits.findings;
}

static void add_mark(Inspection *inspection, const Mark *mark)
{
	findings_add_mark(inspection->findings, mark);
	inspection->highest_rank = MAX(inspection->highest_rank, mark->rank);
}

static void add_restriction(Inspection *inspection, const char *text)
{
	Findings *findings = inspection->findings;

	if (findings->restrictions->len < inspection->brief->limits.findings)
		findings_add_restriction(findings, text);
}

/* Says of @mark where it is, which takes a look at the text, and adds it. */
static void add_found(Inspection *inspection, Mark *mark, const Spot *spot,
		      const char *text, const Found *found)
{
	g_autofree char *where = spot->where ?
		spot->where(spot->data, found->from) : NULL;
	g_autofree char *shown = where ? escape_show(where, NAME_MAX_CHARS)
				       : NULL;
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;

	mark->where = shown && *shown ? shown : NULL;
	if (inspection->wants_details) {
		mark->before = before = around(text, found->from, TRUE);
		mark->after = after = around(text, found->to, FALSE);
	}
	if (found->why_not)
		findings_add_mention(inspection->findings, mark,
				     found->why_not);
	else
		add_mark(inspection, mark);
}

void inspection_found(Inspection *inspection, const Spot *spot,
		      const char *text, const Found *found)
{
	Mark mark = {
		.place = spot->place,
		.part = (char *)(gintptr)spot->part,
		.name = (char *)(gintptr)spot->name,
		.text = (char *)(gintptr)found->text,
	};

	if (found->restriction && !found->why_not)
		add_restriction(inspection, found->restriction);
	if (!found->level)
		return;
	mark.level = found->level->name;
	mark.rank = found->level->rank;
	if (found->why_not ? may_add_mention(inspection) :
	    may_add_mark(inspection, mark.rank) && is_new(inspection, &mark))
		add_found(inspection, &mark, spot, text, found);
}

void inspection_pattern_gave_up(Inspection *inspection, const char *part,
				const Level *level)
{
	inspection_problem(inspection, PROBLEM_LIMIT, part,
			   "a pattern of level %s gave up: too many ways to "
			   "match (limit-pattern-steps, "
			   "limit-pattern-seconds)", level->name);
}

typedef struct Search {
	Inspection *inspection;
	const Spot *spot;
	const char *text;
	const Level *highest;
} Search;

static void on_found(const Found *found, gpointer data)
{
	Search *search = data;

	if (found->level && !found->why_not &&
	    (!search->highest || found->level->rank > search->highest->rank))
		search->highest = found->level;
	inspection_found(search->inspection, search->spot, search->text,
			 found);
}

const Level *inspection_search_text(Inspection *inspection, const Spot *spot,
				    const char *text)
{
	Search search = { inspection, spot, text, NULL };
	const Level *gave_up =
		matcher_search(inspection->matcher, spot->place, text,
			       inspection->wants_details ? SEARCH_MENTIONS :
							   SEARCH_MARKS,
			       on_found, &search);

	if (gave_up)
		inspection_pattern_gave_up(inspection, spot->part, gave_up);
	passwords_text(inspection, spot->place, text);
	return search.highest;
}

const Level *inspection_search(Inspection *inspection, Place place,
			       const char *part, const char *name,
			       const GPtrArray *texts)
{
	Spot spot = { .place = place, .part = part, .name = name };
	const Level *highest = NULL;

	for (guint i = 0; i < texts->len; i++) {
		const Level *level = inspection_search_text(inspection, &spot,
							    texts->pdata[i]);

		if (level && (!highest || level->rank > highest->rank))
			highest = level;
	}
	return highest;
}

#define LABEL_MAX_CHARS 120

void inspection_label(Inspection *inspection, Place place, const char *part,
		      const char *name, const Level *level, const char *text,
		      const char *where)
{
	g_autofree char *shown_name =
		name ? escape_show(name, NAME_MAX_CHARS) : NULL;
	g_autofree char *shown = escape_show(text, LABEL_MAX_CHARS);
	g_autofree char *shown_where =
		where ? escape_show(where, NAME_MAX_CHARS) : NULL;
	Mark mark = {
		.place = place, .part = (char *)(gintptr)part,
		.name = shown_name, .text = shown, .where = shown_where,
		.level = level->name, .rank = level->rank,
	};

	if (may_add_mark(inspection, mark.rank) && is_new(inspection, &mark))
		add_mark(inspection, &mark);
}
