/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * sevenzip-plain.h - the content of a folder of 7z whose encryption is gone.
 */
#ifndef CONTAINERS_SEVENZIP_PLAIN_H
#define CONTAINERS_SEVENZIP_PLAIN_H

#include "containers/sevenzip.h"

/* One packed stream, decrypted; borrowed. */
typedef struct SevenzipPlain {
	const guint8 *bytes;
	gsize size;
} SevenzipPlain;

/*
 * Decodes all of @folder into @out, at most @max bytes. @packed: one for each
 * of its packed streams; the AES coders that read from these are left out.
 */
UnpackEnd sevenzip_unpack(const SevenzipFolder *folder,
			  const SevenzipPlain *packed, gsize max,
			  gint64 deadline_us, GByteArray *out);

/* A dictionary that nobody here has the memory for. */
gboolean sevenzip_is_too_large(const SevenzipFolder *folder, guint64 most);

#endif
