/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * reason.c - why a rule applies, in words.
 *
 * Runs in:  milter process, and sekimori.
 * Trusts:   findings (decoded and range-checked); their strings are shown
 *           through escape_show() only.
 * Effects:  none.
 */
#include "policy/reason.h"

#include "base/escape.h"

#define ID_MAX_CHARS 80
#define NAME_MAX_CHARS 60
#define WHAT_MAX_CHARS 120

char *reason_part(const Findings *findings, const char *id)
{
	const Part *part = findings_part(findings, id);
	g_autofree char *shown = escape_show(id, ID_MAX_CHARS);
	g_autofree char *name = NULL;

	if (!*id)
		return g_strdup("the mail");
	/* The id of a member ends in its name already. */
	if (!part || !part->name || part->role == ROLE_MEMBER)
		return g_strdup_printf("part %s", shown);
	name = escape_show(part->name, NAME_MAX_CHARS);
	return g_strdup_printf("part %s '%s'", shown, name);
}

char *reason_place(const Findings *findings, const Mark *mark)
{
	g_autofree char *part = reason_part(findings, mark->part);
	g_autofree char *name = escape_show(mark->name, NAME_MAX_CHARS);
	g_autofree char *where = NULL;

	switch (mark->place) {
	case PLACE_SUBJECT:
		return *mark->part ?
		       g_strdup_printf("the subject in %s", part) :
		       g_strdup("the subject");
	case PLACE_HEADER:
		return *name ? g_strdup_printf("the header field %s", name) :
			       g_strdup("a label header");
	case PLACE_BODY:
		return g_strdup_printf("the text in %s", part);
	case PLACE_FILENAME:
		return g_strdup_printf("the name of %s", part);
	case PLACE_PROPERTY:
		return g_strdup_printf("the property %s of %s",
				       *name ? name : "(without name)", part);
	case PLACE_LABEL:
		return g_strdup_printf("the label %s in %s", name, part);
	case PLACE_TEXT:
	case PLACE_PAGE:
	case PLACE_BOX:
	case PLACE_CELL:
	case PLACE_SHEET:
	case PLACE_COUNT:
		break;
	}
	if (!mark->where || !*mark->where)
		return g_steal_pointer(&part);
	where = escape_show(mark->where, NAME_MAX_CHARS);
	return g_strdup_printf("%s of %s", where, part);
}

static void add(GPtrArray *said, char *clause)
{
	g_ptr_array_add(said, clause);
}

static void say_class(GPtrArray *said, const Findings *findings,
		      const Facts *facts)
{
	g_autofree char *where = NULL;

	if (!facts->class)
		return;
	where = reason_place(findings, facts->class);
	add(said, g_strdup_printf("%s is marked %s", where,
				  facts->class->level));
}

static gboolean fits(char *const *globs, const char *text)
{
	for (guint i = 0; globs[i]; i++) {
		if (g_pattern_match_simple(globs[i], text))
			return TRUE;
	}
	return FALSE;
}

const char *reason_restriction(const Rule *rule, const Findings *findings)
{
	for (guint i = 0; i < findings->restrictions->len; i++) {
		const char *text = findings->restrictions->pdata[i];

		if (fits(rule->restrictions, text))
			return text;
	}
	return NULL;
}

static void say_restriction(GPtrArray *said, const Rule *rule,
			    const Findings *findings)
{
	const char *text = reason_restriction(rule, findings);
	g_autofree char *shown = escape_show(text, NAME_MAX_CHARS);

	if (text)
		add(said, g_strdup_printf("the mail is marked %s", shown));
}

static void say_label(GPtrArray *said, const Rule *rule,
		      const Findings *findings)
{
	if (rule->labelled == TRI_NO)
		add(said, g_strdup("the mail has no label"));
	if (rule->labelled == TRI_YES && rule->understated != TRI_YES)
		add(said, g_strdup_printf("the mail is labelled %s",
					  findings->declared));
	if (rule->understated == TRI_YES)
		add(said, g_strdup_printf("the mail is labelled only %s",
					  findings->declared));
	if (rule->understated == TRI_NO)
		add(said, g_strdup("the label is not below what was found"));
}

static void say_guard(GPtrArray *said, const Rule *rule,
		      const Findings *findings, const Facts *facts)
{
	g_autofree char *part = NULL;

	if (rule->protected == GUARD_YES)
		add(said, g_strdup("it is behind a secret"));
	if (rule->protected == GUARD_STRONG)
		add(said, g_strdup("it is behind a strong secret"));
	if (rule->protected != GUARD_NO && rule->protected != GUARD_NOT_STRONG)
		return;
	if (facts->readable) {
		add(said, g_strdup(facts->readable));
		return;
	}
	part = reason_part(findings, facts->weak->id);
	add(said, g_strdup_printf("%s is protected by a weak scheme only (%s)",
				  part, facts->weak->scheme ?
				  facts->weak->scheme : "unknown"));
}

