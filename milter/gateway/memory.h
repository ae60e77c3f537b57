/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * memory.h - what recent mails carried closed, by sender and recipient.
 *
 * In the process's own memory, and gone with it. Who wrote to whom is kept
 * only as a hash under a key of this process.
 */
#ifndef GATEWAY_MEMORY_H
#define GATEWAY_MEMORY_H

#include <glib.h>

#include "mail/envelope.h"

typedef struct Memory Memory;

/* Safe from any thread. */
Memory *memory_new(void);
void memory_free(Memory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Memory, memory_free)

/* How much is kept, as configured now. */
typedef struct MemoryLimits {
	gint64 age_us;		/* 0: nothing is, and what was is dropped */
	guint64 entries;	/* one for each recipient of a mail */
} MemoryLimits;

/* Remembers @locks (FoundLock, copied) of a mail; the oldest mails make
 * room. @now_us: monotonic. */
void memory_keep(Memory *memory, const Envelope *envelope,
		 const GPtrArray *locks, const MemoryLimits *limits,
		 gint64 now_us);

/*
 * The locks of earlier mails of this sender to any of these recipients, each
 * mail once, the newest EARLIER_MAX_MAILS, newest first. Returns: Earlier
 * (transfer full); empty where there is none.
 */
GPtrArray *memory_recall(Memory *memory, const Envelope *envelope,
			 const MemoryLimits *limits, gint64 now_us);

/* Entries that are kept. */
guint memory_count(Memory *memory);

#endif
