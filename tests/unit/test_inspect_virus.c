/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_virus.c - own signatures, real files, clamscan's opinion.
 */
#include "inspect/virus.h"

#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>
#define ZLIB_CONST
#include <zlib.h>

/* In two halves, so that this file is not taken for the test virus. */
#define EICAR "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" \
	      "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

#define HEAD "From: a@example.com\r\nTo: b@example.com\r\nSubject: "
#define TEXT "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"

typedef struct Fixture {
	char *folder;		/* everything below is in here */
	char *signatures;
	char *temporary;
} Fixture;

/* Returns: the exit status. */
static int run(const char *format, ...) G_GNUC_PRINTF(1, 2);
static int run(const char *format, ...)
{
	g_autofree char *command = NULL;
	int status = 0;
	va_list args;

	va_start(args, format);
	command = g_strdup_vprintf(format, args);
	va_end(args);
	g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, &status,
						NULL));
	g_assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void set_up(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	fixture->folder = g_dir_make_tmp("sekimori-virus-XXXXXX", NULL);
	g_assert_nonnull(fixture->folder);
	fixture->signatures = g_build_filename(fixture->folder, "sigs", NULL);
	fixture->temporary = g_build_filename(fixture->folder, "tmp", NULL);
	g_assert_cmpint(g_mkdir(fixture->signatures, 0700), ==, 0);
	g_assert_cmpint(g_mkdir(fixture->temporary, 0700), ==, 0);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_assert_cmpint(run("rm -rf '%s'", fixture->folder), ==, 0);
	g_free(fixture->folder);
	g_free(fixture->signatures);
	g_free(fixture->temporary);
}

/* Returns: (transfer full), the path. */
static char *put(const char *folder, const char *name, const void *bytes,
		 gsize size)
{
	char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
	return path;
}

static void put_signatures(const Fixture *fixture, const char *name,
			   const char *text)
{
	g_free(put(fixture->signatures, name, text, strlen(text)));
}

static char *hex(const char *text)
{
	GString *out = g_string_new(NULL);

	for (; *text; text++)
		g_string_append_printf(out, "%02x", (guint8)*text);
	return g_string_free(out, FALSE);
}

/* A set of one signature: @text in files of type @target. */
static void put_pattern(const Fixture *fixture, const char *file,
			const char *name, guint target, const char *text)
{
	g_autofree char *digits = hex(text);
	g_autofree char *line = g_strdup_printf("%s:%u:*:%s\n", name, target,
						digits);

	put_signatures(fixture, file, line);
}

static Scanner *load(const Fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	Scanner *scanner = scanner_new(fixture->signatures,
				       fixture->temporary, &error);

	g_assert_no_error(error);
	g_assert_nonnull(scanner);
	return scanner;
}

static Scanner *load_eicar(const Fixture *fixture)
{
	put_pattern(fixture, "own.ndb", "Own.Eicar", 0, EICAR);
	return load(fixture);
}

static void expect_error(const Fixture *fixture, const char *word)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Scanner) scanner = scanner_new(fixture->signatures,
						 fixture->temporary, &error);

	g_assert_null(scanner);
	g_assert_nonnull(error);
	g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, word));
}

/* What clamscan says of @path with the same signatures. */
static gboolean clamscan_finds(const Fixture *fixture, const char *path,
			       gboolean alert_limits)
{
	int status = run("clamscan --no-summary --quiet --max-filesize=400M "
			 "--alert-exceeds-max=%s --database='%s' '%s'",
			 alert_limits ? "yes" : "no", fixture->signatures,
			 path);

	g_assert_cmpint(status, <=, 1);
	return status == 1;
}

static GByteArray *bytes_of(const void *bytes, gsize size)
{
	GByteArray *array = g_byte_array_new();

	return g_byte_array_append(array, bytes, (guint)size);
}

/* @window_bits: 15 + 16 makes gzip, -15 the bare stream of a ZIP member. */
static GByteArray *deflated(const void *bytes, gsize size, int window_bits)
{
	GByteArray *out = g_byte_array_new();
	z_stream stream = { 0 };

	g_assert_cmpint(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 9,
				     Z_DEFAULT_STRATEGY), ==, Z_OK);
	g_byte_array_set_size(out, (guint)deflateBound(&stream, size));
	stream.next_in = bytes;
	stream.avail_in = (uInt)size;
	stream.next_out = out->data;
	stream.avail_out = out->len;
	g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
	g_byte_array_set_size(out, (guint)stream.total_out);
	deflateEnd(&stream);
	return out;
}

