/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * marks.c - tells a marking from a mention.
 *
 * Runs in:  worker; the matcher is built before mail is read.
 * Trusts:   that texts are valid UTF-8, as marks.h demands.
 * Effects:  calls back.
 * Limits:   CELLS_MAX cells of a line, FIELD_MAX of a subject or file name;
 *           nobody reads a marking that is longer, or stands behind that.
 *
 * All matching is done on cells (normalise.c): NFKC, lower case, no white
 * space, nothing shapeless. Names of levels are those of the brief in every
 * spelling that vocabulary.c derives; the words around them are handling.c's.
 *
 *   marking  = { ornament | aside } [ intro ] { item }	(reading.c)
 *   item     = [ box ] level [ degree ] | restriction | share | aside
 *              | ornament
 *   tag      = bracket marking bracket
 *
 * Header     A marking; else every level that stands alone in the value.
 *
 * Subject    After Re:, Fw: and the like: a marking; every tag; a level in
 *            front or a marking at the end, set off by a space, ':', '_', '/'
 *            or a bracket. Without brackets only if no other level is named.
 *
 * File name  Each path component without its extension: the same, and a
 *            level anywhere between separators; "C2_" in front.
 *
 *            In both, what a particle or 「、」 follows is a mention
 *            (【機密性3】の表示), as is a level without a border behind it
 *            (機密性3情報の取扱い), a tag in quotation marks, and a tag after
 *            例 or a particle.
 *
 * Text       A line that, after '>' and ornaments, is a marking; or that
 *            starts with a tag beside a title, or is one of the first
 *            TITLE_LINES lines and ends with 【tag】; or a quoted "Subject:"
 *            field, or a title in the first line: both read like a
 *            subject. A title has no 。, does not go on from the tag as a
 *            sentence, and does not end like a clause.
 *
 *            Running text never marks. So these lines are mentions too:
 *            - numbered headings (１ 機密性３情報): a number is no ornament,
 *              except before an intro (１ 格付：機密性３);
 *            - several levels in a line, unless a box is ticked before one;
 *              a level behind an empty box, where boxes are used;
 *            - the rest of a wrapped sentence: the next line starts with a
 *              particle, or the line before is long and ends in one;
 *            - an example: 例, or 次のように表示 and such, in the line above,
 *              and what looks the same below one;
 *            - one of several bullet points of which others are no markings,
 *              or below a line that announces a list, unless introduced;
 *            - a term that the next line explains (をいう, とは, に相当する),
 *              or that a colon ends, if bare of ornament;
 *            - a row of a table: bare, and the line above or below starts
 *              with another level;
 *            - terms of a list of levels: lines of one look that name
 *              different levels directly below one another, or near one
 *              another with text below each (pending.c). Introduced
 *              and ticked ones mark all the same, and so does the first
 *              line of a text if it stands alone.
 *            Where none of this holds, a line that consists of a marking is
 *            one: when in doubt it marks.
 */
#include "marks/marks.h"

#include <string.h>

#include "marks/context.h"
#include "marks/lines.h"
#include "marks/pending.h"
#include "marks/reading.h"
#include "marks/tags.h"
#include "marks/vocabulary.h"

#define CELLS_MAX 240
#define FIELD_MAX 100000
#define TITLE_LINES 5
#define TITLE_MAX 80

struct Matcher {
	Vocabulary *vocabulary;
	Hints *hints;
};

Matcher *matcher_new(const Brief *brief, GError **error)
{
	g_autoptr(Matcher) matcher = g_new0(Matcher, 1);

	matcher->vocabulary = vocabulary_new(brief, error);
	if (!matcher->vocabulary)
		return NULL;
	matcher->hints = hints_new(matcher->vocabulary);
	return g_steal_pointer(&matcher);
}

void matcher_free(Matcher *matcher)
{
	if (!matcher)
		return;
	vocabulary_free(matcher->vocabulary);
	hints_free(matcher->hints);
	g_free(matcher);
}

/* Subjects, file names, headers. */

typedef struct Report {
	FoundFunc found;
	const char *text;
	gpointer data;
} Report;

