/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_cfb.c - streams of compound files, sound and damaged.
 */
#include <string.h>

#include <glib.h>

#include "cfb-build.h"
#include "documents/cfb.h"

#define EVER G_MAXINT64	/* no deadline */

#define SAMPLE "tests/samples/doc/full.doc"

typedef struct Sample {
	char *bytes;
	gsize size;
} Sample;

static Sample load(const char *path)
{
	Sample sample;

	g_assert_true(g_file_get_contents(path, &sample.bytes, &sample.size,
					  NULL));
	return sample;
}

static Cfb *open_sample(const Sample *sample)
{
	return cfb_open((const guint8 *)sample->bytes, sample->size, 100, EVER,
			NULL);
}

static void test_streams_of_a_real_file(void)
{
	Sample sample = load(SAMPLE);
	g_autoptr(Cfb) cfb = open_sample(&sample);
	const CfbStream *stream = cfb_find(cfb, "worddocument");
	g_autoptr(GByteArray) bytes = NULL;

	g_assert_nonnull(stream);
	g_assert_cmpstr(stream->path, ==, "WordDocument");
	g_assert_nonnull(cfb_find(cfb, "\005SummaryInformation"));
	g_assert_null(cfb_find(cfb, "Workbook"));
	bytes = cfb_read(stream, 2);
	g_assert_cmpmem(bytes->data, bytes->len, "\xec\xa5", 2);
	g_clear_pointer(&bytes, g_byte_array_unref);
	bytes = cfb_read(stream, G_MAXSIZE);
	g_assert_cmpuint(bytes->len, ==, stream->size);
	g_free(sample.bytes);
}

static void test_storages_are_part_of_the_path(void)
{
	static const CfbFile files[] = {
		{ "Pool/one", "1", 1 }, { "Pool/two", "2", 1 },
		{ "Poolside", "3", 1 },
	};
	g_autoptr(GByteArray) file = cfb_build(files, 3, NULL);
	g_autoptr(Cfb) cfb = cfb_open(file->data, file->len, 100, EVER, NULL);
	g_autoptr(Cfb) view = cfb_view(cfb, "pool");
	g_autoptr(GByteArray) bytes = NULL;

	g_assert_cmpuint(cfb_count(cfb), ==, 3);
	g_assert_nonnull(cfb_find(cfb, "Pool/two"));
	g_assert_cmpuint(cfb_count(view), ==, 2);
	g_clear_pointer(&cfb, cfb_free);
	bytes = cfb_read(cfb_find(view, "two"), 1);
	g_assert_cmpmem(bytes->data, bytes->len, "2", 1);
}

static void test_more_streams_than_wanted_are_said(void)
{
	static const CfbFile files[] = {
		{ "a", "1", 1 }, { "b", "2", 1 }, { "c", "3", 1 },
	};
	g_autoptr(GByteArray) file = cfb_build(files, 3, NULL);
	const char *cut = NULL;
	g_autoptr(Cfb) cfb = cfb_open(file->data, file->len, 2, EVER, &cut);

	g_assert_cmpuint(cfb_count(cfb), ==, 2);
	g_assert_cmpstr(cut, ==, "streams");
	g_clear_pointer(&cfb, cfb_free);
	cfb = cfb_open(file->data, file->len, 3, EVER, &cut);
	g_assert_null(cut);
	g_clear_pointer(&cfb, cfb_free);
	cfb = cfb_open(file->data, file->len, 3, 0, &cut);
	g_assert_cmpstr(cut, ==, "compound-seconds");
}

/* libgsf passes over a stream that says to be longer than the file. */
static void test_lost_streams_are_said(void)
{
	static const CfbFile files[] = { { "a", "1", 1 }, { "b", "2", 1 } };
	guint32 directory;
	g_autoptr(GByteArray) file = cfb_build(files, 2, &directory);
	guint8 *second = file->data + 512 * (1 + directory) + 2 * 128;
	g_autoptr(Cfb) cfb = cfb_open(file->data, file->len, 9, EVER, NULL);

	g_assert_false(cfb_is_damaged(cfb));
	g_clear_pointer(&cfb, cfb_free);
	cfb_put(second + 120, 1 << 30, 4);
	cfb = cfb_open(file->data, file->len, 9, EVER, NULL);
	g_assert_true(cfb_is_damaged(cfb));
	g_clear_pointer(&cfb, cfb_free);
	cfb_put(second + 120, 4096, 4);
	second[66] = 7;		/* a kind that there is not */
	cfb = cfb_open(file->data, file->len, 9, EVER, NULL);
	g_assert_true(cfb_is_damaged(cfb));
}

/* What the header says, at an offset, and what no sound file has there. */
static const struct {
	const char *what;
	guint at;
	guint size;
	guint32 value;
} headers[] = {
	{ "magic", 0, 1, 0 },
	{ "sector shift 0", 30, 2, 0 },
	{ "sector shift 30", 30, 2, 30 },
	{ "mini sector shift", 32, 2, 60 },
	{ "cutoff", 56, 4, 0xffffffff },
	{ "table sectors", 44, 4, 0xffffffff },
	{ "table sectors beyond the end", 44, 4, 0x1000 },
	{ "directory nowhere", 48, 4, 0x7fffffff },
};

