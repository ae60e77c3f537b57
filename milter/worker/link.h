/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * link.h - one worker as the milter sees it: a socket and a pidfd.
 */
#ifndef WORKER_LINK_H
#define WORKER_LINK_H

#include <glib.h>

#include "worker/channel.h"

typedef struct Link {
	int sock;
	int pidfd;
	guint32 pid;	/* for the log only: numbers are used again */
	guint jobs;	/* mails it was given */
	gboolean is_worn;	/* said that it ends */
} Link;

/* Takes both descriptors of a FRAME_WORKER out of @frame. NULL where it is
 * not one. Returns: (transfer full). */
Link *link_new(Frame *frame);

/* Closes the socket; a healthy worker then ends by itself. For workers whose
 * keeper is ending, and takes them along. */
void link_free(Link *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Link, link_free)

/*
 * Ends the worker, and frees @link. @now: by SIGKILL; else it is let end by
 * itself, and killed where it does not within a second: it may be in somebody
 * else's hands, and its keeper forks no other one until it is gone.
 */
void link_end(Link *link, gboolean now);

/* Whether the process is gone; waits a second for one that is ending. */
gboolean link_has_ended(const Link *link);

/* Whether the worker is gone, or said something unasked. */
gboolean link_is_spoilt(const Link *link);

#endif
