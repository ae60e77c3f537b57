/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_audit_record.c - the file that keeps one line for each mail.
 */
#include "audit/record.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

/* A folder of its own for each test. */
typedef struct Place {
	char *folder;
	char *file;
} Place;

static void place_init(Place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	place->folder = g_dir_make_tmp("sekimori-XXXXXX", &error);
	g_assert_no_error(error);
	place->file = g_build_filename(place->folder, "record.jsonl", NULL);
}

static void place_clear(Place *place, gconstpointer data)
{
	const char *name;
	GDir *folder = g_dir_open(place->folder, 0, NULL);

	(void)data;
	while ((name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *path = g_build_filename(place->folder, name,
							 NULL);

		g_assert_cmpint(g_remove(path), ==, 0);
	}
	g_dir_close(folder);
	g_assert_cmpint(g_rmdir(place->folder), ==, 0);
	g_free(place->folder);
	g_free(place->file);
}

static char *content(const char *file)
{
	g_autoptr(GError) error = NULL;
	char *text = NULL;

	g_file_get_contents(file, &text, NULL, &error);
	g_assert_no_error(error);
	return text;
}

static void assert_content(const char *file, const char *wanted)
{
	g_autofree char *found = content(file);

	g_assert_cmpstr(found, ==, wanted);
}

static Record *opened(const Place *place, gboolean sync)
{
	g_autoptr(GError) error = NULL;
	Record *record = record_open(place->file, sync, &error);

	g_assert_no_error(error);
	return record;
}

static void append(Record *record, const char *line)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(record_append(record, line, &error));
	g_assert_no_error(error);
}

static void test_lines(Place *place, gconstpointer data)
{
	g_autoptr(Record) record = opened(place, GPOINTER_TO_INT(data));
	struct stat about;

	append(record, "one");
	append(record, "two");
	assert_content(place->file, "one\ntwo\n");
	g_assert_cmpint(g_stat(place->file, &about), ==, 0);
	g_assert_cmpuint(about.st_mode & 0777 & ~0640U, ==, 0);
}

static void test_reopened(Place *place, gconstpointer data)
{
	Record *record = opened(place, TRUE);

	(void)data;
	append(record, "one");
	record_close(record);
	record = opened(place, TRUE);
	append(record, "two");
	record_close(record);
	assert_content(place->file, "one\ntwo\n");
}

static void test_rotated(Place *place, gconstpointer data)
{
	g_autoptr(Record) record = opened(place, TRUE);
	g_autofree char *old = g_strconcat(place->file, ".1", NULL);

	(void)data;
	append(record, "one");
	g_assert_cmpint(g_rename(place->file, old), ==, 0);
	append(record, "two");
	g_assert_cmpint(g_unlink(place->file), ==, 0);
	append(record, "three");
	assert_content(old, "one\n");
	assert_content(place->file, "three\n");
	g_assert_cmpint(g_rename(place->file, old), ==, 0);
	g_assert_true(g_file_set_contents(place->file, "", 0, NULL));
	append(record, "four");
	assert_content(old, "three\n");
	assert_content(place->file, "four\n");
}

/* A crash in the middle of a line must not spoil the next. */
static void test_broken_end(Place *place, gconstpointer data)
{
	Record *record;

	(void)data;
	g_assert_true(g_file_set_contents(place->file, "one\ntw", -1, NULL));
	record = opened(place, TRUE);
	append(record, "three");
	record_close(record);
	assert_content(place->file, "one\ntw\nthree\n");
}

static void test_not_a_file(Place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *link = g_build_filename(place->folder, "link", NULL);

	(void)data;
	g_assert_null(record_open("/dev/full", TRUE, &error));
	g_assert_nonnull(strstr(error->message, "/dev/full: is not a file"));
	g_clear_error(&error);
	g_assert_null(record_open(place->folder, TRUE, &error));
	g_clear_error(&error);
	g_assert_cmpint(mkfifo(place->file, 0600), ==, 0);
	g_assert_null(record_open(place->file, TRUE, &error));
	g_clear_error(&error);
	g_assert_cmpint(symlink(place->file, link), ==, 0);
	g_assert_null(record_open(link, TRUE, &error));
}

static void limit_files(rlim_t size)
{
	struct rlimit limit = { size, RLIM_INFINITY };

	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
}

/*
 * The kernel writes what still fits and then refuses, as on a full disk. The
 * file must hold whole lines all the same, and go on when there is room.
 */
