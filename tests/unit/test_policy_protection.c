/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * test_policy_protection.c - what counts as behind a secret.
 */
#include "policy/decide.h"

#include <string.h>

#define LIMIT 400

typedef struct Piece {
	const char *id;		/* NULL ends the list */
	PartRole role;
	Protection protection;
	guint64 size;		/* of a body: characters */
} Piece;

typedef struct Case {
	const char *name;
	gboolean holds;
	const char *why;	/* a piece of it; NULL where it holds */
	Piece pieces[5];
	struct {
		gboolean there;
		Place place;
		const char *part;
	} mark;
} Case;

#define NOTE { "1.1", ROLE_BODY, PROTECTION_NONE, 100 }
#define SECRET { "1.2", ROLE_ATTACHMENT, PROTECTION_SECRET, 9 }
#define READABLE { "1.3", ROLE_ATTACHMENT, PROTECTION_NONE, 9 }
#define MEMBER { "1.2/a", ROLE_MEMBER, PROTECTION_SECRET, 9 }

static const Case cases[] = {
	{ "a-secret-attachment-with-a-note-holds", TRUE, NULL,
	  { NOTE, SECRET }, { 0 } },
	{ "a-secret-attachment-alone-holds", TRUE, NULL, { SECRET }, { 0 } },
	{ "an-encrypted-text-holds", TRUE, NULL,
	  { { "1", ROLE_BODY, PROTECTION_SECRET, 9999 } }, { 0 } },
	{ "one-readable-attachment-breaks-it", FALSE, "part 1.3 can be read",
	  { NOTE, SECRET, READABLE }, { 0 } },
	{ "an-attachment-nobody-understands-breaks-it", FALSE,
	  "part 1.3 may be readable",
	  { NOTE, SECRET, { "1.3", ROLE_ATTACHMENT, PROTECTION_UNKNOWN, 9 } },
	  { 0 } },
	{ "an-empty-attachment-has-nothing-to-read", TRUE, NULL,
	  { NOTE, SECRET, { "1.3", ROLE_ATTACHMENT, PROTECTION_NONE, 0 } },
	  { 0 } },
	{ "an-empty-attachment-protects-nothing", FALSE, "behind a secret",
	  { NOTE, { "1.3", ROLE_ATTACHMENT, PROTECTION_SECRET, 0 } }, { 0 } },
	{ "members-are-answered-for-by-their-container", TRUE, NULL,
	  { NOTE, SECRET, { "1.2/dir", ROLE_MEMBER, PROTECTION_NONE, 9 } },
	  { 0 } },
	{ "a-text-alone-does-not-hold", FALSE, "the text can be read",
	  { NOTE }, { 0 } },
	{ "an-empty-mail-does-not-hold", FALSE, "behind a secret", { { 0 } },
	  { 0 } },
	{ "a-note-of-the-limit-holds", TRUE, NULL,
	  { { "1.1", ROLE_BODY, PROTECTION_NONE, LIMIT }, SECRET }, { 0 } },
	{ "a-longer-note-breaks-it", FALSE, "longer than a cover note",
	  { { "1.1", ROLE_BODY, PROTECTION_NONE, LIMIT + 1 }, SECRET },
	  { 0 } },
	{ "several-notes-add-up", FALSE, "longer than a cover note",
	  { { "1.1", ROLE_BODY, PROTECTION_NONE, 300 },
	    { "1.4", ROLE_BODY, PROTECTION_NONE, 101 }, SECRET }, { 0 } },
	{ "absurd-lengths-do-not-wrap-round", FALSE, "longer",
	  { { "1.1", ROLE_BODY, PROTECTION_NONE, 1 },
	    { "1.4", ROLE_BODY, PROTECTION_NONE, G_MAXUINT64 }, SECRET },
	  { 0 } },
	{ "a-label-in-the-subject-is-answered-for", TRUE, NULL,
	  { NOTE, SECRET }, { TRUE, PLACE_SUBJECT, "" } },
	{ "a-label-header-is-answered-for", TRUE, NULL,
	  { NOTE, SECRET }, { TRUE, PLACE_HEADER, "" } },
	{ "a-marked-note-breaks-it", FALSE, "the text in part 1.1 is marked",
	  { NOTE, SECRET }, { TRUE, PLACE_BODY, "1.1" } },
	{ "the-name-of-a-secret-file-may-be-marked", TRUE, NULL,
	  { NOTE, SECRET }, { TRUE, PLACE_FILENAME, "1.2" } },
	{ "the-name-of-a-secret-member-may-be-marked", TRUE, NULL,
	  { NOTE, SECRET, MEMBER }, { TRUE, PLACE_FILENAME, "1.2/a" } },
	{ "the-name-of-a-nested-mail-may-be-marked", TRUE, NULL,
	  { NOTE, SECRET, { "1.3", ROLE_STRUCTURE, PROTECTION_NONE, 99 } },
	  { TRUE, PLACE_FILENAME, "1.3" } },
	{ "a-mark-in-the-text-of-a-nested-mail-breaks-it", FALSE,
	  "part 1.3 is marked",
	  { NOTE, SECRET, { "1.3", ROLE_STRUCTURE, PROTECTION_NONE, 99 } },
	  { TRUE, PLACE_TEXT, "1.3" } },
	{ "the-marked-name-of-an-empty-file-breaks-it", FALSE,
	  "the name of part 1.3",
	  { NOTE, SECRET, { "1.3", ROLE_ATTACHMENT, PROTECTION_NONE, 0 } },
	  { TRUE, PLACE_FILENAME, "1.3" } },
	{ "a-mark-in-a-part-nobody-knows-breaks-it", FALSE, "part 7 is marked",
	  { NOTE, SECRET }, { TRUE, PLACE_TEXT, "7" } },
	{ "a-mark-in-a-secret-part-does-not-break-it", TRUE, NULL,
	  { NOTE, SECRET }, { TRUE, PLACE_TEXT, "1.2" } },
};

static void test_case(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(Findings) findings = findings_new();
	g_autofree char *why = NULL;
	gboolean holds;

	for (guint i = 0; i < G_N_ELEMENTS(c->pieces) && c->pieces[i].id;
	     i++) {
		const Piece *piece = &c->pieces[i];
		Part *part = findings_add_part(findings, piece->id,
					       piece->role);

		part->protection = piece->protection;
		part->size = piece->size;
		part->text_chars = piece->role == ROLE_BODY ? piece->size : 0;
	}
	if (c->mark.there) {
		Mark mark = { .level = (char[]){ "K2" }, .rank = 2,
			      .place = c->mark.place,
			      .part = (char *)(guintptr)c->mark.part };

		findings_add_mark(findings, &mark);
	}
	holds = protection_holds(findings, LIMIT, &why);
	g_assert_true(holds == c->holds);
	if (c->why)
		g_assert_nonnull(strstr(why, c->why));
	else
		g_assert_null(why);
	g_assert_true(protection_holds(findings, LIMIT, NULL) == holds);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/policy/protection/",
						    cases[i].name, NULL);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	return g_test_run();
}
