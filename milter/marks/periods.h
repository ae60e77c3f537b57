/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * periods.h - dates beside a marking, and how long it holds.
 */
#ifndef MARKS_PERIODS_H
#define MARKS_PERIODS_H

#include <glib.h>

#include "marks/handling.h"

/*
 * Each reads one thing at @at and returns the cell after it, or NULL; @add
 * (nullable) gets what it says of how long.
 *
 * date_at     令和8年3月31日, 2026/3/31, 3年; @bare: only a whole date
 * until_at    令和9年3月31日まで, 公開日まで
 * period_at   保存期間1年, 秘密期間：令和9年3月31日まで
 */
const Cell *date_at(const Cell *at, const Cell *end, gboolean bare);
const Cell *until_at(const Cell *at, const Cell *end, Restrictions *add);
const Cell *period_at(const Cell *at, const Cell *end, Restrictions *add);

#endif