static void report_tag(const Reading *reading, const Cell *first,
		       const Cell *end, gpointer data)
{
	const Report *report = data;
	g_autofree char *text = mark_text(first->from, end[-1].to);
	g_auto(GStrv) restrictions = restriction_texts(&reading->restrictions);

	if (reading->level)
		report->found(&(Found){
			.level = reading->level, .text = text,
			.from = (gsize)(first->from - report->text),
			.to = (gsize)(end[-1].to - report->text),
		}, report->data);
	for (char **at = restrictions; *at; at++)
		report->found(&(Found){
			.restriction = *at, .text = text,
			.from = (gsize)(first->from - report->text),
			.to = (gsize)(end[-1].to - report->text),
		}, report->data);
}

static void search_field(const Matcher *matcher, Place place,
			 const char *text, Report *report)
{
	g_autoptr(GArray) cells = normalise(text, text + strlen(text),
					    FIELD_MAX, NULL);
	const Cell *at = (const Cell *)(gpointer)cells->data;
	const Cell *end = at + cells->len;

	if (cells->len == 0)
		return;
	if (place == PLACE_SUBJECT)
		tags_subject(matcher->vocabulary, at, end, report_tag, report);
	else if (place == PLACE_FILENAME)
		tags_filename(matcher->vocabulary, at, end, report_tag,
			      report);
	else
		tags_header(matcher->vocabulary, at, end, report_tag, report);
}

/* Texts. */

typedef struct Search {
	const Matcher *matcher;
	Context context;
	Pending pending;
	guint64 line;		/* number of the line in the middle */
	guint64 content;	/* how many lines with content so far */
	guint64 mention;	/* content number of the last mention */
	gunichar mention_shape;
	const Level *mention_level;
	Suspect suspect;	/* being judged */
} Search;

static Line *current(Search *search)
{
	return &search->context.lines[CONTEXT_HERE];
}

static gunichar shape_of(const Cell *at)
{
	return is_opening(at->c) || is_separator(at->c) ||
	       is_decoration(at->c) ? at->c : 0;
}

static void suspect_line(Search *search, const Reading *reading,
			 const char *from, const char *to, gunichar shape,
			 gboolean tag)
{
	const Context *context = &search->context;
	gboolean followed = context_is_followed(context);
	Suspect suspect = {
		.level = reading->level,
		.text = mark_text(from, to),
		.from = from,
		.to = to,
		.restrictions = restriction_texts(&reading->restrictions),
		.line = search->line,
		.content = search->content,
		.quoted = current(search)->quoted,
		.shape = shape,
		.tag = tag,
		.sure = reading->intro || reading->ticked,
		.alone = search->content == 1 && !followed,
		.followed = followed,
		.defined = followed && context_is_defined(context),
	};

	pending_add(&search->pending, &suspect);
}

/* Boxes: an empty one takes the level back where boxes are used. */
static gboolean is_unticked(const Context *context, Reading *reading,
			    const Cell *first)
{
	if (reading->ticked)
		return FALSE;
	if (first->c == 0x25A0 && context_has_boxes(context, TRUE)) {
		reading->ticked = TRUE;
		return FALSE;
	}
	return reading->empty_box && context_has_boxes(context, FALSE);
}

/* A bullet at the start; with its twin at the end it is a frame. */
static gunichar bullet_of(const Cell *at, const Cell *end)
{
	return end[-1].c == at->c || (end - at > 1 && at[1].c == at->c) ?
	       0 : at->c;
}

static gboolean is_mention(const Context *context, Reading *reading,
			   const Cell *at, const Cell *end)
{
	gboolean ornate = reading->intro || reading->bracket ||
			  reading->ticked || shape_of(at) != 0;

	if (is_unticked(context, reading, at))
		return TRUE;
	if (!ornate && (reading->ends_open || context_is_defined(context) ||
			(reading->level &&
			 context_is_row(context, reading->level))))
		return TRUE;
	if (context_is_wrapped(context, ornate) ||
	    context_is_example(context))
		return TRUE;
	return !reading->intro && !reading->ticked &&
	       context_is_listed(context, bullet_of(at, end));
}

/* 「送付する」 ends a clause, 「送付について」 and 「お願い」 a title. */
static gboolean ends_like_clause(const Cell *at, const Cell *end)
{
	static const gunichar verb_ends[] = U"るすたうくむだよねかのぬ";
	static const gunichar *const clauses[] = {
		U"ない", U"さい", U"こと", U"もの", U"よい", U"べし", U"不可",
		U"可", NULL
	};

	for (const gunichar *one = verb_ends; *one; one++) {
		if (end[-1].c == *one)
			return TRUE;
	}
	for (guint i = 1; i <= 2 && end - at >= (gssize)i; i++) {
		if (words_at(clauses, end - i, end) == end)
			return TRUE;
	}
	return FALSE;
}

