/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_containers_rar.c - RAR archives, written by tests/samples/make-rar.py
 * and read back by 7z and (RAR 5) unar: closed is secret, a word opens it,
 * and nothing with readable content is secret.
 */
#include <string.h>

#include <zlib.h>

#include "containers/archive.h"
#include "text/charset.h"

#include "archive-seen.h"

typedef struct Case {
	const char *name;
	Protection protection;
	Protection after;	/* with the word */
	const char *scheme;
	const char *closed;	/* members; NULL: not looked at */
	const char *open;
} Case;

#define CLOSED "a.txt:secret:400! "
#define OPEN "a.txt:none:400* "
#define BARE "a.txt:none:400 "
#define RAR5 "rar-aes256"
#define RAR4 "rar-aes128"

static const Case cases[] = {
	{ "rar5-closed", PROTECTION_SECRET, PROTECTION_NONE, RAR5, CLOSED,
	  OPEN },
	{ "rar5-names", PROTECTION_SECRET, PROTECTION_NONE, RAR5, "", OPEN },
	{ "rar5-mixed", PROTECTION_NONE, PROTECTION_NONE, RAR5, NULL, NULL },
	{ "rar5-comment", PROTECTION_NONE, PROTECTION_NONE, RAR5, CLOSED,
	  OPEN },
	{ "rar5-costly", PROTECTION_SECRET, PROTECTION_UNKNOWN, RAR5,
	  "a.txt:secret:400! ", NULL },
	{ "rar5-plain", PROTECTION_NONE, PROTECTION_NONE, NULL, BARE, BARE },
	{ "rar4-closed", PROTECTION_SECRET, PROTECTION_NONE, RAR4, CLOSED,
	  OPEN },
	{ "rar4-names", PROTECTION_SECRET, PROTECTION_NONE, RAR4, "", OPEN },
	{ "rar4-wide", PROTECTION_SECRET, PROTECTION_NONE, RAR4,
	  "機密性3.txt:secret:400! ", "機密性3.txt:none:400* " },
	{ "rar4-mixed", PROTECTION_NONE, PROTECTION_NONE, RAR4, NULL, NULL },
	{ "rar4-comment", PROTECTION_NONE, PROTECTION_NONE, RAR4, CLOSED,
	  OPEN },
	{ "rar4-plain", PROTECTION_NONE, PROTECTION_NONE, NULL, BARE, BARE },
};

static GByteArray *sample(const char *name)
{
	g_autofree char *path = g_strdup_printf("tests/samples/rar/%s.rar",
						name);
	char *bytes;
	gsize size;

	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	return g_byte_array_new_take((guint8 *)bytes, size);
}

static void check(gconstpointer data)
{
	const Case *with = data;
	g_autoptr(GByteArray) bytes = sample(with->name);
	ArchiveSeen seen = archive_see(bytes, NULL);

	g_assert_cmpint(seen.judgement->protection, ==, with->protection);
	if (seen.judgement->protection == PROTECTION_SECRET)
		g_assert_cmpstr(seen.judgement->scheme, ==, with->scheme);
	if (with->closed)
		g_assert_cmpstr(seen.members->str, ==, with->closed);
	archive_seen_clear(&seen);
	seen = archive_see(bytes, "a");
	g_assert_cmpint(seen.judgement->protection, ==, with->after);
	if (with->open) {
		g_assert_cmpstr(seen.members->str, ==, with->open);
		g_assert_nonnull(strstr(seen.text->str, "plans are ready"));
	}
	archive_seen_clear(&seen);
	seen = archive_see(bytes, "another");
	/* What costs too much to try stays unknown with any word. */
	g_assert_cmpint(seen.judgement->protection, ==,
			with->after == PROTECTION_UNKNOWN ?
			with->after : with->protection);
	archive_seen_clear(&seen);
}

static void no_cut_is_secret(void)
{
	static const char *const names[] = { "rar5-closed", "rar4-closed" };

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GByteArray) bytes = sample(names[i]);

		for (guint size = 8; size < bytes->len; size += 3) {
			g_autoptr(GByteArray) cut = g_byte_array_new();
			ArchiveSeen seen;

			g_byte_array_append(cut, bytes->data, size);
			seen = archive_see(cut, NULL);
			g_assert_cmpint(seen.judgement->protection, !=,
					PROTECTION_SECRET);
			archive_seen_clear(&seen);
		}
	}
}

/* A letter behind the archive is read by anyone. */
static void what_follows_is_no_secret(void)
{
	static const char *const names[] = { "rar5-closed", "rar4-closed" };

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GByteArray) bytes = sample(names[i]);
		ArchiveSeen seen;

		g_byte_array_append(bytes, (const guint8 *)"the plans", 9);
		seen = archive_see(bytes, NULL);
		g_assert_cmpint(seen.judgement->protection, !=,
				PROTECTION_SECRET);
		g_assert_nonnull(seen.judgement->problem);
		archive_seen_clear(&seen);
	}
}

/* The flag of RAR 4 set over content that stands there as it is. */
static void a_lie_is_no_secret(void)
{
	g_autoptr(GByteArray) bytes = sample("rar4-plain");
	guint8 *header = bytes->data + 20;
	guint32 crc;
	ArchiveSeen seen;

	header[3] |= 4;
	crc = (guint32)crc32(0, header + 2, (uInt)(header[5] - 2));
	header[0] = (guint8)(crc & 255);
	header[1] = (guint8)(crc >> 8 & 255);
	seen = archive_see(bytes, NULL);
	g_assert_cmpint(seen.judgement->protection, ==, PROTECTION_NONE);
	g_assert_nonnull(seen.judgement->problem);
	archive_seen_clear(&seen);
}

#define PATH "/containers/rar/"

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	archive_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat(PATH, cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], check);
	}
	g_test_add_func(PATH "no-cut-is-secret", no_cut_is_secret);
	g_test_add_func(PATH "what-follows-is-no-secret",
			what_follows_is_no_secret);
	g_test_add_func(PATH "a-lie-is-no-secret", a_lie_is_no_secret);
	return g_test_run();
}
