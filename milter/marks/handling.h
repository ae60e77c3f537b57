/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * handling.h - the words that stand around a level in a marking.
 */
#ifndef MARKS_HANDLING_H
#define MARKS_HANDLING_H

#include <glib.h>

#include "marks/normalise.h"

/*
 * One restriction, in two pieces of the text: of 「複製・配付禁止」 the second
 * is 配付 and 禁止, the first 複製 and 禁止. The second piece may be empty.
 */
typedef struct Restriction {
	const Cell *what;
	const Cell *what_end;
	const Cell *act;
	const Cell *act_end;
	gboolean until;		/* says how long: periods.c */
	guint year;		/* until this date; 0: as it is written */
	guint month;
	guint day;		/* 0: the month */
} Restriction;

#define RESTRICTIONS_MAX 16

typedef struct Restrictions {
	Restriction list[RESTRICTIONS_MAX];
	guint count;
} Restrictions;

/* More than RESTRICTIONS_MAX are forgotten; @add is nullable. */
void restrictions_add(Restrictions *add, const Restriction *restriction);

/* As the record shows it: "配付禁止". Returns: (transfer full). */
char *restriction_text(const Restriction *restriction);

/*
 * Each reads one thing at @at and returns the cell after it, or NULL.
 *
 * handling_at   one restriction, or several that share their last word;
 *               more than RESTRICTIONS_MAX are read and forgotten
 * intro_at      what introduces a level: 「本メールの格付け：」; *ret_number is
 *               the number of 「機密性区分：３」, which leaves the stem out
 * share_at      「共有範囲：社内」, to the end of that
 * aside_at      what may stand beside a level and says nothing of it:
 *               情報, （高）, 完全性1, 至急, a date, 保存期間1年, 取扱制限：
 * degree_at     情報, 文書 or (高) directly after a level
 */
const Cell *handling_at(const Cell *at, const Cell *end, Restrictions *add);
const Cell *intro_at(const Cell *at, const Cell *end, guint *ret_number);
const Cell *share_at(const Cell *at, const Cell *end, Restrictions *add);
const Cell *aside_at(const Cell *at, const Cell *end, gboolean after_level);
const Cell *degree_at(const Cell *at, const Cell *end);

/* Whether some word of the above could start with, or must contain, @c. */
gboolean handling_hint(gunichar c);

#endif
