/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * link.c - one worker as the milter sees it: a socket and a pidfd.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   the keeper for which process the pidfd is of.
 * Effects:  may kill that process.
 */
#include "worker/link.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>

#include "base/fd.h"

#define ENDING_MS 1000

Link *link_new(Frame *frame)
{
	g_autoptr(Link) link = NULL;

	if (frame->type != FRAME_WORKER || frame->bytes->len != 4 ||
	    frame->fds[0] < 0 || frame->fds[1] < 0)
		return NULL;
	link = g_new0(Link, 1);
	memcpy(&link->pid, frame->bytes->data, sizeof link->pid);
	link->sock = fd_steal(&frame->fds[0]);
	link->pidfd = fd_steal(&frame->fds[1]);
	return g_steal_pointer(&link);
}

void link_free(Link *link)
{
	if (!link)
		return;
	fd_close(&link->sock);
	fd_close(&link->pidfd);
	g_free(link);
}

gboolean link_has_ended(const Link *link)
{
	struct pollfd ended = { .fd = link->pidfd, .events = POLLIN };

	return poll(&ended, 1, ENDING_MS) > 0;
}

void link_end(Link *link, gboolean now)
{
	fd_close(&link->sock);
	/* Fails only where the process is gone already. */
	if (now || !link_has_ended(link))
		(void)pidfd_send_signal(link->pidfd, SIGKILL, NULL, 0);
	link_free(link);
}

gboolean link_is_spoilt(const Link *link)
{
	return channel_is_stirred(link->sock);
}
