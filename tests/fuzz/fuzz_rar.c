/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_rar.c - RAR archives: never secret what libarchive reads without a
 * password; members bear bytes only where they are open.
 *
 * libarchive 3.6 does not know that RAR 5 can be encrypted and hands out the
 * ciphertext of what is stored: only what reads as text counts.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "containers/archive.h"
#include "containers/type.h"
#include "locks/lock.h"
#include "text/charset.h"

#define MOST ((gsize)1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static gboolean on_member(const Member *member, gpointer data)
{
	guint64 *bytes = data;

	g_assert(member->names->len > 0);
	g_assert(!member->bytes || member->protection == PROTECTION_NONE);
	/* Touches every byte, so that the sanitizers see it. */
	for (gsize i = 0; member->bytes && i < member->size; i++)
		bytes[1] += member->bytes[i];
	return TRUE;
}

static gboolean opens(const uint8_t *bytes, size_t size)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	gboolean opened = FALSE;
	guint8 text[256];
	la_ssize_t came;

	(void)archive_read_support_format_rar(archive);
	(void)archive_read_support_format_rar5(archive);
	if (archive_read_open_memory(archive, bytes, size) == ARCHIVE_OK) {
		for (guint i = 0; !opened && i < 100 &&
		     archive_read_next_header(archive, &entry) == ARCHIVE_OK;
		     i++) {
			came = archive_read_data(archive, text, sizeof(text));
			opened = came >= 16 &&
				 type_is_plain(text, (gsize)came);
		}
	}
	(void)archive_read_free(archive);
	return opened;
}

static Judgement *walk(const uint8_t *bytes, size_t size, gboolean words)
{
	g_autoptr(Keyring) keyring = keyring_new(4, G_USEC_PER_SEC / 5);
	ArchiveLimits limits = { 100, MOST,
				 g_get_monotonic_time() +
				 5 * G_TIME_SPAN_SECOND, keyring };
	guint64 seen[2] = { 0, 0 };

	keyring_add(keyring, "a", WORD_SAID);
	if (words)
		keyring_use_words(keyring);
	return archive_walk(bytes, size, &limits, on_member, seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static gboolean warm;
	g_autoptr(Judgement) judgement = NULL;
	g_autoptr(Judgement) again = NULL;

	if (!warm) {
		charset_warm_up();
		archive_warm_up();
		warm = TRUE;
	}
	if (g_strcmp0(archive_type(bytes, size), "application/vnd.rar") != 0)
		return 0;
	judgement = walk(bytes, size, FALSE);
	again = walk(bytes, size, TRUE);
	if (judgement->protection != PROTECTION_SECRET)
		return 0;
	g_assert(judgement->scheme && !judgement->problem);
	g_assert(!opens(bytes, size));
	return 0;
}
