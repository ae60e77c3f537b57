/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * capabilities.c - what a process may that was started as root, and need not.
 *
 * Runs in:  keeper, worker.
 * Trusts:   the kernel.
 * Effects:  capabilities of the calling thread, for good.
 * Limits:   the user stays: what belongs to root still belongs to it.
 */
#include "worker/capabilities.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"

/* What a program that is started could get. Only who may set capabilities can
 * shrink it, and nobody else is given any: no new privileges, no exec. */
static gboolean drop_bounds(GError **error)
{
	for (unsigned long i = 0; ; i++) {
		int has = prctl(PR_CAPBSET_READ, i, 0, 0, 0);

		if (has < 0)
			return TRUE;	/* the kernel has no more */
		if (has && prctl(PR_CAPBSET_DROP, i, 0, 0, 0) != 0)
			return errno == EPERM ||
			       fail_errno(error, "PR_CAPBSET_DROP");
	}
}

gboolean capabilities_drop(GError **error)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	const struct __user_cap_data_struct
		none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	if (!drop_bounds(error))
		return FALSE;
	return syscall(SYS_capset, &header, none) == 0 ? TRUE :
	       fail_errno(error, "capset");
}
