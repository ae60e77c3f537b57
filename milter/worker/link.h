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

/* Closes the socket; a healthy worker then ends by itself. */
void link_free(Link *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Link, link_free)

/* Whether the process is gone; waits a second for one that is ending. */
gboolean link_has_ended(const Link *link);

/* SIGKILL, without fail and without regard to what it is doing. */
void link_kill(const Link *link);

/* Whether the worker is gone, or said something unasked. */
gboolean link_is_spoilt(const Link *link);

#endif
