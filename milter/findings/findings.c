/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * findings.c - what inspection found in one mail.
 *
 * Runs in:  every process.
 * Trusts:   its callers.
 * Effects:  none.
 */
#include "findings/findings.h"

#include <stdarg.h>

DEFINE_NAMES(Protection, protection, PROTECTION_COUNT,
	[PROTECTION_NONE]    = "none",
	[PROTECTION_UNKNOWN] = "unknown",
	[PROTECTION_SECRET]  = "secret");

DEFINE_NAMES(Opened, opened, OPENED_COUNT,
	[OPENED_NOT]   = "nothing",
	[OPENED_EMPTY] = "the empty password",
	[OPENED_KNOWN] = "a well-known password",
	[OPENED_WORD]  = "a word in the mail");

DEFINE_NAMES(Strength, strength, STRENGTH_COUNT,
	[STRENGTH_NONE]   = "none",
	[STRENGTH_WEAK]   = "weak",
	[STRENGTH_STRONG] = "strong");

DEFINE_NAMES(Place, place, PLACE_COUNT,
	[PLACE_SUBJECT]  = "subject",
	[PLACE_HEADER]   = "header",
	[PLACE_BODY]     = "body",
	[PLACE_FILENAME] = "filename",
	[PLACE_TEXT]     = "doc-text",
	[PLACE_PAGE]     = "doc-header",
	[PLACE_BOX]      = "doc-box",
	[PLACE_CELL]     = "doc-cell",
	[PLACE_SHEET]    = "doc-sheet",
	[PLACE_PROPERTY] = "doc-property",
	[PLACE_LABEL]    = "label");

DEFINE_NAMES(ProblemKind, problem_kind, PROBLEM_COUNT,
	[PROBLEM_LIMIT]       = "limit",
	[PROBLEM_MALFORMED]   = "malformed",
	[PROBLEM_UNSUPPORTED] = "unsupported",
	[PROBLEM_FAILED]      = "failed",
	[PROBLEM_POISON]      = "poison");

DEFINE_NAMES(PartRole, part_role, ROLE_COUNT,
	[ROLE_BODY]       = "body",
	[ROLE_ATTACHMENT] = "attachment",
	[ROLE_MEMBER]     = "member",
	[ROLE_STRUCTURE]  = "structure");

DEFINE_NAMES(Field, field, FIELD_COUNT,
	[FIELD_TO]               = "To",
	[FIELD_CC]               = "Cc",
	[FIELD_RESENT_TO]        = "Resent-To",
	[FIELD_RESENT_CC]        = "Resent-Cc",
	[FIELD_SHARE_RECIPIENTS] = "X-Share-Recipients");

static void mark_clear(Mark *mark)
{
	g_free(mark->level);
	g_free(mark->part);
	g_free(mark->name);
	g_free(mark->text);
	g_free(mark->where);
	g_free(mark->before);
	g_free(mark->after);
}

static void mark_free(gpointer data)
{
	mark_clear(data);
	g_free(data);
}

static void mention_free(gpointer data)
{
	Mention *mention = data;

	mark_clear(&mention->mark);
	g_free(mention->why);
	g_free(mention);
}

static void part_free(gpointer data)
{
	Part *part = data;

	g_free(part->id);
	g_free(part->name);
	g_free(part->type);
	g_free(part->declared_type);
	g_free(part->sha256);
	g_free(part->scheme);
	g_free(part->note);
	g_free(part);
}

static void virus_free(gpointer data)
{
	Virus *virus = data;

	g_free(virus->name);
	g_free(virus->part);
	g_free(virus);
}

static void problem_free(gpointer data)
{
	Problem *problem = data;

	g_free(problem->part);
	g_free(problem->what);
	g_free(problem);
}

static void visible_free(gpointer data)
{
	Visible *visible = data;

	g_free(visible->domain);
	g_free(visible);
}

void found_lock_free(FoundLock *lock)
{
	if (!lock)
		return;
	g_free(lock->part);
	g_free(lock->kind);
	g_clear_pointer(&lock->data, g_byte_array_unref);
	g_free(lock);
}

static void free_lock(gpointer data)
{
	found_lock_free(data);
}

