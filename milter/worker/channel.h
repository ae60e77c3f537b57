/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * channel.h - frames with descriptors over a stream socket.
 *
 * Between milter and keeper, and between milter and worker. A frame is a
 * type, a size and bytes; descriptors ride on its first byte (SCM_RIGHTS).
 * Both ends are of one build, so numbers are in host order.
 */
#ifndef WORKER_CHANNEL_H
#define WORKER_CHANNEL_H

#include <glib.h>

typedef enum {
	FRAME_BRIEF,	/* milter -> keeper: the brief as JSON, once */
	FRAME_READY,	/* keeper -> milter: Ready */
	FRAME_FAILED,	/* keeper -> milter: why it cannot start, text */
	FRAME_WORKER,	/* keeper -> milter: guint32 pid; socket and pidfd */
	FRAME_JOB,	/* milter -> worker: Job, locks of earlier mails as
			 * in findings/earlier.h; the spool */
	FRAME_FINDINGS,	/* worker -> milter: JSON */
	FRAME_LAST_FINDINGS,	/* the same, of a worker that ends now */
	FRAME_DEATH,	/* keeper -> milter: Death */
	FRAME_SETTLED,	/* worker -> keeper, before any mail: it is confined;
			 * no payload */
	FRAME_TYPES
} FrameType;

#define CHANNEL_MAX_FDS 2

/* Payload of FRAME_READY. */
typedef struct Ready {
	guint32 signatures;
	guint32 padding;
	gint64 signature_time;	/* Unix seconds; 0 without scanner */
} Ready;

/* Payload of FRAME_DEATH: a worker that did not end by itself. */
typedef struct Death {
	guint32 pid;
	gint32 status;		/* as wait(2) says it */
} Death;

/* Begins the payload of FRAME_JOB. */
typedef struct Job {
	guint32 wants;		/* bits WANT_...: see findings.h */
	guint32 budget_ms;	/* what is left by then is a `limit` problem */
} Job;

typedef struct Frame {
	FrameType type;
	GByteArray *bytes;
	int fds[CHANNEL_MAX_FDS];	/* -1 where none; owned */
	gboolean lost_fds;	/* this process may have no more open */
} Frame;

void frame_free(Frame *frame);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Frame, frame_free)

/* Called at least every second while waiting. FALSE gives up. */
typedef gboolean (*TickFunc)(gpointer data);

/* Sends a whole frame. Blocks at most until @deadline_us (monotonic). */
gboolean channel_send(int sock, FrameType type, const void *bytes, gsize size,
		      const int *fds, guint fd_count, gint64 deadline_us,
		      GError **error);

/*
 * Receives a whole frame. More than @max bytes, an unknown type, more
 * descriptors than fit, or the end of the stream within a frame are
 * FAIL_WORKER; the end before a frame is FAIL_GENERAL "closed"; no frame
 * until @deadline_us (-1: wait for ever) is FAIL_TIMEOUT. @tick is nullable.
 * Returns: (transfer full).
 */
Frame *channel_receive(int sock, gsize max, gint64 deadline_us, TickFunc tick,
		       gpointer data, GError **error);

/* Whether the other end is gone, or has sent something unasked. */
gboolean channel_is_stirred(int sock);

#endif
