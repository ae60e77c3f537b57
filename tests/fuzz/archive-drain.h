/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * archive-drain.h - archives walked for fuzzing: checks what every walk
 * promises of its members, and keeps nothing.
 */
#ifndef TESTS_FUZZ_ARCHIVE_DRAIN_H
#define TESTS_FUZZ_ARCHIVE_DRAIN_H

#include <archive.h>
#include <archive_entry.h>

#include "containers/archive.h"

#define DRAIN_MOST ((gsize)1024 * 1024)

/* Bytes that came, and their sum. */
typedef struct ArchiveDrain {
	guint64 size;
	guint64 sum;
} ArchiveDrain;

static inline gboolean archive_drain_member(const Member *member,
					    gpointer data)
{
	ArchiveDrain *drain = data;

	g_assert(member->names->len > 0);
	g_assert(!member->bytes || member->protection == PROTECTION_NONE);
	/* Touches every byte, so that the sanitizers see it. */
	for (gsize i = 0; member->bytes && i < member->size; i++)
		drain->sum += member->bytes[i];
	drain->size += member->bytes ? member->size : 0;
	return TRUE;
}

/* With this keyring, in bounds. Returns: (transfer full). */
static inline Judgement *archive_drain(const guint8 *bytes, gsize size,
				       Keyring *keyring)
{
	ArchiveLimits limits = { 100, DRAIN_MOST,
				 g_get_monotonic_time() +
				 5 * G_TIME_SPAN_SECOND, keyring, 0 };
	ArchiveDrain drain = { 0, 0 };
	Judgement *judgement = archive_walk(bytes, size, &limits,
					    archive_drain_member, &drain);

	g_assert(drain.size <= DRAIN_MOST);
	return judgement;
}

/* The same for formats whose words are slow: few of them, one of the mail. */
static inline Judgement *archive_drain_slow(const guint8 *bytes, gsize size,
					    gboolean words)
{
	g_autoptr(Keyring) keyring = keyring_new(4, G_USEC_PER_SEC / 5);

	keyring_add(keyring, "a", WORD_SAID);
	if (words)
		keyring_use_words(keyring);
	return archive_drain(bytes, size, keyring);
}

/*
 * Whether libarchive, which knows no password, hands out the beginning of a
 * member: at most @look bytes, of which @accept (NULL: anything) takes what
 * came. Formats of @also (nullable) are tried as well.
 */
static inline gboolean archive_hands_out(int (*enable)(struct archive *),
					 int (*also)(struct archive *),
					 gsize look,
					 gboolean (*accept)(const guint8 *,
							    gsize),
					 const guint8 *bytes, gsize size)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	gboolean opened = FALSE;
	guint8 text[256];
	la_ssize_t came;

	(void)enable(archive);
	if (also)
		(void)also(archive);
	if (archive_read_open_memory(archive, bytes, size) == ARCHIVE_OK) {
		for (guint i = 0; !opened && i < 100 &&
		     archive_read_next_header(archive, &entry) == ARCHIVE_OK;
		     i++) {
			came = archive_read_data(archive, text,
						 MIN(look, sizeof(text)));
			opened = came > 0 &&
				 (!accept || accept(text, (gsize)came));
		}
	}
	(void)archive_read_free(archive);
	return opened;
}

#endif
