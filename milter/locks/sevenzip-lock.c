/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sevenzip-lock.c - not written yet.
 */
#include "locks/kinds.h"

LockAnswer sevenzip_lock_try(const guint8 *data, gsize size, const char *word)
{
	(void)data;
	(void)size;
	(void)word;
	return LOCK_UNKNOWN;
}
