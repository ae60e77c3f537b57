/* SPDX-License-Identifier: GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception */
/*
 * policy.h - levels, routes and rules of one configuration; immutable.
 *
 * Filled by config/, read by decide(). Plain data, so that tests can write
 * policies down.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <glib.h>

#include "findings/brief.h"
#include "policy/verdict.h"

/* A way out of the house; the first that matches an address is its route. */
typedef struct Route {
	char *name;
	char **domains;		/* "a.example" itself, ".a.example" below it */
	char **next_hops;	/* as the MTA writes them: "[10.1.1.1]" */
	gboolean otherwise;	/* takes what no other route took */
} Route;

/* A condition that is not stated matches everything. */
typedef enum {
	TRI_ANY,
	TRI_NO,
	TRI_YES,
} Tri;

/* What a rule asks of protection. */
typedef enum {
	GUARD_ANY,
	GUARD_NO,
	GUARD_YES,
	GUARD_STRONG,		/* yes, and by no scheme that is called weak */
	GUARD_NOT_STRONG,	/* the opposite: no, or by a weak one */
	GUARD_COUNT
} Guard;
DECLARE_NAMES(Guard, guard);

typedef enum {
	MODE_ENFORCE,
	MODE_MONITOR,	/* judged and recorded ("would have"), no effect */
	MODE_COUNT
} RuleMode;
DECLARE_NAMES(RuleMode, rule_mode);

typedef struct Rule {
	char *name;
	char *clause;		/* "" where none */
	char *notice;		/* name of a Notice; NULL: the action's own */
	char **levels;		/* names; empty: any class, or none */
	char **routes;		/* names; empty: any route */
	char **restrictions;	/* globs ("*限り"), one of which fits a
				 * restriction that was found; empty: any */
	Tri labelled;		/* has a declared class */
	Guard protected;	/* nobody without a secret reads it */
	Tri virus;
	Tri problem;
	guint problem_kinds;	/* of these only, bits 1 << ProblemKind;
				 * 0: of any */
	Tri unscanned;
	Tri understated;	/* declared below what was found */
	Tri password_follows;	/* a word opens what an earlier mail carried */
	Tri signatures_old;	/* older than the configuration wants them */
	gint64 visible_over;	/* more distinct addresses of the rule's
				 * routes are visible than this; -1: any */
	Action action;
	RuleMode mode;
} Rule;

/* What the sender is told to do about a refusal; printable ASCII. */
typedef struct Notice {
	char *name;
	char *advice;
} Notice;

typedef struct Policy {
	GPtrArray *levels;	/* Level, by rising rank; shared with Brief */
	GPtrArray *routes;	/* Route; exactly one is `otherwise` */
	GPtrArray *rules;	/* Rule */
	GPtrArray *notices;	/* Notice; built-in ones included */
	guint64 cover_note_limit;	/* characters */
} Policy;

/* Whether any rule, monitored or not, asks for @action. */
gboolean policy_asks(const Policy *policy, Action action);

/* A policy without levels, routes and rules, with the built-in notices. */
Policy *policy_new(void);
void policy_free(Policy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Policy, policy_free)

void route_free(Route *route);
void rule_free(Rule *rule);
void notice_free(Notice *notice);
/* A rule with no conditions; TRI_ANY, visible_over -1. */
Rule *rule_new(const char *name, Action action);

/* Returns: (transfer none) (nullable). */
const Notice *policy_notice(const Policy *policy, const char *name);

/*
 * The route of @address (without brackets) whose next hop is @next_hop
 * (nullable). An address whose local part may be routed again (RFC 5321
 * source routes, '%', '!'), or that has no domain, or whose domain is not
 * one, takes the `otherwise` route: it must never pass as somebody inside.
 * Returns: (transfer none).
 */
const Route *policy_route(const Policy *policy, const char *address,
			  const char *next_hop);

/* Whether @pattern can be one of a Route's domains at all. */
gboolean route_is_domain(const char *pattern);

/* The same for a domain alone, as in a Visible. */
const Route *policy_route_of_domain(const Policy *policy, const char *domain);

#endif
