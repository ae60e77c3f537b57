/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * daemonise.c - into the background, with an honest exit status.
 *
 * Runs in:  milter process, at its very start.
 * Trusts:   its own child.
 * Effects:  a process; standard descriptors.
 */
#include "gateway/daemonise.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"

#define ANSWER_MAX_BYTES 4096
#define READY "ready"

/* Never returns. No answer means that the child died. */
static void await_child(int answer_fd)
{
	g_autoptr(GByteArray) answer = fd_read_all(answer_fd,
						   ANSWER_MAX_BYTES, NULL);

	if (answer && answer->len == strlen(READY) &&
	    memcmp(answer->data, READY, answer->len) == 0)
		_exit(EXIT_SUCCESS);
	fprintf(stderr, "sekimori-milter: %.*s\n",
		answer && answer->len ? (int)answer->len : 17,
		answer && answer->len ? (const char *)answer->data :
					"died at its start");
	_exit(EXIT_FAILURE);
}

static gboolean detach(GError **error)
{
	AUTO_FD nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (nothing < 0)
		return fail_errno(error, "/dev/null");
	if (setsid() < 0)
		return fail_errno(error, "setsid");
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (dup2(nothing, fd) < 0)
			return fail_errno(error, "dup2");
	}
	/* Not "/": relative paths of the command line still hold. */
	return TRUE;
}

gboolean daemonise(int *ret_ready_fd, GError **error)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return fail_errno(error, "pipe");
	pid = fork();
	if (pid < 0)
		return fail_errno(error, "fork");
	if (pid > 0) {
		fd_close(&ends[1]);
		await_child(ends[0]);
	}
	fd_close(&ends[0]);
	if (!detach(error))
		return FALSE;
	*ret_ready_fd = ends[1];
	return TRUE;
}

static void say(int ready_fd, const char *text)
{
	if (ready_fd < 0)
		return;
	(void)fd_write_all(ready_fd, text, strlen(text), NULL);
	fd_close(&ready_fd);
}

void daemonise_ready(int ready_fd)
{
	say(ready_fd, READY);
}

void daemonise_failed(int ready_fd, const char *reason)
{
	say(ready_fd, reason);
}
