/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fields.c - markings where texts are short: subjects, names, page headers.
 *
 * Runs in:  worker.
 * Trusts:   that texts are valid UTF-8.
 * Effects:  calls back.
 * Limits:   FIELD_MAX cells of a subject or value, CELLS_MAX of a line, and
 *           nobody reads what stands behind that; RUN_MAX lines of a list.
 *
 * The grammar is described in marks.c.
 */
#include "marks/fields.h"

#include <string.h>

#include "base/utf8.h"
#include "marks/context.h"
#include "marks/judge.h"
#include "marks/tags.h"

#define FIELD_MAX 100000
#define CELLS_MAX 400
#define BOX_LINES 3
#define BOX_CHARS 60
#define RUN_MAX 8
#define PIECE_MAX 60	/* cells of one keyword */

static void report_tag(const Reading *reading, const Cell *first,
		       const Cell *end, gpointer data)
{
	g_auto(GStrv) restrictions = restriction_texts(&reading->restrictions);

	notes_mark(data, reading->level, restrictions, first->from,
		   end[-1].to);
}

/* Lines of pages and boxes. */

typedef struct LineMark {
	const Level *level;
	char **restrictions;
	const char *from;
	const char *to;
	gunichar shape;
	gboolean sure;	/* introduced or ticked: no list can be */
} LineMark;

typedef struct Run {
	Notes *notes;
	guint levels_max;	/* as many adjacent lines of one look may
				 * name; of more it is a list */
	GHashTable *seen;	/* markings that were reported; char * */
	LineMark list[RUN_MAX];
	guint count;
} Run;

/* The same marking on every page is one. */
static gboolean is_new(Run *run, const LineMark *mark)
{
	g_autofree char *restrictions = g_strjoinv("|", mark->restrictions);

	return g_hash_table_add(run->seen,
		g_strconcat(mark->level ? mark->level->name : "", "|",
			    restrictions, NULL));
}

static void release(Run *run, LineMark *mark, gboolean listed)
{
	if (listed || !is_new(run, mark))
		notes_mention(run->notes, mark->from, mark->to,
			      listed ? WHY_LIST : WHY_NONE);
	else
		notes_mark(run->notes, mark->level, mark->restrictions,
			   mark->from, mark->to);
	g_strfreev(mark->restrictions);
}

static gboolean is_list(const Run *run)
{
	const Level *levels[RUN_MAX];
	guint count = 0;

	for (guint i = 0; i < run->count; i++) {
		const LineMark *mark = &run->list[i];
		guint at = 0;

		if (!mark->level)
			continue;
		if (mark->sure || mark->shape != run->list[0].shape)
			return FALSE;
		while (at < count && levels[at] != mark->level)
			at++;
		if (at == count)
			levels[count++] = mark->level;
	}
	return count > run->levels_max;
}

static void flush(Run *run)
{
	gboolean listed = is_list(run);

	for (guint i = 0; i < run->count; i++)
		release(run, &run->list[i], listed);
	run->count = 0;
}

static LineMark mark_of(const Reading *reading, const Cell *first,
		    const Cell *end)
{
	return (LineMark){
		.level = reading->level,
		.restrictions = restriction_texts(&reading->restrictions),
		.from = first->from,
		.to = end[-1].to,
		.shape = is_opening(first->c) || is_separator(first->c) ||
			 is_decoration(first->c) ? first->c : 0,
		.sure = reading->intro || reading->ticked,
	};
}

static void line_tag(const Reading *reading, const Cell *first,
		     const Cell *end, gpointer data)
{
	Run *run = data;
	LineMark mark = mark_of(reading, first, end);

	release(run, &mark, FALSE);
}

static void search_line(const Vocabulary *vocabulary, const Line *line,
			Run *run)
{
	g_autoptr(GArray) cells = normalise(line->from, line->to, CELLS_MAX,
					    NULL);
	const Cell *at = (const Cell *)(gpointer)cells->data;
	const Cell *end = at + cells->len;
	Reading reading;

	if (cells->len == 0)
		return;
	if (reading_of(vocabulary, at, end, FALSE, &reading)) {
		if (run->count == RUN_MAX)
			flush(run);
		run->list[run->count++] = mark_of(&reading, at, end);
		return;
	}
	flush(run);
	tags_page(vocabulary, at, end, line_tag, run);
}

static void search_pages(const Vocabulary *vocabulary, const Hints *hints,
			 Notes *notes)
{
	const char *at = notes->whole;
	const char *end = at + strlen(at);
	Run run = {
		.notes = notes, .levels_max = 2,
		.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      NULL),
	};
	Line line;

	while (line_next(hints, &at, end, &line)) {
		if (line_is_blank(&line) || !line.candidate)
			flush(&run);
		else
			search_line(vocabulary, &line, &run);
	}
	flush(&run);
	g_hash_table_unref(run.seen);
}

