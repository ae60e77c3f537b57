/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_ppt.c - what stands in a presentation, wherever it stands.
 *
 * tests/samples/ppt is LibreOffice's; the rest is built here record by record.
 */
#include <string.h>

#include <gsf/gsf-outfile-msole.h>
#include <gsf/gsf-output-memory.h>
#include <zlib.h>

#include "document-record.h"
#include "documents/documents.h"
#include "documents/ppt-stream.h"
#include "text/charset.h"

/* 「機密」 in UTF-16 */
#define WIDE "\x5f\x6a\xc6\x5b"
#define CONTAINER 0xf

typedef struct Build {
	GByteArray *bytes;
	guint open[64];
	guint depth;
} Build;

static void put_u16(Build *build, guint value)
{
	const guint8 bytes[] = { (guint8)value, (guint8)(value >> 8) };

	g_byte_array_append(build->bytes, bytes, sizeof(bytes));
}

static void put_head(Build *build, guint version, guint instance, guint type,
		     gsize size)
{
	put_u16(build, version | instance << 4);
	put_u16(build, type);
	put_u16(build, (guint)size & 0xffff);
	put_u16(build, (guint)(size >> 16));
}

static void atom(Build *build, guint instance, guint type, const char *body,
		 gsize size)
{
	put_head(build, 0, instance, type, size);
	g_byte_array_append(build->bytes, (const guint8 *)body, (guint)size);
}
#define ATOM(build, instance, type, body) \
	atom(build, instance, type, body, sizeof(body) - 1)

static void begin(Build *build, guint instance, guint type)
{
	build->open[build->depth++] = build->bytes->len;
	put_head(build, CONTAINER, instance, type, 0);
}

static void end(Build *build)
{
	guint from = build->open[--build->depth];
	guint32 size = GUINT32_TO_LE(build->bytes->len - from - 8);

	memcpy(build->bytes->data + from + 4, &size, sizeof(size));
}

/* A shape of a placeholder (0: of none) with the text 「機密」. */
static void shape(Build *build, guint8 placeholder, const char *text_type)
{
	char body[8] = { 0, 0, 0, 0, (char)placeholder, 0, 0, 0 };

	begin(build, 0, 0xf004);
	if (placeholder > 0) {
		begin(build, 0, 0xf011);
		atom(build, 0, 0x0bc3, body, sizeof(body));
		end(build);
	}
	begin(build, 0, 0xf00d);
	atom(build, 0, 0x0f9f, text_type, 4);
	ATOM(build, 0, 0x0fa0, WIDE);
	end(build);
	end(build);
}

static void build_places(Build *build)
{
	begin(build, 0, 0x03ee);
	shape(build, 0x0d, "\0\0\0");
	shape(build, 0, "\4\0\0");
	shape(build, 0x09, "\4\0\0");
	shape(build, 0, "\1\0\0");
	end(build);
	begin(build, 0, 0x03f8);
	shape(build, 0, "\4\0\0");
	end(build);
}

static void build_narrow(Build *build)
{
	begin(build, 0, 0x03ee);
	begin(build, 0, 0xf00d);
	ATOM(build, 0, 0x0fa8, "caf\xe9\rtwo\vthree");
	end(build);
	end(build);
}

static void build_outline(Build *build)
{
	begin(build, 0, 0x03e8);
	begin(build, 0, 0x0ff0);
	ATOM(build, 0, 0x03f3, "\4\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0");
	ATOM(build, 0, 0x0f9f, "\0\0\0\0");
	ATOM(build, 0, 0x0fa8, "one");
	ATOM(build, 0, 0x03f3, "\5\0\0\0\0\0\0\0\0\0\0\0\1\1\0\0\0\0\0\0");
	ATOM(build, 0, 0x0fa8, "two");
	end(build);
	begin(build, 3, 0x0fd9);
	ATOM(build, 2, 0x0fba, WIDE);
	end(build);
	end(build);
	begin(build, 0, 0x03f0);
	ATOM(build, 0, 0x03f1, "\1\1\0\0\0\0\0\0");
	shape(build, 0x0c, "\2\0\0");
	end(build);
}

/* The second in the list stands first, as the directory says. */
static void build_directory(Build *build)
{
	guint from[2];
	guint i;

	begin(build, 0, 0x03e8);
	begin(build, 0, 0x0ff0);
	ATOM(build, 0, 0x03f3, "\4\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0");
	ATOM(build, 0, 0x03f3, "\5\0\0\0\0\0\0\0\0\0\0\0\1\1\0\0\0\0\0\0");
	end(build);
	end(build);
	for (i = 0; i < 2; i++) {
		from[i] = build->bytes->len;
		begin(build, 0, 0x03ee);
		begin(build, 0, 0xf00d);
		atom(build, 0, 0x0fa8, i == 0 ? "last" : "first",
		     i == 0 ? 4 : 5);
		end(build);
		end(build);
	}
	put_head(build, 0, 0, 0x1772, 12);
	put_u16(build, 4);
	put_u16(build, 2 << 4);
	put_u16(build, from[1]);
	put_u16(build, 0);
	put_u16(build, from[0]);
	put_u16(build, 0);
}