static void add_number(GByteArray *to, guint64 value, guint width)
{
	for (guint i = 0; i < width; i++) {
		guint8 byte = (guint8)value;

		g_byte_array_append(to, &byte, 1);
		value >>= 8;
	}
}

/* The fields that a local and a central ZIP header have in common. */
static void add_zip_fields(GByteArray *zip, guint32 crc, gsize packed,
			   gsize size)
{
	add_number(zip, 20, 2);
	add_number(zip, 0, 2);
	add_number(zip, 8, 2);
	add_number(zip, 0, 4);
	add_number(zip, crc, 4);
	add_number(zip, packed, 4);
	add_number(zip, size, 4);
	add_number(zip, 5, 2);
	add_number(zip, 0, 2);
}

/* A ZIP of one member, "a.txt". */
static GByteArray *zipped(const void *bytes, gsize size)
{
	g_autoptr(GByteArray) packed = deflated(bytes, size, -15);
	GByteArray *zip = g_byte_array_new();
	guint32 crc = (guint32)crc32(0, bytes, (uInt)size);
	guint central;

	add_number(zip, 0x04034b50, 4);
	add_zip_fields(zip, crc, packed->len, size);
	g_byte_array_append(zip, (const guint8 *)"a.txt", 5);
	g_byte_array_append(zip, packed->data, packed->len);
	central = zip->len;
	add_number(zip, 0x02014b50, 4);
	add_number(zip, 20, 2);
	add_zip_fields(zip, crc, packed->len, size);
	add_number(zip, 0, 14);
	g_byte_array_append(zip, (const guint8 *)"a.txt", 5);
	add_number(zip, 0x06054b50, 4);
	add_number(zip, 0, 4);
	add_number(zip, 1, 2);
	add_number(zip, 1, 2);
	add_number(zip, zip->len - 12 - central, 4);
	add_number(zip, central, 4);
	add_number(zip, 0, 2);
	return zip;
}

static GByteArray *make_text(void)
{
	static const char text[] = "Dear all,\n" EICAR "\nregards\n";

	return bytes_of(text, strlen(text));
}

static GByteArray *make_gzip(void)
{
	return deflated(EICAR, strlen(EICAR), 15 + 16);
}

static GByteArray *make_zip(void)
{
	return zipped(EICAR, strlen(EICAR));
}

static GByteArray *make_zip_in_zip(void)
{
	g_autoptr(GByteArray) inner = make_zip();

	return zipped(inner->data, inner->len);
}

static GByteArray *make_mail(void)
{
	g_autofree char *base64 = g_base64_encode((const guint8 *)EICAR,
						  strlen(EICAR));
	g_autofree char *mail = g_strconcat(
		HEAD "x\r\nMIME-Version: 1.0\r\n"
		"Content-Type: application/octet-stream\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n",
		base64, "\r\n", NULL);

	return bytes_of(mail, strlen(mail));
}

static GByteArray *make_clean_zip(void)
{
	return zipped("Nothing to see here.\n", 21);
}

/* With the bit set that says it is encrypted, in both headers. */
static GByteArray *make_encrypted_zip(void)
{
	GByteArray *zip = make_clean_zip();

	zip->data[6] |= 1;
	for (guint i = 0; i + 8 < zip->len; i++) {
		if (memcmp(zip->data + i, "PK\001\002", 4) == 0)
			zip->data[i + 8] |= 1;
	}
	return zip;
}

static GByteArray *make_empty(void)
{
	return g_byte_array_new();
}

static const struct {
	const char *name;
	GByteArray *(*make)(void);
	ScanResult expect;
} files[] = {
	{ "text", make_text, SCAN_INFECTED },
	{ "gzip", make_gzip, SCAN_INFECTED },
	{ "zip", make_zip, SCAN_INFECTED },
	{ "zip-in-zip", make_zip_in_zip, SCAN_INFECTED },
	{ "mail", make_mail, SCAN_INFECTED },
	{ "clean-zip", make_clean_zip, SCAN_CLEAN },
	{ "encrypted-zip", make_encrypted_zip, SCAN_CLEAN },
	{ "empty", make_empty, SCAN_CLEAN },
};

