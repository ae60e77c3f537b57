/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * signatures.c - what a set of ClamAV signatures asks of us.
 *
 * Runs in:  keeper.
 * Trusts:   the signature folder: it belongs to the administrator.
 * Effects:  reads signature files.
 * Limits:   containers (.cvd, .cld, .cud) are not opened. The official ones
 *           hold signatures of every kind, so they count as needing all.
 */
#include "inspect/signatures.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

typedef RawMail (*LineJudge)(const char *line);

/*
 * Whether a target type leaves raw mails alone. Types 0 (any file) and 4
 * (mail) do not; 3 (HTML) and 7 (text) neither, because libclamav takes a
 * mail that begins with an unusual field for text. The rest are binary
 * formats: where one is in a mail, it is one of the parts.
 */
static RawMail by_target(const char *number, const char *ends)
{
	static const char *const binary[] = {
		"1", "2", "5", "6", "9", "10", "11", "12"
	};
	gsize size = number ? strspn(number, "0123456789") : 0;

	if (size == 0 || !number[size] || !strchr(ends, number[size]))
		return RAW_MAIL_MATCHED;
	for (guint i = 0; i < G_N_ELEMENTS(binary); i++) {
		if (strlen(binary[i]) == size &&
		    strncmp(binary[i], number, size) == 0)
			return RAW_MAIL_UNUSED;
	}
	return RAW_MAIL_MATCHED;
}

/* name:target:offset:pattern */
static RawMail judge_pattern(const char *line)
{
	const char *colon = strchr(line, ':');

	return by_target(colon ? colon + 1 : NULL, ":");
}

/*
 * name;Engine:51-255,Target:4;0&1;... A signature may also ask for what its
 * file was found in, and a part scanned by itself was found in nothing.
 */
static RawMail judge_logical(const char *line)
{
	static const char key[] = "Target:";
	const char *attributes = strchr(line, ';');
	const char *end = attributes ? strchr(attributes + 1, ';') : NULL;
	const char *target;

	if (!end)
		return RAW_MAIL_PARSED;
	if (g_strstr_len(attributes, end - attributes, "Container") ||
	    g_strstr_len(attributes, end - attributes, "Intermediates"))
		return RAW_MAIL_PARSED;
	target = g_strstr_len(attributes, end - attributes, key);
	return by_target(target ? target + sizeof key - 1 : NULL, ",;");
}

/* YARA rules and the oldest format match every file. */
static RawMail judge_any(const char *line)
{
	(void)line;
	return RAW_MAIL_MATCHED;
}

/*
 * Everything libclamav 1.4 loads. A row without judge has one answer for the
 * whole file. Hashes are of files as they are: a hash of a whole raw mail is
 * of no use to anyone behind an MTA, which has added its own Received line.
 */
