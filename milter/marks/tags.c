/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * tags.c - markings beside other words: in subjects, file names, page headers.
 *
 * Runs in:  worker.
 * Trusts:   nothing of the text.
 * Effects:  none.
 * Limits:   TRAIL_MAX cells for a marking that ends a subject, NUMBER_MAX for
 *           the number of a page.
 *
 * The grammar is described in marks.c.
 */
#include "marks/tags.h"

#define TRAIL_MAX 48
#define NUMBER_MAX 16

static gboolean is_quote(gunichar c)
{
	return c == 0x300C || c == 0x300E || c == 0x201C || c == 0x2018 ||
	       c == 0x301D;
}

/* Before a tag: 「例：」, or a particle that makes it an object. */
static gboolean leads_into_prose(const Cell *first, const Cell *tag)
{
	static const gunichar particles[] = U"はがをにとでもや、→⇒";
	const Cell *before = tag - 1;

	if (tag == first)
		return FALSE;
	for (const gunichar *one = particles; *one; one++) {
		if (*one == before->c)
			return !tag->gap;
	}
	while (before > first && is_separator(before->c))
		before--;
	return before->c == 0x4F8B;	/* 例 */
}

/* 「名簿（機密性2）の送付について」: the tag is the list's own. */
static gboolean is_delivered(const Cell *first, const Cell *tag,
			     const Cell *after, const Cell *end)
{
	static const gunichar *const deliveries[] = {
		U"の送付", U"の提出", U"の共有", U"の配付", U"の配布",
		U"の回答", U"の提供", U"の差替", U"の差し替え", U"の再送",
		U"の送信", U"を送付", U"を送り", U"の写", NULL
	};
	static const gunichar *const rules[] = {
		U"方法", U"手順", U"手続", U"ルール", U"禁止", U"可否",
		U"基準", U"注意", U"研修", U"場合", U"制限", U"とき", U"際",
		NULL
	};

	return tag > first && words_at(deliveries, after, end) &&
	       !words_in(rules, after, end);
}

/* The tag at @at, if it is one. Returns the cell after the bracket, or NULL
 * where no bracket closes near. */
static const Cell *tag_at(const Vocabulary *vocabulary, const Cell *first,
			  const Cell *at, const Cell *end, Reading *reading,
			  gboolean *ret_tag)
{
	const Cell *inside;
	const Cell *after = bracket_at(at, end, &inside);

	*ret_tag = FALSE;
	if (!after || is_quote(at->c))
		return after;
	*ret_tag = reading_of(vocabulary, at + 1, inside, TRUE, reading) &&
		   !leads_into_prose(first, at) &&
		   (!continues(after, end, TRUE) ||
		    is_delivered(first, at, after, end));
	return after;
}

void tags_bracketed(const Vocabulary *vocabulary, const Cell *at,
		    const Cell *end, TagFunc found, gpointer data)
{
	const Cell *first = at;

	while (at < end) {
		Reading reading;
		gboolean tag;
		const Cell *after = !is_opening(at->c) ? NULL :
			tag_at(vocabulary, first, at, end, &reading, &tag);

		if (!after) {
			at++;
			continue;
		}
		if (tag)
			found(&reading, at, after, data);
		/* A tag may stand in other brackets, but not in quotes. */
		at = tag || is_quote(at->c) ? after : at + 1;
	}
}

static const Cell *skip_degrees(const Cell *at, const Cell *end)
{
	const Cell *after;

	while ((after = degree_at(at, end)) != NULL)
		at = after;
	return at;
}

/* After a name: the end, a gap, a bracket, or a separator without a number
 * that would make it a range or a version. */
static gboolean is_delimited(const Cell *at, const Cell *end)
{
	if (at >= end || at->gap || is_opening(at->c) ||
	    is_closing(at->c) || is_decoration(at->c))
		return TRUE;
	if (at->c == 0x3001)	/* 、 lists, of restrictions too */
		return handling_at(at + 1, end, NULL) != NULL;
	if (!is_separator(at->c))
		return FALSE;
	return at->c == '_' || at + 1 >= end || at[1].c < '0' || at[1].c > '9';
}

static const Cell *skip_separators(const Cell *at, const Cell *end)
{
	while (at < end && (is_separator(at->c) || is_decoration(at->c)))
		at++;
	return at;
}

/* 「機密性３　秘密文書に相当する情報」 says what the name means. */
static gboolean defines(const Cell *at, const Cell *end)
{
	static const gunichar *const words[] = {
		U"をいう", U"に相当", U"おそれがある", U"以外の情報",
		U"を要する情報", NULL
	};

	return words_in(words, at, end);
}