static void test_agrees_with_clamscan(Fixture *fixture, gconstpointer unused)
{
	g_autoptr(Scanner) scanner = load_eicar(fixture);

	(void)unused;
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(GByteArray) made = files[i].make();
		g_autofree char *path = put(fixture->folder, files[i].name,
					    made->data, made->len);
		g_autofree char *found = NULL;

		g_test_message("%s", files[i].name);
		g_assert_cmpint(scanner_scan(scanner, made->data, made->len,
					     files[i].name, &found), ==,
				files[i].expect);
		g_assert_cmpstr(found, ==, files[i].expect == SCAN_INFECTED ?
				"Own.Eicar.UNOFFICIAL" : NULL);
		g_assert_cmpint(clamscan_finds(fixture, path, TRUE), ==,
				files[i].expect == SCAN_INFECTED);
	}
}

static void test_hash_signature(Fixture *fixture, gconstpointer unused)
{
	g_autofree char *sum = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, EICAR, -1);
	g_autofree char *line = g_strdup_printf("%s:%zu:Own.Hash:73\n", sum,
						strlen(EICAR));
	g_autoptr(GByteArray) zip = make_zip();
	g_autofree char *found = NULL;
	g_autofree char *none = NULL;

	(void)unused;
	put_signatures(fixture, "own.hsb", line);
	g_autoptr(Scanner) scanner = load(fixture);
	g_assert_cmpuint(scanner_signatures(scanner), ==, 1);
	g_assert_false(scanner_wants_raw_mail(scanner));
	g_assert_cmpint(scanner_scan(scanner, zip->data, zip->len, "a.zip",
				     &found), ==, SCAN_INFECTED);
	g_assert_cmpstr(found, ==, "Own.Hash.UNOFFICIAL");
	g_assert_cmpint(scanner_scan(scanner, (const guint8 *)EICAR,
				     strlen(EICAR) - 1, NULL, &none), ==,
			SCAN_CLEAN);
}

static void test_missing_folder(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_assert_cmpint(g_rmdir(fixture->signatures), ==, 0);
	expect_error(fixture, fixture->signatures);
}

static void test_unknown_files_beside(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	put_signatures(fixture, "README.txt", "garbage, but not ours\n");
	put_signatures(fixture, "freshclam.dat", "garbage, but not ours\n");
	g_autoptr(Scanner) scanner = load_eicar(fixture);
	g_assert_cmpuint(scanner_signatures(scanner), ==, 1);
}

/* What is refused, and the error names it: the file, or else the folder. */
static const struct {
	const char *test;
	const char *file;	/* NULL: an empty folder */
	const char *content;
	const char *word;	/* in the error; NULL: the folder */
} refused[] = {
	{ "an-empty-folder", NULL, NULL, NULL },
	{ "a-folder-of-other-files", "own.ndb.bak", "A:0:*:00112233\n", NULL },
	{ "a-file-without-signatures", "own.ndb", "# nothing yet\n", NULL },
	{ "a-damaged-pattern", "bad.ndb", "no signature\n", "bad.ndb" },
	{ "a-damaged-hash", "bad.hsb", "no signature\n", "bad.hsb" },
	{ "a-short-hash", "bad.hdb", "0123:12:Too.Short\n", "bad.hdb" },
	{ "damaged-logic", "bad.ldb", "this;is;no;logic\n", "bad.ldb" },
	{ "a-damaged-container", "bad.cvd", "ClamAV-VDB:but:that:is:all\n",
	  "bad.cvd" },
};

static void test_refused(Fixture *fixture, gconstpointer data)
{
	guint i = GPOINTER_TO_UINT(data);
	const char *word = refused[i].word;

	/* A good file beside it does not make up for a bad one. */
	if (word)
		put_pattern(fixture, "own.ndb", "Own.Eicar", 0, EICAR);
	if (refused[i].file)
		put_signatures(fixture, refused[i].file, refused[i].content);
	expect_error(fixture, word ? word : fixture->signatures);
}

