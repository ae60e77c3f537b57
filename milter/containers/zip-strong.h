/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * zip-strong.h - PKWARE's strong encryption of ZIP (APPNOTE.TXT 7).
 */
#ifndef CONTAINERS_ZIP_STRONG_H
#define CONTAINERS_ZIP_STRONG_H

#include <glib.h>

/*
 * Whether the data of a member begins with a decryption header that fits
 * together: vectors and sizes in bounds, the one format there is, an
 * algorithm that exists, and data behind it.
 */
gboolean zip_strong_is_sound(const guint8 *data, gsize size);

#endif
