/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_documents_ole.c - kinds of compound files, and what is beside them.
 */
#include <string.h>

#include <glib.h>

#include "cfb-build.h"
#include "document-record.h"
#include "documents/ole.h"

#define EVER G_MAXINT64	/* no deadline */

#define BYTES(s) s, sizeof(s) - 1

/* What ole_read() hands over of these streams. */
static GString *read_files(const CfbFile *files, guint count,
			   Document *ret_document)
{
	g_autoptr(GByteArray) file = cfb_build(files, count, NULL);
	GString *record = g_string_new(NULL);

	*ret_document = record_document(record);
	ole_read(ret_document, file->data, file->len);
	return record;
}

static void assert_has(const GString *record, const char *event)
{
	if (!strstr(record->str, event))
		g_error("no \"%s\" in:\n%s", event, record->str);
}

static void assert_has_not(const GString *record, const char *event)
{
	if (strstr(record->str, event))
		g_error("\"%s\" in:\n%s", event, record->str);
}

#define NOISE "\x8b\xff\xa1\x90\x03\xee\x81\x1c\xf7\xd2\x99\x0e\xc1\xb0"

static const struct {
	const char *version;
	const char *scheme;
} versions[] = {
	{ "\x04\x00\x04\x00", "ooxml-agile" },
	{ "\x03\x00\x02\x00", "ooxml-standard" },
	{ "\x04\x00\x03\x00", "ooxml-extensible" },
	{ "\x09\x00\x09\x00", "ooxml" },
};

static void test_encrypted_packages_are_told_apart(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(versions); i++) {
		const CfbFile files[] = {
			{ "EncryptionInfo", versions[i].version, 4 },
			{ "EncryptedPackage", BYTES("\0\1\0\0\0\0\0\0"
						    NOISE NOISE NOISE) },
		};
		Document document;
		g_autoptr(GString) record = NULL;

		record = read_files(files, 2, &document);
		g_assert_true(document.is_encrypted);
		g_assert_cmpstr(document.scheme, ==, versions[i].scheme);
		g_assert_cmpstr(record->str, ==, "");
	}
}

static void test_encryption_that_is_none_is_said(void)
{
	static const CfbFile files[] = {
		{ "EncryptionInfo", "\x04\x00\x04\x00", 4 },
		{ "EncryptedPackage", BYTES("\0\1\0\0\0\0\0\0PK\003\004") },
	};
	Document document;
	g_autoptr(GString) record = read_files(files, 2, &document);

	g_assert_false(document.is_encrypted);
	assert_has(record, "problem|malformed|");
}

/* A document that anybody can read, with what a closed one has beside it. */
static void test_readable_file_is_not_closed(void)
{
	g_autofree char *full = NULL;
	gsize size;
	g_autoptr(Cfb) cfb = NULL;
	g_autoptr(GByteArray) word = NULL, table = NULL;
	g_autoptr(GString) record = NULL;
	Document document;

	g_assert_true(g_file_get_contents("tests/samples/doc/full.doc",
					  &full, &size, NULL));
	cfb = cfb_open((const guint8 *)full, size, 100, EVER, NULL);
	word = cfb_read(cfb_find(cfb, "WordDocument"), G_MAXSIZE);
	table = cfb_read(cfb_find(cfb, "1Table"), G_MAXSIZE);
	{
		const CfbFile files[] = {
			{ "WordDocument", word->data, word->len },
			{ "1Table", table->data, table->len },
			{ "EncryptedPackage", BYTES(NOISE NOISE NOISE) },
		};

		record = read_files(files, 3, &document);
	}
	g_assert_false(document.is_encrypted);
	g_assert_null(document.scheme);
	assert_has(record, "problem|malformed|said to be encrypted");
	assert_has(record, "doc-text|paragraph 1|本文の最初");
}

static void test_labels_beside_a_closed_package_are_read(void)
{
	static const CfbFile files[] = {
		{ "EncryptedPackage", BYTES(NOISE NOISE NOISE) },
		{ "\006DataSpaces/LabelInfo", BYTES("<clbl:labelList/>") },
	};
	Document document;
	g_autoptr(GString) record = read_files(files, 2, &document);

	g_assert_true(document.is_encrypted);
	assert_has(record, "metadata|\006DataSpaces|");
}

static void test_packaged_files_are_handed_over(void)
{
	static const CfbFile files[] = {
		{ "\001Ole10Native",
		  BYTES("\x30\0\0\0\x02\0label\0C:\\a.txt\0\0\0\x03\0"
			"\x04\0\0\0tmp\0\x05\0\0\0hello") },
	};
	Document document;
	g_autoptr(GString) record = read_files(files, 1, &document);

	g_assert_cmpstr(record->str, ==, "embedded|a.txt||5\n");
}

static void test_known_files_in_streams_are_handed_over(void)
{
	static const CfbFile files[] = {
		{ "CONTENTS", BYTES("%PDF-1.4\n") },
		{ "\001CompObj", BYTES("\1\0\xfe\xff") },
	};
	Document document;
	g_autoptr(GString) record = read_files(files, 2, &document);

	g_assert_cmpstr(record->str, ==, "embedded|CONTENTS||4096\n");
}

/* A section of one property and its code page. */
#define SET(id) "\xfe\xff\0\0\0\0\0\0" "0123456789012345" "\1\0\0\0" id \
	"\x30\0\0\0"