static void test_full(Place *place, gconstpointer data)
{
	g_autoptr(Record) record = opened(place, TRUE);
	g_autoptr(GError) error = NULL;
	g_autofree char *large = g_strnfill(200, 'x');
	g_autofree char *wanted = g_strdup_printf("one\n%s\n", large);

	(void)data;
	append(record, "one");
	limit_files(100);
	g_assert_false(record_append(record, large, &error));
	g_assert_nonnull(error);
	g_assert_true(g_str_has_prefix(error->message, place->file));
	assert_content(place->file, "one\n");
	limit_files(RLIM_INFINITY);
	append(record, large);
	assert_content(place->file, wanted);
}

#define THREADS 8
#define LINES 100

typedef struct Writer {
	Record *record;
	guint number;
} Writer;

static gpointer write_lines(gpointer data)
{
	const Writer *writer = data;

	for (guint i = 0; i < LINES; i++) {
		g_autofree char *line = g_strdup_printf("%u %u end",
							writer->number, i);

		append(writer->record, line);
	}
	return NULL;
}

/* Every line is there, whole, once, and each thread's own in order. */
static void assert_all_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint next[THREADS] = { 0 };

	g_assert_cmpuint(g_strv_length(lines), ==, THREADS * LINES + 1);
	for (guint i = 0; i < THREADS * LINES; i++) {
		g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);
		guint64 thread;

		g_assert_cmpuint(g_strv_length(words), ==, 3);
		thread = g_ascii_strtoull(words[0], NULL, 10);
		g_assert_cmpuint(thread, <, THREADS);
		g_assert_cmpuint(g_ascii_strtoull(words[1], NULL, 10), ==,
				 next[thread]++);
		g_assert_cmpstr(words[2], ==, "end");
	}
}

/* Every other thread writes to @other, as while a reload is under way. */
static void run_threads(Record *record, Record *other, const Place *place,
			guint rotations)
{
	Writer writers[THREADS];
	GThread *threads[THREADS];

	for (guint i = 0; i < THREADS; i++) {
		writers[i] = (Writer){ i % 2 ? record : other, i };
		threads[i] = g_thread_new("write", write_lines, &writers[i]);
	}
	for (guint i = 1; i <= rotations; i++) {
		g_autofree char *old = g_strdup_printf("%s.%u", place->file,
						       i);

		/* Nothing written since the last one: nothing to move. */
		if (g_file_test(place->file, G_FILE_TEST_EXISTS))
			g_assert_cmpint(g_rename(place->file, old), ==, 0);
		g_thread_yield();
	}
	for (guint i = 0; i < THREADS; i++)
		g_thread_join(threads[i]);
}

static void test_threads(Place *place, gconstpointer data)
{
	guint rotations = GPOINTER_TO_UINT(data);
	g_autoptr(Record) record = opened(place, TRUE);
	g_autoptr(Record) other = opened(place, TRUE);
	g_autoptr(GString) all = g_string_new(NULL);

	run_threads(record, other, place, rotations);
	for (guint i = 1; i <= rotations; i++) {
		g_autofree char *old = g_strdup_printf("%s.%u", place->file,
						       i);
		g_autofree char *text = NULL;

		if (g_file_get_contents(old, &text, NULL, NULL))
			g_string_append(all, text);
	}
	if (g_file_test(place->file, G_FILE_TEST_EXISTS)) {
		g_autofree char *text = content(place->file);

		g_string_append(all, text);
	}
	assert_all_lines(all->str);
}

static const struct {
	const char *path;
	gconstpointer data;
	void (*test)(Place *place, gconstpointer data);
} tests[] = {
	{ "/audit/record/keeps-lines", GINT_TO_POINTER(FALSE), test_lines },
	{ "/audit/record/keeps-lines-on-the-disk", GINT_TO_POINTER(TRUE),
	  test_lines },
	{ "/audit/record/goes-on-after-a-restart", NULL, test_reopened },
	{ "/audit/record/follows-a-rotated-file", NULL, test_rotated },
	{ "/audit/record/a-broken-last-line-stays-alone", NULL,
	  test_broken_end },
	{ "/audit/record/what-is-not-a-file-is-refused", NULL,
	  test_not_a_file },
	{ "/audit/record/a-full-disk-leaves-whole-lines", NULL, test_full },
	{ "/audit/record/many-threads-lose-nothing", GUINT_TO_POINTER(0),
	  test_threads },
	{ "/audit/record/a-rotation-under-load-loses-nothing",
	  GUINT_TO_POINTER(20), test_threads },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	(void)signal(SIGXFSZ, SIG_IGN);
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, Place, tests[i].data, place_init,
			   tests[i].test, place_clear);
	return g_test_run();
}
