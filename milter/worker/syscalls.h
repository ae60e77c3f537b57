/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * syscalls.h - which system calls keeper and worker may still make.
 *
 * An allow-list (seccomp). A call that is on no list ends the process with
 * SIGSYS, and the kernel writes its number to the audit log. A few that
 * libraries try without need fail with an error number instead.
 */
#ifndef WORKER_SYSCALLS_H
#define WORKER_SYSCALLS_H

#include <glib.h>

typedef enum {
	SYSCALLS_WORKER,	/* reads a mail, writes its folder, answers */
	SYSCALLS_KEEPER,	/* that, and what starts and ends workers */
} SyscallProfile;

/*
 * For good, for the calling thread and its children; a worker's filter comes
 * on top of its keeper's. @report_only: what would be refused is let through
 * and goes to the kernel's audit log. Needs PR_SET_NO_NEW_PRIVS.
 */
gboolean syscalls_restrict(SyscallProfile profile, gboolean report_only,
			   GError **error);

#endif
