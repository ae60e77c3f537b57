/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * archive-seen.h - walks an archive, with or without words, and writes down
 * what came: "name:protection:size" for each member, "!" without bytes, "?"
 * with a problem, "*" where a word opened it.
 */
#ifndef TESTS_UNIT_ARCHIVE_SEEN_H
#define TESTS_UNIT_ARCHIVE_SEEN_H

#include "containers/archive.h"

typedef struct ArchiveSeen {
	Judgement *judgement;
	GString *members;
	GString *text;		/* all content */
} ArchiveSeen;

static inline gboolean archive_seen_member(const Member *member,
					   gpointer data)
{
	ArchiveSeen *seen = data;

	g_assert_cmpuint(member->names->len, >, 0);
	g_assert_true(!member->bytes || member->protection == PROTECTION_NONE);
	g_string_append_printf(seen->members, "%s:%s:%" G_GSIZE_FORMAT
			       "%s%s%s ", (const char *)member->names->pdata[0],
			       protection_name(member->protection),
			       member->size, member->bytes ? "" : "!",
			       member->problem ? "?" : "",
			       member->opened == OPENED_WORD ? "*" : "");
	if (member->bytes)
		g_string_append_len(seen->text, (const char *)member->bytes,
				    (gssize)member->size);
	return TRUE;
}

/* @word NULL: what programs use by themselves is tried. */
static inline ArchiveSeen archive_see(const GByteArray *bytes,
				      const char *word)
{
	g_autoptr(Keyring) keyring = keyring_new(10, 20 * G_USEC_PER_SEC);
	ArchiveLimits limits = {
		.members = 100, .bytes = (guint64)16 << 20,
		.deadline_us = g_get_monotonic_time() + G_TIME_SPAN_MINUTE,
		.keyring = keyring,
	};
	ArchiveSeen seen = { NULL, g_string_new(NULL), g_string_new(NULL) };

	if (word) {
		keyring_add(keyring, "wrong", WORD_SAID);
		keyring_add(keyring, word, WORD_CODE);
		keyring_use_words(keyring);
	}
	g_assert_nonnull(archive_type(bytes->data, bytes->len));
	seen.judgement = archive_walk(bytes->data, bytes->len, &limits,
				      archive_seen_member, &seen);
	if (seen.judgement->problem)
		g_test_message("problem: %s", seen.judgement->problem);
	return seen;
}

static inline void archive_seen_clear(ArchiveSeen *seen)
{
	judgement_free(seen->judgement);
	g_string_free(seen->members, TRUE);
	g_string_free(seen->text, TRUE);
}

#endif
