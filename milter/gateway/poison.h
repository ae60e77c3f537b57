/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * poison.h - mails that ended each inspector that opened them.
 *
 * Known again by the SHA-256 of their bytes, so that an MTA that tries again
 * and again does not cost two inspectors each time. In the process's own
 * memory; survives a reload. What is older than a caller's @age_us is
 * forgotten then and there.
 */
#ifndef GATEWAY_POISON_H
#define GATEWAY_POISON_H

#include <glib.h>

#include "mail/spool.h"

typedef struct Poison Poison;

/* Safe from any thread. */
Poison *poison_new(void);
void poison_free(Poison *poison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Poison, poison_free)

/* Whether these bytes were poison in the last @age_us. A spool that cannot be
 * read is not known. @now_us: monotonic. */
gboolean poison_knows(Poison *poison, const Spool *spool, gint64 age_us,
		      gint64 now_us);

/* Remembers them; the oldest make room. */
void poison_remember(Poison *poison, const Spool *spool, gint64 now_us);

/* Mails that are remembered. */
guint poison_count(Poison *poison, gint64 age_us, gint64 now_us);

/*
 * Writes the mail to @folder/@incident.eml (0600), for the administrator. Where
 * @most such files are there it is FAIL_LIMIT: the first ones tell how it
 * began, and nothing of the administrator's is ever deleted.
 */
gboolean poison_save(Poison *poison, const Spool *spool, const char *folder,
		     guint64 most, const char *incident, GError **error);

#endif