static gboolean explains(const Cell *at, const Cell *end)
{
	static const gunichar *const words[] = {
		U"をいう", U"とは", U"相当", U"おそれ", U"以外の", U"を要する",
		U"場合", U"必要", U"該当", NULL
	};

	return words_in(words, at, end);
}

static gboolean has_stop(const Cell *at, const Cell *end)
{
	static const gunichar *const stop[] = { U"。", NULL };

	return words_in(stop, at, end);
}

static gboolean is_title(const Cell *at, const Cell *end)
{
	if (at >= end || end - at > TITLE_MAX || at->c == ':' ||
	    at->c == '=' || at->c == 0x2192 || at->c == 0x21D2 ||
	    continues(at, end, TRUE))
		return FALSE;
	return !has_stop(at, end) && !ends_like_clause(at, end) &&
	       !explains(at, end);
}

static void suspect_tag(const Reading *reading, const Cell *first,
			const Cell *end, gpointer data)
{
	Search *search = data;

	suspect_line(search, reading, first->from, end[-1].to, first->c, TRUE);
}

/* Below a mention, what looks like it is another: examples come in rows. */
static gboolean is_another_mention(const Search *search,
				   const Reading *reading, const Cell *at)
{
	return search->mention + 1 == search->content &&
	       search->mention > 0 && search->mention_shape == shape_of(at) &&
	       !reading->intro && !reading->ticked && reading->level &&
	       reading->level != search->mention_level;
}

static void note_mention(Search *search, const Reading *reading,
			 const Cell *at)
{
	search->mention = search->content;
	search->mention_shape = shape_of(at);
	search->mention_level = reading->level;
	if (reading->level)
		pending_retract(&search->pending, search->content - 1,
				shape_of(at), reading->level);
}

/* 【機密性２】名簿の送付, near the top also 名簿の送付【機密性２】 */
static void judge_tag(Search *search, const Cell *at, const Cell *end)
{
	const Vocabulary *vocabulary = search->matcher->vocabulary;
	const Cell *inside;
	const Cell *after = bracket_at(at, end, &inside);
	const Cell *title = after;
	const Cell *title_end = end;
	Reading reading;

	if (!after || !reading_of(vocabulary, at + 1, inside, TRUE, &reading)) {
		const Cell *open = end;

		if (search->content > TITLE_LINES || !is_closing(end[-1].c) ||
		    end[-1].c == ')')
			return;
		while (open > at && !is_opening(open[-1].c))
			open--;
		if (open == at || g_unichar_isdigit(at->c) || shape_of(at) ||
		    !reading_of(vocabulary, open, end - 1, TRUE, &reading))
			return;
		title = at;
		title_end = open - 1;
	} else {
		while (title < end && bracket_at(title, end, &inside))
			title = bracket_at(title, end, &inside);
	}
	if (is_another_mention(search, &reading, at) ||
	    !is_title(title, title_end) ||
	    context_is_wrapped(&search->context, TRUE) ||
	    context_is_example(&search->context)) {
		note_mention(search, &reading, at);
		return;
	}
	tags_bracketed(vocabulary, at, end, suspect_tag, search);
}

/* "Subject: 【機密性２】名簿" above a mail that was passed on. */
static gboolean judge_quoted_subject(Search *search, const Cell *at,
				     const Cell *end)
{
	static const gunichar *const names[] = {
		U"subject:", U"*subject:*", U"subject*:", U"件名:", U"題名:",
		U"表題:", U"標題:", NULL
	};
	const Cell *value = words_at(names, at, end);

	if (!value)
		return FALSE;
	if (value < end && !context_is_example(&search->context) &&
	    (search->content <= TITLE_LINES ||
	     context_in_header(&search->context)))
		tags_subject(search->matcher->vocabulary, value, end,
			     suspect_tag, search);
	return TRUE;
}

/* 第１, 1., ア and the like: what follows is a heading of the text's own. */
static gboolean is_numbered(const Cell *at, const Cell *end)
{
	return g_unichar_isdigit(at->c) || at->c == 0x7B2C || end - at < 2 ||
	       at[1].gap || at[1].c == '.' || at[1].c == ')';
}

