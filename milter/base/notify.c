/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * notify.c - tells the service manager how we are.
 *
 * Runs in:  milter process.
 * Trusts:   the environment that the service manager gave us.
 * Effects:  a datagram.
 */
#include "base/notify.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fd.h"

/* A path, or "@" and the name of an abstract socket. Returns its length as
 * an address; 0 where it is neither. */
static socklen_t address(const char *name, struct sockaddr_un *at)
{
	gsize length = strlen(name);

	if ((name[0] != '/' && name[0] != '@') || length < 2 ||
	    length >= sizeof at->sun_path)
		return 0;
	*at = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(at->sun_path, name, length);
	if (name[0] == '@')
		at->sun_path[0] = '\0';
	return (socklen_t)(G_STRUCT_OFFSET(struct sockaddr_un, sun_path) +
			   length);
}

void notify(const char *state)
{
	const char *name = getenv("NOTIFY_SOCKET");
	struct sockaddr_un at;
	socklen_t size = name ? address(name, &at) : 0;
	AUTO_FD sock = -1;

	if (size == 0)
		return;
	sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sock >= 0)
		(void)sendto(sock, state, strlen(state),
			     MSG_NOSIGNAL | MSG_DONTWAIT,
			     (const struct sockaddr *)&at, size);
}

guint64 notify_watchdog_us(void)
{
	const char *interval = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");
	guint64 value;

	if (!interval ||
	    (pid && g_ascii_strtoull(pid, NULL, 10) != (guint64)getpid()))
		return 0;
	value = g_ascii_strtoull(interval, NULL, 10);
	return value < G_MAXINT64 ? value : 0;
}
