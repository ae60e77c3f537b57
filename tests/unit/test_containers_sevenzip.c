/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_containers_sevenzip.c - 7z archives as 7z makes them: what is closed
 * is secret, a word of the mail opens it, and nothing plain is secret.
 */
#include <string.h>

#include "containers/archive.h"
#include "text/charset.h"

#include "archive-seen.h"
#include "tools.h"

#define WORD "秘密Pass1"
#define P " -p" WORD

static Tools *tools;

typedef struct Case {
	const char *name;
	const char *options;	/* of 7z a; or a whole command */
	const char *closed;	/* members before; NULL: not looked at */
	const char *open;	/* with the word; NULL: not looked at */
	Protection protection;
	Protection after;	/* with the word */
} Case;

#define A "a.txt:none:33* "
#define B "b.txt:none:4000* "
#define BIG "big:none:100000* "
#define A_SECRET "a.txt:secret:33! "
#define B_SECRET "b.txt:secret:4000! "
#define SECRET PROTECTION_SECRET, PROTECTION_NONE
#define NONE PROTECTION_NONE, PROTECTION_NONE

static const Case cases[] = {
	{ "lzma2", "a -m0=lzma2" P " out a.txt b.txt", A_SECRET B_SECRET,
	  A B, SECRET },
	{ "lzma", "a -m0=lzma" P " out a.txt b.txt", A_SECRET B_SECRET,
	  A B, SECRET },
	{ "bzip2", "a -m0=bzip2" P " out b.txt", B_SECRET, B, SECRET },
	{ "ppmd-with-padding", "a -m0=ppmd" P " out b.txt", B_SECRET, NULL,
	  SECRET },
	{ "deflate", "a -m0=deflate" P " out b.txt", B_SECRET, B, SECRET },
	{ "copy", "a -m0=copy" P " out a.txt b.txt", A_SECRET B_SECRET, A B,
	  SECRET },
	{ "copy-of-one-small-file", "a -m0=copy" P " out a.txt", A_SECRET,
	  A, SECRET },
	{ "lzma-large", "a -m0=lzma" P " out big a.txt", NULL, A BIG, SECRET },
	{ "lzma2-large", "a" P " out big", NULL, BIG, SECRET },
	{ "deflate-large", "a -m0=deflate" P " out big", NULL, BIG, SECRET },
	{ "not-solid", "a -ms=off" P " out a.txt b.txt", A_SECRET B_SECRET,
	  A B, SECRET },
	{ "a-program-through-bcj", "a -m0=bcj -m1=lzma2" P " out program",
	  NULL, NULL, SECRET },
	{ "a-program-through-bcj2", "a -mx=9 -m0=bcj2 -m1=lzma -m2=lzma "
	  "-m3=lzma -mb0:1 -mb0s1:2 -mb0s2:3" P " out program", NULL, NULL,
	  SECRET },
	{ "delta", "a -m0=delta:4 -m1=lzma" P " out big", NULL, BIG, SECRET },
	{ "names-closed", "a -mhe=on" P " out a.txt b.txt", "", A B, SECRET },
	{ "names-closed-large", "a -mhe=on" P " out big a.txt", "", A BIG,
	  SECRET },
	{ "names-closed-many", "a -mhe=on" P " out many", "", NULL, SECRET },
	{ "empty-file-beside", "a" P " out a.txt empty",
	  "empty:none:0 " A_SECRET, "empty:none:0 " A, SECRET },
	{ "folder-beside", "a" P " out folder",
	  "folder:none:0 folder/c.txt:secret:6! ",
	  "folder:none:0 folder/c.txt:none:6* ", SECRET },
	{ "only-empty", "a" P " out empty", "empty:none:0 ", NULL, NONE },
	{ "only-a-folder", "a" P " out hollow", "hollow/:none:0 ", NULL, NONE },
	{ "japanese-name", "a" P " out 機密性3.txt", "機密性3.txt:secret:33! ",
	  "機密性3.txt:none:33* ", SECRET },
	{ "plain", "a out a.txt b.txt", "a.txt:none:33 b.txt:none:4000 ",
	  NULL, NONE },
	{ "plain-beside", "a out a.txt && 7z a -bd" P " out b.txt",
	  "a.txt:none:33 " B_SECRET, "a.txt:none:33 " B, NONE },
	{ "closed-first-plain-later", "a" P " out b.txt && 7z a -bd out a.txt",
	  "a.txt:none:33 " B_SECRET, "a.txt:none:33 " B, NONE },
	{ "of-two-words", "a" P " out b.txt && 7z a -bd -pother out a.txt",
	  B_SECRET A_SECRET, B A_SECRET, PROTECTION_SECRET, PROTECTION_NONE },
};

