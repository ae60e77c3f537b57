/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_archive.c - archives: never secret what libarchive reads without a
 * password, neither by the directory nor member after member.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "containers/archive.h"
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
	bytes[0] += member->bytes ? member->size : 0;
	return TRUE;
}

/* The name of the first member with content that libarchive can read. */
static gboolean opens(int (*enable)(struct archive *), const uint8_t *bytes,
		      size_t size)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	gboolean opened = FALSE;
	char one;

	(void)enable(archive);
	if (archive_read_open_memory(archive, bytes, size) == ARCHIVE_OK) {
		for (guint i = 0; !opened && i < 100 &&
		     archive_read_next_header(archive, &entry) == ARCHIVE_OK;
		     i++)
			opened = archive_read_data(archive, &one, 1) == 1;
	}
	(void)archive_read_free(archive);
	return opened;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static gboolean warm;
	g_autoptr(Keyring) keyring = keyring_new(50, G_USEC_PER_SEC);
	ArchiveLimits limits = { 100, MOST,
				 g_get_monotonic_time() +
				 5 * G_TIME_SPAN_SECOND,
				 keyring };
	g_autoptr(Judgement) judgement = NULL;
	guint64 seen[2] = { 0, 0 };

	if (!warm) {
		charset_warm_up();
		locks_warm_up();
		archive_warm_up();
		warm = TRUE;
	}
	if (!archive_type(bytes, size))
		return 0;
	judgement = archive_walk(bytes, size, &limits, on_member, seen);
	g_assert(seen[0] <= MOST);
	if (judgement->protection != PROTECTION_SECRET)
		return 0;
	g_assert(judgement->scheme && !judgement->problem);
	g_assert(!opens(archive_read_support_format_zip_seekable, bytes, size));
	g_assert(!opens(archive_read_support_format_zip_streamable, bytes,
			size));
	return 0;
}