static void say_protection(GPtrArray *said, const Rule *rule,
			   const Findings *findings, const Facts *facts)
{
	g_autofree char *part = NULL;

	say_guard(said, rule, findings, facts);
	if (rule->unscanned == TRI_NO)
		add(said, g_strdup("every part was looked into"));
	if (rule->unscanned != TRI_YES)
		return;
	part = reason_part(findings, facts->unscanned->id);
	add(said, g_strdup_printf("nothing could look inside %s", part));
}

static void say_virus(GPtrArray *said, const Rule *rule,
		      const Findings *findings)
{
	const Virus *virus;
	g_autofree char *part = NULL;
	g_autofree char *name = NULL;

	if (rule->virus == TRI_NO)
		add(said, g_strdup("no virus was found"));
	if (rule->virus != TRI_YES)
		return;
	virus = findings->viruses->pdata[0];
	part = reason_part(findings, virus->part);
	name = escape_show(virus->name, NAME_MAX_CHARS);
	add(said, g_strdup_printf("%s contains the virus %s", part, name));
}

const Problem *reason_problem(const Rule *rule, const Findings *findings)
{
	for (guint i = 0; i < findings->problems->len; i++) {
		const Problem *problem = findings->problems->pdata[i];

		if (rule->problem_kinds == 0 ||
		    (rule->problem_kinds & 1U << problem->kind))
			return problem;
	}
	return NULL;
}

static void say_problem(GPtrArray *said, const Rule *rule,
			const Findings *findings)
{
	const Problem *problem;
	g_autofree char *part = NULL;
	g_autofree char *what = NULL;

	if (rule->problem == TRI_NO)
		add(said, g_strdup("everything could be inspected"));
	if (rule->problem != TRI_YES)
		return;
	problem = reason_problem(rule, findings);
	if (!problem)
		return;
	part = reason_part(findings, problem->part);
	what = escape_show(problem->what, WHAT_MAX_CHARS);
	add(said, g_strdup_printf("%s could not be inspected completely "
				  "(%s: %s)", part,
				  problem_kind_name(problem->kind), what));
}

static void say_follows(GPtrArray *said, const Rule *rule,
			const Findings *findings)
{
	g_autofree char *incident = NULL;

	if (rule->password_follows == TRI_NO)
		add(said, g_strdup("no word of it opens what an earlier mail "
				   "carried"));
	if (rule->password_follows != TRI_YES)
		return;
	incident = escape_show(findings->password_follows->pdata[0],
			       INCIDENT_MAX_BYTES);
	add(said, g_strdup_printf("a word of it opens what mail %s carried",
				  incident));
}

static void say_age(GPtrArray *said, const Rule *rule)
{
	if (rule->signatures_old == TRI_NO)
		add(said, g_strdup("the virus signatures are new enough"));
	if (rule->signatures_old == TRI_YES)
		add(said, g_strdup("the virus signatures are too old"));
}

static void say_visible(GPtrArray *said, const Rule *rule,
			const Findings *findings, guint64 visible)
{
	if (rule->visible_over < 0)
		return;
	add(said, g_strdup_printf("%s%" G_GUINT64_FORMAT " addresses are "
				  "visible to every recipient",
				  findings->visible_overflow ? "more than " : "",
				  visible));
}

/* "a", "a and b", "a, b and c"; the first letter large, a dot at the end. */
static char *sentence(const GPtrArray *said)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < said->len; i++) {
		if (i > 0)
			g_string_append(out, i + 1 == said->len ? " and " :
								  ", ");
		g_string_append(out, said->pdata[i]);
	}
	if (out->len == 0)
		g_string_append(out, "the rule applies to every mail");
	out->str[0] = g_ascii_toupper(out->str[0]);
	g_string_append_c(out, '.');
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *reason_of_match(const Rule *rule, const Findings *findings,
		      const Facts *facts, guint64 visible)
{
	g_autoptr(GPtrArray) said = g_ptr_array_new_with_free_func(g_free);

	if ((rule->levels && rule->levels[0]) || rule->understated == TRI_YES)
		say_class(said, findings, facts);
	say_restriction(said, rule, findings);
	say_label(said, rule, findings);
	say_virus(said, rule, findings);
	say_age(said, rule);
	say_problem(said, rule, findings);
	say_protection(said, rule, findings, facts);
	say_follows(said, rule, findings);
	say_visible(said, rule, findings, visible);
	return sentence(said);
}