#define SUMMARY "\xe0\x85\x9f\xf2\xf9\x4f\x68\x10" \
	"\xab\x91\x08\0\x2b\x27\xb3\xd9"
#define USER "\x05\xd5\xcd\xd5\x9c\x2e\x1b\x10" \
	"\x93\x97\x08\0\x2b\x2c\xf9\xae"
#define TITLE(codepage) "\0\1\0\0\2\0\0\0" "\1\0\0\0\x18\0\0\0" \
	"\2\0\0\0\x20\0\0\0" "\2\0\0\0" codepage "\0\0" "\x1e\0\0\0"

static const struct {
	const char *bytes;
	gsize size;
	const char *event;
} sets[] = {
	{ BYTES(SET(SUMMARY) TITLE("\xa4\x03")
		"\x08\0\0\0\x8b\x40\x96\xa7\x90\xab" "2\0"),
	  "property|Title|機密性2|\n" },
	{ BYTES(SET(SUMMARY) TITLE("\xe9\xfd")
		"\x0b\0\0\0\xe6\xa9\x9f\xe5\xaf\x86\xe6\x80\xa7" "2\0"),
	  "property|Title|機密性2|\n" },
	{ BYTES(SET(SUMMARY) TITLE("\xb0\x04")
		"\x0a\0\0\0\x5f\x6a\xc6\x5b\x27\x60" "2\0\0\0\0\0"),
	  "property|Title|機密性2|\n" },
	{ BYTES(SET(USER) "\0\1\0\0\3\0\0\0" "\0\0\0\0\x20\0\0\0"
		"\1\0\0\0\x30\0\0\0" "\2\0\0\0\x38\0\0\0"
		"\1\0\0\0\2\0\0\0\3\0\0\0Ab\0\0" "\2\0\0\0\xa4\x03\0\0"
		"\x1f\0\0\0\2\0\0\0x\0\0\0"),
	  "property|Ab|x|custom\n" },
	{ BYTES(SET(SUMMARY) TITLE("\xa4\x03") "\xff\xff\xff\x7fxyz\0"),
	  "problem|malformed|property set" },
	{ BYTES("\xfe\xff\0\0garbage"), NULL },
};

static void test_property_sets_of_every_code_page(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(sets); i++) {
		const CfbFile files[] = {
			{ "\005SummaryInformation", sets[i].bytes,
			  sets[i].size },
		};
		Document document;
		g_autoptr(GString) record = read_files(files, 1, &document);

		g_test_message("%u", i);
		if (sets[i].event)
			assert_has(record, sets[i].event);
	}
}

static void test_unknown_kinds_are_salvaged_and_said(void)
{
	static const CfbFile files[] = {
		{ "Strange", BYTES("\3\1\2\xe6\xa9\x9f\xe5\xaf\x86"
				   "\xe6\x80\xa7" "2\0") },
	};
	Document document;
	g_autoptr(GString) record = read_files(files, 1, &document);

	assert_has(record, "problem|unsupported|");
	assert_has(record, "|機密性2\n");
}

static void test_document_within_a_document_is_read(void)
{
	g_autofree char *bytes = NULL;
	gsize size;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	g_assert_true(g_file_get_contents("tests/samples/doc/object.doc",
					  &bytes, &size, NULL));
	ole_read(&document, (const guint8 *)bytes, size);
	assert_has(record, "|外の文書\n");
	assert_has(record, "|中の文書\n");
	assert_has_not(record, "problem");
	g_assert_cmpstr(document.type, ==, "application/msword");
}

static void test_damaged_files_are_salvaged_and_said(void)
{
	g_autofree char *bytes = NULL;
	gsize size;
	g_autoptr(GString) record = g_string_new(NULL);
	Document document = record_document(record);

	g_assert_true(g_file_get_contents("tests/samples/doc/full.doc",
					  &bytes, &size, NULL));
	memset(bytes + 44, 0xff, 4);
	ole_read(&document, (const guint8 *)bytes, size);
	assert_has(record, "problem|malformed|");
	assert_has(record, "本文の最初");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	/* libgsf warns of what is damaged here. */
	g_log_set_always_fatal(G_LOG_FATAL_MASK);
#define ADD(path, test) g_test_add_func("/documents/ole/" path, test)
	ADD("encrypted-packages-are-told-apart",
	    test_encrypted_packages_are_told_apart);
	ADD("encryption-that-is-none-is-said",
	    test_encryption_that_is_none_is_said);
	ADD("readable-file-is-not-closed", test_readable_file_is_not_closed);
	ADD("labels-beside-a-closed-package-are-read",
	    test_labels_beside_a_closed_package_are_read);
	ADD("packaged-files-are-handed-over",
	    test_packaged_files_are_handed_over);
	ADD("known-files-in-streams-are-handed-over",
	    test_known_files_in_streams_are_handed_over);
	ADD("property-sets-of-every-code-page",
	    test_property_sets_of_every_code_page);
	ADD("unknown-kinds-are-salvaged-and-said",
	    test_unknown_kinds_are_salvaged_and_said);
	ADD("document-within-a-document-is-read",
	    test_document_within_a_document_is_read);
	ADD("damaged-files-are-salvaged-and-said",
	    test_damaged_files_are_salvaged_and_said);
	return g_test_run();
}
