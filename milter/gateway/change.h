/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * change.h - when what has changed is to be loaded.
 *
 *   same      what is there is what is loaded: nothing to do
 *   moving    it is another, and keeps changing: waited for
 *   quiet     it has not changed for CHANGE_QUIET_US: load it
 *   tried     it was tried like that and is still not what is loaded
 *   overdue   moving or tried, and the pause is over: load it all the same
 *
 * The pause is CHANGE_PAUSE_US at first and doubles with each try, up to
 * CHANGE_LONGEST_US; it is short again once all was quiet and the same. No
 * I/O, no clock.
 */
#ifndef GATEWAY_CHANGE_H
#define GATEWAY_CHANGE_H

#include <glib.h>

/* freshclam puts several files in place, one after the other. */
#define CHANGE_QUIET_US (5 * G_TIME_SPAN_SECOND)
/* Far more than it takes between two files. Whoever writes for longer writes
 * for ever, and new signatures must not wait for that. */
#define CHANGE_PAUSE_US (30 * G_TIME_SPAN_SECOND)
/* What fails, or never rests, costs one load in that time. */
#define CHANGE_LONGEST_US (15 * G_TIME_SPAN_MINUTE)

/* All zero at first. */
typedef struct Change {
	guint64 there;		/* stamp at the last look */
	gint64 there_us;	/* since when it has been the same */
	guint64 tried;		/* stamp of the last try; 0: none */
	gint64 overdue_us;	/* when waiting ends; 0: nothing is to do */
	gint64 pause_us;
} Change;

/* Looks at the stamps of what is there (0: it cannot be told) and of what is
 * loaded. TRUE: load it now, and say so with change_tried(). */
gboolean change_is_due(Change *change, guint64 there, guint64 loaded,
		       gint64 now_us);

/* Whether what is to be loaded was tried before, just like that. */
gboolean change_is_retry(const Change *change);

/* It was tried, well or badly: the next look at what is loaded tells. */
void change_tried(Change *change, gint64 now_us);

#endif