Findings *findings_new(void)
{
	Findings *findings = g_new0(Findings, 1);

	findings->marks = g_ptr_array_new_with_free_func(mark_free);
	findings->mentions = g_ptr_array_new_with_free_func(mention_free);
	findings->restrictions = g_ptr_array_new_with_free_func(g_free);
	findings->parts = g_ptr_array_new_with_free_func(part_free);
	findings->viruses = g_ptr_array_new_with_free_func(virus_free);
	findings->problems = g_ptr_array_new_with_free_func(problem_free);
	findings->visible = g_ptr_array_new_with_free_func(visible_free);
	findings->from = g_ptr_array_new_with_free_func(g_free);
	findings->to = g_ptr_array_new_with_free_func(g_free);
	findings->locks = g_ptr_array_new_with_free_func(free_lock);
	findings->password_follows = g_ptr_array_new_with_free_func(g_free);
	return findings;
}

void findings_free(Findings *findings)
{
	if (!findings)
		return;
	g_free(findings->declared);
	g_ptr_array_unref(findings->marks);
	g_ptr_array_unref(findings->mentions);
	g_ptr_array_unref(findings->restrictions);
	g_ptr_array_unref(findings->parts);
	g_ptr_array_unref(findings->viruses);
	g_ptr_array_unref(findings->problems);
	g_ptr_array_unref(findings->visible);
	g_ptr_array_unref(findings->from);
	g_ptr_array_unref(findings->to);
	g_ptr_array_unref(findings->locks);
	g_ptr_array_unref(findings->password_follows);
	g_free(findings);
}

const Mark *findings_class(const Findings *findings)
{
	const Mark *highest = NULL;

	for (guint i = 0; i < findings->marks->len; i++) {
		const Mark *mark = findings->marks->pdata[i];

		if (!highest || mark->rank > highest->rank)
			highest = mark;
	}
	return highest;
}

static void mark_copy(Mark *copy, const Mark *mark)
{
	copy->level = g_strdup(mark->level);
	copy->rank = mark->rank;
	copy->place = mark->place;
	copy->part = g_strdup(mark->part ? mark->part : "");
	copy->name = g_strdup(mark->name);
	copy->text = g_strdup(mark->text ? mark->text : "");
	copy->where = g_strdup(mark->where);
	copy->before = g_strdup(mark->before);
	copy->after = g_strdup(mark->after);
}

void findings_add_mark(Findings *findings, const Mark *mark)
{
	Mark *copy = g_new0(Mark, 1);

	mark_copy(copy, mark);
	g_ptr_array_add(findings->marks, copy);
}

void findings_add_mention(Findings *findings, const Mark *mark,
			  const char *why)
{
	Mention *mention = g_new0(Mention, 1);

	mark_copy(&mention->mark, mark);
	mention->why = g_strdup(why);
	g_ptr_array_add(findings->mentions, mention);
}

void findings_add_restriction(Findings *findings, const char *text)
{
	if (!g_ptr_array_find_with_equal_func(findings->restrictions, text,
					      g_str_equal, NULL))
		g_ptr_array_add(findings->restrictions, g_strdup(text));
}

void findings_add_virus(Findings *findings, const char *name, const char *part)
{
	Virus *virus = g_new0(Virus, 1);

	virus->name = g_strdup(name);
	virus->part = g_strdup(part);
	g_ptr_array_add(findings->viruses, virus);
}

void findings_add_problem(Findings *findings, ProblemKind kind,
			  const char *part, const char *format, ...)
{
	Problem *problem = g_new0(Problem, 1);
	va_list args;

	va_start(args, format);
	problem->what = g_strdup_vprintf(format, args);
	va_end(args);
	problem->part = g_strdup(part);
	problem->kind = kind;
	g_ptr_array_add(findings->problems, problem);
}

void findings_add_lock(Findings *findings, const char *part, const char *kind,
		       const guint8 *data, gsize size)
{
	FoundLock *lock = g_new0(FoundLock, 1);

	lock->part = g_strdup(part);
	lock->kind = g_strdup(kind);
	lock->data = g_byte_array_new();
	g_byte_array_append(lock->data, data, (guint)size);
	g_ptr_array_add(findings->locks, lock);
}

void findings_add_follows(Findings *findings, const char *incident)
{
	if (!g_ptr_array_find_with_equal_func(findings->password_follows,
					      incident, g_str_equal, NULL))
		g_ptr_array_add(findings->password_follows,
				g_strdup(incident));
}

Part *findings_add_part(Findings *findings, const char *id, PartRole role)
{
	Part *part = g_new0(Part, 1);

	part->id = g_strdup(id);
	part->role = role;
	part->type = g_strdup("application/octet-stream");
	g_ptr_array_add(findings->parts, part);
	return part;
}

Part *findings_part(const Findings *findings, const char *id)
{
	for (guint i = 0; i < findings->parts->len; i++) {
		Part *part = findings->parts->pdata[i];

		if (g_str_equal(part->id, id))
			return part;
	}
	return NULL;
}
