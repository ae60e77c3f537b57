/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * reading.c - cells read as a marking and nothing else, or not at all.
 *
 * Runs in:  worker.
 * Trusts:   nothing of the text.
 * Effects:  none.
 * Limits:   LEVELS_MAX levels in one marking, TAG_MAX cells in brackets.
 *
 *   marking  = { ornament | aside } [ intro ] { item }
 *   item     = [ box ] level [ degree ] | handling | share | aside | ornament
 *   ornament = bracket | separator | decoration
 *
 * One pass from left to right, each step the longest word that fits, no way
 * back: time is linear in the cells.
 */
#include "marks/reading.h"

#include "marks/periods.h"

#define LEVELS_MAX 8
#define TAG_MAX 120

typedef enum {
	BOX_NONE,
	BOX_EMPTY,
	BOX_TICKED,
	BOX_FILLED,	/* ■: ticked if another box is empty, else ornament */
} Box;

typedef struct State {
	const Vocabulary *vocabulary;
	const Cell *end;
	guint depth;	/* of brackets */
	gboolean tag;
	gboolean limits;	/* 取扱制限 was read: dates may be limits */
	Box box;	/* not yet used by a level */
	struct {
		const Level *level;
		Box box;
	} seen[LEVELS_MAX];
	guint count;
	Reading *reading;
} State;

static Box box_of(gunichar c)
{
	switch (c) {
	case 0x25A1: case 0x2610: case 0x25A2: case 0x25FB: case 0x2B1C:
		return BOX_EMPTY;
	case 0x2611: case 0x2612: case 0x2705: case 0x2713: case 0x2714:
	case 0x1F5F9: case 0x1F5F8: case 0x2BBD: case 0x1F5F5:
		return BOX_TICKED;
	case 0x25A0: case 0x25A3: case 0x25FC: case 0x25CF: case 0x25C9:
	case 0x2B1B: case 0x25C6:
		return BOX_FILLED;
	default:
		return BOX_NONE;
	}
}

/* "[ ]", "[x]", "（レ）": boxes that people type. */
static const Cell *typed_box_at(const Cell *at, const Cell *end, Box *ret_box)
{
	static const gunichar ticks[] = U"xvレ✓✔○◯◎●*";

	if (end - at < 2 || !is_opening(at->c))
		return NULL;
	if (is_closing(at[1].c)) {
		*ret_box = BOX_EMPTY;
		return at + 2;
	}
	if (end - at < 3 || !is_closing(at[2].c))
		return NULL;
	for (const gunichar *tick = ticks; *tick; tick++) {
		if (*tick == at[1].c) {
			*ret_box = BOX_TICKED;
			return at + 3;
		}
	}
	return NULL;
}

static const Cell *read_box(State *state, const Cell *at)
{
	const Cell *after = typed_box_at(at, state->end, &state->box);
	Hit hit;

	if (after)
		return after;
	if (at->c == 0x30EC &&	/* レ, written by hand for ✓ */
	    level_at(state->vocabulary, at + 1, state->end, &hit)) {
		state->box = BOX_TICKED;
		return at + 1;
	}
	if (box_of(at->c) == BOX_NONE)
		return NULL;
	state->box = box_of(at->c);
	return at + 1;
}

static gboolean note_level(State *state, const Level *level)
{
	if (state->count == LEVELS_MAX)
		return FALSE;
	state->seen[state->count].level = level;
	state->seen[state->count++].box = state->box;
	state->box = BOX_NONE;
	if (state->depth > 0 || state->tag)
		state->reading->bracket = TRUE;
	return TRUE;
}

static const Cell *read_level(State *state, const Cell *at)
{
	Hit hit;

	if (!level_at(state->vocabulary, at, state->end, &hit))
		return NULL;
	if (hit.brief && !state->tag && state->depth == 0 &&
	    !state->reading->intro)
		return NULL;
	return note_level(state, hit.level) ? hit.end : NULL;
}

static const Cell *read_intro(State *state, const Cell *at)
{
	guint number;
	const Level *level;

	if (state->count > 0)
		return NULL;
	at = intro_at(at, state->end, &number);
	if (!at)
		return NULL;
	state->reading->intro = TRUE;
	level = level_of_number(state->vocabulary, number);
	if (number > 0 && (!level || !note_level(state, level)))
		return NULL;
	return at;
}

/* 【機密性2情報を含む】 marks; the same words on a line go on to something. */
static const gunichar *const containing[] = {
	U"を含む", U"含む", U"含", U"あり", U"有", U"有り", U"在中", U"につき",
	NULL
};

static const Cell *read_words(State *state, const Cell *at)
{
	/* □複製禁止: offered, not chosen. */
	Restrictions *add = state->box == BOX_EMPTY ? NULL :
			    &state->reading->restrictions;
	const Cell *after = handling_at(at, state->end, add);

	if (!after)
		after = share_at(at, state->end, add);
	if (!after)
		after = period_at(at, state->end, add);
	if (!after && state->limits)
		after = until_at(at, state->end, add);
	if (after)
		state->box = BOX_NONE;
	else
		after = aside_at(at, state->end, state->count > 0);
	if (!after && state->count > 0 && (state->tag || state->depth > 0))
		after = words_at(containing, at, state->end);
	return after;
}

static const Cell *read_ornament(State *state, const Cell *at)
{
	gunichar c = at->c;

	if (is_opening(c))
		state->depth++;
	else if (is_closing(c))
		state->depth -= state->depth > 0;
	else if (!is_separator(c) && !is_decoration(c))
		return NULL;
	return at + 1;
}