/* What follows a bare name and makes it the topic: a sentence, or 取扱い. */
static gboolean names_topic(const Cell *at, const Cell *end)
{
	static const gunichar *const topics[] = {
		U"取扱", U"取り扱", NULL
	};

	return continues(at, end, TRUE) || defines(at, end) ||
	       (words_at(topics, at, end) && !handling_at(at, end, NULL));
}

/* 「機密性 3 ・ 2 ・ 1」: a choice, of which this is the first. */
static gboolean offers(const Cell *at, const Cell *end)
{
	if (end - at < 2 || !is_separator(at->c) || at[1].c < '0' ||
	    at[1].c > '9')
		return FALSE;
	return at + 2 >= end || is_separator(at[2].c);
}

/* A name at @at that other words follow, and that they do not take into a
 * sentence. Returns the cell after it, or NULL. */
static const Cell *lone_name_at(const Vocabulary *vocabulary, const Cell *at,
				const Cell *end, Reading *reading)
{
	Hit hit;
	const Cell *after;

	if (!level_at(vocabulary, at, end, &hit))
		return NULL;
	after = skip_degrees(hit.end, end);
	if (!is_delimited(after, end))
		after = hit.end;
	if (!is_delimited(after, end) || offers(after, end) ||
	    (after < end && after->c != 0x3001 &&
	     names_topic(skip_separators(after, end), end)))
		return NULL;
	*reading = (Reading){ .level = hit.level };
	return after;
}

/* Whether another level than @level is named: then the text compares. */
static gboolean names_another(const Vocabulary *vocabulary, const Cell *at,
			      const Cell *end, const Level *level)
{
	while (at < end) {
		Hit hit;

		if (level_at(vocabulary, at, end, &hit) && !hit.brief) {
			if (hit.level != level)
				return TRUE;
			at = hit.end;
		} else {
			at++;
		}
	}
	return FALSE;
}

static gboolean is_start(const Cell *first, const Cell *at)
{
	if (at > first && is_opening(at[-1].c))
		return FALSE;	/* within brackets is tags_bracketed()'s */
	return at == first || at->gap || is_closing(at[-1].c) ||
	       is_decoration(at[-1].c) ||
	       (is_separator(at[-1].c) && at[-1].c != 0x3001);
}

/* "Re: ", "Fw[2]:", "転送：" and mailing-list tags, any number of them. */
static const Cell *skip_prefixes(const Cell *at, const Cell *end)
{
	static const gunichar *const words[] = {
		U"re", U"fw", U"fwd", U"aw", U"wg", U"tr", U"sv", U"rv",
		U"転送", U"返信", U"回送", U"再送", NULL
	};

	for (;;) {
		const Cell *inside;
		const Cell *after = words_at(words, at, end);
		const Cell *bracket = after ? bracket_at(after, end, &inside)
					    : NULL;

		if (bracket)
			after = bracket;
		while (after && after < end && after->c >= '0' &&
		       after->c <= '9')
			after++;
		if (!after || after >= end || after->c != ':')
			return at;
		at = after + 1;
	}
}

/* A marking that ends the subject: 「名簿の送付 機密性2・複製禁止」 */
static const Cell *trailing(const Vocabulary *vocabulary, const Cell *first,
			    const Cell *end, Reading *reading)
{
	const Cell *at = end - first > TRAIL_MAX ? end - TRAIL_MAX : first;

	for (; at < end; at++) {
		if (is_start(first, at) && !is_separator(at->c) &&
		    (at == first || at->gap || at[-1].c != ':') &&
		    !is_opening(at->c) && !leads_into_prose(first, at) &&
		    reading_of(vocabulary, at, end, FALSE, reading) &&
		    reading->level && !reading->empty_box)
			return at;
	}
	return NULL;
}

static void bare_subject(const Vocabulary *vocabulary, const Cell *at,
			 const Cell *end, TagFunc found, gpointer data)
{
	Reading reading;
	const Cell *first = at;
	const Cell *after;
	const Cell *inside;
	const Cell *bracket;

	at = skip_separators(at, end);	/* ★機密性2★ */
	after = lone_name_at(vocabulary, at, end, &reading);
	if (!after) {
		bracket = bracket_at(at, end, &inside);	/* [ML 123] 機密性2 */
		if (bracket)
			after = lone_name_at(vocabulary, bracket, end,
					     &reading);
		if (after)
			at = bracket;
	}
	if (!after) {
		at = trailing(vocabulary, at, end, &reading);
		after = end;
	}
	if (at && !names_another(vocabulary, first, end, reading.level))
		found(&reading, at, after, data);
}