gboolean is_small_box(const char *text)
{
	guint lines = 0;
	guint chars = 0;

	for (; *text; text = utf8_next(text)) {
		if (*text == '\n') {
			chars = 0;
		} else if (*text != '\r' && ++chars > BOX_CHARS) {
			return FALSE;
		} else if (chars == 1 && ++lines > BOX_LINES) {
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean is_explanation(const Line *line)
{
	g_autoptr(GArray) cells = normalise(line->from, line->to, CELLS_MAX,
					    NULL);
	const Cell *at = (const Cell *)(gpointer)cells->data;

	return explains(at, at + cells->len);
}

/* It starts with one level, and the line beside it with another. */
static gboolean is_row(const Context *context)
{
	const Line *line = &context->lines[CONTEXT_HERE];
	g_autoptr(GArray) cells = normalise(line->from, line->to, CELLS_MAX,
					    NULL);
	const Cell *at = (const Cell *)(gpointer)cells->data;
	Hit hit;

	return level_at(context->vocabulary, at, at + cells->len, &hit) &&
	       context_is_row(context, hit.level);
}

/* In boxes of a picture, a term and what it means are lines beside. */
static Why why_no_box(const Vocabulary *vocabulary, const Line *lines,
		      guint count, guint at)
{
	Context context = { .vocabulary = vocabulary };

	for (guint i = 0; i < CONTEXT_SIZE; i++) {
		if (at + i >= CONTEXT_HERE && at + i - CONTEXT_HERE < count)
			context.lines[i] = lines[at + i - CONTEXT_HERE];
	}
	if (context_is_defined(&context) ||
	    (at + 1 < count && is_explanation(&lines[at + 1])))
		return WHY_DEFINED;
	if (is_row(&context))
		return WHY_TABLE;
	if (context_is_wrapped(&context, TRUE))
		return WHY_WRAPPED;
	return context_is_example(&context) ? WHY_EXAMPLE : WHY_NONE;
}

/* A narrow box wraps its text: 「機密性」, 「２」 */
static void search_whole(const Vocabulary *vocabulary, Notes *notes)
{
	const char *text = notes->whole;
	g_autoptr(GArray) cells = normalise(text, text + strlen(text),
					    CELLS_MAX, NULL);
	const Cell *at = (const Cell *)(gpointer)cells->data;
	const Cell *end = at + cells->len;
	Reading reading;

	if (cells->len > 0 &&
	    reading_of(vocabulary, at, end, FALSE, &reading))
		report_tag(&reading, at, end, notes);
}

static void search_box(const Vocabulary *vocabulary, const Hints *hints,
		       Notes *notes)
{
	const char *at = notes->whole;
	const char *end = at + strlen(at);
	Line lines[BOX_LINES];
	guint count = 0;
	gboolean vetoed = FALSE;
	Run run = {
		.notes = notes, .levels_max = 1,
		.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      NULL),
	};

	while (count < BOX_LINES &&
	       line_next(hints, &at, end, &lines[count])) {
		if (!line_is_blank(&lines[count]))
			count++;
	}
	for (guint i = 0; i < count; i++) {
		Why why = !lines[i].candidate ? WHY_TEXT :
			  why_no_box(vocabulary, lines, count, i);

		if (why == WHY_NONE)
			search_line(vocabulary, &lines[i], &run);
		else if (lines[i].candidate)
			notes_mention(notes, lines[i].from, lines[i].to, why);
		vetoed = vetoed || (lines[i].candidate && why != WHY_NONE);
	}
	flush(&run);
	if (g_hash_table_size(run.seen) == 0 && count > 1 && !vetoed)
		search_whole(vocabulary, notes);
	g_hash_table_unref(run.seen);
}

/* Names of sheets. */

typedef struct Sheets {
	Notes *notes;	/* NULL: only look */
	const Level *named;	/* anywhere */
	const Level *marked;
	gboolean names_several;
	gboolean marks_several;
} Sheets;

static void sheet_tag(const Reading *reading, const Cell *first,
		      const Cell *end, gpointer data)
{
	Sheets *sheets = data;
	gboolean sorted = is_opening(first->c) ? sheets->marks_several :
			  sheets->names_several;

	if (sheets->notes && sorted)
		notes_mention(sheets->notes, first->from, end[-1].to,
			      WHY_SHEETS);
	else if (sheets->notes)
		report_tag(reading, first, end, sheets->notes);
	if (!reading->level)
		return;
	sheets->marks_several = sheets->marks_several ||
		(sheets->marked && sheets->marked != reading->level);
	sheets->marked = reading->level;
}

static void note_names(const Vocabulary *vocabulary, const Cell *at,
		       const Cell *end, Sheets *sheets)
{
	while (at < end) {
		Hit hit;

		if (!level_at(vocabulary, at, end, &hit)) {
			at++;
			continue;
		}
		sheets->names_several = sheets->names_several ||
			(sheets->named && sheets->named != hit.level);
		sheets->named = hit.level;
		at = hit.end;
	}
}

static void search_sheets(const Vocabulary *vocabulary, const Hints *hints,
			  const char *text, Sheets *sheets)
{
	const char *end = text + strlen(text);
	Line line;

	while (line_next(hints, &text, end, &line)) {
		g_autoptr(GArray) cells = NULL;
		const Cell *at;

		if (!line.candidate || line_is_blank(&line))
			continue;
		cells = normalise(line.from, line.to, CELLS_MAX, NULL);
		at = (const Cell *)(gpointer)cells->data;
		if (!sheets->notes)
			note_names(vocabulary, at, at + cells->len, sheets);
		tags_filename(vocabulary, at, at + cells->len, sheet_tag,
			      sheets);
	}
}

/* Properties. */

static gboolean divides_keywords(gunichar c)
{
	return c == ';' || c == ',' || c == 0x3001;
}

/* 「名簿; 機密性2; 令和8年度」: keywords. Returns: whether they are that. */
static gboolean search_keywords(const Vocabulary *vocabulary, const Cell *at,
				const Cell *end, TagFunc found, gpointer data)
{
	guint marked = 0;
	const Level *level = NULL;

	for (guint pass = 0; pass < 2; pass++) {
		const Cell *first = at;

		for (const Cell *c = at; c <= end; c++) {
			Reading reading;

			if (c < end && !divides_keywords(c->c))
				continue;
			if (c - first > PIECE_MAX)
				return FALSE;
			if (c > first && (first > at || c < end) &&
			    reading_of(vocabulary, first, c, TRUE, &reading)) {
				if (pass == 1)
					found(&reading, first, c, data);
				else if (level && reading.level &&
					 level != reading.level)
					return TRUE;
				marked++;
				level = reading.level ? reading.level : level;
			}
			first = c + 1;
		}
	}
	return marked > 0;
}

static void search_property(const Vocabulary *vocabulary, const Cell *at,
			    const Cell *end, Notes *notes)
{
	Reading reading;

	if (reading_of(vocabulary, at, end, TRUE, &reading))
		report_tag(&reading, at, end, notes);
	else if (!search_keywords(vocabulary, at, end, report_tag, notes))
		tags_subject(vocabulary, at, end, report_tag, notes);
}

static void search_properties(const Vocabulary *vocabulary,
			      const Hints *hints, Notes *notes)
{
	const char *text = notes->whole;
	const char *end = text + strlen(text);
	Line line;

	while (line_next(hints, &text, end, &line)) {
		g_autoptr(GArray) cells = NULL;
		const Cell *at;

		if (!line.candidate || line_is_blank(&line))
			continue;
		cells = normalise(line.from, line.to, FIELD_MAX, NULL);
		at = (const Cell *)(gpointer)cells->data;
		if (cells->len > 0)
			search_property(vocabulary, at, at + cells->len,
					notes);
	}
}

static void search_value(const Vocabulary *vocabulary, Notes *notes)
{
	const char *text = notes->whole;
	g_autoptr(GArray) cells = normalise(text, text + strlen(text),
					    FIELD_MAX, NULL);
	const Cell *at = (const Cell *)(gpointer)cells->data;
	const Cell *end = at + cells->len;

	if (cells->len == 0)
		return;
	if (notes->place == PLACE_SUBJECT)
		tags_subject(vocabulary, at, end, report_tag, notes);
	else if (notes->place == PLACE_FILENAME)
		tags_filename(vocabulary, at, end, report_tag, notes);
	else
		tags_header(vocabulary, at, end, report_tag, notes);
}

void fields_search(const Vocabulary *vocabulary, const Hints *hints,
		   Notes *notes)
{
	Sheets sheets = { 0 };

	switch (notes->place) {
	case PLACE_PAGE:
		search_pages(vocabulary, hints, notes);
		return;
	case PLACE_BOX:
	case PLACE_CELL:
		search_box(vocabulary, hints, notes);
		return;
	case PLACE_SHEET:
		search_sheets(vocabulary, hints, notes->whole, &sheets);
		sheets.notes = notes;
		search_sheets(vocabulary, hints, notes->whole, &sheets);
		return;
	case PLACE_PROPERTY:
		search_properties(vocabulary, hints, notes);
		return;
	case PLACE_SUBJECT:
	case PLACE_HEADER:
	case PLACE_BODY:
	case PLACE_FILENAME:
	case PLACE_TEXT:
	case PLACE_LABEL:
	case PLACE_COUNT:
		search_value(vocabulary, notes);
		return;
	}
}
