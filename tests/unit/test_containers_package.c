/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_containers_package.c - members of a package, in blocks and in order.
 *
 * The oracle is zip_walk(): whatever way members come, they are the same.
 */
#include "containers/package.h"

#include <string.h>

#include "containers/zip.h"
#include "text/charset.h"

#include "tools.h"

#define MIB ((gsize)1024 * 1024)

static Tools *tools;

typedef struct Seen {
	GPtrArray *members;	/* "name:size:checksum:problem", in order */
	GChecksum *content;
	char *name;
	gsize size;
	guint blocks;
	guint streams;
	guint stop_after;	/* members; 0: never */
	guint want;		/* blocks of a member; 0: all */
	gboolean refuse;	/* all come through member() */
} Seen;

static void seen_init(Seen *seen)
{
	*seen = (Seen){ .members = g_ptr_array_new_with_free_func(g_free) };
}

static void seen_clear(Seen *seen)
{
	g_ptr_array_unref(seen->members);
	g_free(seen->name);
}

static gboolean note(Seen *seen, const char *name, gsize size,
		     const char *content, const char *problem)
{
	g_ptr_array_add(seen->members,
			g_strdup_printf("%s:%" G_GSIZE_FORMAT ":%s:%s", name,
					size, content,
					problem ? problem : ""));
	return seen->members->len != seen->stop_after;
}

static gboolean on_member(const Member *member, gpointer data)
{
	g_autofree char *content = member->bytes
		? g_compute_checksum_for_data(G_CHECKSUM_MD5, member->bytes,
					      member->size)
		: g_strdup(protection_name(member->protection));

	return note(data, member->names->pdata[0], member->size, content,
		    member->problem);
}

static gboolean on_begin(const GPtrArray *names, gpointer data)
{
	Seen *seen = data;

	if (seen->refuse)
		return FALSE;
	g_assert_null(seen->name);
	seen->name = g_strdup(names->pdata[0]);
	seen->content = g_checksum_new(G_CHECKSUM_MD5);
	seen->size = 0;
	seen->blocks = 0;
	seen->streams++;
	return TRUE;
}

static gboolean on_bytes(const guint8 *bytes, gsize size, gpointer data)
{
	Seen *seen = data;

	g_assert_cmpuint(size, <=, 64 * 1024);
	g_checksum_update(seen->content, bytes, (gssize)size);
	seen->size += size;
	return ++seen->blocks != seen->want;
}

static void on_end(const char *problem, ProblemKind kind, gpointer data)
{
	Seen *seen = data;

	g_assert_true(!problem || kind < PROBLEM_COUNT);
	(void)note(seen, seen->name, seen->size,
		   g_checksum_get_string(seen->content), problem);
	g_clear_pointer(&seen->name, g_free);
	g_clear_pointer(&seen->content, g_checksum_free);
}

static guint by_last_letter(const char *name, gpointer data)
{
	gsize size = strlen(name);

	(void)data;
	return size > 0 ? (guint)(guint8)name[size - 1] : 0;
}

static const PackageReader as_it_stands = {
	NULL, on_begin, on_bytes, on_end, on_member,
};
static const PackageReader ordered = {
	by_last_letter, on_begin, on_bytes, on_end, on_member,
};

static Judgement *walk(const GByteArray *bytes, guint64 members, guint64 most,
		       const PackageReader *reader, Seen *seen)
{
	ArchiveLimits limits = {
		.members = members, .bytes = most,
		.deadline_us = g_get_monotonic_time() +
			       30 * G_TIME_SPAN_SECOND,
	};

	return reader ? package_walk(bytes->data, bytes->len, &limits, reader,
				     seen)
		      : zip_walk(bytes->data, bytes->len, &limits, on_member,
				 seen);
}

#define PATCH(make, what) \
	make " && python3 -c 'z=bytearray(open(\"out\",\"rb\").read());" what \
	";open(\"out\",\"wb\").write(z)'"
#define CENTRAL "c=z.find(b\"PK\\1\\2\");"
#define ZIPPED " && mv out.zip out"