static void test_signature_time(Fixture *fixture, gconstpointer unused)
{
	g_autofree char *path = g_build_filename(fixture->signatures,
						 "own.ndb", NULL);

	(void)unused;
	put_pattern(fixture, "own.ndb", "Own.Eicar", 0, EICAR);
	put_signatures(fixture, "README", "newer, but not loaded\n");
	g_assert_cmpint(run("touch -d @1000000000 '%s'", path), ==, 0);
	g_autoptr(Scanner) scanner = load(fixture);
	g_assert_cmpint(scanner_signature_time(scanner), ==, 1000000000);
}

/* Scans @times times what holds the virus and what does not. */
static G_GNUC_NORETURN void scan_and_exit(const Fixture *fixture,
					  Scanner *scanner, guint times)
{
	g_autofree char *own = g_strdup_printf("%s/%d", fixture->temporary,
					       (int)getpid());
	g_autoptr(GByteArray) zip = make_zip();

	if (g_mkdir(own, 0700) != 0 ||
	    !scanner_enter_worker(scanner, own, NULL))
		_exit(2);

	for (guint i = 0; i < times; i++) {
		g_autofree char *text = g_strdup_printf("mail %u of %d", i,
							(int)getpid());
		g_autofree char *found = NULL;
		g_autofree char *none = NULL;

		if (scanner_scan(scanner, zip->data, zip->len, "a.zip",
				 &found) != SCAN_INFECTED ||
		    scanner_scan(scanner, (const guint8 *)text, strlen(text),
				 NULL, &none) != SCAN_CLEAN)
			_exit(1);
	}
	_exit(0);
}

