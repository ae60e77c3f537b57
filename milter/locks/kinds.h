/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * kinds.h - one function for each kind of lock; the table is in lock.c.
 */
#ifndef LOCKS_KINDS_H
#define LOCKS_KINDS_H

#include "locks/lock.h"

LockAnswer zip_lock_try(const guint8 *data, gsize size,
			const char *word);
LockAnswer sevenzip_lock_try(const guint8 *data, gsize size,
			     const char *word);
LockAnswer rar_lock_try(const guint8 *data, gsize size,
			const char *word);
LockAnswer pdf_lock_try(const guint8 *data, gsize size,
			const char *word);
LockAnswer ooxml_lock_try(const guint8 *data, gsize size,
			  const char *word);
LockAnswer office_lock_try(const guint8 *data, gsize size,
			   const char *word);
LockAnswer odf_lock_try(const guint8 *data, gsize size,
			const char *word);
LockAnswer pgp_lock_try(const guint8 *data, gsize size,
			const char *word);
LockAnswer cms_lock_try(const guint8 *data, gsize size,
			const char *word);

#endif
