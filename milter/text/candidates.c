/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * candidates.c - words of a text that may be a password.
 *
 * Runs in:  worker.
 * Trusts:   that texts are valid UTF-8.
 * Effects:  none.
 * Limits:   what only a person can work out (the usual one, the number of
 *           the last invoice) is not among them.
 */
#include "text/candidates.h"

#include <string.h>

#include "base/utf8.h"
#include "text/candidate-shape.h"
#include "text/password-word.h"

#define LINE_LOOK 240		/* bytes of a line that are looked at */
#define RUNS_MOST 6		/* words behind one word for password */
#define LINES_BELOW 4		/* that are not empty */
#define WORD_MOST 64
#define BEFORE_LOOK 60

typedef struct Finder {
	CandidateFunc found;
	gpointer data;
	WordRank rank;
} Finder;

/* ---- spellings ------------------------------------------------------------ */

static void emit(const Finder *finder, const char *word, gsize size)
{
	g_autofree char *copy = NULL;

	if (size == 0 || size > WORD_MOST)
		return;
	copy = g_strndup(word, size);
	finder->found(copy, finder->rank, finder->data);
}

static gsize without_end(const char *word, gsize size)
{
	while (size > 0 && strchr(".,;:!?)]}>([{<'\"", word[size - 1]))
		size--;
	return size;
}

static gsize without_begin(const char *word, gsize size)
{
	gsize skip = 0;

	while (skip < size && strchr("([{<'\":=->", word[skip]))
		skip++;
	return skip;
}

/* The likeliest first: without what surrounds it, then as it stands. */
static void emit_spellings(const Finder *finder, const char *word)
{
	gsize size = strlen(word), end = without_end(word, size);
	gsize begin = without_begin(word, end);

	emit(finder, word + begin, end - begin);
	emit(finder, word + begin, size - begin);
	if (begin > 0) {
		emit(finder, word, end);
		emit(finder, word, size);
	}
}

/* From @at up to @end as it stands, in full width too. */
static void emit_range(const Finder *finder, const char *at, const char *end)
{
	g_autofree char *raw = NULL;
	g_autoptr(GString) half = g_string_new(NULL);

	while (at < end && (g_unichar_isspace(g_utf8_get_char(at))))
		at = utf8_next(at);
	while (end > at) {
		const char *last = g_utf8_find_prev_char(at, end);

		if (!last || !g_unichar_isspace(g_utf8_get_char(last)))
			break;
		end = last;
	}
	if (at >= end)
		return;
	raw = g_strndup(at, (gsize)(end - at));
	for (const char *c = raw; *c; c = utf8_next(c)) {
		gunichar typed = candidate_char(g_utf8_get_char(c));

		g_string_append_unichar(half, typed ? typed :
					g_utf8_get_char(c));
	}
	emit_spellings(finder, half->str);
	if (strcmp(half->str, raw) != 0)
		emit(finder, raw, strlen(raw));
}

/* ---- quotes --------------------------------------------------------------- */

static const struct {
	const char *open, *close;
} quotes[] = {
	{ "「", "」" }, { "『", "』" }, { "“", "”" }, { "‘", "’" },
	{ "【", "】" }, { "［", "］" }, { "（", "）" }, { "〈", "〉" },
	{ "《", "》" }, { "≪", "≫" }, { "＜", "＞" }, { "〔", "〕" },
	{ "\"", "\"" }, { "'", "'" }, { "`", "`" }, { "[", "]" },
	{ "<", ">" }, { "(", ")" }, { "＂", "＂" }, { "｢", "｣" },
};

/* Whether a quotation begins at @at; its inside then. */
static gboolean quotation(const char *at, const char *end,
			  const char **ret_from, const char **ret_to)
{
	for (guint i = 0; i < G_N_ELEMENTS(quotes); i++) {
		gsize open = strlen(quotes[i].open);
		const char *close;

		if ((gsize)(end - at) <= open ||
		    memcmp(at, quotes[i].open, open) != 0)
			continue;
		close = g_strstr_len(at + open, end - at - (gssize)open,
				     quotes[i].close);
		if (!close || close == at + open)
			return FALSE;
		*ret_from = at + open;
		*ret_to = close;
		return TRUE;
	}
	return FALSE;
}