/* Comments stand in a blob that is no container by its version. */
static void build_comment(Build *build)
{
	begin(build, 0, 0x03ee);
	begin(build, 0, 0x1388);
	begin(build, 0, 0x138a);
	ATOM(build, 0, 0x0fba, "_\0_\0_\0P\0P\0T\0001\0000\0");
	put_head(build, 0, 0, 0x138b, 20);
	put_head(build, CONTAINER, 0, 0x2ee0, 12);
	ATOM(build, 1, 0x0fba, WIDE);
	end(build);
	end(build);
	ATOM(build, 3, 0x0fba, "n\0");
	end(build);
}

static void build_word_art(Build *build)
{
	begin(build, 0, 0x03ee);
	begin(build, 0, 0xf004);
	ATOM(build, 3, 0xf00b, "\x81\0\1\2\3\4" "\xc0\xc0\4\0\0\0"
	     "\x81\xc3\2\0\0\0" WIDE "a\0");
	end(build);
	end(build);
}

static void build_object(Build *build)
{
	static const guint8 plain[] = "an embedded object";
	guint8 packed[64] = { sizeof(plain) };
	uLongf size = sizeof(packed) - 4;

	g_assert_cmpint(compress(packed + 4, &size, plain, sizeof(plain)), ==,
			Z_OK);
	begin(build, 0, 0x03e8);
	atom(build, 1, 0x1011, (const char *)packed, 4 + size);
	ATOM(build, 0, 0x1011, "another");
	end(build);
}

static void build_cut(Build *build)
{
	begin(build, 0, 0x03ee);
	begin(build, 0, 0xf00d);
	put_head(build, 0, 0, 0x0fa8, 1000);
	g_byte_array_append(build->bytes, (const guint8 *)"abc", 3);
	end(build);
	ATOM(build, 0, 0x0fa8, "rest");
	end(build);
}

static void build_deep(Build *build)
{
	for (guint i = 0; i < 60; i++)
		begin(build, 0, 0x03ee);
	ATOM(build, 0, 0x0fa8, "deep");
	while (build->depth > 0)
		end(build);
}

static const struct {
	const char *name;
	void (*build)(Build *build);
	const char *expected;
	gboolean is_malformed;
} cases[] = {
	{ "place-by-kind-of-shape", build_places,
	  "doc-header|slide 1, footer, line 1|機密\n"
	  "doc-header|master, line 1|機密\n"
	  "doc-box|slide 1, text box, line 1|機密\n"
	  "doc-text|slide 1, line 1|機密\ndoc-text|slide 1, line 2|機密\n",
	  FALSE },
	{ "narrow-characters-and-line-ends", build_narrow,
	  "doc-box|slide 1, text box, line 1|café\n"
	  "doc-box|slide 1, text box, line 2|two\n"
	  "doc-box|slide 1, text box, line 3|three\n", FALSE },
	{ "outline-notes-and-footers", build_outline,
	  "doc-header|header or footer, line 1|機密\n"
	  "doc-text|slide 1, line 1|one\ndoc-text|slide 2, line 1|two\n"
	  "doc-text|slide 2, notes, line 1|機密\n", FALSE },
	{ "slides-are-numbered-as-they-are-shown", build_directory,
	  "doc-box|slide 2, text box, line 1|last\n"
	  "doc-box|slide 1, text box, line 1|first\n", FALSE },
	{ "comments-and-names", build_comment,
	  "doc-sheet|slide 1, name, line 1|n\n"
	  "doc-text|slide 1, comment, line 1|機密\n", FALSE },
	{ "word-art-and-alternative-text", build_word_art,
	  "doc-box|slide 1, word art, line 1|機密\n"
	  "doc-text|slide 1, shape, line 1|a\n", FALSE },
	{ "embedded-objects", build_object,
	  "embedded|||19\nembedded|||7\n", FALSE },
	{ "record-that-is-cut", build_cut,
	  "doc-box|slide 1, text box, line 1|abc\n"
	  "doc-box|slide 1, text box, line 2|rest\n", TRUE },
	{ "nested-too-deep-is-salvaged", build_deep,
	  "doc-text|damaged presentation|deep\n", TRUE },
};

static void test_case(gconstpointer data)
{
	guint index = GPOINTER_TO_UINT(data);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	Build build = { .bytes = bytes };
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	cases[index].build(&build);
	g_assert_cmpuint(build.depth, ==, 0);
	ppt_stream_read(&document, bytes->data, bytes->len);
	if (cases[index].is_malformed) {
		g_assert_true(g_str_has_prefix(record->str,
				"problem|malformed|presentation: "));
		g_assert_nonnull(strstr(record->str, cases[index].expected));
	} else {
		g_assert_cmpstr(record->str, ==, cases[index].expected);
	}
}

