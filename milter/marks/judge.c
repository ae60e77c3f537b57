/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * judge.c - tells a marking from a mention among the lines of a text.
 *
 * Runs in:  worker.
 * Trusts:   that the text is valid UTF-8.
 * Effects:  calls back.
 * Limits:   CELLS_MAX cells of a line; a marking that is longer, or behind
 *           that, nobody reads.
 *
 * The grammar is described in marks.c.
 */
#include "marks/judge.h"

#include <string.h>

#include "marks/context.h"
#include "marks/pending.h"
#include "marks/reading.h"
#include "marks/tags.h"

#define CELLS_MAX 240
#define TITLE_LINES 5
#define TITLE_MAX 80

typedef struct Search {
	const Hints *hints;
	Notes *notes;
	Context context;
	Pending pending;
	guint64 line;		/* number of the line in the middle */
	guint64 content;	/* how many lines with content so far */
	guint64 mention;	/* content number of the last mention */
	gunichar mention_shape;
	const Level *mention_level;
	Why mention_why;
	Suspect suspect;	/* being judged */
} Search;

static Line *current(Search *search)
{
	return &search->context.lines[CONTEXT_HERE];
}

static gunichar shape_of(const Cell *at)
{
	if (at->c >= 0x2500 && at->c <= 0x257F)
		return 0x2500;	/* ├ and └ are of one look */
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

static Why why_mention(const Context *context, Reading *reading,
		       const Cell *at, const Cell *end)
{
	gboolean ornate = reading->intro || reading->bracket ||
			  reading->ticked || shape_of(at) != 0;

	if (is_unticked(context, reading, at))
		return WHY_UNTICKED;
	if (!ornate && (reading->ends_open || context_is_defined(context)))
		return WHY_DEFINED;
	if (!ornate && reading->level &&
	    context_is_row(context, reading->level))
		return WHY_TABLE;
	if (context_is_wrapped(context, ornate))
		return WHY_WRAPPED;
	if (context_is_example(context))
		return WHY_EXAMPLE;
	if (!reading->intro && !reading->ticked &&
	    context_is_listed(context, bullet_of(at, end)))
		return WHY_ANNOUNCED;
	return WHY_NONE;
}

gboolean ends_like_clause(const Cell *at, const Cell *end)
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

gboolean explains(const Cell *at, const Cell *end)
{
	static const gunichar *const words[] = {
		U"をいう", U"とは", U"相当", U"おそれ", U"以外の", U"を要する",
		U"場合", U"必要", U"該当", NULL
	};

	return words_in(words, at, end);
}

gboolean has_stop(const Cell *at, const Cell *end)
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
	       !reading->intro && !reading->ticked &&
	       (!reading->level || reading->level != search->mention_level ||
		/* a column of a table names some levels twice */
		(shape_of(at) == 0 && search->mention_why == WHY_TABLE));
}

static void note_mention(Search *search, const Reading *reading,
			 const Cell *at, Why why)
{
	search->mention = search->content;
	search->mention_shape = shape_of(at);
	search->mention_level = reading->level;
	search->mention_why = why;
	notes_mention(search->notes, current(search)->from,
		      current(search)->to, why);
	if (!reading->level)
		return;
	/* Terms of a list stand at once below one another, or each with a
	 * line that explains it. */
	for (guint above = 1; above <= 2 && above < search->content; above++)
		pending_retract(&search->pending, search->content - above,
				shape_of(at), reading->level);
}

static Why why_no_title(const Search *search, const Cell *at,
			const Cell *end)
{
	if (!is_title(at, end))
		return WHY_SENTENCE;
	if (context_is_wrapped(&search->context, TRUE))
		return WHY_WRAPPED;
	return context_is_example(&search->context) ? WHY_EXAMPLE : WHY_NONE;
}

/* 【機密性２】名簿の送付, near the top also 名簿の送付【機密性２】 */
static void judge_tag(Search *search, const Cell *at, const Cell *end)
{
	const Vocabulary *vocabulary = search->context.vocabulary;
	const Cell *inside;
	const Cell *after = bracket_at(at, end, &inside);
	const Cell *title = after;
	const Cell *title_end = end;
	Reading reading;
	Why why;

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
	why = is_another_mention(search, &reading, at) ?
		search->mention_why : why_no_title(search, title, title_end);
	if (why != WHY_NONE) {
		note_mention(search, &reading, at, why);
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
		tags_subject(search->context.vocabulary, value, end,
			     suspect_tag, search);
	return TRUE;
}

/* 第１, 1., ア and the like: what follows is a heading of the text's own. */
static gboolean is_numbered(const Cell *at, const Cell *end)
{
	static const gunichar *const times[] = {
		U"回", U"報", U"版", U"期", U"号", NULL
	};
	const Cell *after = at + 1;

	while (at->c == 0x7B2C && after < end && g_unichar_isdigit(after->c))
		after++;
	if (after > at + 1 && words_at(times, after, end))
		return FALSE;	/* 第３回会議 */
	return g_unichar_isdigit(at->c) || at->c == 0x7B2C || end - at < 2 ||
	       at[1].gap || at[1].c == '.' || at[1].c == ')';
}

/* The first line of a text is its title, and is read like a subject. */
static void judge_first(Search *search, const Cell *at, const Cell *end)
{
	static const gunichar *const answers[] = {
		U"答", U"正解", U"解答", U"回答", U"問", U"例", NULL
	};

	if (words_at(answers, at, end) || end[-1].c == ';')
		return;
	if (end - at <= TITLE_MAX && !ends_like_clause(at, end) &&
	    !explains(at, end) && !has_stop(at, end) &&
	    !context_is_wrapped(&search->context, TRUE) &&
	    !context_next_names(&search->context))
		tags_subject(search->context.vocabulary, at, end,
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
	Why why;

	if (!whole || cells->len == 0)
		return;
	if (!reading_of(search->context.vocabulary, at, end, FALSE,
			&reading) &&
	    !is_form_line(search->context.vocabulary, at, end, &reading)) {
		if (judge_quoted_subject(search, at, end))
			return;
		if (search->content == 1 && !is_numbered(at, end) &&
		    shape_of(at) == 0)
			judge_first(search, at, end);
		else
			judge_tag(search, at, end);
		return;
	}
	why = is_another_mention(search, &reading, at) ?
		search->mention_why :
		why_mention(&search->context, &reading, at, end);
	if (why != WHY_NONE)
		note_mention(search, &reading, at, why);
	else
		suspect_line(search, &reading, line->from, line->to,
			     shape_of(at), FALSE);
}

/* The next line comes into sight; the middle moves on by one. */
static void shift(Search *search, const char **at, const char *end)
{
	Line *lines = search->context.lines;

	memmove(lines, lines + 1, (CONTEXT_SIZE - 1) * sizeof(Line));
	lines[CONTEXT_SIZE - 1] = (Line){ 0 };
	(void)line_next(search->hints, at, end,
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

void judge_text(const Vocabulary *vocabulary, const Hints *hints, Notes *notes)
{
	g_autofree Search *search = g_new0(Search, 1);
	const char *text = notes->whole;
	const char *end = text + strlen(text);

	search->hints = hints;
	search->notes = notes;
	search->context.vocabulary = vocabulary;
	search->pending.notes = notes;
	for (guint i = CONTEXT_HERE; i < CONTEXT_SIZE - 1; i++)
		shift(search, &text, end);
	do {
		shift(search, &text, end);
		if (current(search)->exists)
			visit(search);
	} while (current(search)->exists);
	pending_flush(&search->pending);
}
