/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * protection.c - whether what is marked is behind a secret.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   findings (already decoded and range-checked).
 * Effects:  none.
 *
 * A mail is protected when everything it carries is, and what can be read
 * beside it is a short cover note that bears no marking. In doubt it is not.
 */

#include "policy/decide.h"

#include "policy/reason.h"

/* A file of its own, or a text that is itself encrypted. */
static gboolean carries_content(const Part *part)
{
	if (part->size == 0)
		return FALSE;
	return part->role == ROLE_ATTACHMENT ||
	       (part->role == ROLE_BODY &&
		part->protection == PROTECTION_SECRET);
}

static const char *how_readable(const Part *part)
{
	static const char *const opened[OPENED_COUNT] = {
		[OPENED_NOT]   = "can be read without a secret",
		[OPENED_EMPTY] = "opens with an empty password",
		[OPENED_KNOWN] = "opens with a password that everybody knows",
		[OPENED_WORD]  = "opens with a password that is in the mail",
	};

	if (part->protection == PROTECTION_UNKNOWN)
		return "may be readable without a secret";
	return opened[part->opened];
}

static char *readable_part(const Findings *findings)
{
	for (guint i = 0; i < findings->parts->len; i++) {
		const Part *part = findings->parts->pdata[i];
		g_autofree char *name = NULL;

		if (!carries_content(part) ||
		    part->protection == PROTECTION_SECRET)
			continue;
		name = reason_part(findings, part->id);
		return g_strdup_printf("%s %s", name, how_readable(part));
	}
	return NULL;
}

/*
 * A label of the whole message is what the protection answers for. So is
 * the name of a file that is secret, and the name of a nested message,
 * which has no content but its parts.
 */
static gboolean mark_is_readable(const Findings *findings, const Mark *mark)
{
	const Part *part = findings_part(findings, mark->part);

	if (mark->place == PLACE_SUBJECT || mark->place == PLACE_HEADER)
		return FALSE;
	if (part && part->protection == PROTECTION_SECRET)
		return FALSE;
	return !(mark->place == PLACE_FILENAME && part &&
		 part->role == ROLE_STRUCTURE);
}

static char *readable_mark(const Findings *findings)
{
	for (guint i = 0; i < findings->marks->len; i++) {
		const Mark *mark = findings->marks->pdata[i];
		g_autofree char *where = NULL;

		if (!mark_is_readable(findings, mark))
			continue;
		where = reason_place(findings, mark);
		return g_strdup_printf("%s is marked %s and can be read "
				       "without a secret", where, mark->level);
	}
	return NULL;
}

static char *long_note(const Findings *findings, guint64 limit)
{
	guint64 chars = 0;

	for (guint i = 0; i < findings->parts->len; i++) {
		const Part *part = findings->parts->pdata[i];

		if (part->role != ROLE_BODY ||
		    part->protection == PROTECTION_SECRET)
			continue;
		if (part->text_chars > limit - chars)
			return g_strdup_printf("the readable text is longer "
				"than a cover note of %" G_GUINT64_FORMAT
				" characters", limit);
		chars += part->text_chars;
	}
	return NULL;
}

static char *nothing_secret(const Findings *findings)
{
	for (guint i = 0; i < findings->parts->len; i++) {
		if (carries_content(findings->parts->pdata[i]))
			return NULL;
	}
	return g_strdup("the text can be read and nothing in the mail is "
			"behind a secret");
}

gboolean protection_holds(const Findings *findings, guint64 cover_note_limit,
			  char **ret_why)
{
	char *why = readable_part(findings);

	if (!why)
		why = readable_mark(findings);
	if (!why)
		why = nothing_secret(findings);
	if (!why)
		why = long_note(findings, cover_note_limit);
	if (!why)
		return TRUE;
	if (ret_why)
		*ret_why = why;
	else
		g_free(why);
	return FALSE;
}

const Part *protection_weakness(const Findings *findings)
{
	for (guint i = 0; i < findings->parts->len; i++) {
		const Part *part = findings->parts->pdata[i];

		/* A weak scheme counts even where it was opened: what is
		 * worse must not look better. */
		if (part->size > 0 &&
		    (part->strength == STRENGTH_WEAK ||
		     (part->protection == PROTECTION_SECRET &&
		      part->strength != STRENGTH_STRONG)))
			return part;
	}
	return NULL;
}