static void make(const char *options)
{
	g_autofree char *command = g_strdup_printf(
		"rm -f out out.7z; 7z %s </dev/null && mv out.7z out",
		options);

	tools_must(tools, command);
}

/* Nobody without the word may read any of it. */
static gboolean opens_without_word(void)
{
	tools_must(tools, "rm -rf read; mkdir read");
	(void)tools_run(tools, "cd read && 7z x -y -pwrong ../out </dev/null");
	return tools_run(tools, "find read -type f -size +0 | xargs grep -q "
			 "'fox\\|plans\\|\\x7f' --");
}

static void check(gconstpointer data)
{
	const Case *with = data;
	g_autoptr(GByteArray) bytes = NULL;
	ArchiveSeen seen;

	tools->all++;
	make(with->options);
	bytes = tools_read(tools, "out");
	seen = archive_see(bytes, NULL);
	if (with->closed)
		g_assert_cmpstr(seen.members->str, ==, with->closed);
	g_assert_cmpint(seen.judgement->protection, ==, with->protection);
	g_assert_null(seen.judgement->problem);
	if (seen.judgement->protection == PROTECTION_SECRET) {
		g_assert_cmpstr(seen.judgement->scheme, ==, "7z-aes256");
		g_assert_nonnull(seen.judgement->lock);
		g_assert_false(opens_without_word());
	}
	archive_seen_clear(&seen);
	seen = archive_see(bytes, WORD);
	if (with->open)
		g_assert_cmpstr(seen.members->str, ==, with->open);
	g_assert_cmpint(seen.judgement->protection, ==, with->after);
	g_assert_null(seen.judgement->problem);
	archive_seen_clear(&seen);
	seen = archive_see(bytes, "other-word");
	g_assert_cmpint(seen.judgement->protection, ==, with->protection);
	g_assert_null(strstr(seen.members->str, "*"));
	archive_seen_clear(&seen);
	tools->right++;
}

/* Content that came through all methods is what went in. */
static void content_is_right(void)
{
	static const char *const options[] = {
		"-m0=lzma", "-m0=lzma2", "-m0=bzip2", "-m0=deflate",
		"-m0=copy", "-m0=bcj -m1=lzma2", "-mhe=on",
	};
	g_autoptr(GByteArray) wanted = tools_read(tools, "b.txt");

	for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
		g_autofree char *command = g_strdup_printf(
			"a %s" P " out b.txt", options[i]);
		g_autoptr(GByteArray) bytes = NULL;
		ArchiveSeen seen;

		make(command);
		bytes = tools_read(tools, "out");
		seen = archive_see(bytes, WORD);
		g_assert_cmpuint(seen.text->len, ==, wanted->len);
		g_assert_true(memcmp(seen.text->str, wanted->data,
				     wanted->len) == 0);
		archive_seen_clear(&seen);
	}
}

static void no_cut_is_secret(void)
{
	g_autoptr(GByteArray) bytes = NULL;

	make("a -mhe=on" P " out a.txt");
	bytes = tools_read(tools, "out");
	for (guint size = 6; size < bytes->len; size++) {
		g_autoptr(GByteArray) cut = g_byte_array_new();
		ArchiveSeen seen;

		g_byte_array_append(cut, bytes->data, size);
		seen = archive_see(cut, NULL);
		g_assert_cmpint(seen.judgement->protection, !=,
				PROTECTION_SECRET);
		archive_seen_clear(&seen);
	}
}