static void expect_success(pid_t child)
{
	int status = 0;

	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

static void test_forked_children(Fixture *fixture, gconstpointer unused)
{
	g_autoptr(Scanner) scanner = load_eicar(fixture);
	pid_t children[4];

	(void)unused;
	for (guint i = 0; i < G_N_ELEMENTS(children); i++) {
		children[i] = fork();
		g_assert_cmpint(children[i], >=, 0);
		if (children[i] == 0)
			scan_and_exit(fixture, scanner, 200);
	}
	for (guint i = 0; i < G_N_ELEMENTS(children); i++)
		expect_success(children[i]);
}

static void test_child_without_folder(Fixture *fixture, gconstpointer unused)
{
	g_autoptr(Scanner) scanner = load_eicar(fixture);
	char *reason = NULL;
	pid_t child = fork();

	(void)unused;
	g_assert_cmpint(child, >=, 0);
	if (child == 0)
		_exit(scanner_scan(scanner, (const guint8 *)"x", 1, NULL,
				   &reason) == SCAN_FAILED && reason ? 0 : 1);
	expect_success(child);
}

static void test_nothing_left_behind(Fixture *fixture, gconstpointer unused)
{
	g_autoptr(Scanner) scanner = load_eicar(fixture);
	g_autoptr(GByteArray) made = make_zip_in_zip();
	g_autoptr(GByteArray) mail = make_mail();
	g_autoptr(GDir) folder = NULL;
	g_autofree char *one = NULL;
	g_autofree char *two = NULL;

	(void)unused;
	g_assert_cmpint(scanner_scan(scanner, made->data, made->len,
				     "../../%s%n/x.zip", &one), ==,
			SCAN_INFECTED);
	g_assert_cmpint(scanner_scan(scanner, mail->data, mail->len, NULL,
				     &two), ==, SCAN_INFECTED);
	folder = g_dir_open(fixture->temporary, 0, NULL);
	g_assert_nonnull(folder);
	g_assert_null(g_dir_read_name(folder));
}

/* 420 MB of zeros, which is more than we look at. */
static GByteArray *make_bomb(gboolean as_zip)
{
	gsize size = (gsize)420 << 20;
	g_autofree guint8 *zeros = g_malloc0(size);
	g_autoptr(GByteArray) once = as_zip ? NULL :
				     deflated(zeros, size, 15 + 16);

	return as_zip ? zipped(zeros, size) :
	       deflated(once->data, once->len, 15 + 16);
}

static void expect_limited(const Fixture *fixture, const Scanner *scanner,
			   const GByteArray *bomb)
{
	g_autofree char *path = put(fixture->folder, "bomb", bomb->data,
				    bomb->len);
	g_autofree char *limit = NULL;

	g_assert_cmpint(scanner_scan(scanner, bomb->data, bomb->len, "bomb",
				     &limit), ==, SCAN_LIMITED);
	g_test_message("%s", limit);
	g_assert_true(clamscan_finds(fixture, path, TRUE));
	g_assert_false(clamscan_finds(fixture, path, FALSE));
}

static void test_bomb_is_limited(Fixture *fixture, gconstpointer unused)
{
	g_autoptr(Scanner) scanner = load_eicar(fixture);
	g_autoptr(GByteArray) nested = make_bomb(FALSE);
	g_autoptr(GByteArray) zip = make_bomb(TRUE);

	(void)unused;
	expect_limited(fixture, scanner, nested);
	expect_limited(fixture, scanner, zip);
}

/* Signatures for a mail as a whole, and who is to find them. */
static const struct {
	const char *name;
	guint target;
	const char *text;	/* what the signature matches */
	gboolean wants_raw;
} raw_cases[] = {
	{ "any-file-in-subject", 0, "Subject: on the list", TRUE },
	{ "mail-in-subject", 4, "Subject: on the list", TRUE },
	{ "any-file-across-header-and-body", 0, "plain\r\n\r\nbody", TRUE },
	{ "mail-in-body", 4, "body of the list", TRUE },
	{ "program-in-subject", 1, "Subject: on the list", FALSE },
	{ "document-in-body", 10, "body of the list", FALSE },
};

static void test_raw_mail(Fixture *fixture, gconstpointer unused)
{
	static const char mail[] = HEAD "on the list" TEXT
				   "body of the list\r\n";
	g_autofree char *path = put(fixture->folder, "mail", mail,
				    strlen(mail));

	(void)unused;
	for (guint i = 0; i < G_N_ELEMENTS(raw_cases); i++) {
		g_autofree char *found = NULL;
		gboolean infected;

		g_test_message("%s", raw_cases[i].name);
		put_pattern(fixture, "own.ndb", "Own.Mail",
			    raw_cases[i].target, raw_cases[i].text);
		g_autoptr(Scanner) scanner = load(fixture);
		infected = scanner_scan_mail(scanner, (const guint8 *)mail,
					     strlen(mail), &found) ==
			   SCAN_INFECTED;
		g_assert_cmpint(infected, ==,
				clamscan_finds(fixture, path, FALSE));
		g_assert_cmpint(infected, ==, raw_cases[i].wants_raw);
		g_assert_cmpint(scanner_wants_raw_mail(scanner), ==,
				raw_cases[i].wants_raw);
	}
}

#define VIRUS_TEST(path, test) \
	g_test_add("/inspect/virus/" path, Fixture, NULL, set_up, test, \
		   tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	VIRUS_TEST("finds-what-clamscan-finds-and-nothing-else",
		   test_agrees_with_clamscan);
	VIRUS_TEST("a-hash-matches-inside-an-archive", test_hash_signature);
	VIRUS_TEST("a-missing-folder-is-an-error", test_missing_folder);
	VIRUS_TEST("other-files-in-the-folder-are-ignored",
		   test_unknown_files_beside);
	VIRUS_TEST("the-time-is-that-of-the-newest-signature-file",
		   test_signature_time);
	VIRUS_TEST("children-scan-at-once-with-the-parents-engine",
		   test_forked_children);
	VIRUS_TEST("a-child-without-a-folder-of-its-own-does-not-scan",
		   test_child_without_folder);
	VIRUS_TEST("scanning-leaves-no-files-behind",
		   test_nothing_left_behind);
	VIRUS_TEST("a-bomb-is-limited-not-infected", test_bomb_is_limited);
	VIRUS_TEST("mail-level-signatures-find-what-clamscan-finds",
		   test_raw_mail);
	for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autofree char *path = g_strdup_printf(
			"/inspect/virus/%s-is-refused", refused[i].test);

		g_test_add(path, Fixture, GUINT_TO_POINTER(i), set_up,
			   test_refused, tear_down);
	}
	return g_test_run();
}
