/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_inspect_signatures.c - what each kind of signature asks for. Samples
 * that libclamav itself can load are loaded, so that they are real ones.
 */
#include "inspect/signatures.h"

#include <string.h>

#include <glib/gstdio.h>

#include "inspect/virus.h"

#define HASH "44d88612fea8a8f36de82e1278abb02f"
#define HEX "73656b696d6f7269"

static const struct {
	const char *test;
	const char *file;
	const char *content;
	RawMail expect;
	gboolean loads;		/* as the only file of a set */
} cases[] = {
	{ "hashes-need-no-raw-mail", "a.hdb", HASH ":68:A\n",
	  RAW_MAIL_UNUSED, TRUE },
	{ "programs-need-no-raw-mail", "a.ndb", "A:1:*:" HEX "\n",
	  RAW_MAIL_UNUSED, TRUE },
	{ "java-needs-no-raw-mail", "a.ndb", "A:12:*:" HEX "\n",
	  RAW_MAIL_UNUSED, TRUE },
	{ "any-file-may-be-a-mail", "a.ndb", "A:0:*:" HEX "\n",
	  RAW_MAIL_MATCHED, TRUE },
	{ "a-mail-is-a-mail", "a.ndb", "A:4:*:" HEX "\n",
	  RAW_MAIL_MATCHED, TRUE },
	{ "html-may-be-a-mail", "a.ndb", "A:3:*:" HEX "\n",
	  RAW_MAIL_MATCHED, TRUE },
	{ "text-may-be-a-mail", "a.ndb", "A:7:*:" HEX "\n",
	  RAW_MAIL_MATCHED, TRUE },
	{ "one-line-of-many-is-enough", "a.ndb",
	  "A:1:*:" HEX "\n# B:2\nC:4:*:" HEX "\r\nD:1:*:" HEX "\n",
	  RAW_MAIL_MATCHED, TRUE },
	{ "the-last-line-needs-no-end", "a.ndb",
	  "A:1:*:" HEX "\nC:4:*:" HEX, RAW_MAIL_MATCHED, TRUE },
	{ "an-ending-in-capitals-counts", "a.NDB", "A:4:*:" HEX "\n",
	  RAW_MAIL_MATCHED, FALSE },
	{ "an-unknown-target-may-be-a-mail", "a.ndb", "A:1x:*:" HEX "\n",
	  RAW_MAIL_MATCHED, FALSE },
	{ "a-missing-target-may-be-a-mail", "a.ndb", "A\n",
	  RAW_MAIL_MATCHED, FALSE },
	{ "a-target-cut-short-may-be-a-mail", "a.ndb", "A:1",
	  RAW_MAIL_MATCHED, FALSE },
	{ "logic-on-programs-needs-no-raw-mail", "a.ldb",
	  "A;Engine:81-255,Target:1;0;" HEX "\n", RAW_MAIL_UNUSED, TRUE },
	{ "logic-on-mails-does", "a.ldb",
	  "A;Engine:81-255,Target:4;0;" HEX "\n", RAW_MAIL_MATCHED, TRUE },
	{ "logic-on-any-file-does", "a.ldb", "A;Target:0;0;" HEX "\n",
	  RAW_MAIL_MATCHED, TRUE },
	{ "logic-without-target-does", "a.ldb",
	  "A;Engine:81-255;0;" HEX "\n", RAW_MAIL_MATCHED, FALSE },
	{ "logic-on-what-is-around-needs-all", "a.ldb",
	  "A;Engine:81-255,Container:CL_TYPE_MAIL,Target:1;0;" HEX "\n",
	  RAW_MAIL_PARSED, TRUE },
	{ "broken-logic-needs-all", "a.ldb", "A;B\n", RAW_MAIL_PARSED,
	  FALSE },
	{ "yara-matches-any-file", "a.yar",
	  "rule A { strings: $a = \"sekimori\" condition: $a }\n",
	  RAW_MAIL_MATCHED, TRUE },
	{ "the-oldest-format-matches-any-file", "a.db", "A=" HEX "\n",
	  RAW_MAIL_MATCHED, TRUE },
	{ "names-of-members-need-all", "a.cdb",
	  "A:CL_TYPE_MAIL:*:x\\.exe$:*:*:*:*:*:*\n", RAW_MAIL_PARSED, TRUE },
	{ "links-in-mails-need-all", "a.pdb", "H:example.com\n",
	  RAW_MAIL_PARSED, FALSE },
	{ "containers-need-all", "a.cvd", "ClamAV-VDB:\n", RAW_MAIL_PARSED,
	  FALSE },
	{ "other-files-do-not-count", "README", "A:4:*:" HEX "\n",
	  RAW_MAIL_UNUSED, FALSE },
};

static void check_that_it_loads(const char *folder)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Scanner) scanner = scanner_new(folder, folder, &error);

	g_assert_no_error(error);
	g_assert_nonnull(scanner);
	g_assert_cmpuint(scanner_signatures(scanner), >=, 1);
}

static void test_kind(gconstpointer data)
{
	guint i = GPOINTER_TO_UINT(data);
	g_autofree char *folder = g_dir_make_tmp("sekimori-sigs-XXXXXX",
						 NULL);
	g_autofree char *file = g_build_filename(folder, cases[i].file, NULL);
	g_autoptr(GError) error = NULL;
	SignatureSurvey survey = { RAW_MAIL_COUNT, -1 };

	g_assert_true(g_file_set_contents(file, cases[i].content, -1, NULL));
	g_assert_true(signatures_survey(folder, &survey, &error));
	g_assert_no_error(error);
	g_assert_cmpint(survey.raw_mail, ==, cases[i].expect);
	g_assert_cmpint(survey.newest > 0, ==,
			!g_str_equal(cases[i].file, "README"));
	if (cases[i].loads)
		check_that_it_loads(folder);
	g_assert_cmpint(g_unlink(file), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static void test_single_file(void)
{
	g_autofree char *folder = g_dir_make_tmp("sekimori-sigs-XXXXXX",
						 NULL);
	g_autofree char *file = g_build_filename(folder, "a.ndb", NULL);
	g_autoptr(GError) error = NULL;
	SignatureSurvey survey = { RAW_MAIL_COUNT, -1 };

	g_assert_true(g_file_set_contents(file, "A:4:*:" HEX "\n", -1, NULL));
	g_assert_true(signatures_survey(file, &survey, &error));
	g_assert_cmpint(survey.raw_mail, ==, RAW_MAIL_MATCHED);
	g_assert_cmpint(g_unlink(file), ==, 0);
	g_assert_false(signatures_survey(file, &survey, &error));
	g_assert_nonnull(strstr(error->message, file));
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/inspect/signatures/",
						    cases[i].test, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_kind);
	}
	g_test_add_func("/inspect/signatures/one-file-is-a-set-too",
			test_single_file);
	return g_test_run();
}
