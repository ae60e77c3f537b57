/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * answer.h - a verdict or a failure, as libmilter wants to hear it.
 */
#ifndef GATEWAY_ANSWER_H
#define GATEWAY_ANSWER_H

#include <glib.h>
#include <libmilter/mfapi.h>

#include "act/reply.h"
#include "policy/verdict.h"
#include "worker/channel.h"

/*
 * Sets @reply (NULL for none) and returns what the end-of-message callback
 * returns for @action. Where libmilter refuses the text, the answer keeps
 * its meaning and the MTA uses words of its own.
 */
sfsistat answer(SMFICTX *ctx, Action action, const Reply *reply);

/*
 * Asks the MTA for every change in @changes, in order. FALSE at the first
 * that fails: the mail must then be deferred, and the MTA forgets them all.
 */
gboolean answer_changes(SMFICTX *ctx, const GPtrArray *changes,
			gboolean with_space, GError **error);

/*
 * Has all of @fd as the body of the mail, instead of its own. @tick is
 * called between pieces. FALSE as above.
 */
gboolean answer_body(SMFICTX *ctx, int fd, TickFunc tick, gpointer data,
		     GError **error);

/* Has the MTA hold the mail in its own queue. */
gboolean answer_hold(SMFICTX *ctx, const char *reason, GError **error);

#endif