void tags_subject(const Vocabulary *vocabulary, const Cell *at,
		  const Cell *end, TagFunc found, gpointer data)
{
	Reading reading;

	at = skip_prefixes(at, end);
	if (reading_of(vocabulary, at, end, FALSE, &reading)) {
		found(&reading, at, end, data);
		return;
	}
	bare_subject(vocabulary, at, end, found, data);
	tags_bracketed(vocabulary, at, end, found, data);
}

/* File names. */

/* ".tar.gz": what stands behind dots and is short and Latin. */
static const Cell *without_extension(const Cell *first, const Cell *end)
{
	for (guint i = 0; i < 2; i++) {
		const Cell *at = end;

		while (at > first && at[-1].c < 0x80 &&
		       g_ascii_isalnum((char)at[-1].c) && end - at < 6)
			at--;
		if (at - 1 <= first || at == end || at[-1].c != '.')
			break;
		end = at - 1;
	}
	return end;
}

/* "C2_..." with a capital C: a rule of file names, and of nothing else. */
static const Cell *letter_prefix(const Vocabulary *vocabulary,
				 const Cell *first, const Cell *end,
				 Reading *reading)
{
	gunichar letter;

	if (end - first < 3 || first->c != 'c' || first[1].gap ||
	    first[1].c < '1' || first[1].c > '9' ||
	    (first[2].c != '_' && first[2].c != '-'))
		return NULL;
	letter = g_utf8_get_char(first->from);
	*reading = (Reading){
		.level = level_of_number(vocabulary, first[1].c - '0')
	};
	return reading->level && letter != 'c' ? first + 2 : NULL;
}

static gboolean is_name_start(const Cell *first, const Cell *at)
{
	if (is_start(first, at) || at[-1].c == '.')
		return TRUE;
	while (at > first && g_unichar_isdigit(at[-1].c))	/* 01機密性2 */
		at--;
	return at == first;
}

static void bare_name(const Vocabulary *vocabulary, const Cell *first,
		      const Cell *end, TagFunc found, gpointer data)
{
	Reading reading;
	const Cell *after = letter_prefix(vocabulary, first, end, &reading);

	if (after) {
		found(&reading, first, after, data);
		return;
	}
	for (const Cell *at = first; at < end; at++) {
		if (!is_name_start(first, at) || leads_into_prose(first, at))
			continue;
		after = lone_name_at(vocabulary, at, end, &reading);
		if (!after)
			continue;
		if (!names_another(vocabulary, first, end, reading.level))
			found(&reading, at, after, data);
		return;
	}
}

static void one_component(const Vocabulary *vocabulary, const Cell *first,
			  const Cell *end, TagFunc found, gpointer data)
{
	Reading reading;

	end = without_extension(first, end);
	if (first < end &&
	    reading_of(vocabulary, first, end, TRUE, &reading)) {
		found(&reading, first, end, data);
		return;
	}
	bare_name(vocabulary, first, end, found, data);
	tags_bracketed(vocabulary, first, end, found, data);
}

void tags_filename(const Vocabulary *vocabulary, const Cell *at,
		   const Cell *end, TagFunc found, gpointer data)
{
	const Cell *first = at;

	for (; at <= end; at++) {
		if (at < end && at->c != '/' && at->c != '\\')
			continue;
		if (at > first)
			one_component(vocabulary, first, at, found, data);
		first = at + 1;
	}
}

/* Headers. */

void tags_header(const Vocabulary *vocabulary, const Cell *at,
		 const Cell *end, TagFunc found, gpointer data)
{
	const Cell *first = at;
	Reading reading;

	if (reading_of(vocabulary, at, end, TRUE, &reading) &&
	    reading.level) {
		found(&reading, at, end, data);
		return;
	}
	/* A label header is for labels: any name in it that stands alone. */
	while (at < end) {
		gboolean alone = at == first || at->gap ||
				 !g_unichar_isalnum(at[-1].c);
		const Cell *after = alone ?
			lone_name_at(vocabulary, at, end, &reading) : NULL;

		if (after)
			found(&reading, at, after, data);
		at = after ? after : at + 1;
	}
}

/* Page headers. */

static const Cell *digits_at(const Cell *at, const Cell *end)
{
	const Cell *first = at;

	while (at < end && ((at->c >= '0' && at->c <= '9') || at->c == '#'))
		at++;
	return at > first && at - first <= 5 ? at : NULL;
}