/* ---- behind a word for password ------------------------------------------- */

static const char *line_end(const char *at)
{
	const char *end = at;

	/* A line may be as long as the text: no further than that. */
	while (*end && *end != '\r' && *end != '\n' && end - at < LINE_LOOK)
		end++;
	while (end > at && ((guchar)*end & 0xc0) == 0x80)
		end--;
	return end;
}

/* How a sentence ends behind the word. */
static const char *sentence_end(const char *at, const char *end)
{
	static const char *const ends[] = {
		"です", "でございます", "になります", "となります", "とします",
		"で開", "で解凍", "を使", "をご", "を入力", "といたします",
		"にて", "。", "、", "\t", "」", "』",
	};

	for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
		const char *found = g_strstr_len(at, end - at, ends[i]);

		if (found && found > at)
			end = MIN(end, found);
	}
	return end;
}

static gboolean is_between(gunichar c)
{
	return g_unichar_isspace(c) || c == ':' || c == 0xff1a || c == '=' ||
	       c == 0xff1d || c == 0x2192 || c == 0x21d2 || c == 0x27a1 ||
	       c == 0x306f || c == '>' || c == '-' || c == '|' || c == '_' ||
	       c == 0x2026 || c == 0x30fb || c == 0x25b6 || c == 0x2022;
}

/* Past closing brackets of a heading, a remark in brackets, particles. */
static const char *skip_between(const char *at, const char *end,
				gboolean *ret_separated)
{
	static const char *const skipped[] = {
		"】", "』", "」", "）", "］", "]", ")", "*", "＊", "\"", "is ",
		"IS ", "は、", "（半角）", "(半角)", "（半角英数）",
		"（半角英数字）", "(半角英数字)", "を", "が",
	};
	gboolean moved = TRUE;

	*ret_separated = FALSE;
	while (moved && at < end) {
		moved = FALSE;
		for (guint i = 0; i < G_N_ELEMENTS(skipped); i++) {
			gsize size = strlen(skipped[i]);

			if ((gsize)(end - at) >= size &&
			    memcmp(at, skipped[i], size) == 0) {
				at += size;
				moved = TRUE;
			}
		}
		while (at < end && is_between(g_utf8_get_char(at))) {
			*ret_separated = *ret_separated ||
				!g_unichar_isspace(g_utf8_get_char(at));
			moved = TRUE;
			at = utf8_next(at);
		}
	}
	return MIN(at, end);
}

/* "A b c 1 2 3" */
static void emit_spaced(const Finder *finder, const char *at,
			const char *end)
{
	g_autoptr(GString) joined = g_string_new(NULL);

	while (at < end) {
		gunichar c = candidate_char(g_utf8_get_char(at));
		const char *next = utf8_next(at);

		if (c == 0)
			break;
		g_string_append_c(joined, (char)c);
		if (next < end && *next != ' ')
			break;
		at = next < end ? next + 1 : end;
	}
	if (joined->len >= 4)
		emit(finder, joined->str, joined->len);
}

/* Every quotation and every run of typed characters. How many there were. */
static guint emit_runs(const Finder *finder, const char *at, const char *end,
		       guint most)
{
	guint count = 0;

	while (at < end && count < most) {
		const char *from, *to, *next;
		g_autofree char *run = NULL;

		if (quotation(at, end, &from, &to)) {
			emit_range(finder, from, to);
			count++;
			at = to;
			continue;
		}
		run = candidate_run(at, end, &next);
		if (*run && !candidate_is_other(run)) {
			emit_spellings(finder, run);
			count++;
		} else if (g_ascii_isdigit(*run)) {
			/* A number may be one, where one is said. */
			emit_spellings(finder, run);
		}
		at = next > at ? next : utf8_next(at);
	}
	return count;
}

static gboolean ends_here(const char *end)
{
	return *end == '\0' || *end == '\r' || *end == '\n';
}

/* The lines below, where the line itself says no more than that. */
static void emit_below(const Finder *finder, const char *at)
{
	for (guint lines = 0; *at && lines < LINES_BELOW;) {
		const char *from = at + strspn(at, "\r\n \t>|");
		const char *end;

		if (!*from)
			return;
		end = line_end(from);
		lines++;
		emit_range(finder, from, end);
		if (emit_runs(finder, from, end, RUNS_MOST) > 0 ||
		    !ends_here(end))
			return;
		at = end;
	}
}