/* A letter in front of the streams, behind the archive, or in a stream. */
static void hidden_letters(void)
{
	static const char *const hide[] = {
		"cat out b.txt > x",
		"python3 -c \"import struct,zlib\n"
		"z=open('out','rb').read();b=open('b.txt','rb').read()\n"
		"o,s,c=struct.unpack('<QQI',z[12:32])\n"
		"h=struct.pack('<QQI',o+len(b),s,c)\n"
		"open('x','wb').write(z[:8]+struct.pack('<I',zlib.crc32(h))"
		"+h+z[32:32+o]+b+z[32+o:])\"",
	};

	for (guint i = 0; i < G_N_ELEMENTS(hide); i++) {
		g_autoptr(GByteArray) bytes = NULL;
		ArchiveSeen seen;

		make("a -mhc=off" P " out a.txt");
		tools_must(tools, hide[i]);
		bytes = tools_read(tools, "x");
		seen = archive_see(bytes, NULL);
		g_assert_cmpint(seen.judgement->protection, !=,
				PROTECTION_SECRET);
		g_assert_nonnull(seen.judgement->problem);
		archive_seen_clear(&seen);
	}
}

/* A 7z whose header calls a stored text encrypted. */
static void a_lie_is_no_secret(void)
{
	g_autoptr(GByteArray) bytes = NULL;
	ArchiveSeen seen;

	make("a -mhc=off -m0=copy" P " out b.txt");
	tools_must(tools, "python3 -c \"z=bytearray(open('out','rb').read())\n"
		   "b=open('b.txt','rb').read();z[32:32+len(b)]=b\n"
		   "open('out','wb').write(z)\"");
	bytes = tools_read(tools, "out");
	seen = archive_see(bytes, NULL);
	g_assert_cmpint(seen.judgement->protection, ==, PROTECTION_NONE);
	archive_seen_clear(&seen);
}

/* Behind a program the archive is judged as it is without one. */
static void self_extracting(void)
{
	static const struct {
		const char *options;
		Protection protection;
	} kinds[] = {
		{ "a" P " out b.txt", PROTECTION_SECRET },
		{ "a -mhe=on" P " out b.txt", PROTECTION_SECRET },
		{ "a out b.txt", PROTECTION_NONE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autoptr(GByteArray) bytes = NULL;
		ArchiveSeen seen;

		make(kinds[i].options);
		tools_must(tools, "cat program out > x");
		bytes = tools_read(tools, "x");
		seen = archive_see(bytes, NULL);
		g_assert_cmpint(seen.judgement->protection, ==,
				kinds[i].protection);
		g_assert_cmpstr(seen.judgement->note, ==, "self-extracting");
		archive_seen_clear(&seen);
		seen = archive_see(bytes, WORD);
		g_assert_nonnull(strstr(seen.text->str, "secret plans"));
		archive_seen_clear(&seen);
	}
}

static void prepare(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	tools = tools_new();
	while (text->len < 4000)
		g_string_append_printf(text, "%" G_GSIZE_FORMAT
				       " secret plans\n", text->len);
	g_string_truncate(text, 4000);
	tools_write(tools, "a.txt", "The quick brown fox jumps today.\n", 33);
	tools_write(tools, "b.txt", text->str, text->len);
	tools_must(tools, ": > empty; mkdir folder hollow many; "
		   "echo plans > folder/c.txt; cp a.txt 機密性3.txt; "
		   "head -c 75000 /dev/urandom | base64 -w 0 | "
		   "head -c 100000 > big; cp /bin/true program; "
		   "for i in 1 2 3 4 5 6 7 8 9; do cp a.txt many/$i; done");
}

#define PATH "/containers/sevenzip/"

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	prepare();
	charset_warm_up();
	archive_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat(PATH, cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], check);
	}
	g_test_add_func(PATH "content-is-what-went-in", content_is_right);
	g_test_add_func(PATH "no-cut-is-secret", no_cut_is_secret);
	g_test_add_func(PATH "hidden-letters-are-no-secret", hidden_letters);
	g_test_add_func(PATH "a-lie-is-no-secret", a_lie_is_no_secret);
	g_test_add_func(PATH "self-extracting", self_extracting);
	result = g_test_run();
	g_test_message("judged right/all: %u/%u", tools->right, tools->all);
	tools_free(tools);
	return result;
}