static void test_impossible_headers_are_refused(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
		Sample sample = load(SAMPLE);

		g_test_message("%s", headers[i].what);
		cfb_put((guint8 *)sample.bytes + headers[i].at,
			headers[i].value, headers[i].size);
		g_assert_null(open_sample(&sample));
		g_free(sample.bytes);
	}
}

static void test_chain_counts_of_no_use_do_no_harm(void)
{
	Sample sample = load(SAMPLE);
	g_autoptr(Cfb) cfb = NULL;

	cfb_put((guint8 *)sample.bytes + 72, 0xffffffff, 4);
	cfb = open_sample(&sample);
	g_free(sample.bytes);
}

static void test_looping_directory_ends(void)
{
	static const CfbFile files[] = { { "a", "1", 1 }, { "b", "2", 1 } };
	guint32 directory;
	g_autoptr(GByteArray) file = cfb_build(files, 2, &directory);
	guint8 *entries = file->data + 512 * (1 + directory);
	g_autoptr(Cfb) cfb = NULL;

	cfb_put(entries + 2 * 128 + 72, 1, 4);	/* b -> a -> b */
	cfb_put(entries + 1 * 128 + 68, 1, 4);	/* a -> a */
	cfb = cfb_open(file->data, file->len, 100, EVER, NULL);
	g_assert_true(!cfb || cfb_count(cfb) <= 2);
}

static void test_looping_chain_is_refused(void)
{
	static const CfbFile files[] = { { "a", "1", 1 } };
	guint32 directory;
	g_autoptr(GByteArray) file = cfb_build(files, 1, &directory);
	const char *cut = NULL;

	cfb_put(file->data + 512 + 4 * directory, directory, 4);
	g_assert_null(cfb_open(file->data, file->len, 100, EVER, &cut));
	g_assert_cmpstr(cut, ==, "streams");
}

/* Every entry a sibling of the one before: one call of libgsf's each. */
static void test_directory_made_for_the_stack_is_refused(void)
{
	enum { FATS = 10, ROWS = 1100, COUNT = 4 * ROWS };
	gsize size = 512 * (1 + FATS + ROWS);
	g_autofree guint8 *file = g_malloc0(size);
	guint8 *entries = file + (gsize)512 * (1 + FATS);
	const char *cut = NULL;

	cfb_write_header(file, FATS, FATS);
	memset(file + 512, 0xff, 512 * FATS);
	cfb_chain(file + 512, FATS, ROWS);
	for (guint i = 0; i < COUNT; i++) {
		entries[128 * i + 66] = i == 0 ? 5 : 2;
		cfb_put(entries + 128 * i + 68, 0xffffffff, 4);
		cfb_put(entries + 128 * i + 72, i == 0 ? 0xffffffff : i + 1,
			4);
		cfb_put(entries + 128 * i + 76, i == 0 ? 1 : 0xffffffff, 4);
	}
	g_assert_null(cfb_open(file, size, COUNT, EVER, &cut));
	g_assert_cmpstr(cut, ==, "streams");
}

static void test_truncated_files_are_refused_or_read(void)
{
	Sample sample = load(SAMPLE);

	for (gsize size = 0; size < sample.size; size += 97) {
		g_autofree guint8 *bytes = g_memdup2(sample.bytes,
						     MAX(size, 1));
		g_autoptr(Cfb) cfb = cfb_open(bytes, size, 100, EVER, NULL);

		for (guint i = 0; cfb && i < cfb_count(cfb); i++) {
			const CfbStream *stream = cfb_stream(cfb, i);
			g_autoptr(GByteArray) got = cfb_read(stream,
							     G_MAXSIZE);

			g_assert_cmpuint(got->len, <=, stream->size);
		}
	}
	g_free(sample.bytes);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	/* libgsf warns of what is damaged here, which GLib's tests take for
	 * an error of ours. */
	g_log_set_always_fatal(G_LOG_FATAL_MASK);
	g_test_add_func("/documents/cfb/streams-of-a-real-file",
			test_streams_of_a_real_file);
	g_test_add_func("/documents/cfb/storages-are-part-of-the-path",
			test_storages_are_part_of_the_path);
	g_test_add_func("/documents/cfb/more-streams-than-wanted-are-said",
			test_more_streams_than_wanted_are_said);
	g_test_add_func("/documents/cfb/impossible-headers-are-refused",
			test_impossible_headers_are_refused);
	g_test_add_func("/documents/cfb/lost-streams-are-said",
			test_lost_streams_are_said);
	g_test_add_func("/documents/cfb/chain-counts-of-no-use-do-no-harm",
			test_chain_counts_of_no_use_do_no_harm);
	g_test_add_func("/documents/cfb/looping-directory-ends",
			test_looping_directory_ends);
	g_test_add_func("/documents/cfb/looping-chain-is-refused",
			test_looping_chain_is_refused);
	g_test_add_func("/documents/cfb/"
			"directory-made-for-the-stack-is-refused",
			test_directory_made_for_the_stack_is_refused);
	g_test_add_func("/documents/cfb/truncated-files-are-refused-or-read",
			test_truncated_files_are_refused_or_read);
	return g_test_run();
}
