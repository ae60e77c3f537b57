/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * policy-table.c - the rules as a table for people, class by route.
 *
 * Runs in:  sekimori.
 * Trusts:   a Policy that was checked.
 * Effects:  none.
 *
 * The table shows what depends on class and route. What depends on the mail
 * only (a virus, visible addresses) would fill every cell, and stands in the
 * list of rules beneath.
 */
#include "ctl/policy-table.h"

#include "ctl/columns.h"

static gboolean listed(char *const *names, const char *name)
{
	for (guint i = 0; names && names[i]; i++) {
		if (g_strcmp0(names[i], name) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean stated(char *const *names)
{
	return names && names[0];
}

/* ---- a rule in words -------------------------------------------------- */

/* The conditions that are yes or no, and how either is told. */
static const struct {
	gsize offset;
	const char *no, *yes;
} conditions[] = {
	{ offsetof(Rule, labelled), "if not labelled", "if labelled" },
	{ offsetof(Rule, understated), "unless labelled too low",
	  "if labelled too low" },
	{ offsetof(Rule, virus), "unless a virus is found",
	  "if a virus is found" },
	{ offsetof(Rule, problem), "if inspected completely",
	  "if not inspected completely" },
	{ offsetof(Rule, unscanned), "if every part could be scanned",
	  "if a part could not be scanned" },
	{ offsetof(Rule, password_follows),
	  "unless it is the password of an earlier mail",
	  "if it is the password of an earlier mail" },
	{ offsetof(Rule, signatures_old),
	  "unless the virus signatures are old",
	  "if the virus signatures are old" },
};

static Tri condition(const Rule *rule, guint index)
{
	const char *base = (const char *)rule;

	return *(const Tri *)(gconstpointer)(base + conditions[index].offset);
}

static const char *const guards[GUARD_COUNT] = {
	[GUARD_ANY]        = "",
	[GUARD_NO]         = " unless protected",
	[GUARD_YES]        = " if protected",
	[GUARD_STRONG]     = " if strongly protected",
	[GUARD_NOT_STRONG] = " unless strongly protected",
};

static void say_conditions(const Rule *rule, GString *out)
{
	g_string_append(out, guards[rule->protected]);
	for (guint i = 0; i < G_N_ELEMENTS(conditions); i++) {
		Tri tri = condition(rule, i);

		if (tri != TRI_ANY)
			g_string_append_printf(out, " %s", tri == TRI_YES ?
					       conditions[i].yes :
					       conditions[i].no);
	}
	for (guint i = 0; i < PROBLEM_COUNT; i++) {
		if (rule->problem_kinds & 1U << i)
			g_string_append_printf(out, " (%s)",
				problem_kind_name((ProblemKind)i));
	}
	if (stated(rule->restrictions)) {
		g_autofree char *all = g_strjoinv(" or ", rule->restrictions);

		g_string_append_printf(out, " if marked %s", all);
	}
	if (rule->visible_over >= 0)
		g_string_append_printf(out, " if more than %" G_GINT64_FORMAT
				       " addresses are visible",
				       rule->visible_over);
}

static gboolean is_conditional(const Rule *rule)
{
	gboolean any = rule->visible_over >= 0 || stated(rule->restrictions) ||
		       rule->protected != GUARD_ANY;

	for (guint i = 0; i < G_N_ELEMENTS(conditions); i++)
		any = any || condition(rule, i) != TRI_ANY;
	return any;
}

/* "reject unless protected", "(would hold)". */
static char *phrase(const Rule *rule)
{
	g_autoptr(GString) out = g_string_new(action_name(rule->action));

	say_conditions(rule, out);
	if (rule->mode == MODE_MONITOR) {
		g_string_prepend(out, "(would ");
		g_string_append_c(out, ')');
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- the table -------------------------------------------------------- */

/* Whether class and route alone tell something about this rule. */
static gboolean is_in_table(const Rule *rule)
{
	return stated(rule->levels) || !is_conditional(rule);
}

static gboolean applies(const Rule *rule, const char *level,
			const char *route)
{
	return is_in_table(rule) &&
	       (!stated(rule->levels) || listed(rule->levels, level)) &&
	       (!stated(rule->routes) || listed(rule->routes, route));
}

/* What always happens here; what is not stricter need not be told. */
static Action always(const Policy *policy, const char *level,
		     const char *route)
{
	Action action = ACTION_ACCEPT;

	for (guint i = 0; i < policy->rules->len; i++) {
		const Rule *rule = policy->rules->pdata[i];

		if (applies(rule, level, route) && !is_conditional(rule) &&
		    rule->mode == MODE_ENFORCE &&
		    ACTION_IS_TERMINAL(rule->action))
			action = MAX(action, rule->action);
	}
	return action;
}

static char *cell(const Policy *policy, const char *level, const char *route)
{
	Action action = always(policy, level, route);
	g_autoptr(GString) out = g_string_new(NULL);

	if (action > ACTION_ACCEPT)
		g_string_append(out, action_name(action));
	for (guint i = 0; i < policy->rules->len; i++) {
		const Rule *rule = policy->rules->pdata[i];
		g_autofree char *text = NULL;

		if (!applies(rule, level, route) ||
		    (ACTION_IS_TERMINAL(rule->action) &&
		     rule->action <= action))
			continue;
		text = phrase(rule);
		g_string_append_printf(out, "%s%s", out->len > 0 ? "; " : "",
				       text);
	}
	if (out->len == 0)
		g_string_append(out, action_name(ACTION_ACCEPT));
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void add_row(Columns *columns, const Policy *policy, const char *level)
{
	columns_add(columns, level ? level : "no class");
	for (guint i = 0; i < policy->routes->len; i++) {
		const Route *route = policy->routes->pdata[i];
		g_autofree char *text = cell(policy, level, route->name);

		columns_add(columns, text);
	}
}

static void print_table(const Policy *policy, GString *out)
{
	g_autoptr(Columns) columns = columns_new(policy->routes->len + 1);

	columns_add(columns, "class \\ route");
	for (guint i = 0; i < policy->routes->len; i++) {
		const Route *route = policy->routes->pdata[i];

		columns_add(columns, route->name);
	}
	for (guint i = policy->levels->len; i > 0; i--) {
		const Level *level = policy->levels->pdata[i - 1];

		add_row(columns, policy, level->name);
	}
	add_row(columns, policy, NULL);
	columns_print(columns, out);
}

/* ---- the list --------------------------------------------------------- */

static char *about(char *const *names, const char *any)
{
	return stated(names) ? g_strjoinv(", ", (char **)(guintptr)names) :
			       g_strdup(any);
}

static void print_rules(const Policy *policy, GString *out)
{
	static const char *const heads[] = {
		"rule", "clause", "class", "route", "what happens"
	};
	g_autoptr(Columns) columns = columns_new(G_N_ELEMENTS(heads));

	for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
		columns_add(columns, heads[i]);
	for (guint i = 0; i < policy->rules->len; i++) {
		const Rule *rule = policy->rules->pdata[i];
		g_autofree char *levels = about(rule->levels, "any");
		g_autofree char *routes = about(rule->routes, "any");
		g_autofree char *text = phrase(rule);

		columns_add(columns, rule->name);
		columns_add(columns, *rule->clause ? rule->clause : "-");
		columns_add(columns, levels);
		columns_add(columns, routes);
		columns_add(columns, text);
	}
	columns_print(columns, out);
}

char *policy_table(const Policy *policy)
{
	g_autoptr(GString) out = g_string_new(NULL);

	print_table(policy, out);
	g_string_append_c(out, '\n');
	print_rules(policy, out);
	return g_string_free(g_steal_pointer(&out), FALSE);
}
