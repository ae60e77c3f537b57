/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-open.h - the members of a ZIP that are closed, and the words that open
 * them.
 */
#ifndef CONTAINERS_ZIP_OPEN_H
#define CONTAINERS_ZIP_OPEN_H

#include "containers/walk.h"
#include "containers/zip.h"
#include "locks/zip-lock.h"

typedef struct ZipOpener ZipOpener;

/*
 * Tries the keyring of @walk on the closed members of @zip, which must stay
 * as long as the opener does; says in the judgement where not all was tried.
 */
ZipOpener *zip_opener_new(Walk *walk, const Zip *zip);
void zip_opener_free(ZipOpener *opener);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ZipOpener, zip_opener_free)

/* Whether the headers call the member encrypted, in a way that a password
 * opens; *ret_closed then. */
gboolean zip_is_closed(const ZipEntry *entry, ZipClosed *ret_closed);

/*
 * Decrypts by the next word of those that opened something, from *at (0 to
 * begin with), whose check fits. Returns: (transfer full) (nullable): still
 * packed; NULL: no further word does.
 */
GByteArray *zip_opener_next(const ZipOpener *opener, const ZipClosed *closed,
			    guint *at, Opened *ret_opened);

/* A member that could be opened, but by none of the words. */
void zip_opener_stays(ZipOpener *opener, const ZipClosed *closed);

/* The lock of those that stayed closed. Returns: (transfer full)
 * (nullable). */
Lock *zip_opener_lock(const ZipOpener *opener);

#endif