static const struct {
	const char *ending;
	RawMail raw_mail;
	LineJudge judge;
} kinds[] = {
	{ "hdb", RAW_MAIL_UNUSED, NULL }, { "hdu", RAW_MAIL_UNUSED, NULL },
	{ "hsb", RAW_MAIL_UNUSED, NULL }, { "hsu", RAW_MAIL_UNUSED, NULL },
	{ "mdb", RAW_MAIL_UNUSED, NULL }, { "mdu", RAW_MAIL_UNUSED, NULL },
	{ "msb", RAW_MAIL_UNUSED, NULL }, { "msu", RAW_MAIL_UNUSED, NULL },
	{ "imp", RAW_MAIL_UNUSED, NULL }, { "fp", RAW_MAIL_UNUSED, NULL },
	{ "sfp", RAW_MAIL_UNUSED, NULL }, { "ign", RAW_MAIL_UNUSED, NULL },
	{ "ign2", RAW_MAIL_UNUSED, NULL }, { "cat", RAW_MAIL_UNUSED, NULL },
	{ "crb", RAW_MAIL_UNUSED, NULL }, { "info", RAW_MAIL_UNUSED, NULL },
	{ "cfg", RAW_MAIL_UNUSED, NULL }, { "pwdb", RAW_MAIL_UNUSED, NULL },
	{ "zmd", RAW_MAIL_UNUSED, NULL }, { "rmd", RAW_MAIL_UNUSED, NULL },
	{ "ndb", RAW_MAIL_UNUSED, judge_pattern },
	{ "ndu", RAW_MAIL_UNUSED, judge_pattern },
	{ "sdb", RAW_MAIL_UNUSED, judge_pattern },
	{ "ldb", RAW_MAIL_UNUSED, judge_logical },
	{ "ldu", RAW_MAIL_UNUSED, judge_logical },
	{ "db", RAW_MAIL_UNUSED, judge_any },
	{ "yar", RAW_MAIL_UNUSED, judge_any },
	{ "yara", RAW_MAIL_UNUSED, judge_any },
	{ "cdb", RAW_MAIL_PARSED, NULL }, { "cbc", RAW_MAIL_PARSED, NULL },
	{ "pdb", RAW_MAIL_PARSED, NULL }, { "gdb", RAW_MAIL_PARSED, NULL },
	{ "wdb", RAW_MAIL_PARSED, NULL }, { "ftm", RAW_MAIL_PARSED, NULL },
	{ "idb", RAW_MAIL_PARSED, NULL }, { "ioc", RAW_MAIL_PARSED, NULL },
	{ "cvd", RAW_MAIL_PARSED, NULL }, { "cld", RAW_MAIL_PARSED, NULL },
	{ "cud", RAW_MAIL_PARSED, NULL },
};

/* Returns: a row of kinds, or G_N_ELEMENTS(kinds) for other files. */
static guint kind_of(const char *path)
{
	const char *dot = strrchr(path, '.');
	guint i = 0;

	while (i < G_N_ELEMENTS(kinds) &&
	       (!dot || g_ascii_strcasecmp(dot + 1, kinds[i].ending) != 0))
		i++;
	return i;
}

/* Returns the most that any line asks for. */
static gboolean judge_lines(const char *path, LineJudge judge,
			    RawMail *ret_most, GError **error)
{
	FILE *file = fopen(path, "re");
	RawMail most = RAW_MAIL_UNUSED;
	char *line = NULL;
	size_t room = 0;

	if (!file)
		return fail_errno(error, path);
	while (most < RAW_MAIL_PARSED && getline(&line, &room, file) >= 0) {
		g_strchomp(line);
		if (*line && *line != '#')
			most = MAX(most, judge(line));
	}
	free(line);
	/* Half a file read could hide the line that matters. */
	if (ferror(file))
		most = RAW_MAIL_PARSED;
	(void)fclose(file);
	*ret_most = most;
	return TRUE;
}

static gboolean survey_file(const char *path, SignatureSurvey *survey,
			    GError **error)
{
	guint kind = kind_of(path);
	RawMail raw_mail;
	struct stat found;

	if (stat(path, &found) != 0)
		return fail_errno(error, path);
	survey->newest = MAX(survey->newest, (gint64)found.st_mtime);
	if (kind == G_N_ELEMENTS(kinds))
		raw_mail = RAW_MAIL_PARSED;
	else if (!kinds[kind].judge)
		raw_mail = kinds[kind].raw_mail;
	else if (!judge_lines(path, kinds[kind].judge, &raw_mail, error))
		return FALSE;
	survey->raw_mail = MAX(survey->raw_mail, raw_mail);
	return TRUE;
}

static gboolean survey_folder(const char *path, SignatureSurvey *survey,
			      GError **error)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, error);
	const char *name;

	if (!folder)
		return FALSE;
	while ((name = g_dir_read_name(folder))) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		if (kind_of(name) < G_N_ELEMENTS(kinds) &&
		    !survey_file(file, survey, error))
			return FALSE;
	}
	return TRUE;
}

gboolean signatures_survey(const char *path, SignatureSurvey *ret_survey,
			   GError **error)
{
	SignatureSurvey survey = { RAW_MAIL_UNUSED, 0 };
	gboolean is_folder = g_file_test(path, G_FILE_TEST_IS_DIR);

	if (!(is_folder ? survey_folder : survey_file)(path, &survey, error))
		return FALSE;
	*ret_survey = survey;
	return TRUE;
}
