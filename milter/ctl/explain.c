/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * explain.c - a dry run in words, for people at a terminal.
 *
 * Runs in:  sekimori.
 * Trusts:   nothing that came from the mail: all of it is cleaned.
 * Effects:  none.
 */
#include "ctl/explain.h"

#include "base/escape.h"

#define SHOWN_MAX_CHARS 100

typedef struct Paper {
	GString *out;
	const DryRun *run;
	guint flags;
} Paper;

static void line(const Paper *paper, const char *key, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static void line(const Paper *paper, const char *key, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	g_string_append_printf(paper->out, "  %-11s %s\n", key, text);
}

static char *shown(const char *text)
{
	return escape_show(text ? text : "", SHOWN_MAX_CHARS);
}

static const char *const headlines[] = {
	[ACTION_ACCEPT]   = "would pass",
	[ACTION_HOLD]     = "would be held",
	[ACTION_TEMPFAIL] = "would be deferred",
	[ACTION_REJECT]   = "would be refused",
};

static void print_class(const Paper *paper)
{
	const Findings *findings = paper->run->findings;
	const Mark *mark = findings_class(findings);

	if (!mark)
		line(paper, "class", "none found");
	else if (findings->declared)
		line(paper, "class", "%s (declared %s)", mark->level,
		     findings->declared);
	else
		line(paper, "class", "%s (not declared)", mark->level);
	for (guint i = 0; i < findings->restrictions->len; i++) {
		g_autofree char *text = shown(findings->restrictions->pdata[i]);

		line(paper, "restriction", "%s", text);
	}
}

/* The marking among the words around it. */
static void print_context(const Paper *paper, const Mark *mark)
{
	gboolean bold = (paper->flags & EXPLAIN_BOLD) != 0;
	g_autofree char *text = shown(mark->text);
	g_autofree char *before = shown(mark->before);
	g_autofree char *after = shown(mark->after);

	line(paper, "", "%s%s%s%s%s%s%s", *before ? "..." : "", before,
	     bold ? "\033[1m" : ">>", text, bold ? "\033[0m" : "<<", after,
	     *after ? "..." : "");
}

/* "subject", "doc-cell, part 1.2 名簿.xlsx, sheet "名簿", B3" */
static char *spot(const Mark *mark)
{
	g_autofree char *name = shown(mark->name);
	g_autofree char *where = shown(mark->where);

	return g_strdup_printf("%s%s%s%s%s%s%s", place_name(mark->place),
			       *mark->part ? ", part " : "", mark->part,
			       *name ? (*mark->part ? " " : ", ") : "", name,
			       *where ? ", " : "", where);
}

static void print_marks(const Paper *paper)
{
	const GPtrArray *marks = paper->run->findings->marks;

	for (guint i = 0; i < marks->len; i++) {
		const Mark *mark = marks->pdata[i];
		g_autofree char *where = spot(mark);

		line(paper, "marking", "%s in %s", mark->level, where);
		print_context(paper, mark);
	}
}

static void print_mentions(const Paper *paper)
{
	const GPtrArray *mentions = paper->run->findings->mentions;

	for (guint i = 0; i < mentions->len; i++) {
		const Mention *mention = mentions->pdata[i];
		g_autofree char *where = spot(&mention->mark);
		g_autofree char *why = shown(mention->why);

		line(paper, "mention", "%s in %s; not counted: %s",
		     mention->mark.level, where, why);
		print_context(paper, &mention->mark);
	}
}

static void print_parts(const Paper *paper)
{
	const GPtrArray *parts = paper->run->findings->parts;

	for (guint i = 0; i < parts->len; i++) {
		const Part *part = parts->pdata[i];
		g_autofree char *name = shown(part->name);
		g_autofree char *note = shown(part->note);

		line(paper, "part", "%s%s%s  %s, %" G_GUINT64_FORMAT
		     " bytes, protection %s%s%s%s%s%s%s%s", part->id,
		     *name ? " " : "", name, part->type, part->size,
		     protection_name(part->protection),
		     part->scheme ? " by " : "",
		     part->scheme ? part->scheme : "",
		     part->strength == STRENGTH_WEAK ? " (weak)" : "",
		     part->opened != OPENED_NOT ? ", opened with " : "",
		     part->opened != OPENED_NOT ? opened_name(part->opened) :
						  "",
		     *note ? "; " : "", note);
	}
}

static void print_troubles(const Paper *paper)
{
	const Findings *findings = paper->run->findings;

	for (guint i = 0; i < findings->viruses->len; i++) {
		const Virus *virus = findings->viruses->pdata[i];
		g_autofree char *name = shown(virus->name);

		line(paper, "virus", "%s in part %s", name,
		     *virus->part ? virus->part : "(the whole mail)");
	}
	for (guint i = 0; i < findings->problems->len; i++) {
		const Problem *problem = findings->problems->pdata[i];
		g_autofree char *what = shown(problem->what);

		line(paper, "problem", "%s%s%s (%s)",
		     *problem->part ? "part " : "the mail", problem->part,
		     ": ", problem_kind_name(problem->kind));
		line(paper, "", "%s", what);
	}
}

static void print_rules(const Paper *paper)
{
	const GPtrArray *matches = paper->run->verdict->matches;

	for (guint i = 0; i < matches->len; i++) {
		const Match *match = matches->pdata[i];
		const Rule *rule = match->rule;
		gboolean monitored = rule->mode == MODE_MONITOR;

		line(paper, "rule", "%s%s%s%s: %s%s%s", rule->name,
		     *rule->clause ? " (" : "", rule->clause,
		     *rule->clause ? ")" : "",
		     monitored ? "would " : "", action_name(rule->action),
		     match->declared_exception ?
		     ", but an exception was declared" : "");
		line(paper, "", "%s", match->why);
	}
}

static void print_recipients(const Paper *paper)
{
	const GPtrArray *recipients = paper->run->verdict->recipients;

	for (guint i = 0; i < recipients->len; i++) {
		const Judged *judged = recipients->pdata[i];
		g_autofree char *address = shown(judged->address);

		line(paper, "recipient", "%s  by %s: %s", address,
		     judged->route->name, action_name(judged->action));
	}
}

char *explain(const DryRun *run, guint flags)
{
	g_autoptr(GString) out = g_string_new(NULL);
	Paper paper = { out, run, flags };
	g_autofree char *file = shown(run->file);
	g_autofree char *reply = reply_to_text(run->reply);

	g_string_append_printf(out, "%s: %s\n", file, headlines[run->action]);
	if (*reply)
		line(&paper, "answer", "%s", reply);
	if (run->findings) {
		print_class(&paper);
		print_marks(&paper);
		if (flags & EXPLAIN_MENTIONS)
			print_mentions(&paper);
		print_parts(&paper);
		print_troubles(&paper);
	}
	if (run->verdict) {
		print_rules(&paper);
		print_recipients(&paper);
	}
	for (guint i = 0; run->changes && i < run->changes->len; i++)
		line(&paper, "change", "%s",
		     (const char *)run->changes->pdata[i]);
	return g_string_free(g_steal_pointer(&out), FALSE);
}