static const struct {
	const char *name;
	const char *command;
	guint streams;
	gboolean has_problem;
} cases[] = {
	{ "deflated", "zip -q out.zip a.txt b.txt big" ZIPPED, 3, FALSE },
	{ "stored", "zip -q -0 out.zip a.txt b.txt big" ZIPPED, 3, FALSE },
	{ "written-as-a-stream", "cat big | zip -q - - >out", 1, FALSE },
	{ "zip64", "cat big | zip -q -fz - - >out", 1, FALSE },
	{ "folders-and-empty-members", "zip -qr out.zip folder empty" ZIPPED,
	  1, FALSE },
	{ "other-methods", "7z a -bd -tzip -mm=BZip2 out big" ZIPPED, 0,
	  FALSE },
	{ "encrypted", "zip -q -P secret out.zip big && zip -q out.zip a.txt"
	  ZIPPED, 1, FALSE },
	{ "encrypted-only-by-the-directory",
	  PATCH("zip -q out.zip big" ZIPPED, CENTRAL "z[c+8]|=1"), 0, TRUE },
	{ "cut-in-the-data", "zip -q out.zip a.txt big && "
	  "head -c 9000 out.zip >out", 0, TRUE },
	{ "damaged-data", PATCH("zip -q out.zip big" ZIPPED, "z[200]^=255"),
	  1, FALSE },
	{ "another-checksum-in-both",
	  PATCH("zip -q out.zip big" ZIPPED, CENTRAL "z[14]^=1;z[c+16]^=1"),
	  1, FALSE },
	{ "another-size-in-both",
	  PATCH("zip -q out.zip big" ZIPPED, CENTRAL "z[22]^=1;z[c+24]^=1"),
	  1, FALSE },
	{ "headers-differ",
	  PATCH("zip -q out.zip big" ZIPPED, CENTRAL "z[c+24]^=1"), 0, TRUE },
	{ "names-differ", PATCH("zip -q out.zip a.txt" ZIPPED, "z[30]=66"), 1,
	  TRUE },
	{ "points-nowhere",
	  PATCH("zip -q out.zip a.txt" ZIPPED, CENTRAL "z[c+45]=0x7f"), 0,
	  TRUE },
	{ "not-in-the-directory",
	  PATCH("zip -q out.zip b.txt && zip -q two.zip a.txt" ZIPPED,
		"z=bytearray(open(\"two.zip\",\"rb\").read())[:80]+z"), 1,
	  TRUE },
};

static void check(gconstpointer data)
{
	guint which = GPOINTER_TO_UINT(data);
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) plain = NULL, package = NULL;
	Seen one, two;

	(void)tools_run(tools, "rm -f out out.zip two.zip");
	tools_must(tools, cases[which].command);
	bytes = tools_read(tools, "out");
	seen_init(&one);
	seen_init(&two);
	plain = walk(bytes, 100, 10 * MIB, NULL, &one);
	package = walk(bytes, 100, 10 * MIB, &as_it_stands, &two);
	g_assert_cmpuint(one.members->len, ==, two.members->len);
	g_assert_cmpuint(one.members->len, >, 0);
	for (guint i = 0; i < one.members->len; i++)
		g_assert_cmpstr(one.members->pdata[i], ==,
				two.members->pdata[i]);
	g_assert_cmpuint(two.streams, ==, cases[which].streams);
	g_assert_cmpint(plain->protection, ==, package->protection);
	g_assert_cmpstr(plain->scheme, ==, package->scheme);
	g_assert_cmpstr(plain->problem, ==, package->problem);
	g_assert_cmpint(plain->problem != NULL, ==, cases[which].has_problem);
	seen_clear(&one);
	seen_clear(&two);
}

static void make_three(Seen *seen, GByteArray **ret_bytes)
{
	(void)tools_run(tools, "rm -f out out.zip");
	tools_must(tools, "zip -q out.zip big b.txt empty a.txt" ZIPPED);
	*ret_bytes = tools_read(tools, "out");
	seen_init(seen);
}