/* 「- 3 -」, 「3/10」, 「p. 3」, 「Page 3 of 10」, 「第3頁」, 「3ページ」 */
static const Cell *page_number_at(const Cell *at, const Cell *end)
{
	static const gunichar *const before[] = {
		U"page", U"p", U"pp", U"no", U"頁", U"ページ", U"第", NULL
	};
	static const gunichar *const of[] = {
		U"of", U"/", U"-", U"分の", U"中", NULL
	};
	static const gunichar *const after[] = {
		U"頁", U"ページ", U"枚", U"枚目", U"葉", NULL
	};
	const Cell *word;

	while (at < end && (is_separator(at->c) || is_decoration(at->c) ||
			    is_opening(at->c)))
		at++;
	word = words_at(before, at, end);
	at = word ? word : at;
	while (at < end && (at->c == '.' || at->c == ':'))
		at++;
	at = digits_at(at, end);
	word = at ? words_at(of, at, end) : NULL;
	if (word && digits_at(word, end))
		at = digits_at(word, end);
	word = at ? words_at(after, at, end) : NULL;
	at = word ? word : at;
	while (at && at < end && (is_separator(at->c) ||
				  is_decoration(at->c) || is_closing(at->c)))
		at++;
	return at;
}

/* Takes the number of the page off either end. */
static gboolean trim_page_number(const Cell **at, const Cell **end)
{
	const Cell *after = page_number_at(*at, *end);
	const Cell *c = *end - *at > NUMBER_MAX ? *end - NUMBER_MAX : *at;

	if (after && after < *end && (after->gap || is_separator(after[-1].c))) {
		*at = after;
		return TRUE;
	}
	for (; c < *end; c++) {
		if (c > *at && (c->gap || is_separator(c->c)) &&
		    page_number_at(c, *end) == *end) {
			*end = c;
			return TRUE;
		}
	}
	return FALSE;
}

/* 「第3章 機密性3情報」, 「2.1 機密性3」: the heading of what is below. */
static gboolean is_heading(const Cell *at, const Cell *end)
{
	static const gunichar *const units[] = {
		U"章", U"節", U"編", U"条", U"款", U"項", NULL
	};
	const Cell *after = at->c == 0x7B2C ? digits_at(at + 1, end) : NULL;
	guint value;

	if (at->c == 0x7B2C && !after)
		after = number_at(at + 1, end, &value);
	if (after)
		return words_at(units, after, end) != NULL;
	after = digits_at(at, end);
	return after && after < end && after->c == '.' && !after->gap;
}

/* A heading begins at one of the places that a page's line has. */
static gboolean has_heading(const Cell *at, const Cell *end)
{
	const Cell *first = at;

	for (; at < end; at++) {
		if ((at == first || (at->gap && at->c == 0x7B2C)) &&
		    is_heading(at, end))
			return TRUE;
	}
	return FALSE;
}

/* Left, middle and right stand in one line: 「名簿　　機密性2　　1/3」 */
static void middle_name(const Vocabulary *vocabulary, const Cell *first,
			const Cell *end, TagFunc found, gpointer data)
{
	Reading reading;

	for (const Cell *at = first + 1; at < end; at++) {
		const Cell *after = !at->gap || leads_into_prose(first, at) ?
			NULL : lone_name_at(vocabulary, at, end, &reading);

		if (!after || (after < end && !after->gap))
			continue;
		if (!names_another(vocabulary, first, end, reading.level))
			found(&reading, at, after, data);
		return;
	}
}

typedef struct Counter {
	TagFunc found;
	gpointer data;
	guint count;
} Counter;

static void count_tag(const Reading *reading, const Cell *first,
		      const Cell *end, gpointer data)
{
	Counter *counter = data;

	counter->found(reading, first, end, counter->data);
	counter->count++;
}

void tags_page(const Vocabulary *vocabulary, const Cell *at,
	       const Cell *end, TagFunc found, gpointer data)
{
	Counter counter = { found, data, 0 };
	const Cell *from = at;
	const Cell *to = end;
	Reading reading;

	if (has_heading(at, end)) {
		tags_bracketed(vocabulary, at, end, found, data);
		return;
	}
	if (trim_page_number(&from, &to) &&
	    reading_of(vocabulary, from, to, FALSE, &reading)) {
		found(&reading, from, to, data);
		return;
	}
	/* The number may be the level's own: 「名簿　機密性 2」 */
	tags_subject(vocabulary, at, end, count_tag, &counter);
	if (counter.count == 0 && from < to && (from > at || to < end))
		tags_subject(vocabulary, from, to, count_tag, &counter);
	if (counter.count == 0)
		middle_name(vocabulary, at, end, found, data);
}
