/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * change.c - when what has changed is to be loaded.
 *
 * Runs in:  milter process, one thread.
 * Trusts:   its caller.
 * Effects:  none.
 */
#include "gateway/change.h"

typedef enum { SAME, MOVING, QUIET, TRIED, OVERDUE, UNKNOWN } State;

static gboolean is_quiet(const Change *change, gint64 now_us)
{
	return now_us - change->there_us >= CHANGE_QUIET_US;
}

static State state_of(const Change *change, guint64 loaded, gint64 now_us)
{
	if (change->there == 0)
		return UNKNOWN;
	if (change->there == loaded)
		return SAME;
	if (change->overdue_us != 0 && now_us >= change->overdue_us)
		return OVERDUE;
	if (change_is_retry(change))
		return TRIED;
	return is_quiet(change, now_us) ? QUIET : MOVING;
}

gboolean change_is_due(Change *change, guint64 there, guint64 loaded,
		       gint64 now_us)
{
	if (there != change->there) {
		change->there = there;
		change->there_us = now_us;
	}
	switch (state_of(change, loaded, now_us)) {
	case UNKNOWN:
		return FALSE;
	case SAME:
		change->overdue_us = 0;
		change->tried = 0;
		/* Not just between two writes of somebody who never rests. */
		if (is_quiet(change, now_us))
			change->pause_us = 0;
		return FALSE;
	case MOVING:
	case TRIED:
		if (change->overdue_us == 0)
			change->overdue_us = now_us +
				MAX(change->pause_us, CHANGE_PAUSE_US);
		return FALSE;
	case QUIET:
	case OVERDUE:
		return TRUE;
	}
	return FALSE;
}

gboolean change_is_retry(const Change *change)
{
	return change->there == change->tried;
}

void change_tried(Change *change, gint64 now_us)
{
	change->tried = change->there;
	change->pause_us = CLAMP(change->pause_us * 2, CHANGE_PAUSE_US,
				 CHANGE_LONGEST_US);
	change->overdue_us = now_us + change->pause_us;
}
