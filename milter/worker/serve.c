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
#include "worker/deaths.h"
#include "worker/folder.h"

/* The milter gives up long before; this ends a worker nobody waits for. */
#define SEND_SECONDS 60
/* Emptying a folder takes longer only where somebody filled it on purpose. */
#define EMPTY_MS 1000
#define JOB_MAX_BYTES (sizeof(Job) + EARLIER_MAX_BYTES)

typedef struct Worker {
	int sock;
	const char *folder;
	gpointer prepared;
	const KeeperWork *work;
	const ConfineRules *rules;
} Worker;

static gboolean serve_one(const Worker *worker, const Frame *frame,
			  gboolean *ret_last, GError **error)
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
	json = worker->work->inspect(worker->prepared, frame->fds[0], &job,
				     earlier, error);
	if (!json)
		return FALSE;
	/* Before the answer: the next mail could come right behind it. */
	*ret_last = !folder_empty(worker->folder, FALSE, EMPTY_MS) ||
		    confine_is_worn(worker->rules);
	return channel_send(worker->sock,
			    *ret_last ? FRAME_LAST_FINDINGS : FRAME_FINDINGS,
			    json, strlen(json), NULL, 0,
			    g_get_monotonic_time() +
			    SEND_SECONDS * G_USEC_PER_SEC, error);
}

static gboolean serve_all(const Worker *worker, GError **error)
{
	gboolean last = FALSE;

	while (!last) {
		g_autoptr(Frame) frame = channel_receive(worker->sock,
							 JOB_MAX_BYTES, -1,
							 NULL, NULL, NULL);

		if (!frame || frame->lost_fds)
			return TRUE;	/* told to end, or cannot go on */
		if (!serve_one(worker, frame, &last, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean make_folder(const char *folder, GError **error)
{
	return mkdir(folder, 0700) == 0 ? TRUE : fail_errno(error, folder);
}

int serve(int sock, const char *folder, gpointer prepared,
	  const KeeperWork *work, const ConfineRules *rules)
{
	const Worker worker = { sock, folder, prepared, work, rules };
	g_autoptr(GError) error = NULL;

	if (!make_folder(folder, &error) ||
	    !work->settle(prepared, folder, &error) ||
	    !confine_worker(rules, folder, sock, &error)) {
		log_error("worker-failed", "reason", error->message, NULL);
		return 1;
	}
	/* No mail comes before this: a worker that cannot begin is nobody's
	 * doing. */
	if (!channel_send(sock, FRAME_SETTLED, NULL, 0, NULL, 0,
			  g_get_monotonic_time() +
			  SEND_SECONDS * G_USEC_PER_SEC, NULL))
		return DEATH_FAILED;
	/* Confined, it has no way to the log: its keeper tells of its end. */
	if (serve_all(&worker, &error))
		return 0;
	return g_error_matches(error, FAIL_DOMAIN, FAIL_MEMORY) ?
		DEATH_NO_ROOM : DEATH_FAILED;
}
