/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * context.c - what the neighbours of a line say about it.
 *
 * Runs in:  worker.
 * Trusts:   nothing of the text.
 * Effects:  none.
 * Limits:   HEAD and TAIL cells of each neighbour are looked at.
 */
#include "inspect/context.h"

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

/* The line before, or the one before that where a blank is between. */
static const Line *announcing(const Context *context)
{
	const Line *line = neighbour(context, -1);

	return line_is_blank(line) ? neighbour(context, -2) : line;
}

static gboolean is_running(const Line *line)
{
	static const gunichar open_ends[] = U"のはがをにとでもやへ、,るたなびく又";
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
static const char *const example_words[] = {
	"例えば", "たとえば", "サンプル", "見本", "ひな形", "次のような",
	"以下のような", "下記のような", "次の件名", "以下の件名",
	"下記の件名", "次のファイル名", "以下のファイル名", NULL
};

/* "次のように" and then, not far off, "表示": an instruction. */
static const char *const pointing_words[] = {
	"次の", "以下の", "下記の", "このように", NULL
};

static const char *const showing_words[] = {
	"表示", "記載", "明記", "標記", "表記", "記入", "付記", "を付し",
	"を付け", "を付す", "と付け", "マーク", "押印", "書く", "書い", "入れ", NULL
};

#define INSTRUCTION_MAX 14

static const char *const listing_words[] = {
	"次の", "以下", "下記", "対象", "うち", "該当", "ものは", "種類",
	"区分は", NULL
};

/* Such a line speaks of this very mail, so what follows marks it. */
static const char *const own_words[] = {
	"本メール", "本電子メール", "このメール", "本件", "本文書", "本資料",
	"この資料", "この文書", "添付", "当該メール", NULL
};

static gboolean instructs(const Cell *at, const Cell *end)
{
	for (; at < end; at++) {
		const Cell *after = words_at(pointing_words, at, end);

		if (after && words_in(showing_words, after,
				      MIN(after + INSTRUCTION_MAX, end)))
			return TRUE;
	}
	return FALSE;
}

/* 「例：」, 「表示例」, but not 条例 or 定例. */
static gboolean has_example(const Cell *first, const Cell *end)
{
	static const char *const of_writing[] = {
		"載", "示", "入", "記", "文", NULL
	};
	static const char *const after[] = {
		":", ")", "】", ">", "]", "は", "を", "と", "。", "に", "で",
		"の", "(", "1", "2", NULL
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

gboolean context_is_listed(const Context *context, gunichar bullet)
{
	guint siblings = 0;
	g_auto(Glance) before = tail_of(announcing(context));

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
	static const char *const words[] = {
		"をいう", "をいいます", "とは", "を指す", "を指します", "相当する",
		"該当する", "おそれ", "を要する", "以外の情報", "に当たる",
		"にあたる", "であって", "ことをい", "必要とす", NULL
	};
	g_auto(Glance) head = head_of(neighbour(context, 1));
	g_auto(Glance) tail = tail_of(neighbour(context, 1));

	return words_in(words, head.at, head.end) ||
	       words_in(words, tail.at, tail.end);
}

/* As mailers write them above what they quote. */
static const char *const field_names[] = {
	"from:", "to:", "cc:", "date:", "sent:", "subject:", "差出人:",
	"送信者:", "送信元:", "宛先:", "日時:", "送信日時:", "日付:", "件名:",
	"送信日:", "受信日時:", "題名:", "*from:", "返信先:", NULL
};

gboolean line_divides(const Line *line)
{
	static const char *const words[] = {
		"-----", "_____", "from:", "*from:", "差出人:", "送信者:",
		"送信元:", "beginforwarded", "転送メッセージ", "on20", NULL
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
