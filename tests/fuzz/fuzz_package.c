/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * fuzz_package.c - ZIPs that are documents: every member that begins also
 * ends, and what comes of it stays within the limits.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "containers/package.h"
#include "text/charset.h"

#define MOST ((guint64)4 << 20)

typedef struct Seen {
	gboolean in_member;
	guint64 size;
} Seen;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static guint order(const char *name, gpointer data)
{
	(void)data;
	g_assert_true(g_utf8_validate(name, -1, NULL));
	return (guint)(strlen(name) % 3);
}

/* Some come block by block, others as a whole. */
static gboolean on_begin(const GPtrArray *names, gpointer data)
{
	Seen *seen = data;

	g_assert_false(seen->in_member);
	g_assert_cmpuint(names->len, >, 0);
	seen->in_member = strlen(names->pdata[0]) % 4 != 0;
	return seen->in_member;
}

static void count(Seen *seen, gsize size)
{
	seen->size += size;
	g_assert_cmpuint(seen->size, <=, MOST);
}

static gboolean on_bytes(const guint8 *bytes, gsize size, gpointer data)
{
	volatile guint8 last = size > 0 ? bytes[size - 1] : 0;
	Seen *seen = data;

	g_assert_true(seen->in_member);
	count(seen, size);
	return size == 0 || last != 0xaa;
}

static void on_end(const char *problem, ProblemKind kind, gpointer data)
{
	Seen *seen = data;

	g_assert_true(seen->in_member);
	g_assert_true(!problem || kind < PROBLEM_COUNT);
	seen->in_member = FALSE;
}

static gboolean on_member(const Member *member, gpointer data)
{
	Seen *seen = data;

	g_assert_false(seen->in_member);
	for (guint i = 0; i < member->names->len; i++)
		g_assert_true(g_utf8_validate(member->names->pdata[i], -1,
					      NULL));
	if (member->bytes)
		count(seen, member->size);
	return TRUE;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const PackageReader reader = { order, on_begin, on_bytes,
					      on_end, on_member };
	static gboolean warm;
	Seen seen = { FALSE, 0 };
	ArchiveLimits limits = {
		.members = 200, .bytes = MOST,
		.deadline_us = g_get_monotonic_time() + 60 * G_USEC_PER_SEC,
	};
	g_autoptr(Judgement) judgement = NULL;

	if (!warm) {
		charset_warm_up();
		archive_warm_up();
		warm = TRUE;
	}
	judgement = package_walk(bytes, size, &limits, &reader, &seen);
	g_assert_nonnull(judgement);
	g_assert_false(seen.in_member);
	return 0;
}
