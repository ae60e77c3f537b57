/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * serve.c - a worker: one mail at a time, until it is told to end.
 *
 * Runs in:  worker.
 * Trusts:   the milter on the other end of its socket; not the mail.
 * Effects:  its socket, its private folder.
 */
#include "worker/serve.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/log.h"
#include "findings/earlier.h"
#include "worker/channel.h"
#include "worker/confine.h"

/* The milter gives up long before; this ends a worker nobody waits for. */
#define SEND_SECONDS 60
#define JOB_MAX_BYTES (sizeof(Job) + EARLIER_MAX_BYTES)

static gboolean serve_one(int sock, const Frame *frame, gpointer prepared,
			  const KeeperWork *work, GError **error)
{
	g_autoptr(GPtrArray) earlier = NULL;
	g_autofree char *json = NULL;
	Job job;

	if (frame->type != FRAME_JOB || frame->bytes->len < sizeof job ||
	    frame->fds[0] < 0 || frame->fds[1] >= 0)
		return fail(error, FAIL_GENERAL, "not a job");
	memcpy(&job, frame->bytes->data, sizeof job);
	earlier = earlier_read(frame->bytes->data + sizeof job,
			       frame->bytes->len - sizeof job, error);
	if (!earlier)
		return FALSE;
	json = work->inspect(prepared, frame->fds[0], &job, earlier);
	if (!json)
		return fail(error, FAIL_GENERAL, "no findings");
	return channel_send(sock, FRAME_FINDINGS, json, strlen(json), NULL, 0,
			    g_get_monotonic_time() +
			    SEND_SECONDS * G_USEC_PER_SEC, error);
}

static gboolean serve_all(int sock, const char *folder, gpointer prepared,
			  const KeeperWork *work, GError **error)
{
	for (;;) {
		g_autoptr(Frame) frame = channel_receive(sock, JOB_MAX_BYTES,
							 -1, NULL, NULL, NULL);

		if (!frame)
			return TRUE;	/* told to end */
		if (!serve_one(sock, frame, prepared, work, error))
			return FALSE;
		confine_empty_folder(folder, FALSE);
	}
}

static gboolean make_folder(const char *folder, GError **error)
{
	return mkdir(folder, 0700) == 0 ? TRUE : fail_errno(error, folder);
}

int serve(int sock, const char *folder, gpointer prepared,
	  const KeeperWork *work)
{
	g_autoptr(GError) error = NULL;

	if (!make_folder(folder, &error) ||
	    !work->settle(prepared, folder, &error) ||
	    !confine_worker(&error) ||
	    !serve_all(sock, folder, prepared, work, &error)) {
		log_error("worker-failed", "reason", error->message, NULL);
		return 1;
	}
	return 0;
}