static const Cell *read_item(State *state, const Cell *at)
{
	static const gunichar *const limits[] = {
		U"取扱制限", U"取扱い制限", NULL
	};
	static const Cell *(*const readers[])(State *, const Cell *) = {
		read_box, read_level, read_words, read_intro, read_ornament,
	};

	state->limits = state->limits || words_at(limits, at, state->end);
	for (guint i = 0; i < G_N_ELEMENTS(readers); i++) {
		const Cell *after = readers[i](state, at);

		if (after)
			return after;
	}
	return NULL;
}

/* The ticked level where boxes are used, else the only level there is. */
static void choose(State *state)
{
	Reading *reading = state->reading;
	gboolean empty = FALSE;
	gboolean several = FALSE;
	const Level *ticked = NULL;

	for (guint i = 0; i < state->count; i++)
		empty = empty || state->seen[i].box == BOX_EMPTY;
	for (guint i = 0; i < state->count; i++) {
		Box box = state->seen[i].box;
		const Level *level = state->seen[i].level;

		several = several || level != state->seen[0].level;
		if ((box == BOX_TICKED || (box == BOX_FILLED && empty)) &&
		    (!ticked || level->rank > ticked->rank))
			ticked = level;
	}
	reading->empty_box = empty;
	reading->ticked = ticked != NULL;
	reading->several = several && !ticked;
	if (ticked)
		reading->level = ticked;
	else if (state->count > 0 && !several)
		reading->level = state->seen[0].level;
}

/* 「保存期間：令和9年3月31日まで」 alone says nothing of handling. */
static gboolean restricts(const State *state)
{
	const Restrictions *all = &state->reading->restrictions;
	gboolean found = state->limits && all->count > 0;

	for (guint i = 0; i < all->count && !found; i++)
		found = !all->list[i].until;
	return found;
}

gboolean reading_of(const Vocabulary *vocabulary, const Cell *at,
		    const Cell *end, gboolean tag, Reading *ret_reading)
{
	State state = { .vocabulary = vocabulary, .end = end, .tag = tag,
			.reading = ret_reading };

	*ret_reading = (Reading){ 0 };
	while (at < end) {
		ret_reading->ends_open = at->c == ':';
		at = read_item(&state, at);
		if (!at)
			return FALSE;
	}
	choose(&state);
	return !ret_reading->several &&
	       (ret_reading->level || restricts(&state));
}

/* Words that go on with the sentence whatever follows them. */
static const gunichar *const going_on[] = {
	U"とは", U"とし", U"とす", U"とい", U"との", U"とな", U"を", U"には",
	U"におけ", U"におい", U"につい", U"にかか", U"によ", U"にあ", U"にす",
	U"にな", U"にも", U"での", U"でな", U"です", U"であ", U"のう", U"のも",
	U"のた", U"のみ", U"のと", U"のよ", U"のお", U"のな", U"があ", U"がな",
	U"又は", U"及び", U"若しく", U"並びに", U"および", U"もしくは",
	U"ならびに", U"など", U"相当", U"未満", U"な情", U"なの", U"だけ",
	U"等の", U"等を", U"等は", U"等に", U"等が", U"等、", U"等と", U"、",
	U"。", U"」", U"』", NULL
};

/* And these within a line; a line may well begin with them. */
static const gunichar *const going_on_here[] = {
	U"では", U"でも", U"または", U"はな", U"はこ", U"はす", U"はい",
	U"から", U"まで", U"より", U"以上", U"以下", U"以外", U"か否か",
	U"かどうか", U"?", U"→", U"⇒", U"~", U"含", U"表示", U"付与", U"表記",
	U"ラベル", U"スタンプ", U"ゴム印", U"シール", NULL
};

static const gunichar *const nouns[] = {
	U"情報", U"文書", U"資料", U"データ", U"メール", U"ファイル", U"扱い",
	NULL
};

/*
 * 「のり弁」 and 「とりまとめ」 are words: a particle stands before another
 * script.
 */
static gboolean is_particle(const Cell *at, const Cell *end)
{
	static const gunichar particles[] = U"のはがとにでもやへ";

	if (at >= end)
		return FALSE;
	for (const gunichar *one = particles; *one; one++) {
		if (*one == at->c)
			return at + 1 >= end || at[1].gap ||
			       !is_hiragana(at[1].c);
	}
	return FALSE;
}

static gboolean goes_on(const Cell *at, const Cell *end, gboolean here)
{
	return words_at(going_on, at, end) || is_particle(at, end) ||
	       (here && words_at(going_on_here, at, end));
}

gboolean continues(const Cell *at, const Cell *end, gboolean here)
{
	/* 「資料をお送りします」 is how the text below a marking begins. */
	const Cell *noun = here ? words_at(nouns, at, end) : NULL;

	return goes_on(at, end, here) || (noun && goes_on(noun, end, here));
}

const Cell *bracket_at(const Cell *at, const Cell *end,
		       const Cell **ret_inside)
{
	guint depth = 0;

	if (at >= end || !is_opening(at->c))
		return NULL;
	for (const Cell *c = at; c < end && c - at < TAG_MAX; c++) {
		depth += is_opening(c->c);
		depth -= is_closing(c->c) && depth > 0;
		if (depth == 0) {
			*ret_inside = c;
			return c + 1;
		}
	}
	return NULL;
}