/* "Abc123 がパスワードです" */
static void emit_before(const Finder *finder, const char *text,
			const char *word)
{
	const char *from = word;

	while (from > text && word - from < BEFORE_LOOK && from[-1] != '\n')
		from--;
	while (from < word && ((guchar)*from & 0xc0) == 0x80)
		from++;
	(void)emit_runs(finder, from, word, RUNS_MOST);
}

/* "The password for the attached file is: Abc123" */
static void emit_later(const Finder *finder, const char *at, const char *end)
{
	static const char *const marks[] = { " is ", " is:", ":", "：", "=",
					     "は" };

	for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
		const char *found = g_strstr_len(at, end - at, marks[i]);
		gboolean separated;

		if (!found)
			continue;
		found = skip_between(found + strlen(marks[i]), end,
				     &separated);
		(void)emit_runs(finder, found, end, 1);
		return;
	}
}

/* Where a weak word stands, only what is joined to it counts. */
static void behind(const Finder *finder, const char *text,
		   const PasswordWord *word)
{
	const char *end = line_end(word->end), *at, *from, *to;
	gboolean separated;
	guint count;

	at = skip_between(word->end, end, &separated);
	if (word->is_weak && !separated && !quotation(at, end, &from, &to))
		return;
	if (!separated)
		emit_later(finder, at, end);
	count = emit_runs(finder, at, end, 1);
	if (at < end) {
		emit_spaced(finder, at, end);
		emit_range(finder, at, sentence_end(at, end));
		emit_range(finder, at, end);
	}
	(void)emit_runs(finder, at, end, RUNS_MOST);
	if (count > 0)
		return;
	if (ends_here(end))
		emit_below(finder, end);
	if (!word->is_weak)
		emit_before(finder, text, word->begin);
}

gboolean candidates_said(const char *text, CandidateFunc found, gpointer data)
{
	Finder finder = { found, data, WORD_SAID };
	const char *at = text;
	PasswordWord word;

	for (guint hits = 0; password_word_find(text, at, &word); hits++) {
		if (hits == CANDIDATES_HITS)
			return FALSE;
		behind(&finder, text, &word);
		at = word.end;
	}
	return TRUE;
}

gboolean candidates_announced(const char *text)
{
	PasswordWord word;

	return password_word_find(text, text, &word);
}

void candidates_whole(const char *text, WordRank rank,
		      CandidateFunc found, gpointer data)
{
	Finder finder = { found, data, rank };

	emit_range(&finder, text, text + strlen(text));
}

/* ---- what only looks like one --------------------------------------------- */

static gboolean is_password_like(const char *word)
{
	return strlen(word) >= 4 && !candidate_is_other(word) &&
	       !strchr(word, ' ');
}

static void alone(Finder *finder, const char *from, const char *end)
{
	const char *next;
	g_autofree char *run = candidate_run(from, end, &next);

	finder->rank = WORD_QUOTED;
	if (next == end && is_password_like(run))
		emit_spellings(finder, run);
}

static void quoted(Finder *finder, const char *from, const char *end)
{
	const char *next;
	g_autofree char *run = candidate_run(from, end, &next);

	finder->rank = WORD_QUOTED;
	if (next == end && is_password_like(run))
		emit_range(finder, from, end);
}

static void alike_line(Finder *finder, const char *at, const char *end)
{
	alone(finder, at, end);
	while (at < end) {
		const char *from, *to, *next;
		g_autofree char *run = NULL;

		if (quotation(at, end, &from, &to))
			quoted(finder, from, to);
		run = candidate_run(at, end, &next);
		finder->rank = WORD_CODE;
		if (candidate_is_code(run))
			emit_spellings(finder, run);
		at = next > at ? next : utf8_next(at);
	}
}

void candidates_alike(const char *text, CandidateFunc found, gpointer data)
{
	Finder finder = { found, data, WORD_CODE };
	const char *at = text;

	while (*at && (gsize)(at - text) < CANDIDATES_LOOK) {
		const char *from = at + strspn(at, " \t>|");

		alike_line(&finder, from, line_end(from));
		at = from + strcspn(from, "\r\n");
		at += strspn(at, "\r\n");
	}
}
