/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * periods.c - dates beside a marking, and how long it holds.
 *
 * Runs in:  worker.
 * Trusts:   nothing of the text.
 * Effects:  none.
 *
 *   period = ( "保存期間" | "秘密期間" | ... ) [ sep ] ( date | word )
 *   until  = ( date | "公開日" | ... ) "まで" ...
 */
#include "marks/periods.h"

static const gunichar *const periods[] = {
	U"保存期間", U"保管期間", U"保存期限", U"保管期限", U"秘密期間",
	U"取扱期限", U"有効期限", U"廃棄予定", U"作成日", U"期限", U"期間",
	NULL
};

static const gunichar *const period_ends[] = {
	U"まで", U"まで保存", U"まで保管", U"付", U"付け", U"作成", U"限り",
	U"保存", U"保管", U"廃棄", U"満了", U"永年", U"常用", U"間", U"以内",
	U"間保存", NULL
};

static const struct {
	const gunichar *name;
	guint before;	/* the year before its first */
} eras[] = {
	{ U"令和", 2018 }, { U"平成", 1988 }, { U"昭和", 1925 },
	{ U"西暦", 0 }, { U"r", 2018 }, { U"h", 1988 }, { U"s", 1925 },
};

/* Of these a date says until when, even without まで. */
static const gunichar *const secrecy[] = {
	U"秘密期間", U"取扱期限", NULL
};

static const gunichar *const events[] = {
	U"公開日まで", U"公開まで", U"公表日まで", U"公表まで", U"解禁まで",
	U"報道解禁まで", U"解禁日まで", U"施行日まで", U"施行まで",
	U"決裁まで", U"会議終了まで", U"事件終結まで", U"捜査終結まで",
	U"発表まで", U"発表日まで", NULL
};

static const Cell *era_at(const Cell *at, const Cell *end, guint *ret_before)
{
	for (guint i = 0; i < G_N_ELEMENTS(eras); i++) {
		const Cell *after = word_at(eras[i].name, at, end);

		if (after) {
			*ret_before = eras[i].before;
			return after;
		}
	}
	return NULL;
}

static gboolean has_digit(const Cell *at, const Cell *end)
{
	for (; at < end; at++) {
		if (at->c >= '0' && at->c <= '9')
			return TRUE;
	}
	return FALSE;
}

const Cell *date_at(const Cell *at, const Cell *end, gboolean bare)
{
	guint before;
	const Cell *first = at;
	const Cell *after = era_at(at, end, &before);
	guint units = 0;

	if (after)
		at = after;
	for (; at < end; at++) {
		gboolean unit = at->c == 0x5E74 || at->c == 0x6708 ||
				at->c == 0x65E5 || at->c == '/' ||
				at->c == '.' || at->c == '-';

		if (!unit && !(at->c >= '0' && at->c <= '9') &&
		    at->c != 0x5143 && at->c != 0x5EA6)	/* 元 度 */
			break;
		units += unit;
	}
	if (!has_digit(first, at) || units < (bare ? 3u : 1u))
		return NULL;
	after = words_at(period_ends, at, end);
	return after ? after : at;
}

static const Cell *count_at(const Cell *at, const Cell *end, guint *ret_value)
{
	const Cell *first = at;
	guint value = 0;

	for (; at < end && at - first < 4 && at->c >= '0' && at->c <= '9';
	     at++)
		value = value * 10 + (at->c - '0');
	*ret_value = value;
	return at > first ? at : NULL;
}

/* One of 年 月 日, or the sign that stands for it. */
static const Cell *unit_at(gunichar unit, const Cell *at, const Cell *end)
{
	if (at < end && (at->c == unit || at->c == '/' || at->c == '.' ||
			 at->c == '-'))
		return at + 1;
	return NULL;
}

/* Year and month, and the day where there is one. */
static const Cell *calendar_at(const Cell *at, const Cell *end,
			       Restriction *ret_date)
{
	guint before = 0;
	guint year;
	guint month;
	guint day = 0;
	const Cell *era = era_at(at, end, &before);
	const Cell *after = era ? era : at;
	const Cell *last;

	if (era && era < end && era->c == 0x5143) {	/* 元年 */
		year = 1;
		after = era + 1;
	} else if (!(after = count_at(after, end, &year))) {
		return NULL;
	}
	year += before;
	after = unit_at(0x5E74, after, end);
	after = after ? count_at(after, end, &month) : NULL;
	if (!after || month < 1 || month > 12 || year < 1900 || year > 2999)
		return NULL;
	last = unit_at(0x6708, after, end);
	if (last && count_at(last, end, &day))
		last = count_at(last, end, &day);
	if (day > 31 || (!last && after < end && after->c == 0x6708))
		return NULL;
	if (last && last < end && last->c == 0x65E5)
		last++;
	ret_date->year = year;
	ret_date->month = month;
	ret_date->day = day;
	return last ? last : after;
}

static const Cell *until_date_at(const Cell *at, const Cell *end,
				 gboolean bare, Restrictions *add)
{
	Restriction until = { .until = TRUE, .what = at };
	const Cell *date = calendar_at(at, end, &until);
	const Cell *after = date ? word_at(U"まで", date, end) : NULL;

	if (!date || (!after && !bare))
		return NULL;
	until.what_end = after ? after : date;
	until.act = until.what_end;
	until.act_end = until.what_end;
	restrictions_add(add, &until);
	/* まで保存, まで保管 */
	after = after ? words_at(period_ends, date, end) : date;
	return after ? after : until.what_end;
}

const Cell *until_at(const Cell *at, const Cell *end, Restrictions *add)
{
	const Cell *after = words_at(events, at, end);

	if (!after)
		return until_date_at(at, end, FALSE, add);
	restrictions_add(add, &(Restriction){
		.until = TRUE, .what = at, .what_end = after, .act = after,
		.act_end = after,
	});
	return after;
}

const Cell *period_at(const Cell *at, const Cell *end, Restrictions *add)
{
	const Cell *after = words_at(periods, at, end);
	gboolean bare = words_at(secrecy, at, end) != NULL;
	const Cell *date;

	if (!after)
		return NULL;
	while (after < end && is_separator(after->c))
		after++;
	date = until_at(after, end, add);
	if (!date && bare)
		date = until_date_at(after, end, TRUE, add);
	if (!date)
		date = date_at(after, end, FALSE);
	if (!date)
		date = words_at(period_ends, after, end);
	return date;
}
