/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * spool.h - the bytes of one mail on their way to a worker.
 *
 * In a memfd, or above a size in an unlinked file. Once sealed nobody can
 * change it, the holder of the descriptor included, so a worker and a later
 * worker see the same mail.
 */
#ifndef MAIL_SPOOL_H
#define MAIL_SPOOL_H

#include <glib.h>

typedef struct Spool Spool;

/*
 * @memory: bytes kept in memory; more goes to a file in @folder.
 * @limit: bytes of the whole mail. Returns: (transfer full) (nullable).
 */
Spool *spool_new(gsize memory, gsize limit, const char *folder,
		 GError **error);
void spool_free(Spool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spool, spool_free)

/* FAIL_LIMIT once the mail is larger than the limit. */
gboolean spool_append(Spool *spool, const void *bytes, gsize size,
		      GError **error);

/* Ends writing. The descriptor that spool_fd() gives is read-only. */
gboolean spool_seal(Spool *spool, GError **error);

/* Only after spool_seal(). Borrowed. */
int spool_fd(const Spool *spool);
guint64 spool_size(const Spool *spool);

#endif
