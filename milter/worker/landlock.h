/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * landlock.h - which files a process may still open (Landlock, Linux 5.13).
 *
 * Everything else is refused with EACCES from then on, for this process and
 * its children: reading, listing, making, removing, renaming. Newer kernels
 * add TCP (ABI 4), device ioctls (5), abstract sockets and signals to
 * processes outside (6); each is taken where the kernel has it.
 */
#ifndef WORKER_LANDLOCK_H
#define WORKER_LANDLOCK_H

#include <glib.h>

/* The kernel's ABI; 0 where it has no Landlock, or booted without it. */
guint landlock_abi(void);

typedef enum {
	LANDLOCK_READ,		/* files and lists of folders */
	LANDLOCK_WRITE,		/* everything but to execute; folders only */
	LANDLOCK_REMOVE,	/* folders that are empty, and nothing else */
} LandlockRight;

typedef struct LandlockRule {
	const char *path;	/* NULL ends the table */
	LandlockRight right;
} LandlockRule;

/*
 * May be called again to give up more. Needs PR_SET_NO_NEW_PRIVS. A path to
 * read that is not there is passed over.
 */
gboolean landlock_restrict(const LandlockRule *rules, GError **error);

#endif