static void add_stream(GsfOutfile *file, const char *name, const guint8 *bytes,
		       gsize size)
{
	GsfOutput *stream = gsf_outfile_new_child(file, name, FALSE);

	g_assert_true(gsf_output_write(stream, size, bytes));
	g_assert_true(gsf_output_close(stream));
	g_object_unref(stream);
}

/* Reads a presentation of two streams, the second "Current User". */
static void read_file(const char *token, Document *document,
		      const guint8 *main, gsize size)
{
	g_autoptr(GByteArray) user = g_byte_array_new();
	GsfOutput *memory = gsf_output_memory_new();
	GsfOutfile *file = gsf_outfile_msole_new(memory);

	g_byte_array_append(user, (const guint8 *)"\0\0\xf6\x0f\x14\0\0\0"
			    "\x14\0\0\0", 12);
	g_byte_array_append(user, (const guint8 *)token, 4);
	add_stream(file, "PowerPoint Document", main, size);
	add_stream(file, "Current User", user->data, user->len);
	g_assert_true(gsf_output_close(GSF_OUTPUT(file)));
	documents_read(document, "application/x-ole-storage",
		       gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(memory)),
		       (gsize)gsf_output_size(memory));
	g_object_unref(file);
	g_object_unref(memory);
}

static void test_encrypted_ones_say_nothing(void)
{
	static const guint8 closed[] = "\x85\xa3\x11\x7e\x90\x02\x44\x91"
		"\x33\x9f\xfe\x12\x0f\0\x14\x2f\x0c\0\0\0\x02\0\x02\0"
		"abcdefgh";
	static const struct {
		const char *token;
		gsize size;
	} files[] = {
		{ "\xdf\xc4\xd1\xf3", 12 },
		{ "\x5f\xc0\x91\xe3", sizeof(closed) },
	};

	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(GString) record = g_string_new(NULL);
		Document document = record_document(record);

		read_file(files[i].token, &document, closed, files[i].size);
		g_assert_true(document.is_encrypted);
		g_assert_cmpstr(document.scheme, ==, "ppt-rc4-cryptoapi");
		g_assert_cmpstr(record->str, ==, "");
	}
}

static void test_readable_ones_are_not_encrypted(void)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	Build build = { .bytes = bytes };
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	build_places(&build);
	read_file("\xdf\xc4\xd1\xf3", &document, bytes->data, bytes->len);
	g_assert_false(document.is_encrypted);
	g_assert_nonnull(strstr(record->str, "problem|malformed|"));
	g_assert_nonnull(strstr(record->str, "|機密\n"));
}

static void test_slides_end_at_the_limit(void)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	Build build = { .bytes = bytes };
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	build_narrow(&build);
	build_narrow(&build);
	document.pages_left = 1;
	ppt_stream_read(&document, bytes->data, bytes->len);
	g_assert_nonnull(strstr(record->str, "problem|limit|"));
	g_assert_nonnull(strstr(record->str, "|two\n"));
	g_assert_null(strstr(record->str, "slide 2"));
}

static void test_sample_of_libreoffice(void)
{
	static const char *const expected[] = {
		"doc-header|slide 1, header or footer, line 1|機密性２の足\n",
		"doc-box|slide 1, text box, line 1|右下の箱\n"
		"doc-box|slide 1, text box, line 2|ascii box\n"
		"doc-box|slide 1, word art, line 1|飾り文字\n",
		"doc-box|slide 2, text box, line 2|組の中の箱\n"
		"doc-box|slide 2, text box, line 3|組の中の図\n",
		"doc-text|slide 1, line 1|一枚目の題\n"
		"doc-text|slide 1, line 2|本文の一\n"
		"doc-text|slide 1, line 3|本文の二\n",
		"doc-text|slide 1, notes, line 1|話す人の控え\n",
		"doc-text|slide 1, comment, line 2|覚え書き\n",
	};
	g_autofree char *bytes = NULL;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);
	gsize size;

	g_assert_true(g_file_get_contents("tests/samples/ppt/slides.ppt",
					  &bytes, &size, NULL));
	documents_read(&document, "application/x-ole-storage",
		       (const guint8 *)bytes, size);
	for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
		g_assert_nonnull(strstr(record->str, expected[i]));
	g_assert_null(strstr(record->str, "presentation:"));
	g_assert_cmpstr(document.type, ==, "application/vnd.ms-powerpoint");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_warm_up();
	documents_warm_up();
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/documents/ppt/%s",
							cases[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_case);
	}
	g_test_add_func("/documents/ppt/encrypted-ones-say-nothing",
			test_encrypted_ones_say_nothing);
	g_test_add_func("/documents/ppt/readable-ones-are-not-encrypted",
			test_readable_ones_are_not_encrypted);
	g_test_add_func("/documents/ppt/slides-end-at-the-limit",
			test_slides_end_at_the_limit);
	g_test_add_func("/documents/ppt/sample-of-libreoffice",
			test_sample_of_libreoffice);
	return g_test_run();
}
