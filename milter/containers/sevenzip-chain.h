/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sevenzip-chain.h - what of a closed folder of 7z makes its lock.
 */
#ifndef CONTAINERS_SEVENZIP_CHAIN_H
#define CONTAINERS_SEVENZIP_CHAIN_H

#include "containers/sevenzip.h"

/* Packed stream @i of @folder. */
const SevenzipStream *sevenzip_packed(const Sevenzip *sevenzip,
				      const SevenzipFolder *folder, guint i);

/* Of several streams the first one: it is the main one. @bytes: the archive.
 * Returns: (transfer full) (nullable). */
Lock *sevenzip_lock_of(const Sevenzip *sevenzip, const SevenzipFolder *folder,
		       const guint8 *bytes);

#endif
