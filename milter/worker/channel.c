/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * channel.c - frames with descriptors over a stream socket.
 *
 * Runs in:  milter process, sekimori, keeper, worker.
 * Trusts:   nothing that it receives.
 * Effects:  reads and writes the sockets it is given.
 */
#include "worker/channel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"

#define TICK_MS 1000

typedef struct Prefix {
	guint32 type;
	guint32 size;
} Prefix;

void frame_free(Frame *frame)
{
	if (!frame)
		return;
	for (guint i = 0; i < CHANNEL_MAX_FDS; i++)
		fd_close(&frame->fds[i]);
	if (frame->bytes)
		g_byte_array_unref(frame->bytes);
	g_free(frame);
}

static gboolean wait_for(int sock, short events, gint64 deadline_us,
			 TickFunc tick, gpointer data, GError **error)
{
	for (;;) {
		struct pollfd poll_fd = { .fd = sock, .events = events };
		gint64 left_ms = TICK_MS;
		int ready;

		if (deadline_us >= 0) {
			gint64 left_us = deadline_us - g_get_monotonic_time();

			if (left_us <= 0)
				return fail(error, FAIL_TIMEOUT, "timed out");
			left_ms = MIN(left_us / 1000 + 1, TICK_MS);
		}
		ready = poll(&poll_fd, 1, (int)left_ms);
		if (ready > 0)
			return TRUE;
		if (ready < 0 && errno != EINTR)
			return fail_errno(error, "poll");
		if (tick && !tick(data))
			return fail(error, FAIL_TIMEOUT, "given up");
	}
}

static void attach(struct msghdr *message, void *control, const int *fds,
		   guint fd_count)
{
	struct cmsghdr *head;

	message->msg_control = control;
	message->msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
	head = CMSG_FIRSTHDR(message);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
	memcpy(CMSG_DATA(head), fds, fd_count * sizeof(int));
}

gboolean channel_send(int sock, FrameType type, const void *bytes, gsize size,
		      const int *fds, guint fd_count, gint64 deadline_us,
		      GError **error)
{
	Prefix prefix = { (guint32)type, (guint32)size };
	_Alignas(struct cmsghdr)
		char control[CMSG_SPACE(CHANNEL_MAX_FDS * sizeof(int))] = { 0 };
	gsize sent = 0;

	g_assert(fd_count <= CHANNEL_MAX_FDS && size <= G_MAXUINT32);
	while (sent < sizeof prefix + size) {
		struct iovec pieces[2];
		struct msghdr message = { .msg_iov = pieces };
		gsize of_prefix = MIN(sent, sizeof prefix);
		gsize of_bytes = sent - of_prefix;
		ssize_t step;

		pieces[0].iov_base = (char *)&prefix + of_prefix;
		pieces[0].iov_len = sizeof prefix - of_prefix;
		pieces[1].iov_base = (char *)(gintptr)bytes + of_bytes;
		pieces[1].iov_len = size - of_bytes;
		message.msg_iovlen = 2;
		if (sent == 0 && fd_count > 0)
			attach(&message, control, fds, fd_count);
		step = sendmsg(sock, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (step >= 0)
			sent += (gsize)step;
		else if (errno == EAGAIN) {
			if (!wait_for(sock, POLLOUT, deadline_us, NULL, NULL,
				      error))
				return FALSE;
		} else if (errno != EINTR)
			return fail_errno(error, "send");
	}
	return TRUE;
}

/* Descriptors beyond what fits in a frame are closed, never kept. */
static gboolean take_fds(Frame *frame, struct msghdr *message)
{
	gboolean fits = TRUE;

	for (struct cmsghdr *head = CMSG_FIRSTHDR(message); head;
	     head = CMSG_NXTHDR(message, head)) {
		gsize count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (head->cmsg_level != SOL_SOCKET ||
		    head->cmsg_type != SCM_RIGHTS)
			continue;
		for (gsize i = 0; i < count; i++) {
			guint slot = 0;
			int fd;

			memcpy(&fd, CMSG_DATA(head) + i * sizeof fd,
			       sizeof fd);
			while (slot < CHANNEL_MAX_FDS && frame->fds[slot] >= 0)
				slot++;
			if (slot < CHANNEL_MAX_FDS)
				frame->fds[slot] = fd;
			else {
				fd_close(&fd);
				fits = FALSE;
			}
		}
	}
	/* Cut short with room in the frame: it is we who have none. */
	if (message->msg_flags & MSG_CTRUNC) {
		frame->lost_fds |= frame->fds[CHANNEL_MAX_FDS - 1] < 0;
		fits &= frame->lost_fds;
	}
	return fits;
}

/* What both steps of receiving share. */
typedef struct Waiting {
	int sock;
	gint64 deadline_us;
	TickFunc tick;
	gpointer data;
} Waiting;

/* Reads exactly @size bytes. @started: of a frame that has begun, whose end
 * is no ordinary end of the stream. */
static gboolean receive_exactly(const Waiting *w, Frame *frame, void *into,
				gsize size, gboolean started, GError **error)
{
	for (gsize got = 0; got < size;) {
		_Alignas(struct cmsghdr) char
			control[CMSG_SPACE(CHANNEL_MAX_FDS * sizeof(int))];
		struct iovec piece = { (char *)into + got, size - got };
		struct msghdr message = {
			.msg_iov = &piece, .msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof control,
		};
		ssize_t step = recvmsg(w->sock, &message,
				       MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

		if (step > 0) {
			got += (gsize)step;
			if (!take_fds(frame, &message))
				return fail(error, FAIL_WORKER,
					    "too many descriptors");
		} else if (step == 0)
			return started || got > 0 ?
			       fail(error, FAIL_WORKER,
				    "closed within a frame") :
			       fail(error, FAIL_GENERAL, "closed");
		else if (errno == EAGAIN) {
			if (!wait_for(w->sock, POLLIN, w->deadline_us,
				      w->tick, w->data, error))
				return FALSE;
		} else if (errno != EINTR)
			return fail_errno(error, "receive");
	}
	return TRUE;
}

Frame *channel_receive(int sock, gsize max, gint64 deadline_us, TickFunc tick,
		       gpointer data, GError **error)
{
	g_autoptr(Frame) frame = g_new0(Frame, 1);
	Waiting waiting = { sock, deadline_us, tick, data };
	Prefix prefix;

	for (guint i = 0; i < CHANNEL_MAX_FDS; i++)
		frame->fds[i] = -1;
	frame->bytes = g_byte_array_new();
	if (!receive_exactly(&waiting, frame, &prefix, sizeof prefix, FALSE,
			     error))
		return NULL;
	if (prefix.type >= FRAME_TYPES || prefix.size > max) {
		fail(error, FAIL_WORKER, "frame of type %u with %u bytes; %s "
		     "%" G_GSIZE_FORMAT, prefix.type, prefix.size,
		     prefix.type == FRAME_FINDINGS ||
		     prefix.type == FRAME_LAST_FINDINGS ?
		     "findings-bytes is" : "at most", max);
		return NULL;
	}
	frame->type = (FrameType)prefix.type;
	g_byte_array_set_size(frame->bytes, prefix.size);
	if (!receive_exactly(&waiting, frame, frame->bytes->data, prefix.size,
			     TRUE, error))
		return NULL;
	return g_steal_pointer(&frame);
}

gboolean channel_is_stirred(int sock)
{
	struct pollfd poll_fd = { .fd = sock, .events = POLLIN | POLLRDHUP };

	return poll(&poll_fd, 1, 0) != 0;
}