/* The first line of a text is its title, and is read like a subject. */
static void judge_first(Search *search, const Cell *at, const Cell *end)
{
	static const gunichar *const answers[] = {
		U"答", U"正解", U"解答", U"回答", U"問", U"例", NULL
	};

	if (words_at(answers, at, end))
		return;
	if (end - at <= TITLE_MAX && !ends_like_clause(at, end) &&
	    !explains(at, end) && !has_stop(at, end) &&
	    !context_is_wrapped(&search->context, TRUE) &&
	    !context_next_names(&search->context))
		tags_subject(search->matcher->vocabulary, at, end,
			     suspect_tag, search);
}

/* 「(1) 格付：機密性２」: a numbered line of a form is no heading. */
static gboolean is_form_line(const Vocabulary *vocabulary, const Cell *at,
			     const Cell *end, Reading *reading)
{
	const Cell *first = at;

	while (at < end && at - first < 5 &&
	       (g_unichar_isdigit(at->c) || at->c == '.' ||
		is_opening(at->c) || is_closing(at->c) || at->c == ':'))
		at++;
	return at > first && at < end &&
	       reading_of(vocabulary, at, end, FALSE, reading) &&
	       reading->intro;
}

static void judge(Search *search)
{
	Line *line = current(search);
	gboolean whole;
	g_autoptr(GArray) cells = normalise(line->from, line->to, CELLS_MAX,
					    &whole);
	const Cell *at = (const Cell *)(gpointer)cells->data;
	const Cell *end = at + cells->len;
	Reading reading;

	if (!whole || cells->len == 0)
		return;
	if (!reading_of(search->matcher->vocabulary, at, end, FALSE,
			&reading) &&
	    !is_form_line(search->matcher->vocabulary, at, end, &reading)) {
		if (judge_quoted_subject(search, at, end))
			return;
		if (search->content == 1 && !is_numbered(at, end) &&
		    shape_of(at) == 0)
			judge_first(search, at, end);
		else
			judge_tag(search, at, end);
		return;
	}
	if (is_another_mention(search, &reading, at) ||
	    is_mention(&search->context, &reading, at, end)) {
		note_mention(search, &reading, at);
	} else {
		suspect_line(search, &reading, line->from, line->to,
			     shape_of(at), FALSE);
	}
}

/* The next line comes into sight; the middle moves on by one. */
static void shift(Search *search, const char **at, const char *end)
{
	Line *lines = search->context.lines;

	memmove(lines, lines + 1, (CONTEXT_SIZE - 1) * sizeof(Line));
	lines[CONTEXT_SIZE - 1] = (Line){ 0 };
	(void)line_next(search->matcher->hints, at, end,
			&lines[CONTEXT_SIZE - 1]);
}

static void visit(Search *search)
{
	const Line *line = current(search);

	search->line++;
	if (search->pending.count > 0) {
		pending_until(&search->pending, search->line);
		if (!line_is_blank(line) && line_divides(line))
			pending_flush(&search->pending);
		else if (!line_is_blank(line) && line_is_rule(line))
			return;
	}
	if (line_is_blank(line))
		return;
	search->content++;
	if (line->candidate)
		judge(search);
}

static void search_text(const Matcher *matcher, const char *text,
			FoundFunc found, gpointer data)
{
	g_autofree Search *search = g_new0(Search, 1);
	const char *end = text + strlen(text);

	search->matcher = matcher;
	search->context.vocabulary = matcher->vocabulary;
	search->pending.found = found;
	search->pending.whole = text;
	search->pending.data = data;
	for (guint i = CONTEXT_HERE; i < CONTEXT_SIZE - 1; i++)
		shift(search, &text, end);
	do {
		shift(search, &text, end);
		if (current(search)->exists)
			visit(search);
	} while (current(search)->exists);
	pending_flush(&search->pending);
}

void matcher_search(const Matcher *matcher, Place place, const char *text,
		    SearchDepth depth, FoundFunc found, gpointer data)
{
	Report report = { found, text, data };

	(void)depth;

	switch (place) {
	case PLACE_BODY:
	case PLACE_TEXT:
	case PLACE_BOX:
	case PLACE_CELL:
		search_text(matcher, text, found, data);
		return;
	case PLACE_SUBJECT:
	case PLACE_FILENAME:
	case PLACE_HEADER:
	case PLACE_PAGE:
	case PLACE_SHEET:
	case PLACE_PROPERTY:
	case PLACE_LABEL:
	case PLACE_COUNT:
		search_field(matcher, place, text, &report);
		return;
	}
}
