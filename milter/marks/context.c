/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * context.c - what the neighbours of a line say about it.
 *
 * Runs in:  worker.
 * Trusts:   nothing of the text.
 * Effects:  none.
 * Limits:   HEAD and TAIL cells of each neighbour are looked at.
 */
#include "marks/context.h"

#define HEAD 32
#define TAIL 64
#define REMAINDER_MAX 8
#define RUNNING_MIN 18	/* cells; who writes shorter lines ends them there */

/* Some cells of a line, from one end. */
typedef struct Glance {
	GArray *cells;
	const Cell *at;
	const Cell *end;
} Glance;

static void glance_clear(Glance *glance)
{
	g_clear_pointer(&glance->cells, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Glance, glance_clear)

static Glance glance(GArray *cells)
{
	const Cell *at = (const Cell *)(gpointer)cells->data;

	return (Glance){ cells, at, at + cells->len };
}

static Glance head_of(const Line *line)
{
	return glance(line_is_blank(line) ?
		      normalise("", "", 1, NULL) :
		      normalise(line->from, line->to, HEAD, NULL));
}

static Glance tail_of(const Line *line)
{
	return glance(line_is_blank(line) ?
		      normalise("", "", 1, NULL) :
		      normalise_tail(line->from, line->to, TAIL));
}

static const Line *here(const Context *context)
{
	return &context->lines[CONTEXT_HERE];
}

/* The line next to this one, or a blank one if it is of another message. */
static const Line *neighbour(const Context *context, int by)
{
	static const Line blank = { 0 };
	const Line *line = &context->lines[CONTEXT_HERE + by];

	return line->exists && line->quoted == here(context)->quoted ?
	       line : &blank;
}

/* The line before, or the one before that where a blank or the upper edge of
 * a frame is between. */
static const Line *announcing(const Context *context)
{
	const Line *line = neighbour(context, -1);

	return line_is_blank(line) || line_is_rule(line) ?
	       neighbour(context, -2) : line;
}

static gboolean is_running(const Line *line)
{
	static const gunichar open_ends[] =
		U"のはがをにとでもやへ、,るたなびく又";
	g_auto(Glance) tail = tail_of(line);

	if (tail.end - tail.at < RUNNING_MIN)
		return FALSE;
	for (const gunichar *one = open_ends; *one; one++) {
		if (tail.end[-1].c == *one)
			return TRUE;
	}
	return FALSE;
}

gboolean context_is_wrapped(const Context *context, gboolean ornate)
{
	g_auto(Glance) next = head_of(neighbour(context, 1));

	if (continues(next.at, next.end, FALSE))
		return TRUE;
	return !ornate && is_running(neighbour(context, -1));
}

/* What a line before must hold for the next to be an example. */
static const gunichar *const example_words[] = {
	U"例えば", U"たとえば", U"サンプル", U"見本", U"ひな形", U"次のような",
	U"以下のような", U"下記のような", U"次の件名", U"以下の件名", U"次の様式", U"以下の様式",
	U"下記の様式",
	U"下記の件名", U"次のファイル名", U"以下のファイル名", NULL
};

/* "次のように" and then, not far off, "表示": an instruction. */
static const gunichar *const pointing_words[] = {
	U"次の", U"以下の", U"下記の", U"このように", NULL
};

static const gunichar *const showing_words[] = {
	U"表示", U"記載", U"明記", U"標記", U"表記", U"記入", U"付記",
	U"を付し", U"を付け", U"を付す", U"と付け", U"マーク", U"押印",
	U"書く", U"書い", U"入れ", NULL
};

#define INSTRUCTION_MAX 14

static const gunichar *const listing_words[] = {
	U"次の", U"以下", U"下記", U"対象", U"うち", U"該当", U"ものは",
	U"種類", U"区分は", NULL
};

/* Such a line speaks of this very mail, so what follows marks it. */
static const gunichar *const own_words[] = {
	U"本メール", U"本電子メール", U"このメール", U"本件", U"本文書",
	U"本資料", U"この資料", U"この文書", U"添付", U"当該メール", NULL
};

/* 「表示は次のように行う。」 */
static const gunichar *const shown_words[] = {
	U"表示は", U"記載は", U"表記は", U"明記は", U"表示方法は", U"記載方法は",
	U"書き方は", U"付け方は", NULL
};

static gboolean instructs(const Cell *at, const Cell *end)
{
	const Cell *first = at;

	for (; at < end; at++) {
		const Cell *after = words_at(pointing_words, at, end);

		if (after && (words_in(shown_words, first, at) ||
			      words_in(showing_words, after,
				       MIN(after + INSTRUCTION_MAX, end))))
			return TRUE;
	}
	return FALSE;
}

/* 「例：」, 「表示例」, but not 条例 or 定例. */
static gboolean has_example(const Cell *first, const Cell *end)
{
	static const gunichar *const of_writing[] = {
		U"載", U"示", U"入", U"記", U"文", U"印", NULL
	};
	static const gunichar *const after[] = {
		U":", U")", U"】", U">", U"]", U"は", U"を", U"と", U"。",
		U"に", U"で", U"の", U"(", U"1", U"2", NULL
	};

	for (const Cell *at = first; at < end; at++) {
		if (at->c != 0x4F8B)	/* 例 */
			continue;
		if (at > first && is_han(at[-1].c) &&
		    !words_at(of_writing, at - 1, at))
			continue;
		if (at + 1 == end || at[1].gap || words_at(after, at + 1, end))
			return TRUE;
	}
	return FALSE;
}

static gboolean announces_example(const Line *line)
{
	g_auto(Glance) before = tail_of(line);

	if (words_in(example_words, before.at, before.end) ||
	    has_example(before.at, before.end))
		return TRUE;
	return instructs(before.at, before.end) &&
	       !words_in(own_words, before.at, before.end);
}

/* What wrapping leaves over for a line, such as 「す。」 */
static gboolean is_remainder(const Line *line)
{
	g_auto(Glance) tail = tail_of(line);

	return tail.end > tail.at && tail.end - tail.at <= REMAINDER_MAX;
}

gboolean context_is_example(const Context *context)
{
	if (announces_example(announcing(context)))
		return TRUE;
	return is_remainder(neighbour(context, -1)) &&
	       announces_example(neighbour(context, -2));
}

static gboolean starts_with(const Context *context, int by, gunichar bullet)
{
	g_auto(Glance) head = head_of(neighbour(context, by));
	Reading reading;

	return head.at < head.end && head.at->c == bullet &&
	       !reading_of(context->vocabulary, head.at, head.end, FALSE,
			   &reading);
}

/* Bullets that are only bullets; others are also used to set off a line. */
static gboolean is_plain_bullet(gunichar c)
{
	return c == 0x30FB || c == '-' || c == '*' || c == '+' ||
	       c == 0x25E6 || c == 0x2023;
}

static gboolean is_bullet(gunichar c)
{
	return is_plain_bullet(c) || (c >= 0x25A0 && c <= 0x25FF);
}

/* 「次の情報は送れません。」, 「送ることができない情報」: kinds follow. */
static gboolean shown_things(const Glance *before)
{
	static const gunichar *const things[] = {
		U"次の情報", U"以下の情報", U"下記の情報", U"次のもの",
		U"以下のもの", U"下記のもの", NULL
	};
	static const gunichar *const kinds[] = {
		U"ない情報", U"きる情報", U"べき情報", U"れる情報", U"いもの",
		U"るもの", NULL
	};
	const Cell *last = before->end - before->at < 4 ? before->at :
			   before->end - 4;

	if (words_in(own_words, before->at, before->end))
		return FALSE;
	return words_in(things, before->at, before->end) ||
	       words_in(kinds, last, before->end);
}

gboolean context_next_names(const Context *context)
{
	g_auto(Glance) next = head_of(neighbour(context, 1));
	Hit hit;

	for (const Cell *at = next.at; at < next.end; at++) {
		if (level_at(context->vocabulary, at, next.end, &hit))
			return TRUE;
	}
	return FALSE;
}

gboolean context_is_row(const Context *context, const Level *level)
{
	for (int by = -1; by <= 1; by += 2) {
		g_auto(Glance) beside = head_of(neighbour(context, by));
		Hit hit;

		if (level_at(context->vocabulary, beside.at, beside.end,
			     &hit) && hit.level != level)
			return TRUE;
	}
	return FALSE;
}

gboolean context_is_listed(const Context *context, gunichar bullet)
{
	guint siblings = 0;
	g_auto(Glance) before = tail_of(announcing(context));

	if (bullet == 0 || shown_things(&before))
		return shown_things(&before);
	if (!is_bullet(bullet))
		return FALSE;
	for (int by = -2; by <= 2; by++)
		siblings += by != 0 && starts_with(context, by, bullet);
	if (siblings >= (is_plain_bullet(bullet) ? 1u : 2u))
		return TRUE;
	return words_in(listing_words, before.at, before.end) &&
	       !words_in(own_words, before.at, before.end);
}

gboolean context_has_boxes(const Context *context, gboolean empty)
{
	for (int by = -2; by <= 2; by++) {
		g_auto(Glance) head = head_of(neighbour(context, by));
		gunichar c = head.at < head.end ? head.at->c : 0;

		if (by == 0)
			continue;
		if (c == 0x25A1 || c == 0x2610 ||
		    (c == '[' && head.end - head.at > 1 &&
		     head.at[1].c == ']'))
			return TRUE;
		if (!empty && (c == 0x2611 || c == 0x2612 || c == 0x2713 ||
			       c == 0x2714 || c == 0x25A0 || c == 0x2705))
			return TRUE;
	}
	return FALSE;
}

gboolean context_is_followed(const Context *context)
{
	return !line_is_blank(neighbour(context, 1));
}

gboolean context_is_defined(const Context *context)
{
	static const gunichar *const words[] = {
		U"をいう", U"をいいます", U"とは", U"を指す", U"を指します",
		U"相当する", U"該当する", U"おそれ", U"を要する",
		U"以外の情報", U"に当たる", U"にあたる", U"であって",
		U"ことをい", U"必要とす", NULL
	};
	g_auto(Glance) head = head_of(neighbour(context, 1));
	g_auto(Glance) tail = tail_of(neighbour(context, 1));

	return words_in(words, head.at, head.end) ||
	       words_in(words, tail.at, tail.end);
}

/* As mailers write them above what they quote. */
static const gunichar *const field_names[] = {
	U"from:", U"to:", U"cc:", U"date:", U"sent:", U"subject:", U"差出人:",
	U"送信者:", U"送信元:", U"宛先:", U"日時:", U"送信日時:", U"日付:",
	U"件名:", U"送信日:", U"受信日時:", U"題名:", U"*from:", U"返信先:",
	NULL
};

gboolean line_divides(const Line *line)
{
	static const gunichar *const words[] = {
		U"-----", U"_____", U"from:", U"*from:", U"差出人:",
		U"送信者:", U"送信元:", U"beginforwarded", U"転送メッセージ",
		U"on20", NULL
	};
	g_auto(Glance) head = head_of(line);

	return words_at(words, head.at, head.end) != NULL;
}

gboolean line_is_rule(const Line *line)
{
	g_auto(Glance) head = head_of(line);

	for (const Cell *at = head.at; at < head.end; at++) {
		if (!is_separator(at->c) && !is_decoration(at->c))
			return FALSE;
	}
	return TRUE;
}

gboolean context_in_header(const Context *context)
{
	for (int by = -2; by <= 2; by++) {
		g_auto(Glance) head = head_of(neighbour(context, by));

		if (by != 0 && words_at(field_names, head.at, head.end))
			return TRUE;
	}
	return FALSE;
}
