/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_pgp_lock.c - locks of OpenPGP and CMS that may come from anywhere.
 */
#include <stddef.h>
#include <stdint.h>

#include "locks/lock.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(Lock) lock = NULL;

	if (size == 0)
		return 0;
	locks_warm_up();
	lock = lock_new(bytes[0] & 1 ? LOCK_CMS : LOCK_PGP, bytes + 1,
			size - 1);
	if (lock)
		(void)lock_try(lock, "Xy9-kumo77");
	return 0;
}