static void members_come_in_order(void)
{
	static const char *const names[] = { "big:", "a.txt:", "b.txt:",
					     "empty:" };
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	make_three(&seen, &bytes);
	judgement = walk(bytes, 100, 10 * MIB, &ordered, &seen);
	g_assert_cmpuint(seen.members->len, ==, 4);
	/* g, t, t, y; the two as they stand. */
	g_assert_true(g_str_has_prefix(seen.members->pdata[0], names[0]));
	g_assert_true(g_str_has_prefix(seen.members->pdata[1], names[2]));
	g_assert_true(g_str_has_prefix(seen.members->pdata[2], names[1]));
	g_assert_true(g_str_has_prefix(seen.members->pdata[3], names[3]));
	seen_clear(&seen);
}

static void what_is_refused_comes_whole(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	make_three(&seen, &bytes);
	seen.refuse = TRUE;
	judgement = walk(bytes, 100, 10 * MIB, &as_it_stands, &seen);
	g_assert_cmpuint(seen.members->len, ==, 4);
	g_assert_cmpuint(seen.streams, ==, 0);
	g_assert_cmpint(judgement->protection, ==, PROTECTION_NONE);
	seen_clear(&seen);
}

static void false_ends_a_member_but_not_the_walk(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	make_three(&seen, &bytes);
	seen.want = 1;
	judgement = walk(bytes, 100, 10 * MIB, &as_it_stands, &seen);
	g_assert_cmpuint(seen.members->len, ==, 4);
	g_assert_true(g_str_has_prefix(seen.members->pdata[0], "big:65536:"));
	g_assert_true(g_str_has_suffix(seen.members->pdata[0], ":"));
	g_assert_null(judgement->problem);
	seen_clear(&seen);
}

static void false_of_a_member_ends_the_walk(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	make_three(&seen, &bytes);
	seen.refuse = TRUE;
	seen.stop_after = 2;
	judgement = walk(bytes, 100, 10 * MIB, &as_it_stands, &seen);
	g_assert_cmpuint(seen.members->len, ==, 2);
	seen_clear(&seen);
}

static void a_stream_ends_at_the_limit_of_bytes(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	make_three(&seen, &bytes);
	judgement = walk(bytes, 100, 100000, &as_it_stands, &seen);
	g_assert_cmpuint(seen.members->len, ==, 1);
	g_assert_true(g_str_has_prefix(seen.members->pdata[0], "big:100000:"));
	g_assert_true(g_str_has_suffix(seen.members->pdata[0],
				       ":unpacks to more than allowed"));
	g_assert_cmpint(judgement->problem_kind, ==, PROBLEM_LIMIT);
	seen_clear(&seen);
}

static void members_are_counted(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(Judgement) judgement = NULL;
	Seen seen;

	make_three(&seen, &bytes);
	judgement = walk(bytes, 2, 10 * MIB, &as_it_stands, &seen);
	g_assert_cmpuint(seen.members->len, ==, 2);
	g_assert_cmpint(judgement->problem_kind, ==, PROBLEM_LIMIT);
	seen_clear(&seen);
}

static void make_files(void)
{
	g_autofree char *big = g_malloc(300000);
	guint32 state = 7;

	for (gsize i = 0; i < 300000; i++) {
		state = state * 1664525 + 1013904223;
		big[i] = (char)('a' + (state >> 24) % 9);
	}
	tools_write(tools, "big", big, 300000);
	tools_write(tools, "a.txt", "the quick brown fox\n", 20);
	tools_write(tools, "b.txt", big, 4000);
	tools_write(tools, "empty", "", 0);
	tools_must(tools, "mkdir folder && cp a.txt folder/c.txt");
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	tools = tools_new();
	make_files();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf(
			"/containers/package/same-as-zip/%s", cases[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), check);
	}
#define ADD(name, function) \
	g_test_add_func("/containers/package/" name, function)
	ADD("members-come-in-order", members_come_in_order);
	ADD("what-is-refused-comes-whole", what_is_refused_comes_whole);
	ADD("false-ends-a-member-but-not-the-walk",
	    false_ends_a_member_but_not_the_walk);
	ADD("false-of-a-member-ends-the-walk",
	    false_of_a_member_ends_the_walk);
	ADD("a-stream-ends-at-the-limit-of-bytes",
	    a_stream_ends_at_the_limit_of_bytes);
	ADD("members-are-counted", members_are_counted);
	result = g_test_run();
	tools_free(tools);
	return result;
}
